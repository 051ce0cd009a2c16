"""When an investor likes to be reached: hours of the day on a clock elsewhere, and what they are here. Pure.

`WorkingCalendar.zone` is the desk's own clock; a window is [start, end) of each day in the investor's zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leads.calendar.hours import WorkingCalendar

LOOK_AHEAD_DAYS = 21  # over the longest holiday


@dataclass(frozen=True)
class GoodHours:
    """From `start` to `end` each day in `zone` (IANA); `end` lies after `start`."""

    start: time
    end: time
    zone: ZoneInfo

    def on(self, day: date) -> tuple[datetime, datetime]:
        """The window of the investor's day `day`."""
        return datetime.combine(day, self.start, self.zone), datetime.combine(day, self.end, self.zone)

    def here(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The same window on another clock; it may begin the day before or end the day after."""
        opens, closes = self.on(day)
        return opens.astimezone(zone), closes.astimezone(zone)

    def windows(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of today's window there, then those of the next days."""
        today = now.astimezone(self.zone).date()
        for number in range(LOOK_AHEAD_DAYS):
            opens, closes = self.on(today + timedelta(days=number))
            if closes > now:
                yield max(opens, now), closes


def call_by(now: datetime, hours: GoodHours | None, calendar: WorkingCalendar, minutes: int) -> datetime:
    """By when to call: `minutes` of working time from the first moment that suits both sides, within their window.

    Without hours: the working time from now. Where the investor's hours and the office's never meet: the end of
    the investor's next window, outside office hours.
    """
    if hours is None:
        return calendar.add_minutes(now, minutes)
    for opens, closes in hours.windows(now):
        for start, end in _meeting(opens, closes, calendar):
            return min(end, start + timedelta(minutes=minutes))
    return next(hours.windows(now))[1]


def _meeting(opens: datetime, closes: datetime, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    """Where the window and the office's periods overlap; a window may touch two of the office's days."""
    first, last = (moment.astimezone(calendar.zone).date() for moment in (opens, closes))
    for day in dict.fromkeys((first, last)):
        for start, end in calendar.periods(day):
            begins, ends = max(opens, start), min(closes, end)
            if begins < ends:
                yield begins, ends
