"""Everything held about the person of a lead, gathered once for the copy they ask for: JSON and PDF are read from it.

Codes name sections and fields, labels are in the reader's language. Addresses of signed links are left out: they open
the file. What colleagues noted among themselves is not in it, and the copy says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import (
    AccessKind,
    AppointmentKind,
    AppointmentState,
    Channel,
    ConsentPurpose,
    LinkRights,
    MailState,
    PrivacyState,
    ReplyLanguage,
)
from leads.countries import country_name
from leads.models import (
    AccessRecord,
    Appointment,
    CasesLink,
    Consent,
    Incoming,
    Lead,
    LeadLink,
    LeadMessage,
    Mail,
    Subscription,
    Watch,
)
from leads.services.asked import project_lines
from leads.services.desk_lock import name_of
from leads.services.lead_files import files_of
from leads.services.mail import without_links
from leads.services.mail_wishes import mark_of
from leads.services.privacy import requests_of
from leads.services.privacy_words import right_name
from leads.services.reach_words import hours_in_words
from leads.services.sources import source_name
from sitepages import figures


@dataclass(frozen=True)
class Field:
    """`code` and `raw` are for programs, `label` and `shown` for people; an empty `shown` is "nothing held"."""

    code: str
    label: str
    raw: Any
    shown: str


Row = tuple[Field, ...]
REGULAR = ("watch_confirm", "watch_news", "watch_ends", "newsletter_confirm", "newsletter")


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    rows: tuple[Row, ...]


def sections_of(lead: Lead, now: datetime, lang: str) -> tuple[Section, ...]:
    """A fixed number of queries, however much is held."""
    return (
        Section("person", _("You"), (tuple(_person(lead, now, lang)),)),
        Section("enquiry", _("Your enquiry"), (tuple(_enquiry(lead, lang)),)),
        Section("consents", _("Consents"), tuple(_consents(lead, lang))),
        Section("watches", _("Mails you asked for regularly"), tuple(_wishes(lead, lang))),
        Section("messages", _("Messages on the page"), tuple(_messages(lead, lang))),
        Section("mails_sent", _("Mails we sent"), tuple(_sent(lead, lang))),
        Section("mails_received", _("Mails you sent"), tuple(_received(lead, lang))),
        Section("files", _("Documents that were sent"), tuple(_files(lead))),
        Section("appointments", _("Appointments"), tuple(_appointments(lead, lang))),
        Section("links", _("Links to the file"), tuple(_links(lead, lang))),
        Section("requests", _("Requests about your data"), tuple(_requests(lead, lang))),
        Section("access", _("Who read or fetched it"), tuple(_access(lead, lang))),
    )


def as_json(sections: tuple[Section, ...]) -> dict[str, Any]:
    """By code: one object for the person and the enquiry, a list for everything else."""
    out: dict[str, Any] = {}
    for one in sections:
        rows = [{field.code: field.raw for field in row} for row in one.rows]
        out[one.code] = rows[0] if one.code in {"person", "enquiry"} else rows
    return out


def _text(code: str, label: str, value: str) -> Field:
    return Field(code, label, value, value)


def _at(code: str, label: str, at: datetime | None, lang: str) -> Field:
    return Field(code, label, at.isoformat() if at else None, figures.moment(at, lang) if at else "")


def _coded(code: str, label: str, raw: str, shown: Any) -> Field:
    return Field(code, label, raw, str(shown))


def _person(lead: Lead, now: datetime, lang: str) -> Iterator[Field]:
    yield _text("name", _("Name"), lead.contact_name)
    yield _text("email", _("E-mail"), lead.contact_email)
    yield _text("phone", _("Telephone"), lead.contact_phone)
    yield _coded("language", _("Language"), lead.language, ReplyLanguage(lead.language).label)
    yield _coded("channel", _("Preferred channel"), lead.channel, Channel(lead.channel).label)
    yield _text("channel_handle", _("Account there"), lead.channel_handle)
    hours = f"{lead.good_from:%H:%M}-{lead.good_to:%H:%M} {lead.time_zone}" if lead.good_from and lead.good_to else ""
    yield _coded("good_hours", _("Good hours"), hours, hours_in_words(lead, now.astimezone(figures.PARK_TIME).date()))


def _enquiry(lead: Lead, lang: str) -> Iterator[Field]:
    yield _text("reference", _("Number of the file"), lead.reference)
    yield _at("received_at", _("Received"), lead.received_at, lang)
    yield _text("organisation", _("Organisation"), lead.organisation.name if lead.organisation else "")
    country = country_name(lead.country, lang) if lead.country else ""
    yield _coded("country", _("Country"), lead.country, country)
    yield _coded("source", _("Came through"), lead.source, source_name(lead.source))
    yield _text("message", _("Message"), lead.message)
    lines = "\n".join(f"{label}: {value}" for label, value in project_lines(lead))
    yield Field("project", _("The project"), lead.match_run.request if lead.match_run else {}, lines)


def _consents(lead: Lead, lang: str) -> Iterator[Row]:
    for one in Consent.objects.filter(lead=lead).select_related("text").order_by("given_at", "pk"):
        text = one.text.text_vi if one.language == "vi" else one.text.text_en
        yield (
            _coded("purpose", _("Purpose"), one.text.purpose, ConsentPurpose(one.text.purpose).label),
            Field("version", _("Version"), one.text.version, str(one.text.version)),
            _text("text", _("Text you agreed to"), text),
            _at("given_at", _("Given"), one.given_at, lang),
            _text("channel", _("Way it came"), one.channel),
            _at("withdrawn_at", _("Withdrawn"), one.withdrawn_at, lang),
        )


def _wishes(lead: Lead, lang: str) -> Iterator[Row]:
    """Watches and newsletters of the file or at its address, those that ended too."""
    marks = [mark_of(lead.contact_email)] if lead.contact_email else []
    mine = Q(lead=lead) | Q(mark__in=marks)
    for kind, model in ((ConsentPurpose.WATCH, Watch), (ConsentPurpose.NEWSLETTER, Subscription)):
        for one in model.objects.filter(mine).select_related("text").order_by("pk"):
            text = one.text.text_vi if one.shown_in == "vi" else one.text.text_en
            yield (
                _coded("kind", _("What"), kind.value, kind.label),
                _text("email", _("E-mail"), one.email),
                _text("text", _("Text you agreed to"), text),
                _at("asked_at", _("Asked on"), one.asked_at, lang),
                _at("confirmed_at", _("Confirmed"), one.confirmed_at, lang),
                _at("told_at", _("Last mail with something new"), one.told_at, lang),
                _at("ended_at", _("Ended"), one.ended_at, lang),
            )


def _messages(lead: Lead, lang: str) -> Iterator[Row]:
    for one in LeadMessage.objects.filter(lead=lead):
        yield (_at("at", _("When"), one.written_at, lang), _text("text", pgettext("mail", "Text"), one.text))


def _sent(lead: Lead, lang: str) -> Iterator[Row]:
    """Mails to colleagues about the file are none of the person's mails; watches and newsletters name no file."""
    to = lead.contact_email or "-"
    mine = Mail.objects.filter(Q(lead=lead) | Q(lead=None, kind__in=REGULAR), to__iexact=to)
    for one in mine.order_by("created_at", "pk"):
        yield (
            _at("at", _("When"), one.sent_at or one.created_at, lang),
            _text("to", _("To"), one.to),
            _coded("state", _("State"), one.state, MailState(one.state).label),
            _text("subject", _("Subject"), one.subject),
            _text("text", pgettext("mail", "Text"), without_links(one.body)),
        )


