"""Events of the investor's room: what an investor does behind the signed link. Pure; no personal data in any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leads.choices import EventKind
from leads.services.event_base import Event


@dataclass(frozen=True)
class MessageWritten(Event):
    """The investor wrote on the page; the words stand in the row `message`. Somebody now waits for an answer."""

    kind = EventKind.MESSAGE_WRITTEN
    message: int
    files: int = 0


@dataclass(frozen=True)
class Reminded(Event):
    """The investor reminded the desk of a promise whose time had passed."""

    kind = EventKind.REMINDED
    clock: str
    was_due: datetime


@dataclass(frozen=True)
class ProfileChanged(Event):
    """The investor asked otherwise: the lead now stands on another match. `was`: the one before, 0 for none."""

    kind = EventKind.PROFILE_CHANGED
    match_run: int
    was: int = 0


@dataclass(frozen=True)
class LinkChanged(Event):
    """A link of the file was sent again, passed on to a colleague, or withdrawn. `link`: its number."""

    kind = EventKind.LINK_CHANGED
    what: str
    link: int


@dataclass(frozen=True)
class AnswerJudged(Event):
    """After the full answer the investor said whether it answered; `message`: what is missing, 0 for no words."""

    kind = EventKind.ANSWER_JUDGED
    verdict: str
    message: int = 0


LINK_EVENTS = (MessageWritten, Reminded, ProfileChanged, LinkChanged, AnswerJudged)
