"""A year's days off from the law and the Government's plan; the promises of the golden cases over the loaded rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.calendar.decision import read_decision
from leads.calendar.year import (
    FIRST_YEAR,
    LAST_YEAR,
    TET_OFFSETS,
    PlanUnsound,
    Swap,
    Unusual,
    YearPlan,
    default_plan,
    lunar_days,
    open_questions,
    unusual_days,
)
from leads.choices import Clock, Priority, Stage
from leads.services.clocks import Due, due_of
from leads.services.lead_state import LeadState, PausedSpan
from leads.services.targets import seed_targets
from tests.leads.conftest import at
from tests.leads.test_calendar_hours import DATA, OFFICE

DECIDED = {row["year"]: row for row in DATA["yearly_plans"]}
LUNAR = {row["year"]: row for row in DATA["lunar_dates"]}
YEARS = sorted(DECIDED)


def plan_of(year: int) -> YearPlan:
    row = DECIDED[year]
    swaps = tuple(
        Swap(one["day_off"], one["day_worked"])
        for one in DATA["swaps"]
        if one["active"] and one["day_off"].year == year
    )
    tet = LUNAR[year]["tet"] + timedelta(days=row["tet"]["first_offset"])
    return YearPlan(year, tet, row["national_day"]["second_day"], swaps)


@pytest.mark.parametrize("year", YEARS)
def test_lunar_days_are_those_computed_apart(year: int) -> None:
    assert lunar_days(year) == (LUNAR[year]["tet"], LUNAR[year]["hung_kings"])


@pytest.mark.parametrize("row", DATA["computed"], ids=lambda row: str(row["year"]))
def test_a_years_days_are_those_computed_apart(row: dict[str, Any]) -> None:
    days = unusual_days(plan_of(row["year"]))
    wanted = {date.fromisoformat(str(line).split()[0]): str(line).split()[1] for line in row["weekdays_off"]}
    assert {day for day, one in days.items() if not one.works} == set(wanted)
    for day, why in wanted.items():
        assert days[day].reason == (why if "swap" not in why else "swap/off")
    assert [day.isoformat() for day, one in days.items() if one.works] == row["weekend_days_worked"]


@pytest.mark.parametrize("year", [2024, 2025, 2027, 2028])
def test_the_default_before_a_decision_is_the_seeds(year: int) -> None:
    assert default_plan(year) == replace(plan_of(year), swaps=())


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.sampled_from(TET_OFFSETS), st.booleans())
def test_in_every_year_each_holiday_of_the_law_gives_a_day_off_the_plain_week(
    year: int, offset: int, before: bool
) -> None:
    """Twelve days of Đ.112 k.1 and the Culture Day: on a weekday off, on a weekend made up later; none is lost."""
    plan = YearPlan(year, lunar_days(year)[0] + timedelta(days=offset), date(year, 9, 1 if before else 3))
    days = unusual_days(plan)
    assert all(day.isoweekday() < 6 and not one.works for day, one in days.items())
    law = {date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2), plan.national_second}
    law |= {plan.tet_first + timedelta(days=number) for number in range(5)} | {lunar_days(year)[1]}
    culture = {date(year, 11, 24)} if year >= 2026 and not open_questions(year) else set()
    assert len(days) == len(law) + len(culture)
    assert {day for day in law | culture if day.isoweekday() < 6} <= set(days)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tet_first": date(2027, 2, 6)}, "tet_outside"),
        ({"national_second": date(2027, 9, 4)}, "national_day_apart"),
        ({"swaps": (Swap(date(2027, 1, 4), date(2028, 1, 8)),)}, "swap_in_another_year"),
        ({"swaps": (Swap(date(2027, 1, 9), date(2027, 1, 10)),)}, "swap_wrong_way"),
        ({"swaps": (Swap(date(2027, 1, 4), date(2027, 1, 5)),)}, "swap_wrong_way"),
        ({"swaps": (Swap(date(2027, 4, 30), date(2027, 5, 8)),)}, "swap_off_already"),
        ({"swaps": (Swap(date(2027, 5, 3), date(2027, 5, 8)),)}, "swap_off_already"),
        ({"swaps": (Swap(date(2027, 1, 4), date(2027, 2, 6)),)}, "swap_works_a_holiday"),
        (
            {"swaps": (Swap(date(2027, 1, 4), date(2027, 1, 9)), Swap(date(2027, 1, 5), date(2027, 1, 9)))},
            "swap_twice",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_named(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(PlanUnsound) as unsound:
        unusual_days(replace(default_plan(2027), **changes))
    assert unsound.value.code == code


def test_a_culture_day_on_a_weekend_is_an_open_question_and_not_made_up() -> None:
    assert open_questions(2029) == (date(2029, 11, 24),)
    assert date(2029, 11, 26) not in unusual_days(default_plan(2029))
    assert open_questions(2028) == open_questions(2024) == ()


# --- A decision as a table ---


def test_a_decision_is_read_in_the_forms_people_write() -> None:
    rows = [
        (1, ["Ngày", "Nghỉ hay làm", "Lý do"]),
        (2, ["04/02/2027", "Nghỉ", "Tết"]),
        (3, ["2027-02-05", "nghỉ", ""]),
        (
            4,
            [
                datetime(2027, 2, 20),  # noqa: DTZ001 (as a spreadsheet gives it)
                "làm bù",
                "Hoán đổi",
            ],
        ),
        (5, ["6.2.2027", "nghỉ", "thứ bảy"]),
    ]
    days, faults = read_decision(rows, 2027)
    assert faults == ()
    assert days == {
        date(2027, 2, 4): Unusual(False, "Tết"),
        date(2027, 2, 5): Unusual(False, "decision/off"),
        date(2027, 2, 20): Unusual(True, "Hoán đổi"),
    }  # the Saturday off is the plain week


def test_rows_that_cannot_be_read_are_named_by_their_line() -> None:
    rows = [
        (1, ["04/02/2027", "nghỉ"]),
        (2, ["31/02/2027", "nghỉ"]),
        (3, ["04/02/2026", "nghỉ"]),
        (4, ["05/02/2027", "có lẽ"]),
        (5, ["04/02/2027", "nghỉ"]),
    ]
    _days, faults = read_decision(rows, 2027)
    assert [(fault.line, fault.code) for fault in faults] == [
        (2, "unreadable_day"),
        (3, "other_year"),
        (4, "unreadable_state"),
        (5, "day_twice"),
    ]


# --- Promises over holidays, by the seed's own rows ---


def promised(received: str, **more: Any) -> Due | None:
    given: dict[str, Any] = {"stage": Stage.NEW, "priority": Priority.NORMAL, "received_at": at(received)}
    return due_of(LeadState(**given | more), OFFICE, seed_targets())


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-02-03 16:30", "2027-02-11 08:00"),  # Tết 2027: 4, 5, 8, 9, 10 February off
        ("2028-01-21 16:30", "2028-01-31 08:00"),  # Tết 2028: 24-28 January off
        ("2027-04-29 16:30", "2027-05-04 08:00"),  # 30 April, and 1 May on a Saturday made up on Monday
        ("2027-09-01 16:30", "2027-09-06 08:00"),  # 2 and 3 September off
        ("2026-11-24 10:00", "2026-11-25 08:30"),  # Vietnamese Culture Day
        ("2027-11-23 16:59", "2027-11-25 08:29"),
        ("2026-08-21 16:30", "2026-08-22 08:00"),  # a Saturday worked for 31 August
        ("2026-08-28 16:30", "2026-09-03 08:00"),  # 31 August off by the swap, 1 and 2 September off
        ("2026-01-09 16:45", "2026-01-10 08:15"),  # a Saturday worked for 2 January
        ("2026-11-25 11:00", "2026-11-25 13:30"),  # over lunch
        ("2026-11-25 11:30", "2026-11-25 14:00"),  # at lunch the office is closed
    ],
)
def test_the_first_reply_of_a_working_hour(received: str, due: str) -> None:
    assert promised(received) == Due(Clock.FIRST_REPLY, at(due))


@pytest.mark.parametrize(
    ("replied", "minutes"),
    [("2026-11-25 16:59", 59), ("2026-11-25 17:00", 60), ("2026-11-25 17:01", 60), ("2026-11-26 07:29", 60)],
)
def test_a_reply_a_minute_before_and_after_closing(replied: str, minutes: int) -> None:
    """After closing no working minute passes: a reply in the evening is as much in time as one at closing."""
    assert OFFICE.minutes_between(at("2026-11-25 16:00"), at(replied)) == minutes


@pytest.mark.parametrize(
    ("paused", "resumed", "due"),
    [
        ("2027-02-03 10:00", "2027-02-11 10:00", "2027-02-12 11:30"),  # over Tết: 6.5 hours used, 9.5 left from there
        ("2027-02-05 10:00", "2027-02-09 10:00", "2027-02-11 11:30"),  # inside Tết: nothing is left out
        ("2026-11-23 16:00", "2026-11-25 08:00", None),
    ],
)
def test_a_pause_over_a_holiday_leaves_out_only_working_time(paused: str, resumed: str, due: str | None) -> None:
    received = "2027-02-02 13:00" if due else "2026-11-23 07:30"
    span = PausedSpan("waiting_investor", at(paused), at(resumed))
    more = {"stage": Stage.IN_CONTACT, "first_reply_at": at(received), "paused": (span,)}
    found = promised(received, **more)
    assert found
    left_out = OFFICE.minutes_between(at(paused), at(resumed))
    assert OFFICE.minutes_between(at(received), found.at) - left_out == 960
    if due:
        assert found == Due(Clock.FULL_ANSWER, at(due))
