"""What a calendar answers to an invitation (RFC 5546, METHOD:REPLY), as it comes in a mail. Pure; takes any bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from icalendar import Calendar

from leads.mailroom.reading import parsed

LARGEST = 100_000  # bytes; an answer has some hundreds
UNREADABLE = (ValueError, KeyError, IndexError, AttributeError, TypeError, RecursionError)  # strangers send it
ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}


@dataclass(frozen=True)
class CalendarReply:
    """`answer`: accepted, tentative or declined; `uid` and `sequence` of the entry that was answered."""

    uid: str
    sequence: int
    answer: str


def reply_in(raw: bytes) -> CalendarReply | None:
    """The first answer of a calendar in the mail; None where there is none, or none that can be read."""
    for part in _calendars(parsed(raw)):
        try:
            found = _read(part)
        except UNREADABLE:
            continue
        if found is not None:
            return found
    return None


def _calendars(message: EmailMessage) -> Iterator[bytes]:
    for part in message.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and len(data) <= LARGEST:
                yield data


def _read(data: bytes) -> CalendarReply | None:
    calendar = Calendar.from_ical(data)
    if str(calendar.get("method", "")).upper() != "REPLY":
        return None
    for event in calendar.walk("VEVENT"):
        who = event.get("attendee")
        first = who[0] if isinstance(who, list) else who
        answer = ANSWERS.get(str(first.params.get("PARTSTAT", "")).upper()) if first is not None else None
        if answer and event.get("uid"):
            return CalendarReply(str(event["uid"])[:80], int(event.get("sequence", 0)), answer)
    return None
