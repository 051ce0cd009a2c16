"""The best-scoring connected set of a root, with an upper bound on what its extensions can score (assembly.md 1.4).

Pure. Leads are negated scores, so that least is best, as everywhere in the search.
"""

from __future__ import annotations

from dataclasses import dataclass

from leads.matching.ball import Ball, Patch
from leads.matching.dive import Dive, Marks
from leads.matching.ground import BIG, KNOWN, Ground
from leads.matching.judge import Judge, Key
from leads.matching.score import Sheet
from leads.matching.search import Search
from leads.matching.values import ENDLESS, SCORE_WORK
from leads.matching.work import Taken, Work

SLACK = 2e-9  # scores are compared after rounding to 1e-9, bounds are not rounded


class Points:
    """What each plot of a phase brings to the score: the least of zone and date, the most of frontage and fibre."""

    def __init__(self, ground: Ground, judge: Judge) -> None:
        sheet, catalogue, sector = judge.sheet, judge.catalogue, judge.need.sector
        self.sheet: Sheet = sheet
        self.ready = [sheet.ready(plot.ready) for plot in ground.plots]
        zones = {zone: sheet.zone_fit(catalogue.permission(sector, zone)) for zone in catalogue.zones}
        self.zone = [zones[plot.zone] for plot in ground.plots]
        self.front = [sheet.frontage(plot.frontage_m) for plot in ground.plots]
        wants_fibre = "fibre" in sheet.weights
        self.fibre = [sheet.fibre(plot.fibre_gbps) if wants_fibre else 0.0 for plot in ground.plots]
        self.marks = list(zip(self.ready, self.zone, self.front, self.fibre, strict=True))
        self.front_unknown = [plot.frontage_m is None for plot in ground.plots]
        self.unpriced = [plot.cents is None for plot in ground.plots]
        self.unmeasured = [plot.area_dm is None for plot in ground.plots]
        self.by_count = [sheet.fewer_plots(count) for count in range(ground.most + 1)]
        self.added = [sheet.added[key] for key, _least in ground.limits.sums]
        self.mean = sheet.price


@dataclass(frozen=True, slots=True)
class Crown:
    """The most that any set of some plots scores of what only grows; `sums[a][j]` known amounts of j plots."""

    front: float
    fibre: float
    sums: list[list[int]]


class ScoreSearch(Search):
    """Sets by score."""

    def __init__(self, ground: Ground, judge: Judge, taken: Taken, work: Work) -> None:
        super().__init__(ground, judge, taken, work)
        self.points = Points(ground, judge)
        self._crowns: dict[tuple[int, int], Crown] = {}

    def crown(self, patch: Patch) -> Crown:
        key = patch.nodes[0], len(patch.nodes)  # a part and its lowest root's ball are the same plots if as many
        if key not in self._crowns:
            points = self.points
            self._crowns[key] = Crown(
                front=max(patch.of(points.front)),
                fibre=max(patch.of(points.fibre)),
                sums=[patch.known_top(which) for which in range(len(points.added))],
            )
        return self._crowns[key]

    def part_bound(self, part: Patch) -> float:
        points, nodes, low = self.points, part.nodes, self.ground.limits.area_low
        crown, fewest = self.crown(part), 1
        while fewest < part.most and part.top_area[fewest] < low:
            fewest += 1
        first = min((node for node in nodes if not points.unpriced[node]), default=None)
        upper = (
            max(points.ready[node] for node in nodes)
            + max(points.zone[node] for node in nodes)
            + crown.front
            + crown.fibre
            + points.by_count[fewest]
            + sum(added(tops[part.most]) for added, tops in zip(points.added, crown.sums, strict=True))
            + points.sheet.area_fit(low)
            + (0.0 if first is None else points.mean(self.ground.cents[first], self.ground.area[first]))
        )
        return -upper - SLACK

    def bound_in(self, patch: Patch, at: int) -> float | None:
        points, root, crown = self.points, patch.nodes[at], self.crown(patch)
        area, left, fewest, low = patch.area[at], patch.most - 1, 0, self.ground.limits.area_low
        while fewest < left and area + patch.top_area[fewest] < low:
            fewest += 1
        if area + patch.top_area[fewest] < low:
            return None
        upper = points.ready[root] + points.zone[root] + crown.front + crown.fibre + points.by_count[1 + fewest]
        for added, amount, tops in zip(points.added, patch.amounts[at], crown.sums, strict=False):  # not the price cap
            upper += added((amount & KNOWN) + tops[left])
        if area < BIG:
            upper += points.sheet.area_fit(max(area, low))
        if not points.unpriced[root]:
            upper += self._best_price(patch, at)
        return -upper - SLACK

    def _best_price(self, patch: Patch, at: int) -> float:
        """Points of the lowest mean price: no plot after the root is cheaper, so only the missing area is filled."""
        low, unpriced, nodes = self.ground.limits.area_low, self.points.unpriced, patch.nodes
        area, cents = patch.area[at], patch.cents[at]
        for index in range(at + 1, len(nodes)):
            if area >= low or unpriced[nodes[index]]:
                break
            take = min(patch.area[index], low - area)
            cents += take * patch.price[index]
            area += take
        return self.points.mean(cents, area)

    def dive(self, ball: Ball, cutoff: Key | None) -> Dive:
        return ScoreDive(ball, self, cutoff)


