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
    sure: bool  # a report by RFC 3464; else read out of plain words, which anybody may write


def bounce_in(raw: bytes) -> Bounce | None:
    """The report in this mail, or None where it is no report of a delivery."""
    message = parsed(raw)
    report = _report_part(message)
    if report is not None:
        return _reported(message, report)
    return _told_in_words(message)


def _report_part(message: EmailMessage) -> EmailMessage | None:
    """The report where the mail itself is one: somebody may hang a report of elsewhere on a mail of their own."""
    if message.get_content_type() != "multipart/report" and not _from_mail_system(message):
        return None
    waits: list[Any] = [message]
    while waits:
        part = waits.pop(0)
        if part.get_content_type() == "message/delivery-status":
            found: EmailMessage = part
            return found
        inside = part.get_payload() if part.get_content_maintype() == "multipart" else None
        waits += inside if isinstance(inside, list) else []
    return None


def _from_mail_system(message: EmailMessage) -> bool:
    return bool(DAEMON.search(str(message.get("From") or "")))


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
            sure=True,
        )
    return None


def _told_in_words(message: EmailMessage) -> Bounce | None:
    """Old servers write a plain mail; only one from a mail system that names an address and a final code counts."""
    if not _from_mail_system(message):
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
        sure=False,
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
