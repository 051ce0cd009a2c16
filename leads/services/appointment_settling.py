"""Appointments that something has happened to: who has the file, who is there that day, whether the office is open.

Looked at again when a lead changes hands, closes or is restricted, and on a round of its own for leaves, weekly
patterns and the calendar: an appointment goes to whoever will have the file that day, if that officer is free then;
else it is called off and the investor is asked to choose anew. Nothing hangs on a round being in time: what is well
is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from leads.calendar.slots import fits
from leads.choices import AppointmentEnd, AppointmentState, ConsentPurpose, DueKind
from leads.models import Appointment, Due, Lead, Officer
from leads.services.agreed import purposes
from leads.services.appointment_letters import GIVEN, tell_reminder
from leads.services.appointment_rows import ENDS_APPOINTMENTS, LEAD, settle_soon
from leads.services.appointment_terms import terms
from leads.services.appointments import REMIND, SlotGone, call_off, raised, take_quarters, told
from leads.services.calendar import working_calendar
from leads.services.desk_lock import locked
from leads.services.leaves import charge_of
from leads.services.presence import inside
from sitepages.figures import PARK_TIME

ROUND = "round"
EVERY = timedelta(minutes=10)


def do_due(*, target: str, now: datetime) -> None:
    """What a due row of this kind asks for: a reminder, or a look at one lead. Raises ValueError for another."""
    if target.startswith(REMIND):
        remind(target=target.removeprefix(REMIND), now=now)
    else:
        settle_lead(lead=Lead(pk=int(target.removeprefix(LEAD))), by=None, now=now)


@transaction.atomic
def plan_round(*, now: datetime) -> None:
    """One row of the due table, for good: each round puts it off to the next."""
    if not Due.objects.filter(kind=DueKind.APPOINTMENT, target=ROUND, done_at=None).exists():
        Due.objects.create(kind=DueKind.APPOINTMENT, target=ROUND, due_at=now, next_try_at=now)


def look_round(*, now: datetime) -> int:
    """Plan a look at each lead whose appointments are not as they should be; how many."""
    found = [lead for lead, rows in _by_lead(now) if any(_ails(row, lead, now) for row in rows)]
    for lead in found:
        settle_soon(lead=lead.pk, at=now)
    return len(found)


def remind(*, target: str, now: datetime) -> None:
    """One mail to each side, if the appointment still stands as it was when the reminder was planned."""
    number, _, sequence = target.partition(":")
    row = Appointment.objects.select_related(*ROWS).filter(pk=int(number), state=AppointmentState.BOOKED).first()
    if row is not None and row.sequence == int(sequence) and row.starts_at > now and _why_off(row.lead) is None:
        tell_reminder(row=row, now=now)


ROWS = ("officer__person", "officer__user", "lead__owner__person", "lead__owner__user", "lead__department")


@transaction.atomic
def settle_lead(*, lead: Lead, by: User | None, now: datetime) -> int:
    """Put the lead's appointments to come with whoever can keep them; how many were changed."""
    lead = locked(lead)
    changed = 0
    for row in _ahead(now).filter(lead=lead):
        row.lead = lead
        if _ails(row, lead, now):
            _settle(row, lead, by, now)
            changed += 1
    return changed


def _ahead(now: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, starts_at__gt=now)
    return rows.select_related(*ROWS).order_by("lead", "starts_at", "pk")


def _by_lead(now: datetime) -> Iterator[tuple[Lead, list[Appointment]]]:
    found: dict[int, list[Appointment]] = {}
    for row in _ahead(now):
        found.setdefault(row.lead_id, []).append(row)
    yield from ((rows[0].lead, rows) for rows in found.values())


def _why_off(lead: Lead) -> AppointmentEnd | None:
    """Why no appointment of this lead stands any more, or None."""
    if lead.restricted_at is not None or ConsentPurpose.ANSWER_REQUEST in purposes(lead)[1]:
        return AppointmentEnd.RESTRICTED
    return AppointmentEnd.CLOSED if lead.stage in ENDS_APPOINTMENTS else None


def _ails(row: Appointment, lead: Lead, now: datetime) -> bool:
    return _why_off(lead) is not None or not _may_keep(row, lead)


def _may_keep(row: Appointment, lead: Lead) -> bool:
    """Whether the officer of the appointment is the one who should keep it, and the office is open."""
    if not fits(working_calendar(), terms().of(row.kind), row.starts_at):
        return False
    day = _day(row.starts_at)
    if lead.owner_id is None:  # it waits for somebody: whoever had it keeps what was promised
        return _there(row.officer, day)
    wanted = charge_of(lead)(day)
    return wanted is not None and wanted.pk == row.officer_id


def _settle(row: Appointment, lead: Lead, by: User | None, now: datetime) -> None:
    why = _why_off(lead)
    if why is not None:
        call_off(lead, row, why, "", by, now)
    elif not _given(row, lead, by, now):
        call_off(lead, row, AppointmentEnd.NOBODY, "", by, now)


def _given(row: Appointment, lead: Lead, by: User | None, now: datetime) -> bool:
    """Whether whoever has the file that day takes it over, else whether the officer who has it may keep it."""
    if not fits(working_calendar(), terms().of(row.kind), row.starts_at):
        return False
    to = charge_of(lead)(_day(row.starts_at))
    if to is None:
        return False
    before, row.officer = row.officer, to
    try:
        take_quarters(row)
    except SlotGone:
        row.officer = before
        return False
    raised(row)
    told(lead, row, GIVEN, by, now, before=before)
    return True


def _there(officer: Officer, day: date) -> bool:
    """Whether the officer works that day: belongs to the desk, in the weekly pattern, on no leave."""
    gone = officer.active_from > day or (officer.active_to is not None and officer.active_to <= day)
    away = officer.leaves.filter(first_day__lte=day, last_day__gte=day).exists()
    return not gone and not away and inside(officer.user) and day.isoweekday() in officer.weekdays


def _day(at: datetime) -> date:
    return at.astimezone(PARK_TIME).date()
