"""Talks and site visits: booked, moved and cancelled by either side; nobody's time twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from leads.choices import EventKind, Stage
from leads.models import Lead, LeadLink, Mail, TakenQuarter
from leads.services.access import LeadRestricted
from leads.services.appointment_slots import open_slots, zone_of
from leads.services.appointment_terms import terms
from leads.services.appointments import (
    AppointmentOver,
    AppointmentUnknown,
    MeetingNeedsConsent,
    NobodyInCharge,
    SlotGone,
    TooManyAppointments,
    book,
    cancel,
    move,
)
from leads.services.desk_rules import LeadClosed
from leads.services.gates import checklist
from leads.services.link_desk import ReadsOnly, TooOften
from leads.services.link_share import forward_link
from leads.services.links import live_link
from leads.services.words import ChoiceUnknown, TextTooLong
from tests.leads.bookings import LATER, TUESDAY, another_lead, booked, check_quarters, entry_of, wish
from tests.leads.conftest import NOW, Cast, at, did


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


# --- Booking ---


def test_a_booking_is_a_row_its_quarters_an_event_and_a_mail_to_each_side(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link, words="Điện hai nguồn", time_zone="Asia/Seoul")
    assert (row.officer, row.state, row.ends_at) == (cast.an, "booked", TUESDAY + timedelta(minutes=30))
    assert (row.time_zone, row.booked_by, row.sequence) == ("Asia/Seoul", None, 0)
    event = lead.events.get(kind=EventKind.MEETING_SET)
    assert "Điện" not in str(event.data)
    ours, theirs = Mail.objects.get(kind="meeting"), Mail.objects.get(kind="meeting_desk")
    assert (ours.to, theirs.to) == (lead.contact_email, cast.an.user.email)
    assert "10:00, 01/12/2026 (Seoul, UTC+9)" in ours.body
    assert "08:00, 01/12/2026 (giờ Việt Nam, UTC+7)" in ours.body
    assert "/meet/" in ours.body
    assert "Điện hai nguồn" in theirs.body


def test_booking_changes_no_clock(lead: Lead, link: LeadLink) -> None:
    before = (lead.due_at, lead.due_clock)
    booked(lead, link)
    lead.refresh_from_db()
    assert (lead.due_at, lead.due_clock) == before


def test_sent_twice_it_is_one(lead: Lead, link: LeadLink) -> None:
    assert booked(lead, link) == booked(lead, link)
    assert Mail.objects.filter(kind="meeting").count() == 1


def test_a_time_that_is_taken_past_closed_or_too_soon_is_refused(lead: Lead, link: LeadLink) -> None:
    other = another_lead()
    assert other.owner == lead.owner
    booked(other, None)
    for wanted in (
        TUESDAY,
        NOW,
        at("2026-11-25 10:30"),
        at("2026-11-28 09:00"),
        at("2026-12-01 12:00"),
        at("2027-06-01 08:00"),
    ):
        with pytest.raises(SlotGone):
            book(lead=lead, link=link, wish=wish(wanted), by=None, now=NOW)
    assert booked(lead, link, TUESDAY + timedelta(minutes=30))


def test_a_visit_takes_its_way_too(lead: Lead, link: LeadLink) -> None:
    booked(lead, link, at("2026-12-01 14:00"), "visit")
    other = another_lead()
    for wanted in ("13:30", "14:00", "16:00"):
        with pytest.raises(SlotGone):
            book(lead=other, link=None, wish=wish(at(f"2026-12-01 {wanted}")), by=None, now=NOW)
    assert booked(other, None, at("2026-12-01 13:00"))


def test_a_file_has_two_appointments_at_most(lead: Lead, link: LeadLink) -> None:
    booked(lead, link)
    booked(lead, link, LATER, "visit")
    with pytest.raises(TooManyAppointments):
        book(lead=lead, link=link, wish=wish(at("2026-12-03 08:00")), by=None, now=NOW)


def test_what_is_typed_wrong_is_refused(lead: Lead, link: LeadLink) -> None:
    for given, refusal in ((wish(kind="dinner"), ChoiceUnknown), (wish(words="x" * 501), TextTooLong)):
        with pytest.raises(refusal):
            book(lead=lead, link=link, wish=given, by=None, now=NOW)
    assert booked(lead, link, time_zone="../../etc/passwd").time_zone == zone_of(lead) == "Asia/Ho_Chi_Minh"


def test_a_guest_does_not_book(lead: Lead, link: LeadLink) -> None:
    guest = forward_link(link=link, name="Bạn", email="ban@x.example", lang="vi", by=None, now=NOW)
    row = booked(lead, link)
    for act in (
        lambda: book(lead=lead, link=guest, wish=wish(LATER), by=None, now=NOW),
        lambda: move(lead=lead, link=guest, number=row.pk, starts_at=LATER, by=None, now=NOW),
        lambda: cancel(lead=lead, link=guest, number=row.pk, by=None, now=NOW),
    ):
        with pytest.raises(ReadsOnly):
            act()


def test_too_often_in_an_hour(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    for count in range(1, terms().most_in_an_hour):
        row = move(lead=lead, link=link, number=row.pk, starts_at=(LATER, TUESDAY)[count % 2 - 1], by=None, now=NOW)
    with pytest.raises(TooOften):
        move(lead=lead, link=link, number=row.pk, starts_at=at("2026-12-03 08:00"), by=None, now=NOW)


def test_no_consent_no_owner_or_a_closed_file_offers_no_time(lead: Lead, link: LeadLink) -> None:
    def refused(refusal: type[Exception]) -> None:
        lead.refresh_from_db()
        with pytest.raises(refusal):
            book(lead=lead, link=link, wish=wish(), by=None, now=NOW)

    consent = lead.consents.get()
    lead.consents.update(withdrawn_at=NOW)
    refused(MeetingNeedsConsent)
    lead.consents.update(withdrawn_at=consent.withdrawn_at)
    owner = lead.owner
    Lead.objects.update(owner=None)
    refused(NobodyInCharge)
    assert open_slots(Lead.objects.get(), "video", NOW) == ()
    Lead.objects.update(owner=owner, stage=Stage.LOST)
    refused(LeadClosed)
    Lead.objects.update(stage=Stage.NEW, restricted_at=NOW)
    refused(LeadRestricted)


def test_without_the_look_beforehand_the_constraint_still_keeps_two_apart(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    taken = TakenQuarter.objects.filter(appointment=row).first()
    assert taken
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenQuarter.objects.create(officer=taken.officer, at=taken.at, appointment=row)


# --- Moving and cancelling ---


def test_a_move_frees_the_old_time_and_raises_the_sequence(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    Mail.objects.all().delete()
    did(lambda: move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW))
    check_quarters()
    assert TUESDAY in [slot.starts_at for slot in open_slots(lead, "video", NOW)]
    for mail in Mail.objects.filter(kind__in=["meeting", "meeting_desk"]):
        event = entry_of(mail)
        assert (event["uid"], event["sequence"], event["dtstart"].dt) == (row.uid, 1, LATER)


def test_a_visit_moves_by_half_an_hour_into_its_own_time(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link, at("2026-12-02 14:00"), "visit")
    did(lambda: move(lead=lead, link=link, number=row.pk, starts_at=at("2026-12-02 14:30"), by=None, now=NOW))
    check_quarters()


def test_a_move_into_a_taken_time_changes_nothing(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    booked(another_lead(), None, LATER)
    with pytest.raises(SlotGone):
        move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW)
    row.refresh_from_db()
    assert (row.starts_at, row.sequence) == (TUESDAY, 0)
    check_quarters()


def test_cancelled_it_is_free_again_and_leaves_both_calendars(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    did(lambda: cancel(lead=lead, link=link, number=row.pk, text="Đổi kế hoạch", by=None, now=NOW))
    check_quarters()
    assert TUESDAY in [slot.starts_at for slot in open_slots(lead, "video", NOW)]
    for kind in ("meeting_off", "meeting_desk_off"):
        mail = Mail.objects.get(kind=kind)
        assert "METHOD:CANCEL" in mail.calendar
        event = entry_of(mail)
        assert (event["uid"], event["sequence"], event["status"]) == (row.uid, 1, "CANCELLED")
    assert "Đổi kế hoạch" in Mail.objects.get(kind="meeting_desk_off").body
    for again in (cancel, move):
        with pytest.raises(AppointmentOver):
            again(
                lead=lead, link=link, number=row.pk, by=None, now=NOW, **({"starts_at": LATER} if again is move else {})
            )


def test_an_appointment_of_another_file_is_unknown(lead: Lead, link: LeadLink) -> None:
    row = booked(another_lead(), None)
    with pytest.raises(AppointmentUnknown):
        cancel(lead=lead, link=link, number=row.pk, by=None, now=NOW)


def test_what_has_begun_is_not_moved(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    with pytest.raises(AppointmentOver):
        cancel(lead=lead, link=link, number=row.pk, by=None, now=TUESDAY)


def test_a_visit_that_is_booked_answers_the_gate_of_its_stage(lead: Lead, link: LeadLink) -> None:
    def line() -> bool:
        return next(one.met for one in checklist(lead, Stage.VISIT, NOW) if one.key == "g_visit_date")

    booked(lead, link)
    assert not line()
    visit = booked(lead, link, LATER, "visit")
    assert line()
    cancel(lead=lead, link=link, number=visit.pk, by=None, now=NOW)
    assert not line()
