"""The receipt of a plot's status: the line of its history that set what is shown, or a later "verified today".

A hold of the desk speaks for itself as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    """What is read of a receipt."""

    @property
    def source(self) -> str: ...
    @property
    def verified_on(self) -> date: ...
    @property
    def verified_by(self) -> str: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def illustrative(self) -> bool: ...
    @property
    def disputed_on(self) -> date | None: ...


def last_day(since: date) -> date:
    """Until when a status verified on this day may be used."""
    return since + timedelta(days=max_ages()[STATUS])


def status_fact(plot: Any, receipts: Mapping[str, Receipted], on: date) -> Fact:
    """The status of a plot read with LAST, with its receipt; without a line of history it is missing."""
    value = public_status(plot.status, plot.held_since)
    since, source, who = plot.status_since, plot.status_source or "", plot.status_by
    seen = receipts.get(STATUS)
    if seen and (since is None or seen.verified_on >= since):
        day, source, who, until, disputed = (
            seen.verified_on,
            seen.source,
            seen.verified_by,
            seen.valid_until,
            seen.disputed_on,
        )
    elif since is None:
        return Fact(STATUS, None, "", FactState.MISSING, last_value=value)
    else:
        day, until, disputed = since, last_day(since), None
    held = value != plot.status
    expired = until is not None and until < on and not held
    return Fact(
        key=STATUS,
        value=None if expired else value,
        unit="",
        state=FactState.EXPIRED if expired else FactState.KNOWN,
        source=source,
        verified_on=day,
        verified_by=who,
        valid_until=None if held else until,
        illustrative=bool(seen and seen.illustrative)
        or any(one.illustrative and one.source == source for one in receipts.values()),
        disputed_on=disputed,
        last_value=value,
    )
