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
from typing import NamedTuple

from leads.matching.catalogue import ALLOWED, FREE, Catalogue, PlotRecord
from leads.matching.limits import Totals, limits_of, totals
from leads.matching.requirement import Requirement
from leads.matching.values import ENDLESS, FIBRE, MOST_PLOTS

MOST_SETS = 20_000  # sets with one plot that are laid out; a plot inside one giant block has more, and is cut there
NO_CAP = float("inf")
FAR = date.max.toordinal()
Sets = tuple[tuple[str, ...], ...]
NOTHING: Sets = ()


class Row(NamedTuple):
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
    """A connected set of free plots with the plot that changed, as numbers, each twice where a part may be unknown.

    `sums` and `fibre` take an unknown part to suffice (unknown is never no), `known` and `known_fibre` take it for
    nothing (nor is it yes). `cents` and `area` are the known parts; `measured`, `priced` and `dated`: known as a whole.
    """

    plots: tuple[str, ...]
    zones: frozenset[str]
    area: int
    cents: int
    sums: tuple[int, int, int]
    known: tuple[int, int, int]
    fibre: float
    known_fibre: float
    ready: int
    measured: bool
    priced: bool
    dated: bool


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

    @property
    def span(self) -> tuple[int, int] | None:
        """The least and the most area a set with the plot may have; None if there is no set."""
        if self.unmeasured:
            return min(one.area for one in self.unmeasured), ENDLESS
        return (self.areas[0], self.areas[-1]) if self.areas else None

    def allowed(self, row: Row) -> frozenset[str]:
        """The zones a requirement may be offered; none where the plot's own is not among them."""
        key = row.sector, row.zones
        if key not in self._allowed:
            level = self.catalogue.permissions
            zones = frozenset(zone for (name, zone) in level if name == row.sector and level[name, zone] in ALLOWED)
            zones = zones & row.zones if row.zones else zones
            self._allowed[key] = zones if self.own_zone in zones else frozenset()
        return self._allowed[key]

    def fitting(self, row: Row) -> Sets:
        """The sets that a stored requirement would be offered, known or not, by area."""
        allowed = self.allowed(row)
        if not allowed:
            return NOTHING
        low, high = bisect_left(self.areas, row.low), bisect_right(self.areas, row.high)
        if low == high and not self.unmeasured:
            return NOTHING
        within = self.offers[low:high]
        if self.unmeasured:
            within += self.unmeasured
        return tuple(
            one.plots
            for one in within
            if one.zones <= allowed and _may_fit(one, row) and not (row.minimal and self._wasteful(one, row))
        )

    def _wasteful(self, offer: Offer, row: Row) -> bool:
        """Whether a plot can be left out and the rest still hangs together and fits no less surely.

        Asked where there is only a minimum. A rest that only may suffice makes waste of a set no surer than itself.
        """
        rests = self._rests.get(offer.plots)
        if rests is None:
            rests = self._rests[offer.plots] = tuple(self._without_one(offer))
        enough = [rest for rest in rests if (rest.area >= row.low or not rest.measured) and _may_fit(rest, row)]
        return any(_passes(rest, row) for rest in enough) or (bool(enough) and not _passes(offer, row))

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
    gains: Sets
    loses: Sets


def reverse_match(rows: Iterable[Row], before: Offers, after: Offers) -> Iterator[Shift]:
    """The requirements for which the change matters, in the order given."""
    said: dict[tuple[Sets, Sets], tuple[Sets, Sets]] = {}  # many requirements gain or lose the same
    for row in rows:
        old, new = before.fitting(row), after.fitting(row)
        if old != new:
            if (old, new) not in said:
                said[old, new] = _without(new, old), _without(old, new)
            gains, loses = said[old, new]
            if gains or loses:
                yield Shift(row.key, gains, loses)


def _without(some: Sets, others: Sets) -> Sets:
    return tuple(sorted(set(some).difference(others)))


def _may_fit(one: Offer, row: Row) -> bool:
    """Whether no hard need fails (the least area apart, which the search by area has asked)."""
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
        and (not one.priced or one.cents <= row.cap * one.area)
    )


def _passes(one: Offer, row: Row) -> bool:
    """Whether every hard need is known to hold, of a set that may fit."""
    power, water, waste = row.sums
    return (
        one.area >= row.low
        and (one.measured or row.high == ENDLESS)
        and (one.dated or row.ready_by == FAR)
        and one.known[0] >= power
        and one.known[1] >= water
        and one.known[2] >= waste
        and one.known_fibre >= row.fibre
        and (one.priced or (row.cap == NO_CAP and row.lease_high == ENDLESS))
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
    known_fibre = total.fibre or 0.0
    return Offer(
        plots=tuple(sorted(plot.code for plot in chosen)),
        zones=frozenset(plot.zone for plot in chosen),
        area=total.area,
        cents=total.cents,
        sums=(_most(total, "power_kva"), _most(total, "water_m3_day"), _most(total, "wastewater_m3_day")),
        known=(total.sums["power_kva"], total.sums["water_m3_day"], total.sums["wastewater_m3_day"]),
        fibre=known_fibre if FIBRE in total.whole else NO_CAP,
        known_fibre=known_fibre,
        ready=total.ready.toordinal() if total.ready else 0,
        measured="area" in total.whole,
        priced="lease" in total.whole,
        dated="ready" in total.whole,
    )


def _most(total: Totals, key: str) -> int:
    """What a sum may be: its known part, or as much as anybody asks."""
    return total.sums[key] if key in total.whole else ENDLESS
