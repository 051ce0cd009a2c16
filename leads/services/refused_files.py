"""Tells the sender of a mail which of its files were not kept, and why: one mail, to the address of the file."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.utils import translation

from leads.choices import IncomingState
from leads.file_words import file_reason
from leads.models import Incoming, Lead, Mail
from leads.services.letters import status_address
from leads.services.links import owner_link
from leads.services.mail import mail_language, queue_mail

KIND = "files_refused"
A_DAY = 3  # mails of this kind to one file: a program that answers itself stops here
NAMED = 20


def tell_of_refused_files(*, row: Incoming, now: datetime) -> Mail | None:
    """To whoever sent the mail, if that is the address of its file; None where nobody is told.

    The caller has made sure that a person wrote the mail.
    """
    lead = row.lead
    refused = list(row.files.exclude(refused="")[:NAMED])
    if lead is None or not refused or not _may_be_told(row, lead, now):
        return None
    lang = mail_language(lead.language)
    with translation.override(lang):
        lines = [(plain_name(one.name), file_reason(one.refused)) for one in refused]
    link = owner_link(lead=lead, now=now)  # a closed one stays closed: no mail of a machine opens the file anew
    words = {
        "lines": lines,
        "kept": row.files.filter(refused="").count(),
        "address": status_address(link, lang) if link else "",
    }
    return queue_mail(lead=lead, kind=KIND, to=lead.contact_email, language=lang, words=words, now=now)


def _may_be_told(row: Incoming, lead: Lead, now: datetime) -> bool:
    placed = row.state in {IncomingState.FILED, IncomingState.NEW_LEAD}
    own = bool(row.sender) and row.sender == lead.contact_email.lower()
    if not placed or not own or lead.erased_at or lead.restricted_at:
        return False
    told = Mail.objects.filter(lead=lead, kind=KIND, created_at__gt=now - timedelta(days=1))
    return told.count() < A_DAY


def plain_name(name: str) -> str:
    """The name without what a mail program would make a link of: anybody can write any name, and any sender."""
    path = PurePosixPath(name.replace("\\", "/").rsplit("/", 1)[-1])
    stem, ending = re.sub(r"[^\w ()-]+", "_", path.stem)[:60], re.sub(r"\W+", "", path.suffix)[:8]
    return f"{stem}.{ending}" if ending else stem
