"""The one door to the land's facts: pages, facets and matching all read `facts_on`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import get_language

from sitepages.land.facts import NOT_VERIFIED, Fact, FactState, FactValue, LandFacts, PlotFacts
from sitepages.models import Plot, PlotNeighbour, PlotReceipt
from sitepages.models.land import RECEIPTED, STATUS
from sitepages.services.plot_status import SINCE, status_fact
from sitepages.services.zoning import read_zoning


class Receipt(NamedTuple):
    """A row of PlotReceipt as read: thousands are read at once, and a model of each costs the most."""

    plot_id: int
    field: str
    source: str
    verified_on: date
    verified_by: str
    valid_until: date | None
    illustrative: bool
    disputed_on: date | None


Zoning = tuple[Mapping[str, tuple[str, str]], Mapping[tuple[str, str], str]]


def facts_on(on: date, codes: Collection[str] | None = None, *, zoning: Zoning | None = None) -> LandFacts:
    """Every plot's facts as they may be used on this day; what has expired or was never given is unknown.

    It masks `valid_until < on`, never `verified_on > on`. Four queries for the whole park, or for the plots
    of `codes` alone (`version` then names the state of these); one less where the caller has the zones.
    """
    rows, known, pairs = Plot.objects.all(), PlotReceipt.objects.all(), PlotNeighbour.objects.all()
    if codes is not None:
        rows, known = rows.filter(code__in=codes), known.filter(plot__code__in=codes)
        pairs = pairs.filter(Q(first__code__in=codes) | Q(second__code__in=codes))
    receipts: dict[int, dict[str, Receipt]] = {}
    for receipt in map(Receipt._make, known.values_list(*Receipt._fields)):
        receipts.setdefault(receipt.plot_id, {})[receipt.field] = receipt
    zones, permissions = zoning or read_zoning()[:2]
    read: Iterable[Any] = rows.annotate(**SINCE).order_by("code")
    plots = tuple(_plot(plot, receipts.get(plot.pk, {}), on) for plot in read)
    return LandFacts(
        on=on,
        version=version_of(plots),
        plots=plots,
        neighbours=frozenset(pairs.values_list("first__code", "second__code")),
        permissions=permissions,
        zones=zones,
        illustrative=any(plot.illustrative for plot in plots),
    )


def _plot(plot: Any, receipts: Mapping[str, Receipt], on: date) -> PlotFacts:
    status = status_fact(plot, fact_of(plot, STATUS, receipts.get(STATUS), on), on)
    return PlotFacts(
        code=plot.code,
        zone=plot.zone_id,
        status=str(status.value or NOT_VERIFIED),
        status_since=plot.status_since,
        facts={field: fact_of(plot, field, receipts.get(field), on) for field in RECEIPTED},
        ring=tuple((point[0], point[1]) for point in plot.ring),
        status_fact=status,
        land_use=(plot.land_use_vi, plot.land_use_en),
    )


def fact_of(plot: Plot, field: str, receipt: Receipt | None, on: date) -> Fact:
    """One value with its receipt; without a receipt it is missing, past its date expired."""
    value, language = land_use_of(plot) if field == "land_use" else (value_of(plot, field), "")
    if receipt is None or value is None:
        return Fact(field, None, RECEIPTED.get(field, ""), FactState.MISSING)
    expired = receipt.valid_until is not None and receipt.valid_until < on
    return Fact(
        key=field,
        value=None if expired else value,
        unit=RECEIPTED.get(field, ""),
        state=FactState.EXPIRED if expired else FactState.KNOWN,
        source=receipt.source,
        verified_on=receipt.verified_on,
        verified_by=receipt.verified_by,
        valid_until=receipt.valid_until,
        illustrative=receipt.illustrative,
        disputed_on=receipt.disputed_on,
        last_value=value,
        language=language,
    )


def land_use_of(plot: Plot) -> tuple[str | None, str]:
    """The text in the reader's language; where it was never given in that one, the other's, with its language."""
    texts = {"vi": plot.land_use_vi, "en": plot.land_use_en}
    own = "vi" if get_language() == "vi" else "en"
    other = "en" if own == "vi" else "vi"
    return (texts[own], "") if texts[own] else (texts[other] or None, other if texts[other] else "")


def value_of(plot: Plot, field: str) -> FactValue | None:
    """The stored value as a plain one."""
    value: Any = getattr(plot, field)
    if isinstance(value, Decimal):
        return float(value)
    return value if value != "" else None


def version_of(plots: Iterable[PlotFacts]) -> str:
    """A short name for this state of the land: it changes with any value, status or receipt date."""
    digest = hashlib.sha256()
    for plot in plots:
        digest.update(repr((plot.code, plot.zone, _status(plot), plot.ring, _stamp(plot.facts))).encode())
    return digest.hexdigest()[:12]


def _status(plot: PlotFacts) -> str:
    return plot.status if plot.status_known else f"{plot.last_status}?"


def _stamp(facts: Mapping[str, Fact]) -> list[tuple[Any, ...]]:
    return [(key, fact.value, fact.verified_on, fact.valid_until) for key, fact in facts.items() if key != "land_use"]
