"""Talks and site visits in free times of whoever has the lead: booked, moved and cancelled, by the link or by the desk.

Nobody's time is promised twice: the quarters of an hour an appointment takes are rows under a unique constraint, so of
two who ask at one moment one gets the time and the other is shown what is still free.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from leads.calendar.slots import Slot, eve_of, quarters
from leads.choices import AppointmentEnd, AppointmentKind, AppointmentState, ConsentPurpose, DueKind, EventKind
from leads.models import Appointment, Due, Lead, LeadLink, Officer, TakenQuarter
from leads.services.access import LeadRestricted
from leads.services.agreed import purposes
from leads.services.appointment_events import MeetingEnded, MeetingSet
from leads.services.appointment_letters import BOOKED, MOVED, tell_cancelled, tell_set
from leads.services.appointment_rows import ENDS_APPOINTMENTS
from leads.services.appointment_slots import known_zone, open_slots, zone_of
from leads.services.appointment_terms import terms
from leads.services.calendar import working_calendar
from leads.services.desk_rules import LeadClosed
from leads.services.events import record
from leads.services.link_desk import check_own, check_pace, opened
from leads.services.post_events import ContactChanged
from leads.services.reach import check_phone
from leads.services.words import ChoiceUnknown, bounded
from sitepages.refusal import Refused

WORDS, PLACE, PHONE = 500, 300, 40
REMIND = "remind:"  # a due row's target: number and sequence, so that a moved appointment has a reminder of its own


class SlotGone(Refused):
    """Somebody else has the time meanwhile, or it is no time that can be had. Facts: `at`."""

    code = "slot_gone"


class TooManyAppointments(Refused):
    """Facts: `limit`."""

    code = "too_many_appointments"


class AppointmentUnknown(Refused):
    """The file has no appointment of this number."""

    code = "appointment_unknown"
    status = 404


class AppointmentOver(Refused):
    """It was cancelled, or its time has come. Facts: `at`."""

    code = "appointment_over"


class MeetingNeedsConsent(Refused):
    """The investor has not agreed to the use of the data, or took it back."""

    code = "meeting_needs_consent"
    status = 403


class NobodyInCharge(Refused):
    """No officer has the file, so nobody's time can be given."""

    code = "nobody_in_charge"


class PhoneNeeded(Refused):
    """A talk by telephone, and the file has no number to call. Facts: `field`."""

    code = "phone_needed"
    status = 422


@dataclass(frozen=True)
class Wish:
    """What is asked for: a kind, a beginning, the words about it and the investor's zone (IANA).

    `phone`: where to call, for a file without a number; it is kept with the file.
    """

    kind: str
    starts_at: datetime
    words: str = ""
    time_zone: str = ""
    place: str = ""
    phone: str = ""


# --- By the link ---


@transaction.atomic
def book(*, lead: Lead, link: LeadLink | None, wish: Wish, by: User | None, now: datetime) -> Appointment:
    """The investor takes a free time; the same one asked for twice is one.

    Raises ReadsOnly, TooOften, SlotGone, TooManyAppointments and what `check_can_meet` raises.
    """
    check_own(link)
    lead = opened(lead)
    check_can_meet(lead)
    check_pace(lead, EventKind.MEETING_SET, terms().most_in_an_hour, now)
    return take_slot(lead, wish, by, now)


@transaction.atomic
def move(
    *, lead: Lead, link: LeadLink | None, number: int, starts_at: datetime, by: User | None, now: datetime
) -> Appointment:
    """The investor takes another free time for an appointment.

    Raises ReadsOnly, TooOften, AppointmentUnknown, AppointmentOver, SlotGone and what `check_can_meet` raises.
    """
    check_own(link)
    lead = opened(lead)
    check_can_meet(lead)
    row = coming(lead, number, now)
    check_pace(lead, EventKind.MEETING_SET, terms().most_in_an_hour, now)
    return take_other_slot(lead, row, starts_at, "", by, now)


