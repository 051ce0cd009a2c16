"""Files of a lead, whoever sent them: judged by content and scanned before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet

from leads.choices import ScanState
from leads.mailroom.clamd import ScannerAway
from leads.mailroom.files import FILE_LIMIT, judged, safe_name
from leads.models import Incoming, Lead, LeadFile, LeadMessage, Mail
from leads.services.scanning import NotCheckedNow, looked_at, plan_scan, refused_by_scan
from sitepages.land.importers.sniff import short
from sitepages.refusal import Refused

__all__ = ["FILE_LIMIT", "MOST_FILES", "FileRefused", "TooManyFiles", "Upload"]
MOST_FILES = 5  # at once
MOST_IN_ALL = 60  # of one lead, from each side


class FileRefused(Refused):
    """Nothing was stored. Facts: `name`, `why` (code of leads.mailroom.files, or of the scanner)."""

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


@dataclass(frozen=True)
class Checked:
    """An upload that may be kept: its kind by content, and whether the scanner has looked at it."""

    upload: Upload
    kind: str
    scan: ScanState


def check_uploads(uploads: Sequence[Upload]) -> tuple[Checked, ...]:
    """All or none, before any transaction: the scanner may be slow. Raises TooManyFiles or FileRefused."""
    if len(uploads) > MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    kinds = [_kind(one) for one in uploads]
    return tuple(_scanned(one, kind) for one, kind in zip(uploads, kinds, strict=True))


def _kind(upload: Upload) -> str:
    found = judged(upload.name, upload.data)
    if found.refused:
        raise FileRefused(name=short(upload.name), why=found.refused)
    return found.kind


def _scanned(upload: Upload, kind: str) -> Checked:
    state, why = looked_at(upload.data)
    if why:
        raise FileRefused(name=short(upload.name), why=why)
    return Checked(upload, kind, state)


def check_at_once(upload: Upload) -> None:
    """For what is read now and kept nowhere: it cannot wait for the scanner. Raises FileRefused or NotCheckedNow."""
    try:
        why = refused_by_scan(upload.data)
    except ScannerAway as away:
        raise NotCheckedNow from away
    if why:
        raise FileRefused(name=short(upload.name), why=why)


@transaction.atomic
def keep_files(
    *, files: Sequence[Checked], message: LeadMessage | None = None, reply: Mail | None = None, now: datetime
) -> None:
    """Into the private store, under names of ours; what nobody has scanned yet is the worker's. Raises TooManyFiles."""
    of = {"message__lead": message.lead} if message else {"reply__lead": reply.lead if reply else None}
    if files and LeadFile.objects.filter(**of).count() + len(files) > MOST_IN_ALL:
        raise TooManyFiles(limit=MOST_IN_ALL)
    for one in files:
        file = LeadFile(
            message=message,
            reply=reply,
            name=safe_name(one.upload.name, one.kind)[:120],
            kind=one.kind,
            size=len(one.upload.data),
            sha256=hashlib.sha256(one.upload.data).hexdigest(),
            scan=one.scan,
        )
        file.content.save(f"{file.sha256[:32]}.{one.kind}", ContentFile(one.upload.data), save=False)
        file.save()
        if one.scan == ScanState.WAITING:
            plan_scan(file=file, now=now)


def files_of(lead: Lead) -> QuerySet[LeadFile]:
    """All of a lead: of its mails, of messages on the page, of the desk's replies."""
    return LeadFile.objects.filter(Q(incoming__lead=lead) | Q(message__lead=lead) | Q(reply__lead=lead))


def files_in_the_room(lead: Lead) -> Q:
    """Those the investor's page shows: of its messages, of replies, and of mails from the investor's own address."""
    return Q(message__lead=lead) | Q(reply__lead=lead) | Q(incoming__in=own_mails(lead))


def own_mails(lead: Lead) -> QuerySet[Incoming]:
    """What the investor wrote by mail to this file; other people's mails in it are theirs."""
    sender = lead.contact_email.lower()
    return Incoming.objects.filter(lead=lead, sender=sender) if sender else Incoming.objects.none()
