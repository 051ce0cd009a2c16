"""The calendar as the duty head keeps it: proposed, previewed, applied, undone; promises move by events."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from leads.calendar.year import Swap, default_plan, unusual_days
from leads.choices import EventKind, Role
from leads.models import CalendarDay, CalendarYear, Lead, LeadEvent, OfficeHours
from leads.services import desk
from leads.services.calendar import working_calendar
from leads.services.due_times import move_due_times
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.organisation import ChangedMeanwhile, NotAnOrganiser
from leads.services.seed_desk import load_desk
from leads.services.words import FieldMissing
from leads.services.working_days import (
    CalendarChangeDone,
    HoursFacts,
    HoursUnsound,
    NothingChanges,
    PastDays,
    PlanUnfit,
    YearFacts,
    YearOutOfReach,
    apply_calendar_change,
    facts_of_year,
    propose_hours,
    propose_year,
    undo_calendar_change,
    would_move,
)
from sitepages.models import ChangeSet
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, Cast, a_submission, at, did, seq_of
from tests.leads.test_desk_views import signed_in

SOURCE = "Công văn mẫu số 01/2026 (thử)"


@pytest.fixture
def years(cast: Cast) -> None:
    """The seed's years over the cast's hours."""
    OfficeHours.objects.all().delete()
    load_desk(now=NOW)


@pytest.fixture
def in_tet(years: None, cast: Cast) -> Lead:
    """Answered in full; the next step was put off by a pause, so that it counts working time over Tết 2027."""
    lead, _new = submit_lead(submission=a_submission(sector="software"), by=None, now=NOW)
    by: dict[str, Any] = {"by": cast.an.user, "now": NOW}
    step = desk.Step("Gửi phương án", at("2027-02-03 16:00"))
    desk.record_reply(lead=lead, text="Chào", answers_all=True, step=step, seen_seq=seq_of(lead), **by)
    since, until = at("2027-02-02 08:00"), at("2027-02-03 15:00")
    desk.pause(lead=lead, reason="waiting_investor", until=until, seen_seq=seq_of(lead), by=cast.an.user, now=since)
    ended = at("2027-02-02 12:00")
    return desk.resume(lead=lead, seen_seq=seq_of(lead), by=cast.an.user, now=ended)


def facts(number: int, **changes: Any) -> YearFacts:
    return replace(facts_of_year(CalendarYear.objects.get(year=number)), **changes)


def year(cast: Cast, number: int = 2027, **changes: Any) -> ChangeSet:
    return propose_year(facts=facts(number, **changes), by=cast.vu.user, now=NOW)


def refusal_of(act: Any) -> type[Refused]:
    with pytest.raises(Refused) as refused:
        act()
    return type(refused.value)


def test_the_seeds_years_say_which_are_decided(years: None) -> None:
    assert dict(CalendarYear.objects.values_list("year", "decided")) == {
        2024: True, 2025: True, 2026: True, 2027: False, 2028: False,
    }  # fmt: skip
    calendar = working_calendar()
    assert calendar.unsure_year(at("2026-12-31 17:00")) is None
    assert calendar.unsure_year(at("2027-01-04 08:00")) == 2027
    assert calendar.unsure_year(at("2030-01-04 08:00")) == 2030
    for row in CalendarYear.objects.all():
        days = unusual_days(facts_of_year(row).plan)
        stored = dict(CalendarDay.objects.filter(day__year=row.year).values_list("day", "works"))
        assert stored == {day: one.works for day, one in days.items()}


def test_a_decision_moves_the_running_promises_and_its_undo_moves_them_back(
    cast: Cast, years: None, in_tet: Lead
) -> None:
    """Tết from 5 instead of 4 February: the step that was due after the holiday is due before it."""
    before = Lead.objects.get(pk=in_tet.pk).due_at
    assert before == at("2027-02-11 10:00")  # put off by 3.5 working hours
    change = year(cast, decided=True, source=SOURCE, tet_first=date(2027, 2, 5))
    moved = would_move(change)
    assert [(one.lead.pk, one.was_due, one.due.at if one.due else None) for one in moved] == [
        (in_tet.pk, before, at("2027-02-04 10:00")),
    ]
    assert working_calendar().unsure_year(at("2027-02-01 08:00")) == 2027  # a preview writes nothing
    assert did(lambda: apply_calendar_change(change_set=change, by=cast.vu.user, now=NOW)) == 1
    lead = Lead.objects.get(pk=in_tet.pk)
    assert lead.due_at == at("2027-02-04 10:00")
    told = lead.events.get(kind=EventKind.DUE_MOVED)
    assert told.data["was_due"] == before.isoformat()
    assert told.data["change_set"] == change.pk
    assert working_calendar().unsure_year(at("2027-02-01 08:00")) is None
    change.refresh_from_db()
    assert did(lambda: undo_calendar_change(change_set=change, by=cast.vu.user, now=NOW)) == 1
    assert Lead.objects.get(pk=in_tet.pk).due_at == before
    assert LeadEvent.objects.filter(lead=in_tet, kind=EventKind.DUE_MOVED).count() == 2
    assert not CalendarYear.objects.get(year=2027).decided


def test_a_decision_that_changes_no_day_only_says_that_the_year_is_decided(
    cast: Cast, years: None, in_tet: Lead
) -> None:
    change = year(cast, decided=True, source=SOURCE)
    assert would_move(change) == []
    assert did(lambda: apply_calendar_change(change_set=change, by=cast.vu.user, now=NOW)) == 0
    assert working_calendar().undecided == {2028}


def test_a_swap_for_a_saturday_moves_a_first_reply_received_at_night(cast: Cast, years: None, lead: Lead) -> None:
    """28 November 2026 as a working Saturday: the clock that would wait for Monday runs on Saturday."""
    step = desk.Step("Gọi", at("2026-11-27 16:30"))
    desk.record_reply(lead=lead, text="Chào", step=step, seen_seq=seq_of(lead), by=cast.an.user, now=NOW)
    late = at("2026-11-26 08:00")
    desk.pause(
        lead=lead, reason="waiting_investor", until=at("2026-11-27 16:00"), seen_seq=seq_of(lead),
        by=cast.an.user, now=late,
    )  # fmt: skip
    desk.resume(lead=lead, seen_seq=seq_of(lead), by=cast.an.user, now=at("2026-11-26 16:00"))
    assert Lead.objects.get(pk=lead.pk).due_at > at("2026-11-30 07:30")
    change = year(cast, 2026, swaps=(*facts(2026).swaps, Swap(date(2026, 12, 14), date(2026, 11, 28))), source=SOURCE)
    assert did(lambda: apply_calendar_change(change_set=change, by=cast.vu.user, now=NOW)) == 1
    assert Lead.objects.get(pk=lead.pk).due_at.astimezone(NOW.tzinfo).date() == date(2026, 11, 28)


def test_only_days_to_come_change(cast: Cast, years: None) -> None:
    today = Swap(date(2026, 12, 14), date(2026, 11, 22))  # last Sunday
    assert refusal_of(lambda: year(cast, 2026, swaps=(today,), source=SOURCE)) is PastDays
    change = year(cast, decided=True, source=SOURCE, tet_first=date(2027, 2, 5))
    too_late = at("2027-02-04 08:00")
    assert refusal_of(lambda: apply_calendar_change(change_set=change, by=cast.vu.user, now=too_late)) is PastDays


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DUTY_HEAD, Role.ADMIN}])
def test_only_the_organisers_keep_the_calendar(cast: Cast, years: None, role: Role) -> None:
    change, by = year(cast, decided=True, source=SOURCE), cast.users[role]
    for act in (
        lambda: propose_year(facts=facts(2028, decided=True, source=SOURCE), by=by, now=NOW),
        lambda: propose_hours(facts=summer(), by=by, now=NOW),
        lambda: apply_calendar_change(change_set=change, by=by, now=NOW),
        lambda: undo_calendar_change(change_set=change, by=by, now=NOW),
    ):
        assert refusal_of(act) is NotAnOrganiser


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"decided": True, "source": " "}, FieldMissing),
        ({"tet_first": date(2027, 2, 6)}, PlanUnfit),
        ({}, NothingChanges),
        ({"year": 2100}, YearOutOfReach),
    ],
)
def test_a_plan_that_will_not_do_is_refused(
    cast: Cast, years: None, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    assert refusal_of(lambda: year(cast, **changes)) is refusal
    assert not ChangeSet.objects.exists()


def test_a_change_is_done_once_and_never_over_somebody_elses(cast: Cast, years: None) -> None:
    by: dict[str, Any] = {"by": cast.vu.user, "now": NOW}
    first = year(cast, decided=True, source=SOURCE, tet_first=date(2027, 2, 5))
    second = year(cast, decided=True, source=SOURCE)
    apply_calendar_change(change_set=first, **by)
    assert refusal_of(lambda: apply_calendar_change(change_set=first, **by)) is CalendarChangeDone
    assert refusal_of(lambda: apply_calendar_change(change_set=second, **by)) is ChangedMeanwhile


def test_a_new_year_is_entered_from_the_laws_default(cast: Cast, years: None) -> None:
    plan = default_plan(2029)
    given = YearFacts(2029, False, plan.tet_first, plan.national_second)
    change = propose_year(facts=given, by=cast.vu.user, now=NOW)
    assert working_calendar().known_until == date(2028, 12, 31)
    apply_calendar_change(change_set=change, by=cast.vu.user, now=NOW)
    assert working_calendar().known_until == date(2029, 12, 31)
    assert working_calendar().unsure_year(at("2029-03-01 08:00")) == 2029
    change.refresh_from_db()
    undo_calendar_change(change_set=change, by=cast.vu.user, now=NOW)
    assert not CalendarYear.objects.filter(year=2029).exists()


# --- Office hours ---


def summer(**changes: Any) -> HoursFacts:
    periods = ((time(7), time(11)), (time(13, 30), time(17, 30)))
    return replace(HoursFacts("summer", periods, date(2027, 4, 15), SOURCE), **changes)


def test_new_hours_hold_from_their_day_and_the_past_keeps_its_own(cast: Cast, years: None) -> None:
    change = propose_hours(facts=summer(), by=cast.vu.user, now=NOW)
    did(lambda: apply_calendar_change(change_set=change, by=cast.vu.user, now=NOW))
    calendar = working_calendar()
    assert calendar.next_opening(at("2027-04-15 05:00")) == at("2027-04-15 07:00")
    assert calendar.next_opening(at("2026-06-15 05:00")) == at("2026-06-15 07:30")
    assert calendar.add_minutes(at("2027-05-05 16:45"), 60) == at("2027-05-06 07:15")
    again = propose_hours(
        facts=summer(season="summer_20270415", periods=((time(7), time(11)), (time(13), time(17))),
                     valid_from=date(2028, 4, 15)), by=cast.vu.user, now=NOW,
    )  # fmt: skip
    apply_calendar_change(change_set=again, by=cast.vu.user, now=NOW)
    assert working_calendar().next_opening(at("2028-04-17 12:00")) == at("2028-04-17 13:00")
    change.refresh_from_db()
    assert refusal_of(lambda: undo_calendar_change(change_set=change, by=cast.vu.user, now=NOW)) is ChangedMeanwhile


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"periods": ((time(11), time(7)), (time(13), time(17)))}, HoursUnsound),
        ({"periods": ((time(7), time(13, 30)), (time(13), time(17)))}, HoursUnsound),
        ({"periods": ()}, HoursUnsound),
        ({"valid_from": NOW.date()}, PastDays),
        ({"season": "spring"}, FieldMissing),
        ({"source": ""}, FieldMissing),
        ({"periods": ((time(7, 30), time(11, 30)), (time(13), time(17)))}, NothingChanges),
    ],
)
def test_hours_that_will_not_do_are_refused(
    cast: Cast, years: None, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    assert refusal_of(lambda: propose_hours(facts=summer(**changes), by=cast.vu.user, now=NOW)) is refusal


def test_promises_due_before_the_change_are_not_touched(cast: Cast, years: None, in_tet: Lead) -> None:
    assert did(lambda: move_due_times(change_set=1, since=date(2027, 3, 1), by=None, now=NOW)) == 0


# --- The doors ---


def test_the_pages_say_what_is_not_decided(cast: Cast, years: None, in_tet: Lead) -> None:
    officer = signed_in(cast.an.user)
    page = officer.get("/admin/desk/calendar/2027/").content.decode()
    assert "Chính phủ chưa quyết định" in page
    assert 'name="tet_first"' not in page
    lead_page = officer.get(f"/admin/desk/{in_tet.pk}/").content.decode()
    assert "Lịch nghỉ năm 2027 chưa được quyết định" in lead_page
    assert "năm 2027 chưa quyết định" in officer.get("/admin/desk/").content.decode()
    token = token_for(live_link(lead=in_tet, now=timezone.now()))
    public = officer.get(f"/en/lead/{token}/").content.decode()
    assert "The days off of 2027 are not decided yet: this time may move." in public
    assert "chưa có thông tin" in officer.get("/admin/desk/calendar/2031/").content.decode()
    assert officer.get("/admin/desk/calendar/2020/").status_code == 404


def test_the_duty_head_previews_and_applies(cast: Cast, years: None) -> None:
    """By the real clock: the year after next is always to come."""
    head, number = signed_in(cast.vu.user), timezone.now().year + 3
    shown = head.get(f"/admin/desk/calendar/{number}/").content.decode()
    given = dict(re.findall(r'name="(tet_first|national_second)" value="([^"]+)"', shown))
    sent = head.post(f"/admin/desk/calendar/{number}/", {**given, "decided": "on", "source": SOURCE})
    assert sent.status_code == 302
    preview = head.get(sent["Location"]).content.decode()
    assert ">Áp dụng<" in preview
    assert head.post(f"{sent['Location']}apply/").status_code == 302
    assert CalendarYear.objects.get(year=number).decided
    assert head.post(f"{sent['Location']}undo/").status_code == 302
    assert not CalendarYear.objects.filter(year=number).exists()
    half = head.post(f"/admin/desk/calendar/{number}/", {**given, "off_1": f"{number}-01-04"})
    assert half.status_code == 422
    assert "cần đủ hai ngày" in half.content.decode()


def test_a_decision_is_imported_with_preview_and_errors_by_row(cast: Cast, years: None) -> None:
    head, number = signed_in(cast.vu.user), timezone.now().year + 3
    where = f"/admin/desk/calendar/{number}/decision/"

    def send(text: str, source: str = SOURCE) -> Any:
        return head.post(where, {"table": SimpleUploadedFile("lich.csv", text.encode()), "source": source})

    wrong = send(f"Ngày;Nghỉ/làm\n32/01/{number};nghỉ\n")
    assert wrong.status_code == 422
    assert "dòng 2" in wrong.content.decode()
    assert send(f"01/01/{number};nghỉ", source="").status_code == 422
    assert send("\x00\x01").status_code == 422
    assert send("").status_code == 422
    days = unusual_days(default_plan(number))
    lines = [f"{day:%d/%m/%Y};{'làm' if one.works else 'nghỉ'};{one.reason}" for day, one in days.items()]
    sent = send("Ngày;Nghỉ/làm;Lý do\n" + "\n".join(lines))
    assert sent.status_code == 302
    head.post(f"{sent['Location']}apply/")
    stored = CalendarDay.objects.filter(day__year=number)
    assert dict(stored.values_list("day", "works")) == {day: one.works for day, one in days.items()}
    assert set(stored.values_list("certainty", flat=True)) == {"confirmed"}


def test_new_hours_by_the_form(cast: Cast, years: None) -> None:
    head, starts = signed_in(cast.vu.user), timezone.now().date() + timedelta(days=30)
    times = {"opens_1": "07:00", "closes_1": "11:00", "opens_2": "13:30", "closes_2": "17:30"}
    given = {"season": "summer", "valid_from": starts.isoformat(), "source": SOURCE, **times}
    assert head.get("/admin/desk/calendar/hours/").status_code == 200
    crossed = head.post("/admin/desk/calendar/hours/", {**given, "closes_1": "14:00"})
    assert crossed.status_code == 422
    sent = head.post("/admin/desk/calendar/hours/", given)
    assert "07:00–11:00" in head.get(sent["Location"]).content.decode()
    head.post(f"{sent['Location']}apply/")
    assert OfficeHours.objects.filter(valid_to=starts).count() == 1
    assert head.get("/admin/desk/calendar/").status_code == 200
