"""Free times: inside the office's hours, never in a leave or a holiday, never twice or past, on any clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.calendar.hours import Season, WorkingCalendar
from leads.calendar.slots import (
    QUARTER,
    Slot,
    Taken,
    Terms,
    by_day,
    days_ahead,
    eve_of,
    fits,
    free_slots,
    quarter_of,
    quarters,
)
from leads.services.appointment_terms import terms
from leads.time_zones import zones
from sitepages.figures import PARK_TIME
from tests.leads.conftest import NOW, at, plain_calendar

TALK, VISIT = Terms(30, 0, 240, 15), Terms(120, 30, 960, 15)
HOLIDAYS = {date(2026, 11, 30): False, date(2026, 12, 5): True, date(2026, 12, 7): False}  # a Monday off for a Saturday
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Seoul", "Australia/Sydney", "Asia/Kathmandu", "America/St_Johns")
EVERY_ZONE = sorted({name for names in zones().values() for name in names})


def office(**more: bool) -> WorkingCalendar:
    return WorkingCalendar(zone=PARK_TIME, seasons=plain_calendar().seasons, exceptions=HOLIDAYS)


def slots(
    now: datetime = NOW, terms: Terms = TALK, *, away: tuple[date, ...] = (), taken: Taken = frozenset()
) -> list[Slot]:
    return list(free_slots(office(), terms, now=now, who=lambda day: "" if day in away else "an", taken=taken))


# --- By hand ---


def test_the_first_talk_is_half_a_working_day_away() -> None:
    """Wednesday 10:00: 90 minutes are left before noon, 150 of the afternoon make half a day."""
    assert [slot.starts_at for slot in slots()[:2]] == [at("2026-11-25 15:30"), at("2026-11-25 16:00")]


def test_a_visit_has_its_way_inside_the_same_period() -> None:
    """07:30-11:30 holds two hours and half an hour each way from 08:00 to 09:00, on full and half hours."""
    day = [f"{slot.starts_at:%H:%M}" for slot in slots(terms=VISIT) if slot.starts_at.date() == date(2026, 12, 1)]
    assert day == ["08:00", "08:30", "09:00", "13:30", "14:00", "14:30"]


def test_holidays_are_out_and_the_saturday_worked_for_one_is_in() -> None:
    days = {slot.starts_at.date() for slot in slots()}
    assert date(2026, 11, 30) not in days
    assert date(2026, 12, 7) not in days
    assert date(2026, 12, 5) in days


def test_a_talk_at_ten_takes_two_quarters_and_a_visit_its_way_too() -> None:
    assert list(quarters(at("2026-12-01 10:00"), TALK)) == [at("2026-12-01 10:00"), at("2026-12-01 10:15")]
    taken = list(quarters(at("2026-12-01 08:00"), VISIT))
    assert (taken[0], taken[-1], len(taken)) == (at("2026-12-01 07:30"), at("2026-12-01 10:15"), 12)


def test_hours_that_begin_at_no_quarter_still_keep_two_apart() -> None:
    odd = Terms(30, 10, 0, 5)
    first, second = set(quarters(at("2026-12-01 08:00"), odd)), set(quarters(at("2026-12-01 08:30"), odd))
    assert first & second


def test_the_horizon_counts_working_days() -> None:
    days = list(days_ahead(office(), NOW, 3))
    assert days == [date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 1)]


def test_an_office_that_never_opens_offers_nothing() -> None:
    shut = WorkingCalendar(zone=PARK_TIME, seasons=(Season((1, 1), (12, 31), ()),))
    assert list(free_slots(shut, TALK, now=NOW, who=lambda day: "an", taken=frozenset())) == []
    assert eve_of(shut, NOW) is None


def test_the_eve_of_a_tuesday_after_a_long_weekend_is_the_friday() -> None:
    assert eve_of(office(), at("2026-12-01 09:00")) == at("2026-11-27 07:30")


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("America/New_York", "21:00", "20:00"),  # clocks go back on 1 November 2026
        ("Europe/Berlin", "03:00", "02:00"),  # on 25 October
        ("Australia/Sydney", "11:00", "12:00"),  # forward on 4 October
        ("Asia/Seoul", "10:00", "10:00"),
    ],
)
def test_the_visitors_clock_moves_and_the_provinces_does_not(zone: str, before: str, after: str) -> None:
    """08:00 in Yên Bình on 28 September and on 3 November 2026, as it stands on a clock there."""
    told = [at(f"2026-{day} 08:00").astimezone(ZoneInfo(zone)).strftime("%H:%M") for day in ("09-28", "11-03")]
    assert told == [before, after]


def test_a_talk_in_the_morning_here_is_the_evening_before_in_new_york() -> None:
    there = by_day([slot for slot in slots() if slot.starts_at == at("2026-12-01 08:00")], ZoneInfo("America/New_York"))
    assert list(there) == [date(2026, 11, 30)]


def test_the_terms_of_every_kind_are_whole_quarters() -> None:
    for one in terms().kinds.values():
        assert one.minutes % 15 == one.travel % 15 == one.step % 15 == 0
        assert min(one.minutes, one.notice, one.horizon) > 0


# --- Properties ---

moments = st.datetimes(datetime(2026, 9, 1), datetime(2027, 4, 30)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001 (hypothesis takes its bounds without a zone)
lengths = st.sampled_from([15, 30, 45, 60, 120])
any_terms = st.builds(Terms, lengths, st.sampled_from([0, 15, 30, 45]), st.integers(0, 2000), st.integers(1, 12))


@cache
def calendar_with(days: frozenset[tuple[date, bool]]) -> WorkingCalendar:
    seasons = (
        Season((10, 16), (4, 15), ((time(7, 30), time(11, 30)), (time(13), time(17)))),
        Season((4, 16), (10, 15), ((time(7), time(11)), (time(13, 30), time(17, 30)))),
    )
    return WorkingCalendar(zone=PARK_TIME, seasons=seasons, exceptions=dict(days))


@st.composite
def worlds(
    draw: st.DrawFn,
) -> tuple[WorkingCalendar, Terms, datetime, frozenset[date], frozenset[tuple[str, datetime]]]:
    now = draw(moments)
    ahead = st.integers(0, 40).map(lambda days: now.astimezone(PARK_TIME).date() + timedelta(days=days))
    calendar = calendar_with(frozenset(draw(st.dictionaries(ahead, st.booleans(), max_size=8)).items()))
    away = draw(st.frozensets(ahead, max_size=10))
    quarter = st.integers(0, 40 * 96).map(lambda count: ("an", quarter_of(now) + count * QUARTER))
    return calendar, draw(any_terms), now, away, draw(st.frozensets(quarter, max_size=60))


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_every_slot_can_be_kept(
    world: tuple[WorkingCalendar, Terms, datetime, frozenset[date], frozenset[tuple[str, datetime]]],
) -> None:
    calendar, given_terms, now, away, taken = world
    found = list(free_slots(calendar, given_terms, now=now, who=lambda day: "" if day in away else "an", taken=taken))
    last = [*days_ahead(calendar, now, given_terms.horizon)][-1:]
    for slot in found:
        day = slot.starts_at.astimezone(PARK_TIME).date()
        assert slot.ends_at - slot.starts_at == given_terms.length
        assert slot.starts_at >= now
        assert calendar.minutes_between(now, slot.starts_at) >= given_terms.notice
        assert calendar.works_on(day)
        assert day not in away
        assert day <= last[0]
        assert fits(calendar, given_terms, slot.starts_at)
        minute = slot.starts_at - given_terms.margin
        while minute < slot.ends_at + given_terms.margin:  # minute by minute, by the calendar's own word
            assert calendar.is_open(minute)
            assert ("an", quarter_of(minute)) not in taken
            minute += timedelta(minutes=5)
    assert found == sorted(set(found), key=lambda slot: slot.starts_at)


@given(worlds())
@settings(max_examples=25, deadline=None)
def test_whatever_is_taken_takes_away_exactly_what_overlaps_it(
    world: tuple[WorkingCalendar, Terms, datetime, frozenset[date], frozenset[tuple[str, datetime]]],
) -> None:
    calendar, given_terms, now, _away, _taken = world
    free = list(free_slots(calendar, given_terms, now=now, who=lambda day: "an", taken=frozenset()))
    if not free:
        return
    one = free[len(free) // 2]
    now_taken = frozenset(("an", quarter) for quarter in quarters(one.starts_at, given_terms))
    left = list(free_slots(calendar, given_terms, now=now, who=lambda day: "an", taken=now_taken))
    margin = given_terms.margin
    apart = [
        slot
        for slot in free
        if not set(quarters(slot.starts_at, given_terms)) & set(quarters(one.starts_at, given_terms))
    ]
    assert left == apart
    for slot in left:
        assert slot.ends_at + margin <= one.starts_at - margin or slot.starts_at - margin >= one.ends_at + margin
    others = list(free_slots(calendar, given_terms, now=now, who=lambda day: "binh", taken=now_taken))
    assert [slot.starts_at for slot in others] == [slot.starts_at for slot in free]


@given(st.lists(moments, min_size=1, max_size=40), st.sampled_from(EVERY_ZONE))
@settings(max_examples=50, deadline=None)
def test_grouping_by_a_visitors_day_loses_nothing_and_keeps_the_order(starts: list[datetime], name: str) -> None:
    """In every zone of the list, over both changes of the clocks."""
    given_slots = [Slot(one, one + timedelta(minutes=30), "an") for one in starts]
    days = by_day(given_slots, ZoneInfo(name))
    assert sorted(one.starts_at for rows in days.values() for one in rows) == sorted(starts)
    assert list(days) == sorted(days)
    for day, rows in days.items():
        assert [one.starts_at for one in rows] == sorted(one.starts_at for one in rows)
        assert {one.starts_at.astimezone(ZoneInfo(name)).date() for one in rows} == {day}
