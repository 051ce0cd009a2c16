"""Reverse match: which stored requirements gain or lose when one plot changes. Pure.

All sets with the plot are laid out once, before and after the change: on this park at most a few hundred. Each
stored requirement is then a row of numbers; the sets it could mean are found by area with a bisection and tested
against the row. 100,000 rows take well under a second in plain Python (tests/load/bench_reverse.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from leads.matching.catalogue import ALLOWED, FREE, Catalogue, PlotRecord
from leads.matching.limits import Totals, limits_of, totals
from leads.matching.requirement import Requirement
from leads.matching.values import ENDLESS, FIBRE, MOST_PLOTS

MOST_SETS = 20_000  # sets with one plot that are laid out; a plot inside one giant block has more, and is cut there
NO_CAP = float("inf")
FAR = date.max.toordinal()
NOTHING: set[tuple[str, ...]] = set()


@dataclass(frozen=True, slots=True)
class Row:
    """A stored requirement in the engine's integers, as a table keeps it.

    Areas 0.1 m2 with the tolerance given; `sums` power, water, waste water in thousandths (0 = not asked); `cap` cents
    per 0.1 m2; `ready_by` ordinal day. `zones` empty = wherever permitted. `minimal`: only a minimum area was asked.
    """

    key: int
    sector: str
    zones: frozenset[str]
    low: int
    high: int
    most: int
    sums: tuple[int, int, int]
    fibre: float
    ready_by: int
    cap: float
    lease_high: int
    minimal: bool


def row_of(key: int, need: Requirement) -> Row:
    """The row of a requirement."""
    limits = limits_of(need)
    sums = dict(limits.sums)
    return Row(
        key=key,
        sector=need.sector,
        zones=frozenset(need.zones or ()),
        low=limits.area_low,
        high=ENDLESS if limits.area_high is None else limits.area_high,
        most=limits.most_plots,
        sums=(sums.get("power_kva", 0), sums.get("water_m3_day", 0), sums.get("wastewater_m3_day", 0)),
        fibre=limits.fibre or 0.0,
        ready_by=limits.ready_by.toordinal() if limits.ready_by else FAR,
        cap=NO_CAP if limits.cap is None else limits.cap[0] / limits.cap[1],
        lease_high=ENDLESS if limits.lease_high is None else limits.lease_high,
        minimal=limits.minimal,
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A connected set of free plots with the plot that changed, as numbers. Unknown parts are taken to suffice:
    unknown is never no."""

    plots: tuple[str, ...]
    zones: frozenset[str]
    area: int
    cents: int
    sums: tuple[int, int, int]
    fibre: float
    ready: int
    measured: bool


class Offers:
    """The sets with one plot, by area."""

    def __init__(self, catalogue: Catalogue, code: str) -> None:
        self.catalogue = catalogue
        found = sorted(map(_offer, _sets(catalogue, code)), key=lambda one: (one.area, one.plots))
        self.offers = [one for one in found if one.measured]
        self.areas = [one.area for one in self.offers]
        self.unmeasured = [one for one in found if not one.measured]  # what is missing may suffice
        self.own_zone = catalogue.plots[code].zone if code in catalogue.plots else ""
        self._allowed: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._rests: dict[tuple[str, ...], tuple[Offer, ...]] = {}

    def allowed(self, row: Row) -> frozenset[str]:
        """The zones a requirement may be offered; none where the plot's own is not among them."""
        key = row.sector, row.zones
        if key not in self._allowed:
            level = self.catalogue.permissions
            zones = frozenset(zone for (name, zone) in level if name == row.sector and level[name, zone] in ALLOWED)
            zones = zones & row.zones if row.zones else zones
            self._allowed[key] = zones if self.own_zone in zones else frozenset()
        return self._allowed[key]

    def fitting(self, row: Row) -> set[tuple[str, ...]]:
        """The sets that a stored requirement would be offered, known or not."""
        allowed = self.allowed(row)
        if not allowed:
            return NOTHING
        low, high = bisect_left(self.areas, row.low), bisect_right(self.areas, row.high)
        if low == high and not self.unmeasured:
            return NOTHING
        return {
            one.plots
            for one in (*self.offers[low:high], *self.unmeasured)
            if self._fits(one, row, allowed) and not (row.minimal and self._wasteful(one, row))
        }

    def _fits(self, one: Offer, row: Row, allowed: frozenset[str]) -> bool:
        power, water, waste = row.sums
        return (
            one.area <= row.high
            and len(one.plots) <= row.most
            and one.ready <= row.ready_by
            and one.sums[0] >= power
            and one.sums[1] >= water
            and one.sums[2] >= waste
            and one.fibre >= row.fibre
            and one.cents <= row.lease_high
            and (one.cents <= row.cap * one.area or not one.measured)
            and one.zones <= allowed
        )

    def _wasteful(self, offer: Offer, row: Row) -> bool:
        """Whether a plot can be left out and the rest still hangs together and suffices (only a minimum was asked)."""
        rests = self._rests.get(offer.plots)
        if rests is None:
            rests = self._rests[offer.plots] = tuple(self._without_one(offer))
        return any(_suffices(rest, row) for rest in rests)

    def _without_one(self, offer: Offer) -> Iterator[Offer]:
        plots, neighbours = self.catalogue.plots, self.catalogue.neighbours
        for code in offer.plots:
            rest = [other for other in offer.plots if other != code]
            if rest and _connected(rest, neighbours):
                yield _offer(plots[other] for other in rest)