class ScoreDive(Dive):
    """Plots of the ball stand cheapest first, unpriced ones last. Marks: points of ready, zone, frontage, fibre."""

    price = SCORE_WORK
    carries = True

    def __init__(self, ball: Ball, search: ScoreSearch, cutoff: Key | None) -> None:
        super().__init__(ball, search.ground, search.judge, search.taken, search.work, cutoff)
        points = search.points
        self.points = points
        self.marks = ball.of(points.marks)
        self.crown = search.crown(ball)
        self.front_unknown = ball.where(points.front_unknown)
        self.unpriced = ball.where(points.unpriced)
        self.unmeasured = ball.where(points.unmeasured)

    def start(self) -> Marks:
        return ENDLESS, ENDLESS, 0.0, 0.0

    def carry(self, marks: Marks, index: int) -> Marks:
        ready, zone, front, fibre = marks
        one = self.marks[index]
        return (
            ready if ready < one[0] else one[0],
            zone if zone < one[1] else one[1],
            front if front > one[2] else one[2],
            fibre if fibre > one[3] else one[3],
        )

    def offer(self, chosen: int, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> None:
        if self.best_key is None or -self.score(chosen, count, area, cents, sums, marks) <= self.best_key[0] + SLACK:
            self.consider(chosen)

    def score(self, chosen: int, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> float:
        """As the record will have it, up to the order of summation."""
        points = self.points
        ready, zone, front, fibre = marks
        if chosen & self.front_unknown and not points.sheet.is_full("frontage", front):
            front = 0.0
        total = ready + zone + front + fibre + points.by_count[count]
        if not chosen & self.unmeasured:
            total += points.sheet.area_fit(area)
        if not chosen & self.unpriced:
            total += points.mean(cents, area)
        for added, have in zip(points.added, sums, strict=False):  # not the price cap
            total += added(have & KNOWN)
        return total

    def hopeful(
        self,
        chosen: int,
        free: int,
        _near: int,
        count: int,
        area: int,
        cents: int,
        sums: tuple[int, ...],
        marks: Marks,
    ) -> bool:
        if self.best_key is None:
            return True
        return -self.upper(chosen, free, count, area, cents, sums, marks, 1) - SLACK <= self.best_key[0]

    def upper(
        self,
        chosen: int,
        free: int,
        count: int,
        area: int,
        cents: int,
        sums: tuple[int, ...],
        marks: Marks,
        fewest: int,
    ) -> float:
        """The most a set can score that has `chosen` and at least `fewest` more plots of `free`."""
        ball, points = self.ball, self.points
        left, known = ball.most - count, area & KNOWN
        missing = self.low - known
        while fewest < left and area + ball.top_area[fewest] < self.low:
            fewest += 1
        total = marks[0] + marks[1] + self.crown.front + self.crown.fibre + points.by_count[count + fewest]
        for added, have, tops in zip(points.added, sums, self.crown.sums, strict=False):
            total += added((have & KNOWN) + tops[left])
        if area < BIG:
            total += points.sheet.area_fit(max(known, self.low))
        if not chosen & self.unpriced:
            room = min(ball.top_area[left], self.high - known)
            total += self._best_price(free & ~self.unpriced, missing, room, known, cents)
        return total

    def _best_price(self, free: int, missing: int, room: int, area: int, cents: int) -> float:
        """Points of the lowest mean price: the missing area must be filled, then cheaper plots may lower the mean."""
        ball = self.ball
        while free and room > 0:
            index = (free & -free).bit_length() - 1
            free &= free - 1
            price = ball.price[index]
            lowers = price * area < cents
            if not lowers and missing <= 0:
                break
            take = min(ball.area[index], room if lowers else missing)
            cents += take * price
            area += take
            room -= take
            missing -= take
        return self.points.mean(cents, area)
