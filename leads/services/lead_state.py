"""What a lead's events add up to: plain values, no clock, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from leads.choices import Clock, Priority, Stage
from leads.services.appointment_events import AppointmentFacts
from leads.services.hold_events import HoldLine
from leads.services.path_events import PathState
from leads.services.referral_events import ReferralFacts
from leads.services.task_events import TaskFacts


@dataclass(frozen=True)
class NextStep:
    """What the officer promised to do, by when."""

    what: str
    due: datetime
    set_at: datetime


@dataclass(frozen=True)
class Pause:
    """The clock standing still: why, from when, until when at the latest."""

    reason: str
    since: datetime
    until: datetime
    seq: int


@dataclass(frozen=True)
class PausedSpan:
    """A pause that is over, [start, end)."""

    reason: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Stated:
    """A gate's fact given by an officer in words, because the product has no field for it yet."""

    text: str
    on: date


@dataclass(frozen=True)
class Escalation:
    """A level of escalation that was sent about a promise as it was due then."""

    clock: Clock
    due: datetime
    level: int
    acknowledged: bool = False


@dataclass(frozen=True)
class Project:
    """What an officer last noted of the project: keys, land in square metres; empty is not known."""

    sector: str = ""
    country: str = ""
    question: str = ""
    area_min_m2: int | None = None
    area_max_m2: int | None = None


@dataclass(frozen=True)
class LeadState:
    """The sum of a lead's events. `owner` and `department` are keys; `seq` is the last event counted.

    `project` is what an officer noted, None while nobody did; `match_run` is the match the lead stands on;
    `message_at` when the investor's oldest words without an answer came in, `opened_at` when the lead last came back
    among the open stages; `path` the procedures and their days;
    `appointments` stand under their number, `tasks` and `referrals` under that of the event that set them;
    `full_answer_at` is when the full answer was given, or when the lead left the stages that owe one (there its clock
    ends), `answered_all_at` when one that answers all was given; `pack_at` when the newest pack was issued.
    """

    stage: Stage
    priority: Priority
    received_at: datetime
    country: str = ""
    project: Project | None = None
    code_name: str = ""
    match_run: int | None = None
    department: str = ""
    owner: str = ""
    first_reply_at: datetime | None = None
    full_answer_at: datetime | None = None
    answered_all_at: datetime | None = None
    message_at: datetime | None = None
    opened_at: datetime | None = None
    pack_at: datetime | None = None
    next_step: NextStep | None = None
    pause: Pause | None = None
    paused: tuple[PausedSpan, ...] = ()
    come_back_on: date | None = None
    loss_reason: str = ""
    stated: Mapping[str, Stated] = field(default_factory=dict)
    holds: Mapping[int, HoldLine] = field(default_factory=dict)
    escalations: tuple[Escalation, ...] = ()
    path: PathState = field(default_factory=PathState)
    tasks: Mapping[int, TaskFacts] = field(default_factory=dict)
    referrals: Mapping[int, ReferralFacts] = field(default_factory=dict)
    appointments: Mapping[int, AppointmentFacts] = field(default_factory=dict)
    quiet_since: datetime | None = None
    kept_until: date | None = None
    restricted_at: datetime | None = None
    erased_at: datetime | None = None
    seq: int = 0


def unpaused(state: LeadState, at: datetime) -> LeadState:
    """The state with its pause, if any, ended at `at` or at its own end, whichever comes first."""
    if state.pause is None:
        return state
    span = PausedSpan(state.pause.reason, state.pause.since, min(at, state.pause.until))
    return replace(state, pause=None, paused=(*state.paused, span))
