"""Relative times of the demo data: "-2wd 09:10", "-40m", "+7wd 17:00", "+90d". Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from leads.calendar.hours import WorkingCalendar

FORM = re.compile(r"^(?P<sign>[+-])(?P<count>\d+)(?P<unit>wd|m|d)(?: (?P<time>\d\d:\d\d))?$")


class UnreadableTime(ValueError):
    """The text has none of the known forms."""


def moment(text: str, now: datetime, calendar: WorkingCalendar) -> datetime:
    """The moment a relative text names: wd = working days, m = working minutes, d = calendar days."""
    found = FORM.match(text)
    if not found:
        raise UnreadableTime(text)
    count = int(found["count"]) * (1 if found["sign"] == "+" else -1)
    local = now.astimezone(calendar.zone)
    if found["unit"] == "m":
        return working_minutes_from(local, count, calendar)
    day = working_day_from(local.date(), count, calendar) if found["unit"] == "wd" else local.date() + timedelta(count)
    clock = time.fromisoformat(found["time"]) if found["time"] else local.time()
    return datetime.combine(day, clock, calendar.zone)


def working_day_from(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The working day `count` working days after (before, if negative) this day."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left or not calendar.works_on(day):
        day += step
        left -= calendar.works_on(day) and left > 0
    return day


def working_minutes_from(now: datetime, minutes: int, calendar: WorkingCalendar) -> datetime:
    """`minutes` of working time after now; before now if negative (whole minutes)."""
    if minutes >= 0:
        return calendar.add_minutes(now, minutes)
    left, day = timedelta(minutes=-minutes), now.date()
    while True:
        for opens, closes in reversed(calendar.periods(day)):
            length = min(closes, now) - opens
            if length >= left > timedelta(0):
                return min(closes, now) - left
            left -= max(length, timedelta(0))
        day -= timedelta(days=1)
