"""Promises in working time: one pure function from a lead's state, the calendar and the targets.

Minutes count from the start in working time; a pause leaves the paused interval out; the due time
of a lead is its earliest running clock (leads/seed/service_targets.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, Stage
from leads.services.lead_state import LeadState
from leads.services.stages import pipeline
from leads.services.targets import AnyTargets
from sitepages.figures import PARK_TIME


@dataclass(frozen=True)
class Due:
    """A running promise and the moment it is due."""

    clock: Clock
    at: datetime


def due_of(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets) -> Due | None:
    """The earliest running clock, or None when all stand still or have ended."""
    return next(iter(running_clocks(state, calendar, targets)), None)


def running_clocks(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets) -> tuple[Due, ...]:
    """Every running clock of a lead, the earliest first."""
    return tuple(sorted(_running(state, calendar, targets), key=lambda due: due.at))


def _running(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets) -> Iterator[Due]:
    is_open = pipeline().is_open(state.stage)
    promised = targets.on(started_on(state)).minutes
    if is_open and state.first_reply_at is None:
        minutes = promised[Clock.FIRST_REPLY, state.priority]
        yield Due(Clock.FIRST_REPLY, calendar.add_minutes(state.received_at, minutes))
    if is_open and state.full_answer_at is None:
        minutes = promised[Clock.FULL_ANSWER, state.priority]
        at = after_minutes(state, Clock.FULL_ANSWER, state.received_at, minutes, calendar)
        if at:
            yield Due(Clock.FULL_ANSWER, at)
    step = _next_step(state, calendar)
    if step:
        yield Due(Clock.NEXT_STEP, step)


def started_on(state: LeadState) -> date:
    """The day whose targets the lead's own promises keep: that of its arrival."""
    return state.received_at.astimezone(PARK_TIME).date()


def after_minutes(
    state: LeadState, clock: Clock, start: datetime, minutes: int, calendar: WorkingCalendar
) -> datetime | None:
    """When the clock's working minutes since `start` are used up, or None if a pause came first and lasts."""
    left = timedelta(minutes=minutes)
    for span in _pauses(state, clock):
        if span.end is not None and span.end <= start:
            continue
        used = calendar.worked(start, span.start)
        if used >= left:
            break
        if span.end is None:
            return None
        left -= used
        start = span.end
    return calendar.add(start, left)


def _next_step(state: LeadState, calendar: WorkingCalendar) -> datetime | None:
    """The officer's date, put off by the working time paused since; for a parked lead, the day to come back."""
    if state.stage == Stage.PARKED and state.come_back_on:
        return closing_of(state.come_back_on, calendar)
    if state.next_step is None:
        return None
    due = state.next_step.due
    for span in _pauses(state, Clock.NEXT_STEP):
        start = max(span.start, state.next_step.set_at)
        if start >= due:
            break
        if span.end is None:
            return None
        due = calendar.add(due, calendar.worked(start, span.end))
    return due


@dataclass(frozen=True)
class _Span:
    start: datetime
    end: datetime | None


def _pauses(state: LeadState, clock: Clock) -> list[_Span]:
    """Paused intervals that stop this clock, in order; the last is open while the lead is paused."""
    spans = [_Span(span.start, span.end) for span in state.paused if _stops(span.reason, clock)]
    if state.pause and _stops(state.pause.reason, clock):
        spans.append(_Span(state.pause.since, None))
    return spans


def _stops(reason: str, clock: Clock) -> bool:
    return clock in pipeline().pause_reasons[reason].stops


def closing_of(day: date, calendar: WorkingCalendar) -> datetime:
    """The end of office hours on this day, or on the first working day after it."""
    eve = datetime.combine(day - timedelta(days=1), time(12), PARK_TIME)
    return calendar.end_of_nth_working_day(eve, 1)


def suggested_step(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets, now: datetime) -> datetime | None:
    """The latest date the targets allow for a next step in this stage, or None where they name none."""
    days = targets.on(now.astimezone(PARK_TIME).date()).step_days.get((state.stage, state.priority))
    return calendar.end_of_nth_working_day(now, days) if days else None
