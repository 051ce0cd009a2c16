"""The guard of a public form: draw its fields (`guard_fields`), look at what was sent (`look`).

Nobody is turned away for looking like a machine: the form comes back with what was typed and asks for a proof of
work by the browser; a browser without scripts sends it once more and confirms by mail (docs/decisions/0021).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sitepages.guarding.proof import challenge, proves
from sitepages.guarding.signs import ENOUGH, Signs, Soft, effort, suspicion
from sitepages.guarding.stamp import Stamp, new_stamp, read_stamp, written
from sitepages.stale import STALE, STALE_STATUS
from sitepages.throttle import client_address, over_limit, pause_after, pause_left, seconds_to_wait, uses
from sitepages.ways import desk_way

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STAMP, TRAP, PROOF = "guard-stamp", "guard-more", "altcha"  # names of its fields in a form
KEPT_OPEN = timedelta(hours=24)  # a form drawn earlier is given back once, with what was typed
HOUR = 3600
ASKED_STATUS = 422


@dataclass(frozen=True, slots=True)
class Guarded:
    """A public form. `ceiling` names the setting that bounds it per network address and hour.

    `by_mail`: all it does is a mail to the address typed, so that the mail itself is the confirmation.
    `without_mail`: sent by nobody known it is taken all the same, and marked as unproven.
    `quickest`: seconds in which a person who lets the browser fill it in can have read and sent it.
    """

    name: str
    ceiling: str
    by_mail: bool = False
    quickest: int = 4
    without_mail: bool = False


@dataclass(frozen=True, slots=True)
class GuardFields:
    """What `components/guard.html` draws inside the form. `challenge`, `words`: JSON for the widget, or empty."""

    stamp: str
    challenge: str = ""
    words: str = ""
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`again`: draw the form again with these fields and the notice, nothing is written; `wait`: seconds, refuse (with
    `again`: by drawing it); `by_mail`: only after a confirmation by mail; `proven`: go on, the browser proved its work;
    `unproven`: go on, marked as such. None of them: go on.
    """

    again: GuardFields | None = None
    notice: StrOrPromise = ""
    status: int = 200
    by_mail: bool = False
    wait: int = 0
    proven: bool = False
    unproven: bool = False


GO_ON = Verdict()


def guard_fields(form: Guarded, now: datetime) -> GuardFields:
    """For a form drawn anew; draw it so after an error of its own too."""
    return GuardFields(written(new_stamp(now), form.name), by_mail=form.by_mail)


def look(form: Guarded, request: HttpRequest, *, now: datetime, mail: str = "", about: str = "") -> Verdict:
    """Look at a form that is right in itself, before anything is written. `mail`: the address typed;
    `about`: what it is about (a match, a plot). Call it once for each sending: it counts.
    """
    if not settings.FORM_GUARD:
        return Verdict(wait=over_limit(request, form.ceiling, HOUR, now))
    stamp = read_stamp(request.POST.get(STAMP, ""), form.name)
    if stamp and stamp.age(now) > KEPT_OPEN.total_seconds():
        return given_back(form, request, now)
    if stamp and proves(request.POST.get(PROOF, ""), form=form.name, nonce=stamp.nonce, now=now):
        proven = uses(scope=f"{form.name}:proven", who=client_address(request), period=HOUR, now=now)
        if form.by_mail or proven <= getattr(settings, form.ceiling):
            return Verdict(proven=True)
    elif stamp is None or not stamp.asked:
        signs = _signs(form, request, stamp, now, mail, about)
        soft = Soft(settings.GUARD_ADDRESS_PER_HOUR, settings.GUARD_SUBJECT_PER_HOUR)
        if suspicion(signs, soft) < ENOUGH:
            return GO_ON
        again = _asking(form, effort(signs.from_address, soft), now)
        return Verdict(again=again, notice=_asked_words(), status=ASKED_STATUS)
    return _by_mail(form, request, mail, now)


def given_back(form: Guarded, request: HttpRequest, now: datetime) -> Verdict:
    """A form that came too late, with what was typed. It keeps the time it was drawn, so that the next press goes."""
    fresh, came = new_stamp(now), read_stamp(request.POST.get(STAMP, ""), form.name)
    if came:
        fresh = replace(fresh, drawn=max(came.drawn, int((now - KEPT_OPEN / 2).timestamp())))
    fields = GuardFields(written(fresh, form.name), by_mail=form.by_mail)
    return Verdict(again=fields, notice=STALE, status=STALE_STATUS)


def ask_proof(form: Guarded, verdict: Verdict, now: datetime) -> Verdict | None:
    """What an unproven sending may not do, a proven one may: ask for the proof, once. None where it was asked."""
    if not settings.FORM_GUARD or verdict.proven or verdict.by_mail:
        return None
    return Verdict(again=_asking(form, 1, now), notice=_asked_words(), status=ASKED_STATUS)


