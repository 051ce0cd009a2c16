"""The receipt of a plot's status: the line of its history that set what is shown.

A hold of the desk speaks for itself as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Case, F, OuterRef, Subquery, Value, When

from sitepages.choices import PlotStatus
from sitepages.land.facts import Fact, FactState
from sitepages.models import PlotStatusChange
from sitepages.services.holding import public_status
from sitepages.services.land_import import STATUS_AGE as STATUS
from sitepages.services.land_import import max_ages

SHOWN = Case(
    When(status=PlotStatus.AVAILABLE, held_since__isnull=False, then=Value(PlotStatus.RESERVED.value)),
    default=F("status"),
)


def _last(column: str) -> Subquery:
    """Of the newest line of the history that says what is shown."""
    lines = PlotStatusChange.objects.filter(plot=OuterRef("pk"), status=OuterRef("shown"))
    return Subquery(lines.order_by("-since", "-pk").values(column)[:1])


LAST = {
    "shown": SHOWN,
    "status_since": _last("since"),
    "status_source": _last("reason"),
    "status_by": _last("recorded_by"),
}


class Receipted(Protocol):
    """What is read of another field's receipt: whether its source is an invented one."""

    @property
    def source(self) -> str: ...
    @property
    def illustrative(self) -> bool: ...


def last_day(since: date) -> date:
    """Until when a status verified on this day may be used."""
    return since + timedelta(days=max_ages()[STATUS])


def status_fact(plot: Any, receipts: Iterable[Receipted], on: date) -> Fact:
    """The status of a plot read with LAST, with its receipt; without a line of history it is missing.

    It is invented where its source is that of an invented fact of the plot.
    """
    value = public_status(plot.status, plot.held_since)
    since, source = plot.status_since, plot.status_source or ""
    if since is None:
        return Fact(STATUS, None, "", FactState.MISSING, last_value=value)
    held = value != plot.status
    until = None if held else last_day(since)
    expired = until is not None and until < on
    return Fact(
        key=STATUS,
        value=None if expired else value,
        unit="",
        state=FactState.EXPIRED if expired else FactState.KNOWN,
        source=source,
        verified_on=since,
        verified_by=plot.status_by,
        valid_until=until,
        illustrative=any(one.illustrative and one.source == source for one in receipts),
        last_value=value,
    )
