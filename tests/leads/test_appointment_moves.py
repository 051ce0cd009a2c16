"""Nothing booked is lost as leads move, and nothing stands where a case ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from leads.choices import DueKind
from leads.models import CalendarDay, Due, Lead, LeadLink, Leave, Mail, Officer, TakenQuarter
from leads.services import desk
from leads.services.appointment_settling import EVERY, ROUND, plan_round
from leads.services.appointment_slots import open_slots
from leads.services.case_end import end_case
from leads.services.due import do_one
from leads.services.erasure import erase
from leads.services.hand_over import apply_hand_over, propose_hand_over
from leads.services.links import live_link
from leads.services.officers import cancel_leave, take_leave
from leads.services.privacy import Asked, ask_by_link
from leads.services.privacy_desk import carry_out
from tests.leads.bookings import TUESDAY, another_lead, booked, work
from tests.leads.conftest import NOW, Cast, at, did, seq_of


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


# --- Leads that move ---


def test_a_lead_given_to_a_colleague_takes_its_appointment_along(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    desk.assign(lead=lead, officer=cast.binh, reason="Đổi người", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)
    Mail.objects.all().delete()
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert (row.officer, row.starts_at, row.sequence) == (cast.binh, TUESDAY, 1)
    mails = {(mail.to, "CANCEL" in mail.calendar) for mail in Mail.objects.exclude(calendar="")}
    assert mails == {
        (cast.an.user.email, True),
        (cast.binh.user.email, False),
        (lead.contact_email, False),
    }


def test_a_colleague_who_is_taken_then_cannot_and_the_investor_chooses_anew(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link)
    other = another_lead()
    desk.assign(lead=other, officer=cast.binh, reason="x", seen_seq=seq_of(other), by=cast.vu.user, now=NOW)
    other.refresh_from_db()
    booked(other, None)
    desk.assign(lead=lead, officer=cast.binh, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("cancelled", "nobody")
    mail = Mail.objects.get(kind="meeting_off")
    assert "chọn lại giờ hẹn" in mail.subject
    assert "/meet/" in mail.body
    assert Mail.objects.filter(kind="meeting_desk_off", to=cast.head_khcn.user.email).exists()


def leave(officer: Officer, first: str, last: str, by: Any, deputy: str = "") -> Leave:
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)}
    return take_leave(officer=officer, **days, reason="Phép", deputy=deputy, by=by, now=NOW)


def test_a_leave_put_in_later_gives_its_appointments_to_the_deputy_and_back(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    kept = booked(lead, link, at("2026-12-08 08:00"))
    taken = leave(cast.an, "2026-11-30", "2026-12-03", cast.an.user, "off_binh")
    work(NOW + EVERY)
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.officer, kept.officer, kept.sequence) == (cast.binh, cast.an, 0)
    cancel_leave(leave=taken, by=cast.an.user, now=NOW + EVERY)
    work(NOW + 3 * EVERY)
    row.refresh_from_db()
    assert (row.officer, row.sequence) == (cast.an, 2)


def test_a_leave_without_a_deputy_asks_the_investor_to_choose_anew(lead: Lead, link: LeadLink, cast: Cast) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    leave(cast.an, "2026-11-30", "2026-12-03", cast.an.user)
    work(NOW + EVERY)
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("cancelled", "nobody")
    assert date(2026, 12, 1) not in {slot.starts_at.date() for slot in open_slots(lead, "video", NOW)}


def test_while_a_deputy_has_the_lead_times_after_the_leave_are_the_owners(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    leave(cast.an, "2026-11-25", "2026-11-30", cast.an.user, "off_binh")
    for due in Due.objects.filter(kind=DueKind.START_LEAVE):
        Due.objects.exclude(pk=due.pk).update(done_at=NOW)
        assert do_one(NOW)
    lead.refresh_from_db()
    assert lead.owner == cast.binh
    by_day = {slot.starts_at.date(): slot.officer for slot in open_slots(lead, "video", NOW)}
    assert (by_day[date(2026, 11, 26)], by_day[date(2026, 12, 1)]) == ("off_binh", "off_an")


def test_a_hand_over_takes_appointments_along(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    change = propose_hand_over(
        officer=cast.an, taker=cast.binh, why="Đi học", departs_on=None, by=cast.vu.user, now=NOW
    )
    apply_hand_over(change_set=change, by=cast.vu.user, now=NOW)
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert row.officer == cast.binh


def test_a_lead_handed_back_keeps_what_was_promised_until_somebody_has_it(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link)
    more: dict[str, Any] = {"reason": "x", "seen_seq": seq_of(lead), "by": cast.vu.user, "now": NOW}
    desk.hand_back(lead=lead, department=lead.department, **more)
    work(NOW)
    row.refresh_from_db()
    assert (row.officer, row.state) == (cast.an, "booked")


def test_a_day_that_becomes_a_holiday_asks_to_choose_anew(lead: Lead, link: LeadLink) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    CalendarDay.objects.create(day=TUESDAY.date(), works=False, reason="Nghỉ bù", certainty="confirmed")
    work(NOW + EVERY)
    row.refresh_from_db()
    assert row.ended_how == "nobody"


def test_the_round_leaves_what_is_well_alone_and_comes_again(lead: Lead, link: LeadLink) -> None:
    plan_round(now=NOW)
    plan_round(now=NOW)
    booked(lead, link)
    count = Mail.objects.count()
    for step in range(3):
        work(NOW + step * EVERY)
    assert Mail.objects.count() == count
    assert Due.objects.get(target=ROUND).next_try_at == NOW + 3 * EVERY


# --- Ends ---


def test_ending_the_case_cancels_what_stands(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    did(lambda: end_case(lead=lead, link=link, why="cancelled", by=None, now=NOW))
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("cancelled", "closed")
    assert "đã đóng" in Mail.objects.get(kind="meeting_off").body


def test_restricting_the_use_cancels_what_stands(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    request = ask_by_link(link=link, asked=Asked("restrict"), lang="vi", by=None, now=NOW)
    carry_out(request=request, by=cast.an.user, now=NOW)
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert row.ended_how == "restricted"


def test_a_consent_taken_back_calls_off_and_the_investor_hears_that_alone(lead: Lead, link: LeadLink) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    lead.consents.update(withdrawn_at=NOW)
    work(NOW + EVERY)
    row.refresh_from_db()
    assert row.ended_how == "restricted"
    assert "METHOD:CANCEL" in Mail.objects.get(kind="meeting_off").calendar
    assert Mail.objects.filter(kind="meeting_desk_off").count() == 1


def test_erasing_takes_words_and_tells_the_officer_without_a_name(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link, words="Gặp ông Ngô", place="Nhà hàng")
    name = lead.contact_name
    did(lambda: erase(lead=lead, by=cast.vu.user, now=NOW))
    row.refresh_from_db()
    assert (row.words, row.place, row.time_zone) == ("", "", "")
    assert (row.state, row.ended_how) == ("cancelled", "erased")
    assert not TakenQuarter.objects.exists()
    assert not Mail.objects.filter(lead=lead).exclude(calendar="").exists()
    told = Mail.objects.get(kind="meeting_desk_off")
    assert (told.lead, told.to, "METHOD:CANCEL" in told.calendar) == (None, cast.an.user.email, True)
    for text in (told.subject, told.body, told.calendar):
        assert name not in text
        assert "Lạc Hồng" not in text
