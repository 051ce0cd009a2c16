"""When each level of escalation of a running promise is reached: pure, from state, calendar and targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, Stage
from leads.services.clocks import Due, after_minutes, running_clocks, start_of, started_on
from leads.services.lead_state import LeadState
from leads.services.targets import AnyTargets, Level

WHOLE = 100
A_DAY = 480  # working minutes; the measure of what is late against a date that began nowhere


@dataclass(frozen=True)
class Reached:
    """A level of one promise, and the moment its share of the target is used up."""

    due: Due
    level: Level
    at: datetime


def open_levels(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets) -> tuple[Reached, ...]:
    """Levels not sent yet of every running promise, each promise's in their order."""
    return tuple(
        one
        for due in running_clocks(state, calendar, targets)
        for one in _of(state, due, targets.on(started_on(state, due.clock)).levels, calendar, targets)
        if one.level.number > sent_of(state, due)
    )


def sent_of(state: LeadState, due: Due) -> int:
    """The highest level sent of this promise as it is due now; 0 when none."""
    return max((one.level for one in state.escalations if (one.clock, one.due) == (due.clock, due.at)), default=0)


def standing(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets) -> tuple[int, bool]:
    """(highest level of the promises that still run, whether somebody it was sent to has acknowledged it)."""
    running = {(due.clock, due.at) for due in running_clocks(state, calendar, targets)}
    open_ones = [one for one in state.escalations if (one.clock, one.due) in running]
    highest = max((one.level for one in open_ones), default=0)
    return highest, bool(highest) and all(one.acknowledged for one in open_ones if one.level == highest)


def _of(
    state: LeadState, due: Due, levels: tuple[Level, ...], calendar: WorkingCalendar, targets: AnyTargets
) -> Iterator[Reached]:
    for level in levels:
        at = _moment(state, due, level.percent, calendar, targets)
        if at:
            yield Reached(due, level, at)


def _moment(
    state: LeadState, due: Due, percent: int, calendar: WorkingCalendar, targets: AnyTargets
) -> datetime | None:
    """When this share of the target is used up; None where it has no moment (a day to come back has no half)."""
    if percent == WHOLE:
        return due.at
    if due.clock != Clock.NEXT_STEP:
        minutes = targets.on(started_on(state, due.clock)).minutes[due.clock, state.priority]
        start = start_of(state, due.clock)
        return after_minutes(state, due.clock, start, -(-minutes * percent // WHOLE), calendar)
    whole = _whole_of_step(state, due, calendar)
    if percent > WHOLE:
        return calendar.add_minutes(due.at, (whole or A_DAY) * (percent - WHOLE) // WHOLE)
    if not whole or state.next_step is None:
        return None
    return after_minutes(state, due.clock, state.next_step.set_at, whole * percent // WHOLE, calendar)


def _whole_of_step(state: LeadState, due: Due, calendar: WorkingCalendar) -> int:
    """Working minutes between the promise of a step and its date; 0 for a parked lead's day to come back."""
    if state.next_step is None or state.stage == Stage.PARKED:
        return 0
    return calendar.minutes_between(state.next_step.set_at, state.next_step.due)
