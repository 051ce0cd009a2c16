"""What became of a person's enquiry, for the copy of their data: stage, land, packs, words at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import EventKind, HoldState, Priority, Stage
from leads.models import AnswerPack, Hold, Lead, LeadEvent, MatchRun, WantedPlot
from leads.services.personal_fields import Field, Row, at_field, coded_field, day_field, text_field

# Every table that names a lead, for the copy: where it stands there, or why it does not (a guard test reads both).
COPIED = {
    "Consent": "consents",
    "LeadLink": "links",
    "LeadMessage": "messages",
    "Mail": "mails_sent",
    "Incoming": "mails_received",
    "PrivacyRequest": "requests",
    "AccessRecord": "access",
    "Appointment": "appointments",
    "Watch": "watches",
    "Subscription": "watches",
    "Hold": "land",
    "WantedPlot": "land",
    "AnswerPack": "packs",
    "LeadEvent": "course",
}
LEFT_OUT = {
    "Task": "what officers plan among themselves",
    "Referral": "what officers ask each other",
    "LeadPath": "the way through the offices, shown on the page of the file",
    "Look": "which colleague has the file open",
    "LeadStory": "figures counted from the events",
}
ENDED_BY_THEM = (Stage.PARKED, Stage.LOST)


def state_rows(lead: Lead, lang: str) -> Iterator[Row]:
    yield (
        coded_field("stage", _("Stage"), lead.stage, Stage(lead.stage).label),
        coded_field("priority", _("Priority"), lead.priority, Priority(lead.priority).label),
        text_field("department", _("Department"), lead.department.name_vi if lang == "vi" else lead.department.name_en),
        text_field("officer", _("Officer"), lead.owner.name if lead.owner else ""),
        at_field("paused_until", _("Paused until"), lead.paused_until, lang),
        *_kept_longer(lead, lang),
    )


def _kept_longer(lead: Lead, lang: str) -> tuple[Field, ...]:
    """Until when the duty head keeps the data past the rules, and why; nothing where nobody does."""
    event = LeadEvent.objects.filter(lead=lead, kind=EventKind.KEPT_LONGER).order_by("seq").last()
    if lead.kept_until is None or event is None:
        return ()
    return (
        day_field("kept_until", _("Kept until"), lead.kept_until, lang),
        text_field("kept_why", _("Kept longer, because"), event.data["reason"]),
    )


def course_rows(lead: Lead, lang: str) -> Iterator[Row]:
    """What the person ended or put off on the page of the file; what the product itself sets going is not theirs."""
    for one in LeadEvent.objects.filter(lead=lead, kind=EventKind.STAGE_CHANGED, by=None).order_by("seq"):
        data: Mapping[str, Any] = one.data
        if data["new"] not in ENDED_BY_THEM:
            continue
        back = date.fromisoformat(data["come_back_on"]) if data.get("come_back_on") else None
        yield (
            at_field("at", _("When"), one.at, lang),
            coded_field("stage", _("Stage"), data["new"], Stage(data["new"]).label),
            text_field("words", _("Your words"), data.get("reason") or ""),
            day_field("come_back_on", _("Come back on"), back, lang),
        )


def land_rows(lead: Lead, lang: str) -> Iterator[Row]:
    """Land held or waited for, then what the match offered."""
    for one in Hold.objects.filter(lead=lead).prefetch_related("plots"):
        codes = " + ".join(sorted(plot.code for plot in one.plots.all()))
        yield (
            text_field("plots", _("Plots"), codes),
            coded_field("state", _("State"), one.state, HoldState(one.state).label),
            at_field("from", pgettext("hold", "Held from"), one.started_at, lang),
            at_field("until", _("Until"), one.until, lang),
            at_field("ended_at", _("Ended"), one.ended_at, lang),
        )
    offered = list(WantedPlot.objects.filter(lead=lead).values_list("code", flat=True))
    if offered:
        yield (text_field("offered", _("Offered by the match"), ", ".join(offered)),)


def pack_rows(lead: Lead, lang: str) -> Iterator[Row]:
    """The packs by number and digest; what stood beside the questions is in their record."""
    for one in AnswerPack.objects.filter(lead=lead).select_related("run").order_by("number"):
        yield (
            Field("number", _("Answer pack"), one.number, str(one.number)),
            at_field("issued_at", pgettext("pack", "Issued"), one.issued_at, lang),
            text_field("digest", _("Digest"), one.digest),
            text_field("questions", _("Your questions"), "\n".join(_questions(one.data))),
            Field("request", _("What was asked"), _request(one.run), ""),
        )


def _questions(data: Mapping[str, Any]) -> Iterator[str]:
    for one in data.get("questions", ()):
        yield str(one.get("text", ""))


def _request(run: MatchRun) -> Any:
    return run.request
