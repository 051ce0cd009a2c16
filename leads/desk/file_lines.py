"""Files in the desk's lists: what opens, what does not and why, what the investor has fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leads.choices import AccessKind
from leads.file_words import file_reason
from leads.models import AccessRecord, Incoming, Lead, LeadFile, LeadMessage, Mail
from leads.services.access_log import file_subject
from leads.services.lead_files import files_of
from leads.services.scanning import opens
from sitepages.figures import local_moment
from sitepages.language import site_language

POINTERS = {Incoming: "incoming_id", LeadMessage: "message_id", Mail: "reply_id"}


@dataclass(frozen=True)
class FileLine:
    """`refused` says in words why it does not open; `fetched`: when the investor first took it, of the desk's own."""

    pk: int
    name: str
    size: int
    refused: str
    fetched: str = ""


@dataclass(frozen=True)
class LeadFiles:
    """The files of one lead, and when those of the desk were first fetched behind the link."""

    files: tuple[LeadFile, ...] = ()
    fetched: Mapping[str, datetime] | None = None

    def on(self, row: Incoming | LeadMessage | Mail | None) -> tuple[FileLine, ...]:
        """What hangs on a mail from outside, a message of the page, or a reply."""
        if row is None:
            return ()
        pointer = POINTERS[type(row)]
        return file_lines((one for one in self.files if getattr(one, pointer) == row.pk), self.fetched)


NO_FILES = LeadFiles()


def files_of_lead(lead: Lead) -> LeadFiles:
    """One query; one more where the desk sent files."""
    files = tuple(files_of(lead))
    ours = [file_subject(one.pk) for one in files if one.reply_id]
    if not ours:
        return LeadFiles(files)
    rows = AccessRecord.objects.filter(lead=lead, kind=AccessKind.FETCHED, link__isnull=False, subject__in=ours)
    first: dict[str, datetime] = {}
    for subject, at in rows.order_by("-at").values_list("subject", "at"):
        first[subject] = at
    return LeadFiles(files, first)


def file_lines(files: Iterable[LeadFile], fetched: Mapping[str, datetime] | None = None) -> tuple[FileLine, ...]:
    return tuple(FileLine(one.pk, one.name, one.size, _closed(one), _fetched(one, fetched)) for one in files)


def _fetched(file: LeadFile, fetched: Mapping[str, datetime] | None) -> str:
    if fetched is None or not file.reply_id:
        return ""
    at = fetched.get(file_subject(file.pk))
    if at is None:
        return _("not fetched yet")
    return _("fetched by the investor at %(at)s") % {"at": local_moment(at, site_language())}


def _closed(file: LeadFile) -> str:
    if file.refused or opens(file):
        return refused_in_words(file.refused)
    return _("being checked for viruses; it opens after that")


def refused_in_words(code: str) -> str:
    """Why a file was not kept."""
    return _("not kept: %(why)s") % {"why": file_reason(code)} if code else ""
