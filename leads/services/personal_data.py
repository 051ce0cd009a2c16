"""Everything held about the person of a lead, gathered once for the copy they ask for: JSON and PDF are read from it.

Codes name sections and fields, labels are in the reader's language. Addresses of signed links are left out: they open
the file. What colleagues noted among themselves is not in it, and the copy says so.
"""

from __future__ import annotations

from collections.abc import Iterator
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
)
from leads.services.asked import project_lines
from leads.services.desk_lock import name_of
from leads.services.lead_files import files_of
from leads.services.personal_fields import Field, Row, Section, at_field, coded_field, text_field
from leads.services.personal_state import course_rows, land_rows, pack_rows, state_rows
from leads.services.privacy import requests_of
from leads.services.privacy_words import right_name
from leads.services.reach_words import hours_in_words
from leads.services.sources import source_name
from leads.services.wish_data import mail_row, wish_row, wishes_of
from sitepages import figures

SINGLE = frozenset({"person", "enquiry", "state"})
REGULAR = ("watch_confirm", "watch_news", "watch_ends", "newsletter_confirm", "newsletter")


def sections_of(lead: Lead, now: datetime, lang: str) -> tuple[Section, ...]:
    """A fixed number of queries, however much is held."""
    return (
        Section("person", _("You"), (tuple(_person(lead, now, lang)),)),
        Section("enquiry", _("Your enquiry"), (tuple(_enquiry(lead, lang)),)),
        Section("state", _("Where it stands"), tuple(state_rows(lead, lang))),
        Section("course", _("What you ended or put off"), tuple(course_rows(lead, lang))),
        Section("land", _("Land"), tuple(land_rows(lead, lang))),
        Section("packs", _("Answer packs"), tuple(pack_rows(lead, lang))),
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
        out[one.code] = rows[0] if one.code in SINGLE else rows
    return out


def _person(lead: Lead, now: datetime, lang: str) -> Iterator[Field]:
    yield text_field("name", _("Name"), lead.contact_name)
    yield text_field("email", _("E-mail"), lead.contact_email)
    yield text_field("phone", _("Telephone"), lead.contact_phone)
    yield coded_field("language", _("Language"), lead.language, ReplyLanguage(lead.language).label)
    yield coded_field("channel", _("Preferred channel"), lead.channel, Channel(lead.channel).label)
    yield text_field("channel_handle", _("Account there"), lead.channel_handle)
    hours = f"{lead.good_from:%H:%M}-{lead.good_to:%H:%M} {lead.time_zone}" if lead.good_from and lead.good_to else ""
    yield coded_field(
        "good_hours", _("Good hours"), hours, hours_in_words(lead, now.astimezone(figures.PARK_TIME).date())
    )


def _enquiry(lead: Lead, lang: str) -> Iterator[Field]:
    yield text_field("reference", _("Number of the file"), lead.reference)
    yield at_field("received_at", _("Received"), lead.received_at, lang)
    yield text_field("organisation", _("Organisation"), lead.organisation.name if lead.organisation else "")
    country = country_name(lead.country, lang) if lead.country else ""
    yield coded_field("country", _("Country"), lead.country, country)
    yield coded_field("source", _("Came through"), lead.source, source_name(lead.source))
    yield text_field("message", _("Message"), lead.message)
    lines = "\n".join(f"{label}: {value}" for label, value in project_lines(lead))
    yield Field("project", _("The project"), lead.match_run.request if lead.match_run else {}, lines)


def _consents(lead: Lead, lang: str) -> Iterator[Row]:
    for one in Consent.objects.filter(lead=lead).select_related("text").order_by("given_at", "pk"):
        text = one.text.text_vi if one.language == "vi" else one.text.text_en
        yield (
            coded_field("purpose", _("Purpose"), one.text.purpose, ConsentPurpose(one.text.purpose).label),
            Field("version", _("Version"), one.text.version, str(one.text.version)),
            text_field("text", _("Text you agreed to"), text),
            coded_field("language", _("Language it was read in"), one.language, ReplyLanguage(one.language).label),
            at_field("given_at", _("Given"), one.given_at, lang),
            text_field("channel", _("Way it came"), one.channel),
            at_field("withdrawn_at", _("Withdrawn"), one.withdrawn_at, lang),
        )


def _wishes(lead: Lead, lang: str) -> Iterator[Row]:
    for one in wishes_of(lead):
        yield wish_row(one, lang)


def _messages(lead: Lead, lang: str) -> Iterator[Row]:
    for one in LeadMessage.objects.filter(lead=lead):
        yield (at_field("at", _("When"), one.written_at, lang), text_field("text", pgettext("mail", "Text"), one.text))


def _sent(lead: Lead, lang: str) -> Iterator[Row]:
    """Mails to colleagues about the file are none of the person's mails; watches and newsletters name no file."""
    to = lead.contact_email or "-"
    mine = Mail.objects.filter(Q(lead=lead) | Q(lead=None, kind__in=REGULAR), to__iexact=to)
    for one in mine.order_by("created_at", "pk"):
        yield mail_row(one, lang)


def _received(lead: Lead, lang: str) -> Iterator[Row]:
    for one in Incoming.objects.filter(lead=lead).order_by("received_at", "pk"):
        yield (
            at_field("at", _("When"), one.received_at, lang),
            text_field("from", pgettext("mail", "From"), one.sender),
            text_field("subject", _("Subject"), one.subject),
            text_field("text", pgettext("mail", "Text"), one.text),
        )


def _files(lead: Lead) -> Iterator[Row]:
    for one in files_of(lead).order_by("pk"):
        sent_by = _("the desk") if one.reply_id else _("you")
        size = figures.number(one.size, 0, "vi")
        yield (
            text_field("name", _("Name"), one.name),
            coded_field("sent_by", _("Sent by"), "desk" if one.reply_id else "person", sent_by),
            Field("size", _("Size in bytes"), one.size, size),
            text_field("refused", _("Not kept, because"), one.refused),
        )


def _appointments(lead: Lead, lang: str) -> Iterator[Row]:
    for one in Appointment.objects.filter(lead=lead).select_related("officer__person"):
        yield (
            coded_field("kind", _("How we meet"), one.kind, AppointmentKind(one.kind).label),
            at_field("starts_at", _("When"), one.starts_at, lang),
            text_field("officer", _("Officer"), one.officer.name),
            coded_field("state", _("State"), one.state, AppointmentState(one.state).label),
            text_field("words", pgettext("appointment", "About"), one.words),
            text_field("place", pgettext("appointment", "Where"), one.place),
            text_field("time_zone", _("Time zone"), one.time_zone),
        )


def _links(lead: Lead, lang: str) -> Iterator[Row]:
    for one in LeadLink.objects.filter(lead=lead).order_by("pk"):
        yield (
            at_field("made_at", _("Made"), one.created_at, lang),
            at_field("until", _("Until"), one.expires_at, lang),
            at_field("closed_at", _("Closed"), one.revoked_at, lang),
            coded_field("rights", _("For whom"), one.rights, LinkRights(one.rights).label),
            text_field("name", _("Name"), one.name),
            text_field("email", _("E-mail"), one.email),
        )
    for every in CasesLink.objects.filter(address=lead.contact_email.lower() or "-"):
        yield (
            at_field("made_at", _("Made"), every.asked_at, lang),
            at_field("until", _("Until"), every.expires_at, lang),
            at_field("closed_at", _("Closed"), every.revoked_at, lang),
            coded_field("rights", _("For whom"), "cases", _("Link to all files of an address")),
            text_field("name", _("Name"), ""),
            text_field("email", _("E-mail"), every.address),
        )


def _requests(lead: Lead, lang: str) -> Iterator[Row]:
    for one in requests_of(lead):
        yield (
            coded_field("right", _("Right"), one.right, right_name(one.right, one.purpose)),
            at_field("made_at", _("Asked on"), one.made_at, lang),
            coded_field("state", _("State"), one.state, PrivacyState(one.state).label),
            at_field("due_at", _("Due"), one.due_at, lang),
            at_field("ended_at", _("Ended"), one.ended_at, lang),
            text_field("wrong", _("What is wrong"), one.wrong),
            text_field("put_right", _("What is right"), one.put_right),
            text_field("ground", _("Ground of the refusal"), one.ground),
            text_field("put_off_for", _("Why it takes longer"), one.put_off_for),
            text_field("told_how", _("How you were told"), one.told_how),
            text_field("done_how", _("How it was done"), one.done_how),
        )


def _access(lead: Lead, lang: str) -> Iterator[Row]:
    """The rows about this lead alone; lists of many leads name none."""
    rows = AccessRecord.objects.filter(lead=lead).select_related("by__officer__person").order_by("at", "pk")
    for one in rows:
        who = name_of(one.by) if one.by else _("by the link")
        yield (
            at_field("at", _("When"), one.at, lang),
            coded_field("what", _("What"), one.kind, AccessKind(one.kind).label),
            text_field("who", _("Who"), who),
        )