def _received(lead: Lead, lang: str) -> Iterator[Row]:
    for one in Incoming.objects.filter(lead=lead).order_by("received_at", "pk"):
        yield (
            _at("at", _("When"), one.received_at, lang),
            _text("from", pgettext("mail", "From"), one.sender),
            _text("subject", _("Subject"), one.subject),
            _text("text", pgettext("mail", "Text"), one.text),
        )


def _files(lead: Lead) -> Iterator[Row]:
    for one in files_of(lead).order_by("pk"):
        sent_by = _("the desk") if one.reply_id else _("you")
        size = figures.number(one.size, 0, "vi")
        yield (
            _text("name", _("Name"), one.name),
            _coded("sent_by", _("Sent by"), "desk" if one.reply_id else "person", sent_by),
            Field("size", _("Size in bytes"), one.size, size),
            _text("refused", _("Not kept, because"), one.refused),
        )


def _appointments(lead: Lead, lang: str) -> Iterator[Row]:
    for one in Appointment.objects.filter(lead=lead).select_related("officer__person"):
        yield (
            _coded("kind", _("How we meet"), one.kind, AppointmentKind(one.kind).label),
            _at("starts_at", _("When"), one.starts_at, lang),
            _text("officer", _("Officer"), one.officer.name),
            _coded("state", _("State"), one.state, AppointmentState(one.state).label),
            _text("words", pgettext("appointment", "About"), one.words),
            _text("place", pgettext("appointment", "Where"), one.place),
            _text("time_zone", _("Time zone"), one.time_zone),
        )


def _links(lead: Lead, lang: str) -> Iterator[Row]:
    for one in LeadLink.objects.filter(lead=lead).order_by("pk"):
        yield (
            _at("made_at", _("Made"), one.created_at, lang),
            _at("until", _("Until"), one.expires_at, lang),
            _at("closed_at", _("Closed"), one.revoked_at, lang),
            _coded("rights", _("For whom"), one.rights, LinkRights(one.rights).label),
            _text("name", _("Name"), one.name),
            _text("email", _("E-mail"), one.email),
        )
    for every in CasesLink.objects.filter(address=lead.contact_email.lower() or "-"):
        yield (
            _at("made_at", _("Made"), every.asked_at, lang),
            _at("until", _("Until"), every.expires_at, lang),
            _at("closed_at", _("Closed"), every.revoked_at, lang),
            _coded("rights", _("For whom"), "cases", _("Link to all files of an address")),
            _text("name", _("Name"), ""),
            _text("email", _("E-mail"), every.address),
        )


def _requests(lead: Lead, lang: str) -> Iterator[Row]:
    for one in requests_of(lead):
        yield (
            _coded("right", _("Right"), one.right, right_name(one.right, one.purpose)),
            _at("made_at", _("Asked on"), one.made_at, lang),
            _coded("state", _("State"), one.state, PrivacyState(one.state).label),
            _at("due_at", _("Due"), one.due_at, lang),
            _at("ended_at", _("Ended"), one.ended_at, lang),
            _text("wrong", _("What is wrong"), one.wrong),
            _text("put_right", _("What is right"), one.put_right),
            _text("ground", _("Ground of the refusal"), one.ground),
        )


def _access(lead: Lead, lang: str) -> Iterator[Row]:
    """The rows about this lead alone; lists of many leads name none."""
    rows = AccessRecord.objects.filter(lead=lead).select_related("by__officer__person").order_by("at", "pk")
    for one in rows:
        who = name_of(one.by) if one.by else _("by the link")
        yield (
            _at("at", _("When"), one.at, lang),
            _coded("what", _("What"), one.kind, AccessKind(one.kind).label),
            _text("who", _("Who"), who),
        )