@dataclass(frozen=True, slots=True)
class Shift:
    """What a change of one plot does to one stored requirement: sets it gains and sets it loses."""

    key: int
    gains: tuple[tuple[str, ...], ...]
    loses: tuple[tuple[str, ...], ...]


def reverse_match(rows: Iterable[Row], before: Offers, after: Offers) -> Iterator[Shift]:
    """The requirements for which the change matters, in the order given."""
    for row in rows:
        old, new = before.fitting(row), after.fitting(row)
        if old != new:
            yield Shift(row.key, tuple(sorted(new - old)), tuple(sorted(old - new)))


def _suffices(one: Offer, row: Row) -> bool:
    return (
        one.area >= row.low
        and all(have >= need for have, need in zip(one.sums, row.sums, strict=True))
        and one.fibre >= row.fibre
        and one.cents <= row.cap * one.area
    )


def _connected(codes: list[str], neighbours: Mapping[str, frozenset[str]]) -> bool:
    inside, reached, edge = set(codes), {codes[0]}, [codes[0]]
    while edge:
        near = (neighbours.get(edge.pop(), frozenset()) & inside) - reached
        reached |= near
        edge += near
    return len(reached) == len(inside)


def _sets(catalogue: Catalogue, code: str) -> Iterator[list[PlotRecord]]:
    """Every connected set of up to 8 free plots with this one, smallest first; none if it is not free."""
    plots = catalogue.plots
    if code not in plots or plots[code].status != FREE:
        return
    free = {one for one, plot in plots.items() if plot.status == FREE}
    level = {frozenset({code})}
    given = 0
    for _count in range(MOST_PLOTS):
        for one in sorted(map(sorted, level)):
            yield [plots[name] for name in one]
            given += 1
            if given >= MOST_SETS:
                return
        level = {
            one | {near}
            for one in level
            for member in one
            for near in (catalogue.neighbours.get(member, frozenset()) & free) - one
        }


def _offer(plots: Iterable[PlotRecord]) -> Offer:
    chosen = list(plots)
    total = totals(chosen)
    return Offer(
        plots=tuple(sorted(plot.code for plot in chosen)),
        zones=frozenset(plot.zone for plot in chosen),
        area=total.area,
        cents=total.cents,
        sums=(_sum(total, "power_kva"), _sum(total, "water_m3_day"), _sum(total, "wastewater_m3_day")),
        fibre=total.fibre or 0.0 if FIBRE in total.whole else NO_CAP,
        ready=total.ready.toordinal() if total.ready else 0,
        measured="area" in total.whole,
    )


def _sum(total: Totals, key: str) -> int:
    return total.sums[key] if key in total.whole else ENDLESS
