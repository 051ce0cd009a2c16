"""Sending a match under guard: what was typed waits for a mail to be answered, where the browser proved nothing."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from leads.choices import Channel, ConsentPurpose, LinkRights, ReplyLanguage
from leads.countries import country_name
from leads.models import Lead, MatchRun
from leads.portal.send_form import TICKS, SendForm
from leads.refusals import sentence
from leads.services.consent import consent_texts
from leads.services.intake import Submission, checked, submit_lead
from leads.services.links import token_for
from leads.services.result_keeping import result_at
from leads.services.sent_again import add_words
from sitepages.guarding.guard import Guarded
from sitepages.language import site_language
from sitepages.models import PendingForm
from sitepages.refusal import Refused
from sitepages.services.pending_forms import Confirmed, PendingRefused, keep_pending

SEND = Guarded("send", ceiling="SEND_RATE_PER_HOUR")
HOURS = ("good_from", "good_to")
NOT_TYPED = {"match_run", "consents", *HOURS}


def keep_submission(submission: Submission, run: MatchRun, *, now: datetime) -> PendingForm:
    """Keep it for a day and mail the link; raises what is wrong with it before anything is kept."""
    clean = checked(submission)
    typed: dict[str, Any] = {one.name: getattr(clean, one.name) for one in fields(clean) if one.name not in NOT_TYPED}
    typed |= {name: getattr(clean, name).isoformat() if getattr(clean, name) else "" for name in HOURS}
    typed |= {"consents": sorted(clean.consents), "texts": _texts(now)}
    return keep_pending(
        form=SEND.name, about=run.token, typed=typed, mail=clean.contact_email, language=clean.shown_in, now=now
    )


def confirm_sent(request: HttpRequest, mail: str) -> HttpResponse:
    """The page after a form that is confirmed by mail."""
    return render(request, "sitepages/confirm_sent.html", {"page": {"mail": mail}})


def _texts(now: datetime) -> list[list[Any]]:
    """Which wording of each consent is in force."""
    return [[text.purpose, text.version] for text in consent_texts(now)]


def _make(kept: PendingForm, now: datetime) -> str:
    typed = dict(kept.typed)
    if typed.pop("texts") != _texts(now):
        raise PendingRefused(words=_("The wording of the consent has changed since. Send the form once more, please."))
    typed |= {name: time.fromisoformat(typed[name]) if typed[name] else None for name in HOURS}
    typed["consents"] = frozenset(typed["consents"])
    try:
        submission = Submission(match_run=result_at(kept.about, now), **typed)
        lead, created = submit_lead(submission=submission, by=None, now=now)
        if not created:
            add_words(lead=lead, submission=submission, now=now)
    except Refused as refusal:
        raise PendingRefused(words=sentence(refusal)) from refusal
    return str(lead.pk)


def _answer(kept: PendingForm, now: datetime) -> str:
    """The file by its own link; where that was closed meanwhile, the result."""
    lead = Lead.objects.filter(pk=int(kept.made)).first()
    link = lead and lead.links.filter(rights=LinkRights.OWNER, revoked_at=None, expires_at__gt=now).last()
    if link:
        return reverse("lead-status", args=[token_for(link)])
    return reverse("match-result", args=[kept.about])


def _title(about: str) -> str:
    return _("Send this match to the province")


def _lines(kept: PendingForm) -> list[tuple[str, str]]:
    """As the form asked it; a choice by its name."""
    typed, lang = kept.typed, site_language()
    hours = "–".join(typed[name][:5] for name in HOURS if typed[name])
    ticked = [ConsentPurpose(purpose).label for purpose in typed["consents"]]
    fields = SendForm.base_fields
    return [
        (_("Your name"), typed["contact_name"]),
        (_("Organisation"), typed["organisation_name"]),
        (_("Country"), country_name(typed["country"], lang) if typed["country"] else ""),
        (str(fields["contact_email"].label), typed["contact_email"]),
        (str(fields["contact_phone"].label), typed["contact_phone"]),
        (str(fields["language"].label), str(ReplyLanguage(typed["language"]).label)),
        (str(fields["message"].label), typed["message"]),
        (
            str(fields["channel"].label),
            ", ".join(filter(None, (str(Channel(typed["channel"]).label), typed["channel_handle"]))),
        ),
        (_("Good hours"), " ".join(filter(None, (hours, typed["time_zone"])))),
        *((str(fields[name].label), _("yes")) for name in TICKS if typed[name]),
        (_("Agreed to"), ", ".join(map(str, ticked))),
    ]


CONFIRMED_SEND = Confirmed(SEND.name, _title, _make, _answer, _lines)
