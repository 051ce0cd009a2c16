"""Page values of a watch: the form, what is watched, the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leads.choices import WishEnd
from leads.models import Lead, MatchRun, Watch
from leads.portal.wish_forms import WishForm
from leads.services.asked import asked_lines
from leads.services.mail_wishes import confirmed, token_for
from leads.services.watches import LASTS
from leads.services.wish_data import Proof, Wish, agreed_text
from sitepages import figures
from sitepages.guarding.guard import GuardFields

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskPage:
    """`fits`: whether the result offers an option now."""

    asked: Lines
    fits: bool
    form: WishForm
    back: str
    notice: str
    errors: tuple[tuple[str, str, str], ...]
    guard: GuardFields

    @staticmethod
    def of(run: MatchRun, form: WishForm, back: str, notice: str, guard: GuardFields) -> AskPage:
        errors = tuple(form.summary()) if form.is_bound and not notice else ()
        fits = bool((run.answer.get("match") or {}).get("options"))
        return AskPage(tuple(asked_lines(run)), fits, form, back, notice, errors, guard)


@dataclass(frozen=True, slots=True)
class WatchPage:
    """`state`: asked, on or ended; days are "" where there is none. `email` is shown in part."""

    token: str
    state: str
    email: str
    asked: Lines
    since: str
    until: str
    told: str
    result: str
    ended: str
    months: int
    proof: Proof


def watch_page(watch: Watch, token: str, lang: str) -> WatchPage:
    state = "ended" if watch.ended_at else "on" if watch.confirmed_at else "asked"
    how = str(WishEnd(watch.ended_how).label) if watch.ended_how else ""
    run = watch.told
    return WatchPage(
        token=token,
        state=state,
        email=veiled(watch.email),
        asked=tuple(asked_lines(run)),
        since=day(watch.confirmed_at, lang),
        until=day(watch.ends_at, lang),
        told=day(watch.told_at, lang),
        result=run.token if run else "",
        ended=f"{day(watch.ended_at, lang)}, {how}" if watch.ended_at else "",
        months=round(LASTS.days / 30.4),
        proof=proof_of(watch, lang),
    )


def proof_of(wish: Wish, lang: str) -> Proof:
    confirmed_at = figures.moment(wish.confirmed_at, lang) if wish.confirmed_at else ""
    return Proof(agreed_text(wish), wish.shown_in, wish.text.version, figures.moment(wish.asked_at, lang), confirmed_at)


def veiled(address: str) -> str:
    """Enough to know one's own address by: a link may be handed on."""
    name, _at, host = address.partition("@")
    return f"{name[:2]}…@{host}" if address else ""


def day(at: datetime | None, lang: str) -> str:
    return figures.day(at.astimezone(figures.PARK_TIME).date(), lang) if at else ""


@dataclass(frozen=True, slots=True)
class StopPage:
    """A page with one button; `again`: where the same is asked for anew, "" for nowhere."""

    title: str
    sentence: str
    button: str
    stopped: bool


def stop_page(watch: Watch, everything: bool, stopped: bool) -> StopPage:
    if stopped:
        words = _("No mail of it comes any more, and the address is deleted.")
        return StopPage(_("The watch has ended"), words, "", True)
    if everything:
        words = _("All results watched with this address: no mail of any of them comes any more.")
        return StopPage(_("Stop all watches of this address?"), words, _("Stop them all"), False)
    what = "; ".join(f"{label}: {value}" for label, value in asked_lines(watch.told))
    return StopPage(_("Stop watching this result?"), f"{what}.", _("Stop the watch"), False)


@dataclass(frozen=True, slots=True)
class WatchedHere:
    """A confirmed watch asked for in this room."""

    token: str
    email: str
    until: str
    told: str


def watched_here(lead: Lead, lang: str) -> tuple[WatchedHere, ...]:
    """One query."""
    rows = confirmed(Watch).filter(lead=lead).order_by("pk")
    return tuple(
        WatchedHere(token_for(row), veiled(row.email), day(row.ends_at, lang), day(row.told_at, lang)) for row in rows
    )
