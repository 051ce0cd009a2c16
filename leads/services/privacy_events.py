"""What a person asked about their own data, as events: numbers and codes, never the words. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from leads.choices import EventKind
from leads.services.event_base import Event
from leads.services.lead_state import LeadState, PausedSpan

RESTRICTED = "restricted"  # reason of the span in which no clock ran, beside those of leads/seed/stages.yaml


@dataclass(frozen=True)
class PrivacyAsked(Event):
    """A right was asked for; `request`: the row's number, `purpose`: of the consent taken back."""

    kind = EventKind.PRIVACY_ASKED
    request: int
    right: str
    purpose: str = ""


@dataclass(frozen=True)
class PrivacyAnswered(Event):
    """`outcome`: done, refused, extended (a longer term, once), or told (by word, how it is handled)."""

    kind = EventKind.PRIVACY_ANSWERED
    request: int
    right: str
    outcome: str
    purpose: str = ""


@dataclass(frozen=True)
class Restricted(Event):
    """From now on the data are kept and not used."""

    kind = EventKind.RESTRICTED
    request: int


@dataclass(frozen=True)
class Freed(Event):
    """The person ended the restriction, by the link or by word to an officer."""

    kind = EventKind.FREED
    request: int


PRIVACY_EVENTS = (PrivacyAsked, PrivacyAnswered, Restricted, Freed)


def freed(state: LeadState, at: datetime) -> LeadState:
    """The restriction ends: the time it ran counts against no promise."""
    if state.restricted_at is None:
        return state
    span = PausedSpan(RESTRICTED, state.restricted_at, at)
    return replace(state, restricted_at=None, paused=(*state.paused, span))
