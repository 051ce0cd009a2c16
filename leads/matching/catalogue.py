"""The land as the engine sees it. Pure; integers inside, so that ties are real ties and replays exact.

Areas in 0.1 m2 and prices in 0.1 USD/m2: their product is the lease in cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sitepages.land.facts import Fact, PlotFacts


@dataclass(frozen=True, slots=True)
class PlotRecord:
    """One plot: its facts with receipts, and the figures used for arithmetic (None = unknown)."""

    code: str
    zone: str
    status: str
    facts: Mapping[str, Fact]
    area_dm: int | None  # 0.1 m2
    price_dm: int | None  # 0.1 USD/m2, once, for the whole remaining term
    ready: date | None

    def number(self, key: str) -> float | None:
        value = self.facts[key].value if key in self.facts else None
        return float(value) if isinstance(value, (int, float)) else None


@dataclass(frozen=True)
class Catalogue:
    """All plots of a park, who adjoins whom, and where a sector may work."""

    version: str
    plots: Mapping[str, PlotRecord]
    neighbours: Mapping[str, frozenset[str]]
    permissions: Mapping[tuple[str, str], str]
    park_power_kva: float | None = None


def plot_record(plot: PlotFacts) -> PlotRecord:
    area, price, ready = plot.value("area_m2"), plot.value("lease_usd_m2"), plot.value("available_from")
    return PlotRecord(
        code=plot.code,
        zone=plot.zone,
        status=plot.status,
        facts=plot.facts,
        area_dm=round(area * 10) if isinstance(area, (int, float)) else None,
        price_dm=round(price * 10) if isinstance(price, (int, float)) else None,
        ready=ready if isinstance(ready, date) else None,
    )


def neighbour_sets(codes: Mapping[str, object], pairs: frozenset[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Pairs of contiguous plots as sets by plot."""
    found: dict[str, set[str]] = {code: set() for code in codes}
    for first, second in pairs:
        if first in found and second in found:
            found[first].add(second)
            found[second].add(first)
    return {code: frozenset(others) for code, others in found.items()}
