"""Appointments at the desk: proposed, seen, noted, reminded of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from leads.choices import DueKind
from leads.models import Appointment, Due, Lead, LeadLink, Mail
from leads.services.access import LeadHidden, ReadOnly
from leads.services.appointment_desk import (
    NotYetHeld,
    appointments_seen_by,
    cancel_by_desk,
    coming_of,
    move_by_desk,
    note_outcome,
    propose,
    say_where,
    to_note_of,
)
from leads.services.appointments import (
    AppointmentOver,
    cancel,
    move,
)
from leads.services.links import live_link
from leads.services.words import ChoiceUnknown
from tests.leads.bookings import LATER, booked, entry_of, wish, work
from tests.leads.conftest import NOW, Cast, at, did, seq_of


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


# --- The desk ---


def proposed(lead: Lead, by: Any, *given: Any, **more: Any) -> Appointment:
    return did(lambda: propose(lead=lead, wish=wish(*given, **more), seen_seq=seq_of(lead), by=by, now=NOW))


def test_an_officer_proposes_and_the_investor_moves_it(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = proposed(lead, cast.an.user, place="https://meet.example/yb")
    mail = Mail.objects.get(kind="meeting")
    assert "đề nghị gặp quý vị" in mail.body
    assert entry_of(mail)["location"] == "https://meet.example/yb"
    did(lambda: move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW))


def test_who_may_at_the_desk(lead: Lead, cast: Cast) -> None:
    """Owner, head and duty head; a colleague and another department do not find it, the leader only reads."""
    for user, refusal in ((cast.binh.user, LeadHidden), (cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            propose(lead=lead, wish=wish(), seen_seq=seq_of(lead), by=user, now=NOW)
    row = proposed(lead, cast.head_khcn.user)
    for user, refusal in ((cast.binh.user, LeadHidden), (cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        for act in (
            lambda user=user: move_by_desk(lead=lead, number=row.pk, starts_at=LATER, text="", by=user, now=NOW),
            lambda user=user: cancel_by_desk(lead=lead, number=row.pk, text="", by=user, now=NOW),
            lambda user=user: say_where(lead=lead, number=row.pk, place="x", by=user, now=NOW),
            lambda user=user: note_outcome(lead=lead, number=row.pk, how="held", text="", by=user, now=LATER),
        ):
            with pytest.raises(refusal):
                act()
    did(lambda: move_by_desk(lead=lead, number=row.pk, starts_at=LATER, text="Xin lỗi", by=cast.vu.user, now=NOW))
    assert "Xin lỗi" in Mail.objects.filter(kind="meeting").latest("pk").body
    did(lambda: cancel_by_desk(lead=lead, number=row.pk, text="Bận họp", by=cast.an.user, now=NOW))
    assert "Bận họp" in Mail.objects.get(kind="meeting_off").body


def test_whose_appointments_a_person_sees(lead: Lead, link: LeadLink, cast: Cast) -> None:
    booked(lead, link)
    rows = {
        user.username: (
            coming_of(appointments_seen_by(user, mine=True), NOW).count(),
            coming_of(appointments_seen_by(user, mine=False), NOW).count(),
        )
        for user in (cast.an.user, cast.binh.user, cast.chi.user, cast.head_khcn.user, cast.vu.user, cast.leader)
    }
    assert rows == {
        "off_an": (1, 1),
        "off_binh": (0, 0),
        "off_chi": (0, 0),
        "head_khcn": (0, 1),
        "demo_head": (0, 1),
        "demo_leader": (0, 1),
    }


def test_the_outcome_is_noted_once_its_time_has_come(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    given: dict[str, Any] = {"lead": lead, "number": row.pk, "text": "Đã trao đổi", "by": cast.an.user}
    with pytest.raises(NotYetHeld):
        note_outcome(how="held", now=NOW, **given)
    with pytest.raises(ChoiceUnknown):
        note_outcome(how="investor", now=LATER, **given)
    assert to_note_of(appointments_seen_by(cast.an.user, mine=True), LATER).get() == row
    did(lambda: note_outcome(how="no_show", now=LATER, **given))
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("missed", "no_show")
    with pytest.raises(AppointmentOver):
        note_outcome(how="held", now=LATER, **given)


def test_where_to_meet_goes_to_both_calendars(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link, LATER, "visit")
    did(lambda: say_where(lead=lead, number=row.pk, place="Cổng chính", by=cast.an.user, now=NOW))
    for kind in ("meeting", "meeting_desk"):
        event = entry_of(Mail.objects.filter(kind=kind).latest("pk"))
        assert (event["location"], event["sequence"]) == ("Cổng chính", 1)


# --- The reminder ---


def test_a_working_day_before_both_are_reminded_once(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    eve = at("2026-11-30 07:30")
    assert Due.objects.get(kind=DueKind.APPOINTMENT, target=f"remind:{row.pk}:0").due_at == eve
    Mail.objects.all().delete()
    work(eve - timedelta(minutes=1))
    assert not Mail.objects.exists()
    work(eve + timedelta(hours=3))  # runs were skipped
    work(eve + timedelta(hours=4))
    assert sorted(Mail.objects.values_list("kind", flat=True)) == ["meeting", "meeting_desk"]
    assert not Mail.objects.exclude(calendar="").exists()


def test_nobody_is_reminded_of_what_was_moved_cancelled_or_is_over(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    move(lead=lead, link=link, number=row.pk, starts_at=at("2026-12-10 08:00"), by=None, now=NOW)
    off = booked(lead, link, LATER)
    cancel(lead=lead, link=link, number=off.pk, by=None, now=NOW)
    Mail.objects.all().delete()
    work(at("2026-12-02 09:00"))
    assert not Mail.objects.exists()
    work(at("2026-12-10 08:00"))  # the worker slept until the talk itself
    assert not Mail.objects.exists()