def _signs(form: Guarded, request: HttpRequest, stamp: Stamp | None, now: datetime, mail: str, about: str) -> Signs:
    def count(what: str, who: str) -> int:
        return uses(scope=f"{form.name}:{what}", who=who, period=HOUR, now=now) if who else 0

    return Signs(
        trap_filled=bool(request.POST.get(TRAP, "").strip()),
        seconds=stamp.age(now) if stamp else None,
        quickest=form.quickest,
        from_address=count("address", client_address(request)),
        for_mail=count("mail", mail.strip().lower()),
        about_thing=count("about", about),
        with_stamp=count("stamp", stamp.nonce if stamp else ""),
    )


def _asking(form: Guarded, hard: int, now: datetime) -> GuardFields:
    stamp = new_stamp(now, asked=True)
    sums = challenge(form=form.name, nonce=stamp.nonce, effort=hard, now=now)
    return GuardFields(written(stamp, form.name), sums, json.dumps(_widget_words()), form.by_mail)


def _by_mail(form: Guarded, request: HttpRequest, mail: str, now: datetime) -> Verdict:
    """So many mails an hour to one address from one network; in all, and from one network to anybody, pauses grow past
    the limit, so that whoever uses one up walls in nobody else. Without an address to write to, ask for it.
    """
    network = client_address(request)
    if not mail and form.without_mail:
        wait = _paced((f"{form.name}:unproven", network, getattr(settings, form.ceiling)), now=now)
        return _held_up(form, wait, now) if wait else Verdict(unproven=True)
    if not mail:
        words = _("Enter your e-mail address too: we send the confirmation there.")
        return Verdict(again=_asking(form, 1, now), notice=words, status=ASKED_STATUS)
    scope, to, limit = f"{form.name}:mails", mail.strip().lower(), settings.GUARD_MAILS_PER_HOUR
    in_all = (scope, to, settings.GUARD_MAILS_IN_ALL_PER_HOUR)
    wait = _paced(
        in_all,
        (scope, network, getattr(settings, form.ceiling)),
        now=now,
        first=lambda: seconds_to_wait(scope=f"{scope}:pair", who=f"{network} {to}", limit=limit, period=HOUR, now=now),
    )
    return _held_up(form, wait, now) if wait else Verdict(by_mail=True)


def _paced(*paces: tuple[str, str, int], now: datetime, first: Callable[[], int] = lambda: 0) -> int:
    """Seconds to wait, or 0 with one sending counted by every pace (scope, who, how many an hour go without a pause).
    `first` counts by a limit of its own once no pace holds it up.
    """
    wait = max(pause_left(scope=scope, who=who, now=now) for scope, who, _free in paces) or first()
    if wait:
        return wait
    going = [pause_after(scope=scope, who=who, free=free, now=now) for scope, who, free in paces]
    return 0 if all(going) else max(pause_left(scope=scope, who=who, now=now) for scope, who, _free in paces)


def _held_up(form: Guarded, wait: int, now: datetime) -> Verdict:
    """Others may have used up what goes without a proof: the form stays, with every way on."""
    words = _(
        "Nothing was sent yet; what you typed is still here. This form was sent so often within the hour, with this "
        "e-mail address or from your network, that it goes no more without a check of the browser. Press the button "
        "once more with scripts allowed for this page; or again in %(minutes)s min.; or enter another e-mail address."
    )
    notice = f"{words % {'minutes': -(-wait // 60)}} {desk_way()}"
    return Verdict(again=_asking(form, 1, now), notice=notice, status=429, wait=wait)


def _asked_words() -> SafeString:
    words = _(
        "Nothing was sent yet. Forms that come quickly or often are checked for machines; you have nothing to solve. "
        "What you typed is still here: press the button once more."
    )
    return format_html('{} <a href="#guard-check">{}</a>', words, _("To the button"))


def _widget_words() -> dict[str, dict[str, str]]:
    """What the widget says, and what stands below it, by its state."""
    check, done = _("Check this browser"), _("Checked")
    label = {"label": check, "verify": check, "verificationRequired": check, "verified": done}
    label |= {"verifying": _("Your browser is checked: it works on a sum"), "loading": _("Loading")}
    help_of = {
        "verifying": _("This takes some seconds."),
        "verified": _("Press the button to send."),
        "error": _("The check did not work. Press the button all the same: we then ask you by mail."),
        "wait": _("Your browser is still working. It is sent as soon as that is done."),
    }
    return {"label": label | {"waitAlert": help_of["wait"]}, "help": help_of}
