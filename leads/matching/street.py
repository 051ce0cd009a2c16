"""Across the street: the smallest groups of two sets parted by one internal street (matching.md section 6). Pure.

For projects that no connected set is large enough for. A group is never an option: it needs a change
of the detailed plan. Both sets lie in one zone, meet every hard need together, and face each other
across a street of at most 25 m; the number of plots goes up to 8, whatever was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from leads.matching import values
from leads.matching.additive import AdditiveSearch, SmallestDive
from leads.matching.assembly import BestFirst
from leads.matching.ball import Ball
from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.ground import Ground, ground_of, phases
from leads.matching.judge import Found, Judge, Key
from leads.matching.limits import Limits, totals
from leads.matching.nearest import components
from leads.matching.record import StreetGroup
from leads.matching.work import Spent, Taken, Work


@dataclass(frozen=True, slots=True)
class StreetGroups:
    """The smallest first; `complete` if no smaller one can exist."""

    found: tuple[StreetGroup, ...]
    complete: bool


NO_GROUPS = StreetGroups((), True)


def across_street(judge: Judge, plots: Sequence[PlotRecord]) -> StreetGroups:
    """At most three groups by area, no two alike; none where joining was not asked for or no street parts the plots."""
    if not judge.need.joins:
        return NO_GROUPS
    wide = Judge(judge.need, _widened(judge), judge.sheet, judge.catalogue)
    work, found, complete = Work(values.STREET_BUDGET), list[tuple[bool, Found]](), True
    for zone in sorted({plot.zone for plot in plots}):
        within = [plot for plot in plots if plot.zone == zone]
        if any(judge.catalogue.across.get(plot.code) for plot in within):
            complete &= _of_zone(within, wide, work, found)
    first = sorted(found, key=lambda one: (one[0], one[1].key))[: values.MOST_GROUPS]
    return StreetGroups(tuple(_record(one.codes, judge.catalogue) for _unknown, one in first), complete)


def _widened(judge: Judge) -> Limits:
    return replace(judge.limits, most_plots=values.MOST_PLOTS, minimal=False)


def _of_zone(plots: Sequence[PlotRecord], judge: Judge, work: Work, found: list[tuple[bool, Found]]) -> bool:
    """Add the zone's smallest groups; whether they are proven to be."""
    taken, most = Taken(diverse=True), values.MOST_GROUPS
    for search in _searches(plots, judge, taken, work):
        stream, unknown = BestFirst(search, taken), search.ground.phase.unknown
        try:
            while len(taken.sets) < most and (one := stream.next()):
                taken.add(one.codes)
                found.append((unknown, one))
        except Spent:
            seen = (one for one in sorted(search.pool, key=lambda one: one.key) if taken.admits(one.codes))
            found += [(unknown, one) for one in seen][: most - len(taken.sets)]
            return False
    return True


def _searches(plots: Sequence[PlotRecord], judge: Judge, taken: Taken, work: Work) -> Iterator[StreetSearch]:
    for phase in phases("area", plots, judge.limits):
        if phase.lead_known:
            ground = _joined(ground_of(plots, judge.limits, judge.catalogue, phase), judge.catalogue)
            if not ground.void:
                yield StreetSearch(ground, judge, taken, work)


def _joined(ground: Ground, catalogue: Catalogue) -> Ground:
    """The ground with streets crossed: plots that face each other are linked too."""
    nobody: frozenset[str] = frozenset()
    for node, plot in enumerate(ground.plots):
        facing = catalogue.across.get(plot.code, nobody)
        ground.links[node] += [ground.rank[code] for code in facing if code in ground.rank]
    return ground


class StreetSearch(AdditiveSearch):
    def dive(self, ball: Ball, cutoff: Key | None) -> StreetDive:
        return StreetDive(ball, self.ground, self.judge, self.taken, self.work, cutoff)


class StreetDive(SmallestDive):
    """Only sets that a street parts in two are offered."""

    def may_be_offered(self, chosen: int, count: int, area: int, sums: tuple[int, ...]) -> bool:
        return super().may_be_offered(chosen, count, area, sums) and self._parts(chosen) == 2

    def _parts(self, chosen: int) -> int:
        codes = {self.ground.plots[node].code for node in self.ball.members(chosen)}
        return len(list(components(codes, self.judge.catalogue.neighbours)))


def _record(codes: Sequence[str], catalogue: Catalogue) -> StreetGroup:
    parts = sorted(tuple(sorted(part)) for part in components(codes, catalogue.neighbours))
    first, second = parts
    gap = min(gap for pair, gap in catalogue.streets.items() if _parted(pair, first, second))
    total = totals([catalogue.plots[code] for code in codes])
    return StreetGroup(
        sets=(first, second),
        zone=catalogue.plots[codes[0]].zone,
        gap_m=gap,
        area_m2=total.area / 10 if "area" in total.whole else None,
        lease_usd=total.cents / 100 if "lease" in total.whole else None,
    )


def _parted(pair: tuple[str, str], first: Sequence[str], second: Sequence[str]) -> bool:
    one, other = pair
    return (one in first and other in second) or (one in second and other in first)
