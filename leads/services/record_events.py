"""What a merge of records leaves in the history of the leads concerned. It changes nothing of a lead's own state."""

from __future__ import annotations

from dataclasses import dataclass

from leads.choices import EventKind
from leads.services.event_base import Event


@dataclass(frozen=True)
class Merged(Event):
    """The lead's organisation or person (`what`) was merged into another: `old` and `new` are their numbers."""

    kind = EventKind.MERGED
    what: str
    old: int
    new: int
    change_set: int


@dataclass(frozen=True)
class Unmerged(Event):
    """A merge was taken back: the lead's organisation or person is again the one from before (`new`)."""

    kind = EventKind.UNMERGED
    what: str
    old: int
    new: int
    change_set: int


RECORD_EVENTS = (Merged, Unmerged)
