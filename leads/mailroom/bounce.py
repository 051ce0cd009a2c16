"""Bounces: what a mail server reports of a mail of ours that it could not deliver (RFC 3464). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from leads.mailroom.reading import parsed, storable

ADDRESS = re.compile(r"[^\s;<>]+@[^\s;<>]+")
DAEMON = re.compile(r"(mailer-daemon|postmaster)@", re.IGNORECASE)
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REASON_LIMIT = 200


@dataclass(frozen=True)
class Bounce:
    """`final`: the server will not try again (5.x.x or failed). `message_id`: of our mail, empty if not told."""

    recipient: str
    status: str
    reason: str
    final: bool
    message_id: str


def bounce_in(raw: bytes) -> Bounce | None:
    """The report in this mail, or None where it is no report of a delivery."""
    message = parsed(raw)
    report = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is not None:
        return _reported(message, report)
    return _told_in_words(message)


def _reported(message: EmailMessage, report: EmailMessage) -> Bounce | None:
    """The first recipient of a delivery-status part: its blocks are messages of headers only."""
    blocks: Any = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        recipient = ADDRESS.search(str(block.get("Final-Recipient") or block.get("Original-Recipient") or ""))
        if recipient is None:
            continue
        action, status = str(block.get("Action") or "").strip().lower(), str(block.get("Status") or "").strip()
        reason = str(block.get("Diagnostic-Code") or "").partition(";")[2].strip()
        final = action == "failed" or (not action and status.startswith("5"))
        return Bounce(
            recipient=recipient[0].lower(),
            status=status[:12],
            reason=" ".join(storable(reason).split())[:REASON_LIMIT],
            final=final and not status.startswith("4"),
            message_id=_our_id(message),
        )
    return None


def _told_in_words(message: EmailMessage) -> Bounce | None:
    """Old servers write a plain mail; only one from a mail system that names an address and a final code counts."""
    if not DAEMON.search(str(message.get("From") or "")):
        return None
    text = message.get_body(preferencelist=("plain",))
    words = str(text.get_content()) if text else ""
    address, status = ADDRESS.search(words), STATUS.search(words)
    if address is None or status is None:
        return None
    return Bounce(
        recipient=address[0].lower().strip(".,:\"'()"),
        status=status[1],
        reason=" ".join(storable(words).split())[:REASON_LIMIT],
        final=status[1].startswith("5"),
        message_id=_our_id(message),
    )


def _our_id(message: EmailMessage) -> str:
    """Message-ID of the mail that came back, from the copy or the headers that hang on the report."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner: Any = part.get_payload()
            copy = inner[0] if isinstance(inner, list) and inner else None
            if copy is not None and copy.get("Message-ID"):
                return str(copy["Message-ID"]).strip()
        if kind == "text/rfc822-headers":
            data: Any = part.get_payload(decode=True)
            found = re.search(rb"^Message-ID:\s*(<[^<>\s]+>)", data or b"", re.IGNORECASE | re.MULTILINE)
            if found:
                return found[1].decode("ascii", "replace")
    return ""
