"""Appointments from the desk's side: proposed, moved and cancelled with a word to the investor, and what became of one.

Whoever works on the lead does it; the time is that of whoever has the lead on the day.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q, QuerySet

from leads.choices import AppointmentEnd, AppointmentState
from leads.models import Appointment, Lead
from leads.services.access import check_can_work_on, leads_visible_to, officer_of
from leads.services.appointment_events import HELD_HOW, MeetingEnded
from leads.services.appointment_letters import PLACED
from leads.services.appointments import (
    PLACE,
    WORDS,
    AppointmentOver,
    Wish,
    call_off,
    check_can_meet,
    coming,
    one_of,
    raised,
    take_other_slot,
    take_slot,
    told,
)
from leads.services.desk_lock import fresh, locked
from leads.services.desk_rules import as_question, check_can_use
from leads.services.events import record
from leads.services.words import ChoiceUnknown, bounded
from sitepages.refusal import Refused


class NotYetHeld(Refused):
    """Its time has not come: there is nothing to say about it yet. Facts: `at`."""

    code = "not_yet_held"


def check_can_propose(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly, LeadErased, LeadRestricted and what `check_can_meet` raises."""
    check_can_use(user, lead)
    check_can_meet(lead)


can_propose = as_question(check_can_propose)


@transaction.atomic
def propose(*, lead: Lead, wish: Wish, seen_seq: int, by: User, now: datetime) -> Appointment:
    """A time the desk offers the investor: it is held from now on, the investor may move or cancel it.

    Raises StaleLead, SlotGone, TooManyAppointments and what `check_can_propose` raises.
    """
    lead = fresh(lead, seen_seq)
    check_can_propose(by, lead)
    return take_slot(lead, wish, by, now)


@transaction.atomic
def move_by_desk(*, lead: Lead, number: int, starts_at: datetime, text: str, by: User, now: datetime) -> Appointment:
    """Another time, with a word to the investor.

    Raises AppointmentUnknown, AppointmentOver, SlotGone, TextTooLong and what `check_can_propose` raises.
    """
    lead = locked(lead)
    check_can_propose(by, lead)
    row = coming(lead, number, now)
    return take_other_slot(lead, row, starts_at, _words(text), by, now)


@transaction.atomic
def cancel_by_desk(*, lead: Lead, number: int, text: str, by: User, now: datetime) -> Appointment:
    """Called off, with a word to the investor. Raises AppointmentUnknown, AppointmentOver, LeadHidden or ReadOnly."""
    lead = locked(lead)
    check_can_work_on(by, lead)
    row = coming(lead, number, now)
    call_off(lead, row, AppointmentEnd.DESK, _words(text), by, now)
    return row


@transaction.atomic
def say_where(*, lead: Lead, number: int, place: str, by: User, now: datetime) -> Appointment:
    """Where to meet, or the address of the video talk: both calendars get it; the same place is no change.

    Raises AppointmentUnknown, AppointmentOver, FieldMissing, TextTooLong, LeadHidden or ReadOnly.
    """
    lead = locked(lead)
    check_can_propose(by, lead)
    row = coming(lead, number, now)
    where = bounded("place", place, PLACE)
    if where != row.place:
        row.place = where
        row.save(update_fields=["place"])
        raised(row)
        told(lead, row, PLACED, by, now)
    return row


@transaction.atomic
def note_outcome(*, lead: Lead, number: int, how: str, text: str, by: User, now: datetime) -> Appointment:
    """It took place, the investor did not come, or it could not be held; what was said is a contact of its own.

    Raises AppointmentUnknown, NotYetHeld, AppointmentOver, ChoiceUnknown, TextTooLong, LeadHidden or ReadOnly.
    """
    lead = locked(lead)
    check_can_work_on(by, lead)
    row = one_of(lead, number)
    if how not in HELD_HOW:
        raise ChoiceUnknown(field="how", value=how[:20])
    if row.state != AppointmentState.BOOKED:
        raise AppointmentOver(at=row.ended_at or row.starts_at)
    if now < row.starts_at:
        raise NotYetHeld(at=row.starts_at)
    row.state, row.ended_at, row.ended_how = HELD_HOW[how], now, how
    row.save(update_fields=["state", "ended_at", "ended_how"])
    record(lead=lead, event=MeetingEnded(row.pk, row.kind, how, _words(text)), by=by, at=now)
    return row


def _words(text: str) -> str:
    return bounded("text", text, WORDS, needed=False, lines=True)


# --- Questions ---

RELATED = ("officer__person", "lead__organisation", "lead__owner__person")


def appointments_seen_by(user: User | AnonymousUser, *, mine: bool) -> QuerySet[Appointment]:
    """Of the leads this person may see; `mine`: those this person keeps, or of the own leads."""
    rows = Appointment.objects.filter(lead__in=leads_visible_to(user), lead__erased_at=None)
    if mine:
        me = officer_of(user)
        rows = rows.filter(Q(officer=me) | Q(lead__owner=me)) if me else rows.none()
    return rows.select_related(*RELATED)


def coming_of(rows: QuerySet[Appointment], now: datetime) -> QuerySet[Appointment]:
    """Booked and not over, the next first."""
    return rows.filter(state=AppointmentState.BOOKED, ends_at__gt=now).order_by("starts_at", "pk")


def to_note_of(rows: QuerySet[Appointment], now: datetime) -> QuerySet[Appointment]:
    """Over, and nobody has said what became of it; the oldest first."""
    return rows.filter(state=AppointmentState.BOOKED, ends_at__lte=now).order_by("starts_at", "pk")
