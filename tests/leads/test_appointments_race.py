"""Two who ask for one time at one moment: exactly one gets it, the others are told; nothing overlaps, nothing hangs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from leads.calendar.slots import quarters
from leads.models import Appointment, Lead, Officer, TakenQuarter
from leads.services import appointments
from leads.services.appointment_slots import open_slots
from leads.services.appointment_terms import terms
from leads.services.appointments import SlotGone, Wish, book, move
from leads.services.intake import submit_lead
from tests.leads.conftest import NOW, a_submission, at, furnish, hire
from tests.leads.test_intake import in_threads

TUESDAY = at("2026-12-01 14:00")
HANDS = 12


def a_lead(name: str, officer: str = "off_an") -> Lead:
    given = {"submission_key": name, "contact_email": f"{name}@race.example"}
    made, _new = submit_lead(submission=a_submission(**given), by=None, now=NOW)
    owner = Officer.objects.get(key=officer)
    Lead.objects.filter(pk=made.pk).update(owner=owner, department=owner.department)
    return Lead.objects.get(pk=made.pk)


def check_apart() -> None:
    """No quarter of an officer twice, and each appointment has all of its own."""
    wanted = [
        (row.officer_id, one)
        for row in Appointment.objects.all()
        for one in quarters(row.starts_at, terms().of(row.kind))
    ]
    assert len(wanted) == len(set(wanted))
    assert sorted(wanted) == sorted(TakenQuarter.objects.values_list("officer", "at"))


def asks(lead: Lead, kind: str, starts_at: datetime) -> object:
    return book(lead=lead, link=None, wish=Wish(kind, starts_at), by=None, now=NOW)


@pytest.mark.parametrize("blind", [False, True])
def test_of_many_who_want_one_time_exactly_one_gets_it(
    shared_database: None, blind: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`blind`: everybody looked before anybody wrote, so that the constraint alone decides."""
    furnish()
    hire()
    leads = [a_lead(f"hand{number}") for number in range(HANDS)]
    if blind:
        free = open_slots(leads[0], "video", NOW)
        monkeypatch.setattr(appointments, "open_slots", lambda *_given, **_more: free)
    results = in_threads([lambda lead=lead: asks(lead, "video", TUESDAY) for lead in leads])
    assert sum(isinstance(one, Appointment) for one in results) == 1
    assert {type(one) for one in results if not isinstance(one, Appointment)} == {SlotGone}
    check_apart()


def test_visits_and_talks_that_overlap_never_stand_together(shared_database: None) -> None:
    furnish()
    hire()
    wanted = [
        (a_lead(f"hand{number}"), kind, TUESDAY + timedelta(minutes=30 * step))
        for number, (kind, step) in enumerate(
            [("visit", 0), ("video", 1), ("phone", 3), ("visit", 1), ("video", 4)] * 2
        )
    ]
    results = in_threads([lambda one=one: asks(*one) for one in wanted])
    assert any(isinstance(one, Appointment) for one in results)
    assert [one for one in results if not isinstance(one, Appointment | SlotGone)] == []
    check_apart()


def test_many_who_change_places_do_not_wait_for_each_other(shared_database: None) -> None:
    """Each moves into the time of the next: some are told it is taken, nobody hangs, nothing is lost."""
    furnish()
    hire()
    times = [TUESDAY + timedelta(minutes=30 * step) for step in range(6)]
    leads = [a_lead(f"hand{number}") for number in range(6)]
    rows = [asks(lead, "video", starts_at) for lead, starts_at in zip(leads, times, strict=True)]
    turned = [*times[1:], times[0]]
    jobs = [
        lambda lead=lead, row=row, to=to: move(
            lead=lead, link=None, number=row.pk, starts_at=to, by=None, now=NOW + timedelta(seconds=1)
        )
        for lead, row, to in zip(leads, rows, turned, strict=True)
    ]
    results = in_threads(jobs)
    assert [one for one in results if not isinstance(one, Appointment | SlotGone)] == []
    assert Appointment.objects.filter(state="booked").count() == 6
    check_apart()
