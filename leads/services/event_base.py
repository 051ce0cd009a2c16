"""What every event of a lead is: a frozen payload with a kind and a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leads.choices import EventKind


@dataclass(frozen=True)
class Event:
    """Base of all payloads; fields are what is stored in `LeadEvent.data`."""

    kind: ClassVar[EventKind]
    version: ClassVar[int] = 1


@dataclass(frozen=True)
class Happened:
    """An event with its number, its time and who did it (user id; None is the product itself)."""

    seq: int
    event: Event
    at: datetime
    by: int | None = None
