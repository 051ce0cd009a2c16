"""Messages of the investor on the page: a row with its files, an event, the clock that was waiting, the owner told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import EventKind
from leads.models import Lead, LeadLink, LeadMessage
from leads.services.events import Resumed, record, state_of
from leads.services.incoming import WAITS_FOR_INVESTOR
from leads.services.lead_files import (
    FILE_LIMIT,
    MOST_FILES,
    Checked,
    FileRefused,
    TooManyFiles,
    Upload,
    check_uploads,
    keep_files,
)
from leads.services.link_desk import check_own, check_pace, opened
from leads.services.link_events import MessageWritten
from leads.services.link_letters import MESSAGE, tell_of_news
from leads.services.words import FieldMissing, bounded

TEXT_LIMIT = 5000
AN_HOUR = 20


def write_message(
    *, lead: Lead, link: LeadLink | None, text: str, files: Sequence[Upload] = (), by: User | None, now: datetime
) -> LeadMessage:
    """Keep what the investor writes, all or nothing; an answer that was waited for lets the clock run.

    The same words without files within a minute are one message. Raises ReadsOnly, LeadClosed, FieldMissing,
    TextTooLong, TooManyFiles, FileRefused or TooOften.
    """
    check_own(link)
    return _written(lead=lead, link=link, text=text, files=check_uploads(files), by=by, now=now)


@transaction.atomic
def _written(
    *, lead: Lead, link: LeadLink | None, text: str, files: Sequence[Checked], by: User | None, now: datetime
) -> LeadMessage:
    lead = opened(lead)
    words = bounded("text", text, TEXT_LIMIT, needed=False, lines=True)
    if not words and not files:
        raise FieldMissing(field="text")
    last = LeadMessage.objects.filter(lead=lead).order_by("-pk").first()
    if last and not files and last.text == words and (now - last.written_at).total_seconds() < 60:
        return last
    check_pace(lead, EventKind.MESSAGE_WRITTEN, AN_HOUR, now)
    message = LeadMessage.objects.create(lead=lead, link=link, text=words, written_at=now)
    keep_files(files=files, message=message, now=now)
    record(lead=lead, event=MessageWritten(message=message.pk, files=len(files)), by=by, at=now)
    pause = state_of(lead).pause
    if pause and pause.reason in WAITS_FOR_INVESTOR:
        record(lead=lead, event=Resumed(ended_at=now), by=by, at=now)
    tell_of_news(lead=lead, what=MESSAGE, files=len(files), now=now)
    return message


__all__ = ["FILE_LIMIT", "MOST_FILES", "FileRefused", "TooManyFiles", "Upload", "write_message"]
