"""Whether a file's result is watched: read along with the file itself, so that its page asks nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from leads.models import Lead, Watch

OF_FILE = Watch.objects.filter(lead=OuterRef("pk"), ended_at=None, confirmed_at__isnull=False)
SINCE = Subquery(OF_FILE.order_by("confirmed_at").values("confirmed_at")[:1])
TOLD = OF_FILE.filter(told_at__isnull=False).order_by("-told_at")


@dataclass(frozen=True)
class WatchedLead:
    """Since when the result is watched, when a change was last told, and the address of the result told."""

    since: datetime
    told_at: datetime | None
    result: str


def with_watches(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """The same leads, each with what `watched` reads."""
    return leads.annotate(
        watched_since=SINCE,
        watch_told_at=Subquery(TOLD.values("told_at")[:1]),
        watch_result=Subquery(TOLD.values("told__token")[:1]),
    )


def watched(lead: Lead) -> WatchedLead | None:
    """None where nobody watches. A lead read without `with_watches` costs one query."""
    if not hasattr(lead, "watched_since"):
        lead = with_watches(Lead.objects.filter(pk=lead.pk)).get()
    columns = vars(lead)
    since = columns["watched_since"]
    return WatchedLead(since, columns["watch_told_at"], columns["watch_result"] or "") if since else None
