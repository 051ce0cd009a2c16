"""The province's working calendar, from its rows."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from typing import Any

from leads.calendar.hours import Season, WorkingCalendar
from leads.calendar.relative import working_day_from
from leads.models import CalendarDay, OfficeHours
from sitepages.figures import PARK_TIME

Rows = tuple[tuple[Any, ...], ...]


def working_calendar() -> WorkingCalendar:
    """Office hours and exceptions as they stand now; built again only when a row changed."""
    hours = tuple(
        (row.from_day, row.to_day, tuple(tuple(period) for period in row.periods))
        for row in OfficeHours.objects.order_by("key")
    )
    return _built(hours, tuple(CalendarDay.objects.values_list("day", "works").order_by("day")))


@lru_cache(maxsize=4)
def _built(hours: Rows, days: Rows) -> WorkingCalendar:
    return WorkingCalendar(
        zone=PARK_TIME,
        seasons=tuple(
            Season(
                _month_day(first),
                _month_day(last),
                tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in periods),
            )
            for first, last, periods in hours
        ),
        exceptions=dict(days),
        known_until=days[-1][0].replace(month=12, day=31) if days else None,
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def province_working_day(day: date, count: int) -> date:
    """The working day `count` working days after this one, by the province's own holidays and make-up days."""
    return working_day_from(day, count, working_calendar())
