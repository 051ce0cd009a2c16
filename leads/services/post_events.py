"""Events of the post: an investor's mail came in, the way to reach the investor changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leads.choices import EventKind
from leads.services.event_base import Event


@dataclass(frozen=True)
class MailReceived(Event):
    """A mail of this lead came in; its words stand in the row `incoming`.

    `automatic`: no person wrote it, so nobody waits for an answer. `known`: from the lead's own address.
    """

    kind = EventKind.MAIL_RECEIVED
    incoming: int
    automatic: bool = False
    known: bool = True
    files: int = 0


@dataclass(frozen=True)
class ContactChanged(Event):
    """Name, address, telephone or channel were changed. Holds no personal data: only which of them (`fields`)."""

    kind = EventKind.CONTACT_CHANGED
    fields: Sequence[str]


POST_EVENTS = (MailReceived, ContactChanged)
