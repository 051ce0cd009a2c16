"""The land as the engine sees it. Pure; integers inside, so that ties are real ties and replays exact.

Areas in 0.1 m2 and prices in 0.1 USD/m2: their product is the lease in cents. Capacities that add
up over a set are in thousandths. None is unknown, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from leads.matching.values import FIBRE, SUMS
from sitepages.land.facts import NOT_VERIFIED, Fact, PlotFacts

FREE = "available"
LEASED = "leased"
BLOCKED = ("reserved", "clearance", NOT_VERIFIED)  # near misses alone, with the status as the reason
ALLOWED = ("permitted", "encouraged")


@dataclass(frozen=True, slots=True)
class PlotRecord:
    """One plot: its facts with receipts, and the figures used for arithmetic.

    `area_dm` 0.1 m2; `price_dm` 0.1 USD/m2, once, for the whole remaining term; `sums` kVA and
    m3/day in thousandths, by request key; `ready` the day ground and mains are ready; `cents` the lease
    of the plot, once, for the whole remaining term.
    """

    code: str
    zone: str
    status: str
    facts: Mapping[str, Fact]
    area_dm: int | None
    price_dm: int | None
    ready: date | None
    sums: Mapping[str, int | None]
    fibre_gbps: float | None
    frontage_m: float | None
    cents: int | None = field(init=False)

    def __post_init__(self) -> None:
        area, price = self.area_dm, self.price_dm
        object.__setattr__(self, "cents", None if area is None or price is None else area * price)


@dataclass(frozen=True)
class Catalogue:
    """All plots of a park, who adjoins whom, and where a sector may work.

    `power_left_kva`: the substation's capacity less the design capacity of what was last told leased. `streets`: pairs
    of plots that one internal street parts, with its width in m.
    """

    version: str
    plots: Mapping[str, PlotRecord]
    neighbours: Mapping[str, frozenset[str]]
    permissions: Mapping[tuple[str, str], str]
    park_power_kva: float | None = None
    power_left_kva: float | None = None
    streets: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @cached_property
    def ordered(self) -> tuple[PlotRecord, ...]:
        """The plots by code."""
        return tuple(plot for _code, plot in sorted(self.plots.items()))

    @cached_property
    def zones(self) -> frozenset[str]:
        """The zones that have plots."""
        return frozenset(plot.zone for plot in self.plots.values())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Code -> number of the plot in `plots`."""
        return {code: number for number, code in enumerate(self.plots)}

    @cached_property
    def adjoining(self) -> list[list[int]]:
        """By number, the numbers of the plots that adjoin, by code."""
        places, nobody = self.places, frozenset[str]()
        return [[places[near] for near in sorted(self.neighbours.get(code, nobody))] for code in self.plots]

    @cached_property
    def across(self) -> Mapping[str, frozenset[str]]:
        """By plot, those that face it across one street."""
        return neighbour_sets(self.plots, self.streets)

    def permission(self, sector: str, zone: str) -> str:
        """A zone without a row is not permitted."""
        return self.permissions.get((sector, zone), "not_permitted")


def plot_record(plot: PlotFacts) -> PlotRecord:
    """Masked facts in: an expired fact is unknown here too."""
    ready = plot.value("available_from")
    return PlotRecord(
        code=plot.code,
        zone=plot.zone,
        status=plot.status,
        facts=plot.facts,
        area_dm=_scaled(plot, "area_m2", 10),
        price_dm=_scaled(plot, "lease_usd_m2", 10),
        ready=ready if isinstance(ready, date) else None,
        sums={key: _scaled(plot, key, 1000) for key in SUMS},
        fibre_gbps=_number(plot, FIBRE),
        frontage_m=_number(plot, "frontage_m"),
    )


def _number(plot: PlotFacts, key: str) -> float | None:
    value = plot.value(key)
    return float(value) if isinstance(value, (int, float)) else None


def _scaled(plot: PlotFacts, key: str, scale: int) -> int | None:
    value = _number(plot, key)
    return None if value is None else round(value * scale)


def neighbour_sets(codes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Pairs of contiguous plots as sets by plot."""
    found: dict[str, set[str]] = {code: set() for code in codes}
    for first, second in pairs:
        if first in found and second in found:
            found[first].add(second)
            found[second].add(first)
    return {code: frozenset(others) for code, others in found.items()}


def power_left(leased: Iterable[PlotRecord], park_kva: float | None) -> float | None:
    """What the substation has left if every one of these plots draws its design capacity, kVA; never below 0."""
    if park_kva is None:
        return None
    taken = sum(plot.sums["power_kva"] or 0 for plot in leased)
    return max(0.0, park_kva - taken / 1000)
