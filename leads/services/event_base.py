"""What every event of a lead is; the kinds stand in `events` and, for the land held, in `hold_events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.choices import EventKind


@dataclass(frozen=True)
class Event:
    """Base of all payloads; fields are what is stored in `LeadEvent.data`."""

    kind: ClassVar[EventKind]
    version: ClassVar[int] = 1
