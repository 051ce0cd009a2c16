"""When a task is reminded of. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from leads.calendar.hours import WorkingCalendar
from leads.choices import TaskKind

CALL_AHEAD = timedelta(minutes=15)


def remind_at(kind: TaskKind, due: datetime, set_at: datetime, calendar: WorkingCalendar) -> datetime:
    """When to remind: ahead of the time due if that is still to come when the task is set, else at that time."""
    if kind == TaskKind.CALL:
        early = due - CALL_AHEAD
    else:
        periods = calendar.periods(due.astimezone(calendar.zone).date())
        early = periods[0][0] if periods else due
    return early if set_at < early < due else due
