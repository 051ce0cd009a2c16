"""Files from outside before ClamAV, where `CLAMAV` names it: found something, nothing is kept; nobody there, the file
waits unopened for the worker. Without the setting nothing is scanned, and files are what leads.mailroom.files judges.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from leads.choices import DueKind, ScanState
from leads.mailroom.clamd import Scanned, ScannerAway, scan
from leads.models import Due, LeadFile
from sitepages.refusal import Refused

ASKING, WORKING = 10.0, 60.0  # seconds of patience: while somebody waits for the page, and in the worker
INFECTED, TOO_LARGE = "infected", "unscannable"  # codes of LeadFile.refused

logger = logging.getLogger("leads.scanning")


class NotCheckedNow(Refused):
    """The scanner does not answer, and this file is not of those that may wait."""

    code = "not_checked_now"
    status = 409


def scans() -> bool:
    return bool(settings.CLAMAV)


def refused_by_scan(data: bytes, *, seconds: float = ASKING) -> str:
    """Why the bytes are not taken: "" (clean, or nothing is scanned), infected, unscannable. Raises ScannerAway."""
    if not scans():
        return ""
    said = scan(data, at=settings.CLAMAV, seconds=seconds)
    if said.found:
        logger.warning("ClamAV found %s in a file of %s bytes; it was not kept", said.found, len(data))
    elif said.too_large:
        logger.warning("ClamAV did not look at a file of %s bytes: over its StreamMaxLength", len(data))
    return _code(said)


def looked_at(data: bytes) -> tuple[ScanState, str]:
    """What is known of bytes that may wait: their state, and why they are not taken ("" : they are)."""
    if not scans():
        return ScanState.NONE, ""
    try:
        why = refused_by_scan(data)
    except ScannerAway as error:
        logger.warning("ClamAV does not answer (%s): a file waits unopened", error)
        return ScanState.WAITING, ""
    return ScanState.CLEAN, why


def _code(said: Scanned) -> str:
    if said.found:
        return INFECTED
    return TOO_LARGE if said.too_large else ""


# --- Files that are kept ---


def files_that_open() -> QuerySet[LeadFile]:
    """Files anybody may fetch now: kept, and looked at wherever there is a scanner."""
    known = [ScanState.CLEAN] if scans() else [ScanState.CLEAN, ScanState.NONE]
    return LeadFile.objects.filter(refused="", scan__in=known)


def opens(file: LeadFile) -> bool:
    """The same of one file at hand."""
    return not file.refused and (file.scan == ScanState.CLEAN or (file.scan == ScanState.NONE and not scans()))


@transaction.atomic
def plan_scan(*, file: LeadFile, now: datetime) -> None:
    """Have the worker look at a file that waits."""
    Due.objects.get_or_create(kind=DueKind.SCAN, target=str(file.pk), done_at=None, defaults=_at(now))


@transaction.atomic
def plan_scans(*, now: datetime) -> int:
    """Files kept before there was a scanner wait for it from now on; how many. At the worker's start."""
    if not scans():
        return 0
    old = list(LeadFile.objects.filter(refused="", scan=ScanState.NONE).values_list("pk", flat=True))
    LeadFile.objects.filter(pk__in=old).update(scan=ScanState.WAITING)
    Due.objects.bulk_create([Due(kind=DueKind.SCAN, target=str(pk), **_at(now)) for pk in old], batch_size=1000)
    return len(old)


def _at(now: datetime) -> dict[str, datetime]:
    return {"due_at": now, "next_try_at": now}


def scan_kept(*, pk: int) -> str | None:
    """What the scanner says of a file that waits, for `note_scan`; None where nothing waits. Raises ScannerAway.

    Outside any transaction: the scanner may take its time.
    """
    file = LeadFile.objects.filter(pk=pk, refused="", scan=ScanState.WAITING).first()
    if file is None or not file.content.name or not file.content.storage.exists(file.content.name):
        return None
    if not scans():
        raise ScannerAway("CLAMAV is not set, and this file waits for it")
    with file.content.open("rb") as stored:
        return refused_by_scan(stored.read(), seconds=WORKING)


@transaction.atomic
def note_scan(*, pk: int, why: str) -> None:
    """Clean, the file opens; else it goes from the store, and its line says why."""
    waiting = LeadFile.objects.filter(Q(pk=pk), refused="", scan=ScanState.WAITING)
    if not why:
        waiting.update(scan=ScanState.CLEAN)
        return
    file = waiting.first()
    if file is None:
        return
    storage, name = file.content.storage, file.content.name or ""
    waiting.update(scan=ScanState.CLEAN, refused=why, kind="", content="")
    transaction.on_commit(lambda: storage.delete(name))
