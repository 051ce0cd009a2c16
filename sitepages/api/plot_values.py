"""A plot as the API says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from sitepages.choices import Permission
from sitepages.explorer.files import NAMES
from sitepages.land.facts import Fact, LandFacts, PlotFacts
from sitepages.land.geometry import boundary_wgs84
from sitepages.land.index import LandIndex, ZoningReceipt


def plot_out(plot: PlotFacts, index: LandIndex) -> dict[str, Any]:
    return {
        "code": plot.code,
        "zone": plot.zone,
        "status": plot.status if plot.status_known else None,
        "status_since": _day(plot.status_since) if plot.status_known else None,
        "status_fact": fact_out(plot.status_fact) if plot.status_fact else None,
        "sectors_encouraged": _sectors(plot, index, Permission.ENCOURAGED),
        "sectors_permitted": _sectors(plot, index, Permission.PERMITTED),
        "facts": {key: fact_out(fact) for key, fact in plot.facts.items()},
        "page": settings.SITE_URL + reverse("plot", args=[plot.code]),
    }


def plot_page_out(plot: PlotFacts, land: LandFacts, index: LandIndex, park: Mapping[str, Fact]) -> dict[str, Any]:
    """`park`: facts of the whole park, by question of the answer sheet."""
    base = settings.SITE_URL
    return plot_out(plot, index) | {
        "zone_receipt": _zoning(index.zone_receipts.get(plot.zone)),
        "sectors_receipt": _zoning(index.sector_receipts.get(plot.zone)),
        "neighbours": sorted(b if a == plot.code else a for a, b in land.neighbours if plot.code in (a, b)),
        "boundary": boundary_wgs84(plot.ring),
        "ring_vn2000": [list(point) for point in plot.ring],
        "files": {name: base + reverse("plot-file", args=[plot.code, name]) for name in NAMES},
        "park_facts": {key: fact_out(fact) for key, fact in park.items()},
        "on": land.on.isoformat(),
        "version": land.version,
        "illustrative": plot.illustrative,
    }


def fact_out(fact: Fact) -> dict[str, Any]:
    return {
        "value": fact.value.isoformat() if isinstance(fact.value, date) else fact.value,
        "unit": fact.unit,
        "state": fact.state.value,
        "source": fact.source,
        "language": fact.language or None,
        "verified_on": _day(fact.verified_on),
        "verified_by": fact.verified_by,
        "valid_until": _day(fact.valid_until),
        "illustrative": fact.illustrative,
        "disputed_on": _day(fact.disputed_on),
    }


def _zoning(receipt: ZoningReceipt | None) -> dict[str, Any] | None:
    return {**asdict(receipt), "verified_on": _day(receipt.verified_on)} if receipt else None


def _sectors(plot: PlotFacts, index: LandIndex, level: str) -> list[str]:
    return [key for key in index.sectors if index.permissions.get((key, plot.zone)) == level]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
