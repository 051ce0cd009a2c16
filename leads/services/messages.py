"""Messages of the investor on the page: a row with its files, an event, the clock that was waiting, the owner told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction

from leads.choices import EventKind
from leads.mailroom.files import FILE_LIMIT, judged, safe_name
from leads.models import Lead, LeadFile, LeadLink, LeadMessage
from leads.services.events import Resumed, record, state_of
from leads.services.incoming import WAITS_FOR_INVESTOR
from leads.services.link_desk import check_own, check_pace, opened
from leads.services.link_events import MessageWritten
from leads.services.link_letters import MESSAGE, tell_of_news
from leads.services.words import FieldMissing, bounded
from sitepages.refusal import Refused

TEXT_LIMIT = 5000
MOST_FILES = 5  # at once
MOST_IN_ALL = 60  # of one lead
AN_HOUR = 20


class FileRefused(Refused):
    """Nothing was stored. Facts: `name`, `why` (code of leads.mailroom.files)."""

    code = "file_refused"
    status = 422


class TooManyFiles(Refused):
    """Facts: `limit`."""

    code = "too_many_files"
    status = 422


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: the name given, and its content."""

    name: str
    data: bytes


@transaction.atomic
def write_message(
    *, lead: Lead, link: LeadLink | None, text: str, files: Sequence[Upload] = (), by: User | None, now: datetime
) -> LeadMessage:
    """Keep what the investor writes, all or nothing; an answer that was waited for lets the clock run.

    The same words without files within a minute are one message. Raises ReadsOnly, LeadClosed, FieldMissing,
    TextTooLong, TooManyFiles, FileRefused or TooOften.
    """
    check_own(link)
    lead = opened(lead)
    words = bounded("text", text, TEXT_LIMIT, needed=False, lines=True)
    if not words and not files:
        raise FieldMissing(field="text")
    kinds = [check_file(one) for one in files]
    _check_count(lead, len(files))
    last = LeadMessage.objects.filter(lead=lead).order_by("-pk").first()
    if last and not files and last.text == words and (now - last.written_at).total_seconds() < 60:
        return last
    check_pace(lead, EventKind.MESSAGE_WRITTEN, AN_HOUR, now)
    message = LeadMessage.objects.create(lead=lead, link=link, text=words, written_at=now)
    for one, kind in zip(files, kinds, strict=True):
        keep_file(message=message, upload=one, kind=kind)
    record(lead=lead, event=MessageWritten(message=message.pk, files=len(files)), by=by, at=now)
    pause = state_of(lead).pause
    if pause and pause.reason in WAITS_FOR_INVESTOR:
        record(lead=lead, event=Resumed(ended_at=now), by=by, at=now)
    tell_of_news(lead=lead, what=MESSAGE, files=len(files), now=now)
    return message


def check_file(upload: Upload) -> str:
    """The kind of a file by its content; raises FileRefused."""
    found = judged(upload.name, upload.data)
    if found.refused:
        raise FileRefused(name=upload.name[:120], why=found.refused)
    return found.kind


def _check_count(lead: Lead, more: int) -> None:
    if more > MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    if more and LeadFile.objects.filter(message__lead=lead).count() + more > MOST_IN_ALL:
        raise TooManyFiles(limit=MOST_IN_ALL)


@transaction.atomic
def keep_file(*, message: LeadMessage, upload: Upload, kind: str) -> LeadFile:
    """Into the private store, under a name of ours."""
    file = LeadFile(
        message=message,
        name=safe_name(upload.name, kind)[:120],
        kind=kind,
        size=len(upload.data),
        sha256=hashlib.sha256(upload.data).hexdigest(),
    )
    file.content.save(f"{file.sha256[:32]}.{kind}", ContentFile(upload.data), save=False)
    file.save()
    return file


__all__ = ["FILE_LIMIT", "FileRefused", "TooManyFiles", "Upload", "write_message"]
