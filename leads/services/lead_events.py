"""The events of the line itself: arrival, answer, stage, clock. Other rooms keep theirs beside their services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from leads.choices import EventKind
from leads.services.event_base import Event


@dataclass(frozen=True)
class Received(Event):
    """An enquiry arrived. Holds no personal data: contact and message stand in the lead's own columns."""

    kind = EventKind.RECEIVED
    source: str
    language: str
    priority: str
    country: str = ""
    question: str = ""
    match_run: int | None = None


@dataclass(frozen=True)
class Assigned(Event):
    """The lead has a department and an owner. `reason` is the router's record: codes and facts, no words."""

    kind = EventKind.ASSIGNED
    department: str
    officer: str = ""
    reason: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MailSent(Event):
    """A mail of this lead left the house."""

    kind = EventKind.MAIL_SENT
    mail: int
    mail_kind: str


@dataclass(frozen=True)
class MailFailed(Event):
    """A mail could not be sent after the last try."""

    kind = EventKind.MAIL_FAILED
    mail: int
    mail_kind: str
    failure: str


@dataclass(frozen=True)
class PackIssued(Event):
    """The investor was handed an answer pack: its number, the match it answers, its digest."""

    kind = EventKind.PACK_ISSUED
    number: int
    match_run: int
    digest: str


@dataclass(frozen=True)
class Described(Event):
    """What the desk learnt of the project: sector, country, question, land; `priority` is what follows from it all."""

    kind = EventKind.DESCRIBED
    priority: str
    sector: str = ""
    country: str = ""
    question: str = ""
    area_min_m2: int | None = None
    area_max_m2: int | None = None


@dataclass(frozen=True)
class NoteWritten(Event):
    """An officer's note, for the desk only."""

    kind = EventKind.NOTE_WRITTEN
    text: str


@dataclass(frozen=True)
class Replied(Event):
    """A person of the desk answered the investor; `mail` holds the words, `answers_all` ends the full answer.

    `files`: how many documents wait behind the link.
    """

    kind = EventKind.REPLIED
    mail: int
    answers_all: bool = False
    files: int = 0


@dataclass(frozen=True)
class StageChanged(Event):
    """`stated`: gate key -> the fact in the officer's words, where the product has no field for it yet."""

    kind = EventKind.STAGE_CHANGED
    old: str
    new: str
    reason: str = ""
    loss_reason: str = ""
    come_back_on: date | None = None
    stated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NextStepSet(Event):
    """What the desk does next, and by when."""

    kind = EventKind.NEXT_STEP_SET
    what: str
    due: datetime


@dataclass(frozen=True)
class Paused(Event):
    """The clock stands still while somebody outside owes an answer."""

    kind = EventKind.PAUSED
    reason: str
    until: datetime


@dataclass(frozen=True)
class Resumed(Event):
    """The clock runs again: by an officer, or because the pause reached its end (`until`)."""

    kind = EventKind.RESUMED
    ended_at: datetime


@dataclass(frozen=True)
class Contacted(Event):
    """An officer spoke with the investor: `text` says what about; it answers as a reply by mail does."""

    kind = EventKind.CONTACTED
    channel: str
    text: str
    answers_all: bool = False


@dataclass(frozen=True)
class DueMoved(Event):
    """A promise's due time moved because the working calendar changed (`change_set`), not by anybody's act on it."""

    kind = EventKind.DUE_MOVED
    change_set: int
    clock: str
    was_due: datetime
    now_due: datetime | None = None


@dataclass(frozen=True)
class ConsentGiven(Event):
    """The investor agreed to purposes after the arrival; the wording stands in the lead's consents."""

    kind = EventKind.CONSENT_GIVEN
    purposes: Sequence[str]
    channel: str


@dataclass(frozen=True)
class Escalated(Event):
    """A level of escalation was sent about a promise; `to` are the names it went to."""

    kind = EventKind.ESCALATED
    clock: str
    was_due: datetime
    level: int
    to: Sequence[str] = ()


@dataclass(frozen=True)
class Acknowledged(Event):
    """Somebody a level was sent to has taken note of all that stood until then, perhaps with a word."""

    kind = EventKind.ACKNOWLEDGED
    level: int
    text: str = ""


@dataclass(frozen=True)
class Concealed(Event):
    """The project is confidential: who does not work on it reads the code name in place of the investor's."""

    kind = EventKind.CONCEALED
    code_name: str


@dataclass(frozen=True)
class Released(Event):
    """The investor's name may be read by everybody who sees the lead."""

    kind = EventKind.RELEASED
