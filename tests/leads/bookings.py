"""How the tests of talks and visits book, run the worker and read a calendar's entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from icalendar import Calendar

from leads.calendar.slots import quarters
from leads.choices import AppointmentState, DueKind
from leads.models import Appointment, Due, Lead, LeadLink, Mail, TakenQuarter
from leads.services.appointment_terms import terms
from leads.services.appointments import (
    Wish,
    book,
)
from leads.services.due import do_one
from leads.services.intake import submit_lead
from tests.leads.conftest import NOW, a_match, a_submission, at, did

TUESDAY = at("2026-12-01 08:00")
LATER = at("2026-12-02 14:00")


def wish(starts_at: datetime = TUESDAY, kind: str = "video", **more: Any) -> Wish:
    return Wish(kind, starts_at, **more)


def booked(lead: Lead, link: LeadLink | None, *given: Any, now: datetime = NOW, **more: Any) -> Appointment:
    row = did(lambda: book(lead=lead, link=link, wish=wish(*given, **more), by=None, now=now))
    check_quarters()
    return row


def check_quarters() -> None:
    """What is taken is exactly what the booked appointments need."""
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED)
    wanted = {(row.officer_id, one) for row in rows for one in quarters(row.starts_at, terms().of(row.kind))}
    taken = TakenQuarter.objects.filter(appointment__state=AppointmentState.BOOKED)
    assert set(taken.values_list("officer", "at")) == wanted
    assert not TakenQuarter.objects.filter(appointment__state=AppointmentState.CANCELLED).exists()


def work(now: datetime) -> None:
    """The worker, for appointments alone."""
    Due.objects.exclude(kind=DueKind.APPOINTMENT).filter(done_at=None).update(done_at=now)
    while do_one(now):
        pass
    assert not Due.objects.exclude(parked_at=None).exists()
    check_quarters()


def entry_of(mail: Mail) -> Any:
    return next(iter(Calendar.from_ical(mail.calendar).walk("VEVENT")))


def another_lead(**more: Any) -> Lead:
    given = {"submission_key": "form-2", "contact_email": "hai@x.example", "contact_name": "Hai"} | more
    return submit_lead(submission=a_submission(a_match(), **given), by=None, now=NOW)[0]