@transaction.atomic
def cancel(
    *, lead: Lead, link: LeadLink | None, number: int, text: str = "", by: User | None, now: datetime
) -> Appointment:
    """The investor does not come. Raises ReadsOnly, AppointmentUnknown, AppointmentOver or TextTooLong."""
    check_own(link)
    lead = opened(lead)
    row = coming(lead, number, now)
    words = bounded("text", text, WORDS, needed=False, lines=True)
    call_off(lead, row, AppointmentEnd.INVESTOR, words, by, now)
    return row


def check_can_meet(lead: Lead) -> None:
    """Raises LeadRestricted, LeadClosed, MeetingNeedsConsent or NobodyInCharge."""
    if lead.restricted_at is not None:
        raise LeadRestricted(at=lead.restricted_at)
    if lead.stage in ENDS_APPOINTMENTS:
        raise LeadClosed(stage=lead.stage)
    if ConsentPurpose.ANSWER_REQUEST not in purposes(lead)[0]:
        raise MeetingNeedsConsent
    if lead.owner is None:
        raise NobodyInCharge


# --- Shared by the link and the desk; inside the caller's transaction, the lead under lock ---


def take_slot(lead: Lead, wish: Wish, by: User | None, now: datetime) -> Appointment:
    """A new appointment.

    Raises SlotGone, TooManyAppointments, ChoiceUnknown, PhoneNeeded, PhoneInvalid or TextTooLong.
    """
    if wish.kind not in AppointmentKind.values:
        raise ChoiceUnknown(field="kind", value=wish.kind[:20])
    words = bounded("words", wish.words, WORDS, needed=False, lines=True)
    place = bounded("place", wish.place, PLACE, needed=False)
    ahead = list(Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED, ends_at__gt=now))
    twin = next((row for row in ahead if (row.kind, row.starts_at) == (wish.kind, wish.starts_at)), None)
    if twin:
        return twin
    if len(ahead) >= terms().most_open:
        raise TooManyAppointments(limit=terms().most_open)
    slot = _free(lead, wish.kind, wish.starts_at, now)
    if wish.kind == AppointmentKind.PHONE and not lead.contact_phone:
        _note_phone(lead, wish.phone, by, now)
    row = Appointment.objects.create(
        lead=lead,
        officer=Officer.objects.get(key=slot.officer),
        kind=wish.kind,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        words=words,
        place=place,
        time_zone=wish.time_zone if known_zone(wish.time_zone) else zone_of(lead),
        uid=new_uid(),
        booked_at=now,
        booked_by=by,
    )
    take_quarters(row)
    told(lead, row, BOOKED, by, now)
    return row


def take_other_slot(
    lead: Lead, row: Appointment, starts_at: datetime, text: str, by: User | None, now: datetime
) -> Appointment:
    """Another time for an appointment, the old one let go; the same time is no move. Raises SlotGone."""
    if starts_at == row.starts_at:
        return row
    slot = _free(lead, row.kind, starts_at, now, without=row)
    before = row.officer
    row.officer = Officer.objects.get(key=slot.officer)
    row.starts_at, row.ends_at = slot.starts_at, slot.ends_at
    raised(row)
    take_quarters(row)
    told(lead, row, MOVED, by, now, text=text, before=before)
    return row


def raised(row: Appointment) -> None:
    """A changed entry in the calendars: what they answered before counts no more."""
    row.sequence, row.reply = row.sequence + 1, ""
    row.save(update_fields=["officer", "starts_at", "ends_at", "sequence", "reply"])


def told(
    lead: Lead,
    row: Appointment,
    how: str,
    by: User | None,
    now: datetime,
    *,
    text: str = "",
    before: Officer | None = None,
) -> None:
    """The event, the reminder to come, and a mail to each side."""
    event = MeetingSet(row.pk, row.kind, row.starts_at, row.officer.key, how)
    record(lead=lead, event=event, by=by, at=now)
    remind_later(row, now)
    tell_set(row=row, how=how, text=text, before=before, by=by, now=now)


