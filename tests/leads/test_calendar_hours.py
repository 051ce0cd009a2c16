"""Working time: the golden cases of the data, and laws that hold for every moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leads.calendar.hours import NoWorkingTime, Season, WorkingCalendar
from leads.calendar.relative import UnreadableTime, moment

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT = Path(__file__).parents[2]
DATA = yaml.safe_load((ROOT / "leads/seed/calendar.yaml").read_text())
CASES = yaml.safe_load((ROOT / "tests/cases/calendar_cases.yaml").read_text())
PERIODS = ((time(7, 30), time(11, 30)), (time(13), time(17)))


def calendar() -> WorkingCalendar:
    days: dict[date, bool] = {}
    for year in DATA["computed"]:
        days |= {date.fromisoformat(str(row).split()[0]): False for row in year["weekdays_off"]}
        days |= {date.fromisoformat(str(row)): True for row in year["weekend_days_worked"]}
    return WorkingCalendar(
        ZONE, (Season((10, 15), (4, 14), PERIODS), Season((4, 15), (10, 14), PERIODS)), days, date(2028, 12, 31)
    )


OFFICE = calendar()


def at(text: Any) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=ZONE)


@pytest.mark.parametrize("case", CASES["due"], ids=lambda case: case["key"])
def test_due(case: dict[str, Any]) -> None:
    assert OFFICE.add_minutes(at(case["start"]), case["working_minutes"]) == at(case["due"])


@pytest.mark.parametrize("case", CASES["spent"], ids=lambda case: case["key"])
def test_spent(case: dict[str, Any]) -> None:
    assert OFFICE.minutes_between(at(case["start"]), at(case["end"])) == case["working_minutes"]


@pytest.mark.parametrize("year", DATA["computed"], ids=lambda year: str(year["year"]))
def test_working_days_of_a_year(year: dict[str, Any]) -> None:
    first = date(year["year"], 1, 1)
    days = (first + timedelta(n) for n in range((first.replace(year=first.year + 1) - first).days))
    assert sum(OFFICE.works_on(day) for day in days) == year["working_days"]


def test_culture_day_is_off() -> None:
    assert not OFFICE.is_open(at("2026-11-24 10:00"))
    assert OFFICE.next_opening(at("2026-11-24 10:00")) == at("2026-11-25 07:30")
    assert OFFICE.add_minutes(at("2026-11-24 10:00"), 60) == at("2026-11-25 08:30")


def test_a_periods_end_is_closed_and_its_start_open() -> None:
    assert OFFICE.is_open(at("2026-11-25 07:30"))
    assert not OFFICE.is_open(at("2026-11-25 11:30"))
    assert OFFICE.next_opening(at("2026-11-25 10:00")) == at("2026-11-25 10:00")


def test_nth_working_day_closes_in_the_evening() -> None:
    assert OFFICE.end_of_nth_working_day(at("2026-11-27 16:00"), 2) == at("2026-12-01 17:00")


def test_a_calendar_that_never_works_says_so() -> None:
    never = WorkingCalendar(ZONE, ())
    with pytest.raises(NoWorkingTime):
        never.add_minutes(at("2026-11-25 10:00"), 1)
    with pytest.raises(NoWorkingTime):
        never.end_of_nth_working_day(at("2026-11-25 10:00"), 1)


moments = st.datetimes(at("2024-01-05").replace(tzinfo=None), at("2028-10-01").replace(tzinfo=None)).map(
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=ZONE)
)
spans = st.integers(1, 5000)


@given(moments, spans)
def test_adding_then_measuring_gives_the_minutes_back(start: datetime, minutes: int) -> None:
    due = OFFICE.add_minutes(start, minutes)
    assert OFFICE.minutes_between(start, due) == minutes
    assert OFFICE.is_open(due - timedelta(minutes=1))


@given(moments, spans, spans)
def test_promises_add_up_and_never_run_backwards(start: datetime, first: int, second: int) -> None:
    assert OFFICE.add_minutes(OFFICE.add_minutes(start, first), second) == OFFICE.add_minutes(start, first + second)


@given(moments, moments, moments)
def test_working_time_is_additive(a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert OFFICE.minutes_between(a, b) + OFFICE.minutes_between(b, c) == OFFICE.minutes_between(a, c)


@given(moments, moments)
def test_working_time_is_never_negative(a: datetime, b: datetime) -> None:
    assert OFFICE.minutes_between(max(a, b), min(a, b)) == 0


@given(moments, st.integers(1, 3000))
def test_working_minutes_back_and_forth(now: datetime, minutes: int) -> None:
    before = moment(f"-{minutes}m", now, OFFICE)
    assert OFFICE.minutes_between(before, now) == minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2wd 09:10", "2026-11-20 09:10"),
        ("+1wd 15:00", "2026-11-26 15:00"),
        ("-20m", "2026-11-25 09:40"),
        ("-100m", "2026-11-25 08:20"),
        ("+7wd 17:00", "2026-12-04 17:00"),
        ("-30d", "2026-10-26 10:00"),
    ],
)
def test_relative_times(text: str, expected: str) -> None:
    assert moment(text, at("2026-11-25 10:00"), OFFICE) == at(expected)


def test_an_unreadable_time_is_refused() -> None:
    with pytest.raises(UnreadableTime):
        moment("yesterday", at("2026-11-25 10:00"), OFFICE)
