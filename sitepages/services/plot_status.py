"""The status of a plot as a fact: its receipt, and since when it is what is shown.

A hold of the desk speaks for itself as long as it lasts; every other status is used until its receipt's last day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, OuterRef, Subquery, Value, When

from sitepages.choices import PlotStatus
from sitepages.figures import PARK_TIME
from sitepages.land.facts import NOT_VERIFIED, Fact, FactState
from sitepages.models import PlotStatusChange
from sitepages.models.land import STATUS
from sitepages.services.holding import HELD_WORDS, RECORDED_BY, public_status

SHOWN = Case(
    When(status=PlotStatus.AVAILABLE, held_since__isnull=False, then=Value(PlotStatus.RESERVED.value)),
    default=F("status"),
)
LINES = PlotStatusChange.objects.filter(plot=OuterRef("pk"), status=OuterRef("shown")).order_by("-since", "-pk")
SINCE = {"shown": SHOWN, "status_since": Subquery(LINES.values("since")[:1])}


def used_status(status: str, held_since: datetime | None, *, verified: bool) -> str:
    """What may be used of a status: the public one where a hold or a receipt that still counts says so."""
    public = public_status(status, held_since)
    return public if verified or public != status else NOT_VERIFIED


def status_fact(plot: Any, own: Fact, on: date) -> Fact:
    """The status shown with its receipt; `own` is what the editors' receipt says of the status they gave."""
    public = public_status(plot.status, plot.held_since)
    if public == plot.status:
        return replace(own, last_value=public or None)
    since = plot.held_since.astimezone(PARK_TIME).date()
    return Fact(STATUS, public, "", FactState.KNOWN, HELD_WORDS, since, RECORDED_BY, last_value=public)
