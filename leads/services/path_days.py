"""When the steps of a path that are not begun could be, reckoned from what is done and what the acts allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from leads.calendar.hours import WorkingCalendar
from leads.services.path_events import StepDays
from sitepages.procedures.path import Step, in_order


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The earliest days of a step not begun. `end` None: nobody knows how long it takes; `least`: a step before it
    has no known days and counts nothing.
    """

    start: date
    end: date | None
    least: bool


def reckoned_days(
    steps: Sequence[Mapping[str, Any]],
    marks: Mapping[str, StepDays],
    ends: Mapping[str, date | None],
    today: date,
    calendar: WorkingCalendar,
) -> dict[str, Reckoned]:
    """For every step not begun before the start of work. `ends`: the last day by the act of each step that runs; one
    that is late, or takes nobody knows how long, ends today at the earliest.
    """
    rows = {row["key"]: row for row in steps if not row["later"]}
    found: dict[str, Reckoned] = {}
    for step in in_order([Step(key, None, False, tuple(row["after"])) for key, row in rows.items()]):
        mark = marks.get(step.key, StepDays())
        if mark.begun or mark.done:
            continue
        start, least = today, False
        for key in step.after:
            if key not in rows:
                continue
            before, other = marks.get(key, StepDays()), found.get(key)
            if other:
                start, least = max(start, other.end or other.start), least or other.least or other.end is None
            elif not before.done:
                start, least = max(start, ends.get(key) or today), least or ends.get(key) is None
        row = rows[step.key]
        days = 0 if row["milestone"] else row["days"]
        end = None if days is None else after_days(start, days, row["working"], calendar)
        found[step.key] = Reckoned(start, end, least)
    return found


def after_days(day: date, count: int, working: bool, calendar: WorkingCalendar) -> date:
    """The last of so many days counted from the day after this one."""
    while count > 0:
        day += timedelta(days=1)
        count -= not working or calendar.works_on(day)
    return day
