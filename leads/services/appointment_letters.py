"""Mails about an appointment: to the investor and to the officer, each with the entry for the reader's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from leads.choices import AppointmentEnd, AppointmentKind, ConsentPurpose
from leads.models import Appointment, Mail, Officer
from leads.services.agreed import purposes
from leads.services.appointment_calendar import CANCEL, REQUEST, entry, words_go_to
from leads.services.appointment_words import here, there
from leads.services.desk_lock import name_of
from leads.services.letters import status_address
from leads.services.links import live_link
from leads.services.mail import mail_language, queue_mail
from leads.services.presence import inside
from leads.services.staff_letters import heads_of, lead_line, staff_language
from sitepages import figures

BOOKED, MOVED, GIVEN, PLACED, REMINDER, DECLINED = "booked", "moved", "given", "placed", "reminder", "declined"
PAGE = "lead-meet"


def tell_set(
    *, row: Appointment, how: str, text: str = "", before: Officer | None = None, by: User | None, now: datetime
) -> None:
    """Booked, moved or with another officer: both sides; an officer who had it before learns that it is gone."""
    _to_investor(row, "meeting", {"how": how, "text": text, "by": name_of(by) if by else ""}, REQUEST, now)
    if before is not None and before.pk != row.officer_id:
        _to_officer(row, before, "meeting_desk_off", {"why": "", "given_to": row.officer.name}, CANCEL, now)
    _to_officer(row, row.officer, "meeting_desk", {"how": how}, REQUEST, now)


def tell_cancelled(*, row: Appointment, text: str, by: User | None, now: datetime) -> None:
    """Both sides, and with nobody there the heads: the investor is asked to choose anew."""
    why = {"why": row.ended_how, "text": text, "by": name_of(by) if by else ""}
    _to_investor(row, "meeting_off", why, CANCEL, now)
    _to_officer(row, row.officer, "meeting_desk_off", {**why, "given_to": ""}, CANCEL, now)
    if row.ended_how == AppointmentEnd.NOBODY:
        for head in heads_of(row.lead, now):
            if head.pk != row.officer_id:
                _to_officer(row, head, "meeting_desk_off", {**why, "given_to": ""}, "", now)


def tell_reminder(*, row: Appointment, now: datetime) -> None:
    """A working day before, to both."""
    _to_investor(row, "meeting", {"how": REMINDER, "text": "", "by": ""}, "", now)
    _to_officer(row, row.officer, "meeting_desk", {"how": REMINDER}, "", now)


def tell_declined(*, row: Appointment, own: bool, now: datetime) -> None:
    """The investor's calendar said no, or (`own`) the officer's: the appointment stands until somebody acts."""
    _to_officer(row, row.officer, "meeting_desk", {"how": DECLINED, "own": own}, "", now)


def tell_erased_to_officer(*, row: Appointment, now: datetime) -> None:
    """The person asked to be forgotten: the entry leaves the officer's calendar, with nobody's name in the mail."""
    words = {"why": row.ended_how, "text": "", "by": "", "given_to": ""}
    _to_officer(row, row.officer, "meeting_desk_off", words, CANCEL, now, of_lead=False)


# --- One mail ---


def _to_investor(row: Appointment, kind: str, more: Mapping[str, Any], method: str, now: datetime) -> Mail | None:
    """None where there is no address, or where the investor took back the consent to be written to: then the word
    that an appointment is called off is all that still goes out.
    """
    lead, lang = row.lead, mail_language(row.lead.language)
    if not lead.contact_email or (method != CANCEL and ConsentPurpose.ANSWER_REQUEST in purposes(lead)[1]):
        return None
    with translation.override(lang):
        title = _("%(what)s – Yên Bình Investor Desk (%(reference)s)")
        title %= {"what": AppointmentKind(row.kind).label, "reference": lead.reference}
        to = {"to": lead.contact_email, "name": ""}
        calendar = entry(row, **to, title=title, lang=lang, method=method, now=now) if method else ""
        about = row.words if words_go_to(row, lead.contact_email, method) else ""
        words = {
            **_words(row, lang),
            "about": about,
            **more,
            "address": status_address(live_link(lead=lead, now=now), lang, PAGE),
        }
    return queue_mail(
        lead=lead, kind=kind, to=lead.contact_email, language=lang, words=words, now=now, calendar=calendar
    )


def _to_officer(
    row: Appointment,
    officer: Officer,
    kind: str,
    more: Mapping[str, Any],
    method: str,
    now: datetime,
    *,
    of_lead: bool = True,
) -> Mail | None:
    """In the officer's language; None for who is gone or has no address."""
    if not (inside(officer.user) and officer.user.email):
        return None
    lead, lang = row.lead, staff_language(officer.user)
    with translation.override(lang):
        who = lead.title if of_lead else lead.reference
        title = f"{AppointmentKind(row.kind).label}: {who} ({lead.reference})"
        to = {"to": officer.user.email, "name": officer.name}
        calendar = entry(row, **to, title=title, lang=lang, method=method, now=now) if method else ""
        line = lead_line(lead) | {"name": who}
        address = settings.SITE_URL + reverse("desk-appointment", args=[lead.pk, row.pk])
        words = {**_words(row, lang), **more, "reader": officer.name, "line": line, "address": address}
    of = lead if of_lead else None
    return queue_mail(lead=of, kind=kind, to=officer.user.email, language=lang, words=words, now=now, calendar=calendar)


def _words(row: Appointment, lang: str) -> dict[str, Any]:
    """What every mail says of the appointment, in the active language."""
    return {
        "what": str(AppointmentKind(row.kind).label),
        "is_call": row.kind == AppointmentKind.PHONE,
        "there": there(row, lang),
        "here": here(row.starts_at, lang),
        "short": figures.local_moment(row.starts_at, lang),
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60),
        "officer_name": row.officer.name,
        "officer_phone": row.officer.person.phone,
        "place": row.place,
        "about": row.words,
        "phone": row.lead.contact_phone,
    }
