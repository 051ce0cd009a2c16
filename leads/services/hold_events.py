"""What happens to the land a lead holds or waits for: its events, and what they add up to. Pure.

A hold is named by its number (`Hold.pk`) in every event of its life.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leads.choices import EventKind, HoldEnd, HoldState
from leads.services.event_base import Event


@dataclass(frozen=True)
class Held(Event):
    """These plots are held until a moment: at once, or because the lead's turn in the queue has come."""

    kind = EventKind.HELD
    hold: int
    plots: Sequence[str]
    until: datetime
    days: int
    area_m2: float


@dataclass(frozen=True)
class HoldQueued(Event):
    """These plots are waited for, `days` working days from the moment they come free."""

    kind = EventKind.HOLD_QUEUED
    hold: int
    plots: Sequence[str]
    days: int
    area_m2: float


@dataclass(frozen=True)
class HoldExtended(Event):
    """A hold was given more time."""

    kind = EventKind.HOLD_EXTENDED
    hold: int
    until: datetime
    reason: str


@dataclass(frozen=True)
class HoldApproved(Event):
    """A head agreed to a hold of a size that needs it."""

    kind = EventKind.HOLD_APPROVED
    hold: int


@dataclass(frozen=True)
class HoldSigned(Event):
    """The land contract is signed: the plots stay taken until the land's own record says leased."""

    kind = EventKind.HOLD_SIGNED
    hold: int


@dataclass(frozen=True)
class HoldOver(Event):
    """A hold, or a place in the queue, is over; `how` is a HoldEnd."""

    kind = EventKind.HOLD_ENDED
    hold: int
    how: str
    reason: str = ""


HOLD_EVENTS = (Held, HoldQueued, HoldExtended, HoldApproved, HoldSigned, HoldOver)


@dataclass(frozen=True)
class HoldLine:
    """A hold as its events add up; field for field what its row says."""

    plots: tuple[str, ...]
    state: HoldState
    days: int
    area_m2: float
    asked_at: datetime
    started_at: datetime | None = None
    until: datetime | None = None
    extended: int = 0
    approved_at: datetime | None = None
    ended_at: datetime | None = None
    ended_how: HoldEnd | None = None

    @property
    def takes_land(self) -> bool:
        return self.state in (HoldState.LIVE, HoldState.SIGNED)


Holds = Mapping[int, HoldLine]


def after(holds: Holds, event: Event, at: datetime) -> Holds:
    """The lead's holds once this has happened; what is no event of a hold changes nothing."""
    match event:
        case HoldQueued(hold=number, plots=plots, days=days, area_m2=area):
            return {**holds, number: HoldLine(tuple(plots), HoldState.WAITING, days, area, at)}
        case Held(hold=number, plots=plots, until=until, days=days, area_m2=area):
            known = holds.get(number) or HoldLine(tuple(plots), HoldState.LIVE, days, area, at)
            started = known.started_at or at
            return {**holds, number: replace(known, state=HoldState.LIVE, started_at=started, until=until)}
        case HoldExtended(hold=number, until=until):
            return {**holds, number: replace(holds[number], until=until, extended=holds[number].extended + 1)}
        case HoldApproved(hold=number):
            return {**holds, number: replace(holds[number], approved_at=at)}
        case HoldSigned(hold=number):
            return {**holds, number: replace(holds[number], state=HoldState.SIGNED)}
        case HoldOver(hold=number, how=how):
            over = replace(holds[number], state=HoldState.ENDED, ended_at=at, ended_how=HoldEnd(how))
            return {**holds, number: over}
        case _:
            return holds
