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
from leads.services.privacy_events import RESTRICTED
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
    if state.erased_at or state.restricted_at:
        return
    if pipeline().is_open(state.stage):
        for clock in _owed(state):
            minutes = targets.on(started_on(state, clock)).minutes[clock, state.priority]
            at = after_minutes(state, clock, start_of(state, clock), minutes, calendar)
            if at:
                yield Due(clock, at)
    step = _next_step(state, calendar)
    if step:
        yield Due(Clock.NEXT_STEP, step)


def _owed(state: LeadState) -> Iterator[Clock]:
    """The answers an open lead still waits for; the first reply answers whatever came before it."""
    if state.first_reply_at is None:
        yield Clock.FIRST_REPLY
    if state.full_answer_at is None:
        yield Clock.FULL_ANSWER
    if state.message_at and state.first_reply_at:
        yield Clock.REPLY_TO_MESSAGE


def start_of(state: LeadState, clock: Clock) -> datetime:
    """When a clock of working minutes began: with the enquiry, or with the oldest message without an answer.

    A message that came while the lead was parked or closed counts from the day it is open again.
    """
    if clock != Clock.REPLY_TO_MESSAGE or state.message_at is None:
        return state.received_at
    return max(state.message_at, state.opened_at or state.message_at)


def started_on(state: LeadState, clock: Clock = Clock.FIRST_REPLY) -> date:
    """The day whose targets a promise keeps: that on which its clock began; for a step, that of the arrival."""
    return start_of(state, clock).astimezone(PARK_TIME).date()


def after_minutes(
    state: LeadState, clock: Clock, start: datetime, minutes: int, calendar: WorkingCalendar
) -> datetime | None:
    """When the clock's working minutes since `start` are used up, or None if a pause came first and lasts."""
    left = timedelta(minutes=minutes)
    for span in _pauses(state, clock):
        if span.end is not None and span.end <= start:
            continue
        used = calendar.worked(start, max(start, span.start))
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
    return reason == RESTRICTED or clock in pipeline().pause_reasons[reason].stops


def closing_of(day: date, calendar: WorkingCalendar) -> datetime:
    """The end of office hours on this day, or on the first working day after it."""
    eve = datetime.combine(day - timedelta(days=1), time(12), PARK_TIME)
    return calendar.end_of_nth_working_day(eve, 1)


def suggested_step(state: LeadState, calendar: WorkingCalendar, targets: AnyTargets, now: datetime) -> datetime | None:
    """The latest date the targets allow for a next step in this stage, or None where they name none."""
    days = targets.on(now.astimezone(PARK_TIME).date()).step_days.get((state.stage, state.priority))
    return calendar.end_of_nth_working_day(now, days) if days else None
