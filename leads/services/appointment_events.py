"""Appointments as events: times, codes and keys, never the words. Pure; rows are what folding them gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from leads.choices import AppointmentKind, AppointmentState, EventKind
from leads.services.event_base import Event, Happened

Appointments = Mapping[int, "AppointmentFacts"]
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

    @property
    def stands(self) -> bool:
        """Whether nobody has ended it yet."""
        return self.state == AppointmentState.BOOKED


def appointments_after(found: Appointments, happened: Happened) -> Appointments:
    """A lead's appointments, by number, after one event; other events leave them as they are."""
    match happened.event:
        case MeetingSet(appointment=number, how="booked") as new:
            return {**found, number: AppointmentFacts(new.what, new.starts_at, new.officer, happened.at)}
        case MeetingSet(appointment=number) as again:
            before = found[number]
            sequence = before.sequence + 1
            changed = replace(before, starts_at=again.starts_at, officer=again.officer, sequence=sequence, reply="")
            return {**found, number: changed}
        case MeetingEnded(appointment=number, how=how):
            return {**found, number: _ended(found[number], how, happened.at)}
        case MeetingAnswered(appointment=number, reply=reply):
            return {**found, number: replace(found[number], reply=reply)}
        case _:
            return found


def appointments_erased(found: Appointments, at: datetime) -> Appointments:
    """Whatever stood is off with the erasure of the personal data."""
    return {number: _ended(one, "erased", at) if one.stands else one for number, one in found.items()}


def visit_at(found: Appointments) -> datetime | None:
    """When the investor comes, or came, to see the land; None where no visit stands or took place."""
    counts = (AppointmentState.BOOKED, AppointmentState.HELD)
    visits = [one.starts_at for one in found.values() if one.kind == AppointmentKind.VISIT and one.state in counts]
    return max(visits, default=None)


def _ended(facts: AppointmentFacts, how: str, at: datetime) -> AppointmentFacts:
    """The entry in the calendar is taken back with a sequence of its own, unless the time has come and gone."""
    state = HELD_HOW.get(how, AppointmentState.CANCELLED)
    raised = facts.sequence + (state == AppointmentState.CANCELLED)
    return replace(facts, state=state.value, ended_at=at, ended_how=how, sequence=raised)
