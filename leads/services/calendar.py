"""The province's working calendar, from its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, time
from functools import lru_cache
from typing import Any

from leads.calendar.hours import Season, WorkingCalendar
from leads.calendar.relative import working_day_from
from leads.models import CalendarDay, OfficeHours
from leads.services.house_version import kept_of_the_house
from sitepages.figures import PARK_TIME

Rows = tuple[tuple[Any, ...], ...]


OURS = "ours"  # certainty of a day whose year the Government has not decided


_held: ContextVar[WorkingCalendar | None] = ContextVar("one calendar", default=None)


@contextmanager
def one_calendar() -> Iterator[WorkingCalendar]:
    """Inside, the calendar is read once: for an act of many steps that changes nothing of it."""
    calendar = working_calendar()
    token = _held.set(calendar)
    try:
        yield calendar
    finally:
        _held.reset(token)


def working_calendar() -> WorkingCalendar:
    """Office hours and exceptions as they stand now; built again only when a row changed."""
    return _held.get() or _as_it_stands()


@kept_of_the_house(2)
def _as_it_stands() -> WorkingCalendar:
    hours = tuple(
        (row.from_day, row.to_day, tuple(tuple(period) for period in row.periods), row.valid_from, row.valid_to)
        for row in OfficeHours.objects.order_by("key")
    )
    return built(hours, tuple(CalendarDay.objects.values_list("day", "works", "certainty").order_by("day")))


@lru_cache(maxsize=8)
def built(hours: Rows, days: Rows) -> WorkingCalendar:
    """The calendar of these rows: hours as (first, last, periods, valid from, to), days as (day, works, certainty)."""
    return WorkingCalendar(
        zone=PARK_TIME,
        seasons=tuple(
            Season(
                _month_day(first),
                _month_day(last),
                tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in periods),
                *validity,
            )
            for first, last, periods, *validity in hours
        ),
        exceptions={day: works for day, works, _certainty in days},
        known_until=days[-1][0].replace(month=12, day=31) if days else None,
        undecided=frozenset(day.year for day, _works, certainty in days if certainty == OURS),
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def province_working_day(day: date, count: int) -> date:
    """The working day `count` working days after this one, by the province's own holidays and make-up days."""
    return working_day_from(day, count, working_calendar())
