"""Appointments as events: times, codes and keys, never the words. Pure; rows are what `appointments_of` gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from leads.choices import AppointmentState, EventKind
from leads.services.event_base import Event, Happened

HELD_HOW = {"held": AppointmentState.HELD, "no_show": AppointmentState.MISSED, "not_held": AppointmentState.MISSED}


@dataclass(frozen=True)
class MeetingSet(Event):
    """`how`: booked, moved to another time, or given to another officer. `officer` is a key, `what` the kind."""

    kind = EventKind.MEETING_SET
    appointment: int
    what: str
    starts_at: datetime
    officer: str
    how: str = "booked"


@dataclass(frozen=True)
class MeetingEnded(Event):
    """It took place, did not, or was cancelled: `how` is an AppointmentEnd. `text`: a word about it."""

    kind = EventKind.MEETING_ENDED
    appointment: int
    what: str
    how: str
    text: str = ""


@dataclass(frozen=True)
class MeetingAnswered(Event):
    """The investor's calendar answered the invitation."""

    kind = EventKind.MEETING_ANSWERED
    appointment: int
    what: str
    reply: str


APPOINTMENT_EVENTS = (MeetingSet, MeetingEnded, MeetingAnswered)


@dataclass(frozen=True)
class AppointmentFacts:
    """One appointment as its events leave it: the columns of its row, with a key for the officer."""

    kind: str
    starts_at: datetime
    officer: str
    booked_at: datetime
    sequence: int = 0
    state: str = AppointmentState.BOOKED.value
    ended_at: datetime | None = None
    ended_how: str = ""
    reply: str = ""


def appointments_of(events: Iterable[Happened]) -> dict[int, AppointmentFacts]:
    """Every appointment of a lead by its number."""
    found: dict[int, AppointmentFacts] = {}
    for one in events:
        match one.event:
            case MeetingSet(how="booked") as new:
                found[new.appointment] = AppointmentFacts(new.what, new.starts_at, new.officer, one.at)
            case MeetingSet() as again:
                before = found[again.appointment]
                found[again.appointment] = replace(
                    before,
                    starts_at=again.starts_at,
                    officer=again.officer,
                    sequence=before.sequence + 1,
                    reply="",
                )
            case MeetingEnded(appointment=number, how=how):
                found[number] = _ended(found[number], how, one.at)
            case MeetingAnswered(appointment=number, reply=reply):
                found[number] = replace(found[number], reply=reply)
            case Event(kind=EventKind.ERASED):
                found = {number: _erased(facts, one.at) for number, facts in found.items()}
    return found


def _ended(facts: AppointmentFacts, how: str, at: datetime) -> AppointmentFacts:
    """The entry in the calendar is taken back with a sequence of its own, unless the time has come and gone."""
    state = HELD_HOW.get(how, AppointmentState.CANCELLED)
    raised = facts.sequence + (state == AppointmentState.CANCELLED)
    return replace(facts, state=state.value, ended_at=at, ended_how=how, sequence=raised)


def _erased(facts: AppointmentFacts, at: datetime) -> AppointmentFacts:
    return _ended(facts, "erased", at) if facts.state == AppointmentState.BOOKED else facts
