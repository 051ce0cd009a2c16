"""Page values of the post: the duty head's inbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leads.choices import IncomingState
from leads.models import Incoming, LeadFile
from leads.services.inbox import inbox, likely_leads, set_aside


@dataclass(frozen=True)
class FileLine:
    """A file of a mail; `refused` says in words why it was not kept."""

    pk: int
    name: str
    size: int
    refused: str


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


def file_lines(files: Iterable[LeadFile]) -> tuple[FileLine, ...]:
    return tuple(FileLine(one.pk, one.name, one.size, refused_in_words(one.refused)) for one in files)


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


def refused_in_words(code: str) -> str:
    """Why a file was not kept."""
    return {
        "": "",
        "empty": _("not kept: it is empty"),
        "too_big": _("not kept: larger than 15 MB"),
        "too_many": _("not kept: more than 20 files"),
        "unknown_kind": _("not kept: not a kind of file the desk works with"),
        "disguised": _("not kept: its content is not what its name says"),
        "macros": _("not kept: it holds macros"),
        "old_office": _("not kept: an Office file of before 2007; ask for .docx or .xlsx"),
        "image_bomb": _("not kept: the picture is larger than 100 million points, or damaged"),
        "zip_unsafe": _("not kept: the archive holds programs or unpacks without bounds"),
    }[code]
