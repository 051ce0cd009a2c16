"""The park as the explorer reads it: a line per plot with the facts its filters ask, and no receipts. Pure.

`sitepages.services.land_index.index_on` makes these, masked as `facts_on` masks: what is not known on
the day is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from sitepages.land.facts import FactValue

# The facts that filters, order and rows read; a page of one plot reads the rest with their receipts.
INDEXED = (
    "area_m2",
    "lease_usd_m2",
    "power_kva",
    "water_m3_day",
    "fibre_gbps",
    "available_from",
    "phase",
)


class Valued(Protocol):
    """A plot whose facts can be asked one by one; None is not known."""

    @property
    def code(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def sectors(self) -> tuple[str, ...]: ...
    @property
    def readiness(self) -> int | None: ...
    def value(self, key: str) -> FactValue | None: ...


class Drawn(Protocol):
    """A plot with its outline: what a plan draws."""

    @property
    def code(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def ring(self) -> tuple[tuple[float, float], ...]: ...
    def value(self, key: str) -> FactValue | None: ...


@dataclass(frozen=True, slots=True)
class IndexedPlot:
    """One plot on one date: `values` holds the known ones of INDEXED. `status`, `ring` as in PlotFacts.

    `sectors`: those that may work there, by its zone; `readiness`: level proven, None while nobody has said.
    """

    code: str
    zone: str
    status: str
    sectors: tuple[str, ...]
    values: Mapping[str, FactValue]
    ring: tuple[tuple[float, float], ...]
    readiness: int | None = None

    def value(self, key: str) -> FactValue | None:
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class ZoningReceipt:
    """Where lines of the zoning come from; an empty source means that nobody has said."""

    source: str
    certainty: str
    verified_on: date | None
    illustrative: bool = False


@dataclass(frozen=True, eq=False)
class LandIndex:
    """The whole park on one date. `permissions`, `zones` as in LandFacts. Equal to itself alone, so that what is
    worked out of an index is kept under it.

    `sectors`: key -> (vi, en) of those in use; `illustrative`: some of the data is invented. `zone_receipts`:
    where each zone comes from; `sector_receipts`: where its permitted sectors do, of zones that have any recorded.
    """

    on: date
    plots: tuple[IndexedPlot, ...]
    permissions: Mapping[tuple[str, str], str]
    zones: Mapping[str, tuple[str, str]]
    sectors: Mapping[str, tuple[str, str]]
    illustrative: bool
    zone_receipts: Mapping[str, ZoningReceipt] = field(default_factory=dict)
    sector_receipts: Mapping[str, ZoningReceipt] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> Mapping[str, IndexedPlot]:
        return {plot.code: plot for plot in self.plots}

    @property
    def zoning(self) -> tuple[Mapping[str, tuple[str, str]], Mapping[tuple[str, str], str]]:
        return self.zones, self.permissions


def sectors_by_zone(permissions: Mapping[tuple[str, str], str], never: str) -> dict[str, tuple[str, ...]]:
    """Zone -> sectors that may work there; `never` is the level that says they may not."""
    out: dict[str, list[str]] = {}
    for (sector, zone), level in permissions.items():
        if level != never:
            out.setdefault(zone, []).append(sector)
    return {zone: tuple(sectors) for zone, sectors in out.items()}
