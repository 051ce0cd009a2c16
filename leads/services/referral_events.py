"""A question to another department as events, and what they add up to. Its number is the asking event's. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from leads.choices import EventKind, Priority, ReferralState, Stage
from leads.services.event_base import Event, Happened

ENDS_REFERRALS = frozenset({Stage.LOST, Stage.NOT_A_LEAD})
Referrals = Mapping[int, "ReferralFacts"]


@dataclass(frozen=True)
class Referred(Event):
    """Another department is asked; the owner stays. `officer`: whom there, or empty: whoever takes it."""

    kind = EventKind.REFERRED
    department: str
    question: str
    officer: str = ""


@dataclass(frozen=True)
class ReferralTaken(Event):
    """Somebody of the department answers it."""

    kind = EventKind.REFERRAL_TAKEN
    referral: int
    officer: str


@dataclass(frozen=True)
class ReferralDone(Event):
    """The department's answer, in its words."""

    kind = EventKind.REFERRAL_DONE
    referral: int
    answer: str


@dataclass(frozen=True)
class ReferralBack(Event):
    """The department gives it back without an answer: it is not its matter, or it lacks something."""

    kind = EventKind.REFERRAL_BACK
    referral: int
    reason: str


@dataclass(frozen=True)
class ReferralEnded(Event):
    """Whoever asked needs no answer any more."""

    kind = EventKind.REFERRAL_ENDED
    referral: int
    reason: str = ""


@dataclass(frozen=True)
class ReferralFacts:
    """One referral as its events leave it. `priority` is the lead's on the day of asking: it sets the target."""

    department: str
    question: str
    officer: str
    priority: Priority
    state: ReferralState
    asked_at: datetime
    ended_at: datetime | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == ReferralState.OPEN


def referrals_after(referrals: Referrals, happened: Happened, priority: Priority) -> Referrals:
    """The referrals after one event about a referral; other events leave them as they are."""
    match happened.event:
        case Referred() as asked:
            facts = ReferralFacts(
                asked.department, asked.question, asked.officer, priority, ReferralState.OPEN, happened.at
            )
            return {**referrals, happened.seq: facts}
        case ReferralTaken(referral=number, officer=officer):
            return {**referrals, number: replace(referrals[number], officer=officer)}
        case ReferralDone(referral=number, answer=text):
            return _ended(referrals, number, ReferralState.DONE, happened.at, text)
        case ReferralBack(referral=number, reason=text):
            return _ended(referrals, number, ReferralState.BACK, happened.at, text)
        case ReferralEnded(referral=number, reason=text):
            return _ended(referrals, number, ReferralState.ENDED, happened.at, text)
        case _:
            return referrals


def referrals_dropped(referrals: Referrals, stage: Stage, at: datetime) -> Referrals:
    """A lead that is lost or no lead at all needs no advice."""
    return all_referrals_dropped(referrals, at) if stage in ENDS_REFERRALS else referrals


def all_referrals_dropped(referrals: Referrals, at: datetime) -> Referrals:
    """Whatever is open needs no answer any more."""
    for number, one in referrals.items():
        if one.is_open:
            referrals = _ended(referrals, number, ReferralState.ENDED, at, "")
    return referrals


def _ended(referrals: Referrals, number: int, state: ReferralState, at: datetime, text: str) -> Referrals:
    return {**referrals, number: replace(referrals[number], state=state, ended_at=at, answer=text)}
