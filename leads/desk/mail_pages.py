"""Page values of the post: the duty head's inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leads.choices import IncomingState
from leads.desk.file_lines import FileLine, file_lines
from leads.models import Incoming
from leads.services.inbox import inbox, likely_leads, set_aside


@dataclass(frozen=True)
class InboxRow:
    pk: int
    received_at: datetime
    sender: str
    sender_name: str
    subject: str
    text: str
    why: str
    files: tuple[FileLine, ...]
    likely: tuple[tuple[str, str], ...]  # reference, name


@dataclass(frozen=True)
class Inbox:
    """`aside`: the rows are what was set aside, else what waits."""

    now: datetime
    rows: tuple[InboxRow, ...]
    aside: bool = False


def inbox_page(now: datetime, *, aside: bool = False) -> Inbox:
    rows = set_aside() if aside else inbox()
    return Inbox(now=now, rows=tuple(_row(row) for row in rows[:50]), aside=aside)


def _row(row: Incoming) -> InboxRow:
    likely = ((lead.reference, lead.organisation.shown if lead.organisation else "") for lead in likely_leads(row))
    return InboxRow(
        pk=row.pk,
        received_at=row.received_at,
        sender=row.sender,
        sender_name=row.sender_name,
        subject=row.subject,
        text=row.text,
        why=_why(row),
        files=file_lines(row.files.all()),
        likely=tuple(likely),
    )


def _why(row: Incoming) -> str:
    if row.state == IncomingState.BOUNCE:
        return _("It reports that a mail could not be delivered.")
    if row.state == IncomingState.DROPPED and row.why == "automatic":
        return _("An automatic answer to a mail of ours.")
    if row.state == IncomingState.DROPPED and row.why == "calendar":
        return _("The calendar of a colleague answered an invitation.")
    return row.error if row.why == "by_hand" else why_in_words(row.why)


def why_in_words(code: str) -> str:
    """Why a mail could not be placed."""
    return {
        "erased": _("It belongs to a file whose personal data were erased: make it a new file, or put it aside."),
        "wrong_mark": _("It was sent to an address of a file, but the mark in it is not right."),
        "several": _("The sender has several open files."),
        "automatic": _("A program seems to have written it, and it answers no mail of ours."),
        "bulk": _("It looks like a newsletter or a list."),
        "no_sender": _("It names no sender whom one could answer."),
        "unreadable": _("It could not be read; the raw copy is kept."),
    }.get(code, code)