def _note_phone(lead: Lead, phone: str, by: User | None, now: datetime) -> None:
    number = bounded("contact_phone", phone, PHONE, needed=False)
    if not number:
        raise PhoneNeeded(field="contact_phone")
    check_phone(number)
    lead.contact_phone = number
    lead.save(update_fields=["contact_phone"])
    record(lead=lead, event=ContactChanged(fields=["contact_phone"]), by=by, at=now)


def call_off(lead: Lead, row: Appointment, how: AppointmentEnd, text: str, by: User | None, now: datetime) -> None:
    """Cancelled: the time is free again, both calendars are told."""
    let_go(row, how, now)
    record(lead=lead, event=MeetingEnded(row.pk, row.kind, how.value, text), by=by, at=now)
    tell_cancelled(row=row, text=text, by=by, now=now)


def let_go(row: Appointment, how: AppointmentEnd, now: datetime) -> None:
    """The row of a cancelled appointment, without its quarters."""
    row.state, row.ended_at, row.ended_how = AppointmentState.CANCELLED, now, how
    row.sequence += 1
    row.save(update_fields=["state", "ended_at", "ended_how", "sequence"])
    TakenQuarter.objects.filter(appointment=row).delete()


def coming(lead: Lead, number: int, now: datetime) -> Appointment:
    """The lead's appointment that has not begun; raises AppointmentUnknown or AppointmentOver."""
    row = one_of(lead, number)
    if row.state != AppointmentState.BOOKED or row.starts_at <= now:
        raise AppointmentOver(at=row.ended_at or row.starts_at)
    return row


def one_of(lead: Lead, number: int) -> Appointment:
    """Raises AppointmentUnknown."""
    rows = Appointment.objects.select_related("officer__person", "officer__user", "lead__owner__person")
    row = rows.filter(lead=lead, pk=number).first()
    if row is None:
        raise AppointmentUnknown
    row.lead = lead
    return row


def take_quarters(row: Appointment) -> None:
    """The row's time for its officer, what it held elsewhere let go; raises SlotGone where somebody was quicker.

    What is new is taken before the old is let go, in order of time: two who change places wait for each other at most
    until one of them is told.
    """
    wanted = {(row.officer_id, at) for at in quarters(row.starts_at, terms().of(row.kind))}
    held = set(TakenQuarter.objects.filter(appointment=row).values_list("officer", "at"))
    try:
        with transaction.atomic():
            _take(row, sorted(wanted - held))
    except IntegrityError as taken:
        raise SlotGone(at=row.starts_at) from taken
    for officer, at in held - wanted:
        TakenQuarter.objects.filter(appointment=row, officer=officer, at=at).delete()


def _take(row: Appointment, wanted: Iterable[tuple[int, datetime]]) -> None:
    TakenQuarter.objects.bulk_create(TakenQuarter(officer_id=who, at=at, appointment=row) for who, at in wanted)


def _free(lead: Lead, kind: str, starts_at: datetime, now: datetime, without: Appointment | None = None) -> Slot:
    slots = open_slots(lead, kind, now, without=without)
    found = next((slot for slot in slots if slot.starts_at == starts_at), None)
    if found is None:
        raise SlotGone(at=starts_at)
    return found


def remind_later(row: Appointment, now: datetime) -> None:
    """One reminder, when the office opens a working day before; none where that is past already."""
    at = eve_of(working_calendar(), row.starts_at)
    if at is not None and at > now:
        target = f"{REMIND}{row.pk}:{row.sequence}"
        Due.objects.get_or_create(kind=DueKind.APPOINTMENT, target=target, due_at=at, defaults={"next_try_at": at})


def new_uid() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"{secrets.token_hex(16)}@{host}"[:80]
