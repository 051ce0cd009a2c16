"""What holds for everything an investor does behind the link: the file is open, the link is the investor's own, not too
often in an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from leads.choices import EventKind, LinkRights, Stage
from leads.models import Lead, LeadEvent, LeadLink
from leads.services.access import check_kept
from leads.services.desk_lock import locked
from leads.services.desk_rules import LeadClosed
from leads.services.stages import pipeline
from sitepages.refusal import Refused

CLOSED_TO_INVESTORS = frozenset({Stage.NOT_A_LEAD})
HOUR = timedelta(hours=1)


class ReadsOnly(Refused):
    """A link that was passed on reads the file and does nothing in it."""

    code = "reads_only"
    status = 403


class FileClosed(Refused):
    """Nothing new is made in a file that is closed or set aside. Facts: `stage`."""

    code = "file_closed"


class TooOften(Refused):
    """Facts: `limit` (in an hour)."""

    code = "too_often_in_an_hour"
    status = 429


def check_own(link: LeadLink | None) -> None:
    """Raises ReadsOnly for a link that was passed on. None: the act is not behind a link."""
    if link is not None and link.rights != LinkRights.OWNER:
        raise ReadsOnly


def opened(lead: Lead) -> Lead:
    """The lead under lock; raises LeadErased, or LeadClosed for one that is no investment enquiry."""
    lead = locked(lead)
    check_kept(lead)
    if lead.stage in CLOSED_TO_INVESTORS:
        raise LeadClosed(stage=lead.stage)
    return lead


def check_open(lead: Lead, *, also_after: bool = False) -> None:
    """Raises FileClosed for a file that nobody works on, LeadClosed for no investment enquiry; `also_after`: not for
    one that came to a good end.
    """
    pipe, stage = pipeline(), Stage(lead.stage)
    if stage in CLOSED_TO_INVESTORS:
        raise LeadClosed(stage=lead.stage)
    if not (pipe.is_open(stage) or (also_after and pipe.on_path(stage))):
        raise FileClosed(stage=lead.stage)


def check_pace(lead: Lead, kind: EventKind, limit: int, now: datetime) -> None:
    """Raises TooOften when that many such events happened within an hour."""
    if LeadEvent.objects.filter(lead=lead, kind=kind, at__gt=now - HOUR).count() >= limit:
        raise TooOften(limit=limit)
