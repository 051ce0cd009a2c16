"""The sets of one root that are nearest to fitting: a search by size of change (matching.md section 6). Pure.

Lateness, held plots, plots too many and too much area or lease only grow with a further plot; what
is missing of area and utilities only shrinks, at best by the largest plots still in reach. Together
they bound the size of any extension from below.
"""

from __future__ import annotations

import math
from bisect import insort
from dataclasses import dataclass, field, replace

from leads.matching import values
from leads.matching.ball import Ball
from leads.matching.catalogue import BLOCKED, FREE, PlotRecord
from leads.matching.dive import Dive, Marks
from leads.matching.eliminate import permitted
from leads.matching.ground import BIG, KNOWN, Ground, Phase
from leads.matching.judge import Found, Judge
from leads.matching.mend import Mender
from leads.matching.work import Taken, Work

SLACK = 2e-9  # sizes are compared after rounding to 1e-9
AREA_GRID = round(values.GRIDS["land.area_min_m2"] * 10)  # 0.1 m2
TOO_MANY = float(values.ENDLESS)


class NearGround(Ground):
    """Free, held and uncleared plots permitted to the sector, the hardest to have first: held, then latest.

    So a root's own lateness bounds all its sets from below, and sets with a held plot have a held root.
    """

    def __init__(self, judge: Judge) -> None:
        need, limits = judge.need, judge.limits
        plots = [
            plot
            for plot in judge.catalogue.plots.values()
            if plot.status in (FREE, *BLOCKED) and permitted(plot, need, judge.catalogue)
        ]
        plots.sort(key=lambda plot: (plot.status == FREE, -days_late(plot, judge), plot.code))
        extra = round(values.MOST_CHANGE / values.ONE_PLOT_MORE_SIZE) if need.may_join else 0
        most = min(values.MOST_PLOTS, need.most_plots + extra)
        high = limits.area_high and round(limits.area_high * (1 + values.MOST_CHANGE)) + 1
        reach = replace(limits, most_plots=most, area_high=high)
        super().__init__(plots, reach, judge.catalogue, Phase(unknown=True, order="score"))
        self.asked_high = (need.area_max_m2 or 0) * 10
        least = limits.fibre
        self.fibre = None if least is None else [(plot.fibre_gbps or 0) >= least for plot in plots]
        self.marks = [(days_late(plot, judge), float(plot.status != FREE)) for plot in plots]

    def size_of_root(self, root: int) -> float:
        """What a root alone adds to the size of all its sets."""
        late, held = self.marks[root]
        size = late / values.READY_SPAN_DAYS + values.BLOCKED_SIZE * held
        if self.asked_high and self.area[root] & KNOWN > self.asked_high + 1:
            size += (self.area[root] & KNOWN) / self.asked_high - 1
        return size


def days_late(plot: PlotRecord, judge: Judge) -> float:
    """Days after the day the land is needed; 0 if in time, unknown or not asked."""
    by = judge.limits.ready_by
    return float(max(0, (plot.ready - by).days)) if by and plot.ready else 0.0


@dataclass(slots=True)
class Smallest:
    """The nearest sets seen so far: at most `most`, and those that tie with the last of them."""

    most: int
    kept: list[tuple[float, list[PlotRecord]]] = field(default_factory=list)
    worst: float = values.MOST_CHANGE  # the largest size still of interest
    seen: set[frozenset[str]] = field(default_factory=set)

    def offer(self, size: float, plots: list[PlotRecord]) -> None:
        """Keep a set if it is among the nearest; one seen before is kept once."""
        codes = frozenset(plot.code for plot in plots)
        if size <= self.worst and codes not in self.seen:
            self.seen.add(codes)
            insort(self.kept, (size, plots), key=lambda one: one[0])
            if len(self.kept) >= self.most:
                self.worst = min(self.worst, self.kept[self.most - 1][0])

    def ordered(self, mender: Mender) -> list[Found]:
        """The nearest with ties broken."""
        found = [mender.placed(size, plots) for size, plots in self.kept if size <= self.worst]
        return sorted(found, key=lambda one: one.key)[: self.most]


class NearDive(Dive):
    """Marks: days late, held or uncleared plots."""

    def __init__(self, ball: Ball, ground: NearGround, mender: Mender, smallest: Smallest, work: Work) -> None:
        judge = mender.judge
        super().__init__(ball, ground, judge, Taken(diverse=False), work, None)
        self.mender = mender
        need = judge.need
        self.smallest = smallest
        self.allowed = judge.limits.most_plots
        self.asked_low = (need.area_min_m2 or 0) * 10
        self.asked_high = (need.area_max_m2 or 0) * 10
        self.asked_lease = (need.lease_usd_max or 0) * 100
        self.asked_sums = [need.needs[key] * 1000 for key, _least in judge.limits.sums]
        self.asked_price = need.lease_usd_m2_max
        self.area_high = values.ENDLESS if judge.limits.area_high is None else judge.limits.area_high
        self.lease_limit, self.lease_high = self.lease_high, values.ENDLESS
        self.grids = [round(values.GRIDS[f"utilities.{key}"] * 1000) for key, _least in judge.limits.sums]
        self.marks = [ground.marks[node] for node in ball.nodes]

    def start(self) -> Marks:
        return 0.0, 0.0

    def carry(self, marks: Marks, index: int) -> Marks:
        late, held = self.marks[index]
        return max(late, marks[0]), held + marks[1]

    def too_much(self, count: int, area: int, cents: int, marks: Marks) -> bool:
        return self.grown_size(count, area & KNOWN, cents, marks) > self.smallest.worst + SLACK

    def grown_size(self, count: int, area: int, cents: int, marks: Marks) -> float:
        """The part of a set's size that no further plot makes smaller; without bound if that is too many changes."""
        late, held = marks
        size = values.BLOCKED_SIZE * held
        changes = 0
        if late:
            size += late / values.READY_SPAN_DAYS
            changes += 1
        if count > self.allowed:
            size += values.ONE_PLOT_MORE_SIZE * (count - self.allowed)
            changes += 1
        if area > self.area_high:
            size += (area - self.asked_high) / self.asked_high
            changes += 1
        if cents > self.lease_limit:
            size += (cents - self.asked_lease) / self.asked_lease
            changes += 1
        return size if changes <= values.MOST_CHANGES else TOO_MANY

    def short(self, area: int, sums: tuple[int, ...], more: int) -> float:
        """The size of what is missing of area and utilities, at best, with so many more plots."""
        ball, size = self.ball, 0.0
        reach = area + ball.top_area[more]
        if reach < self.low:
            size += (self.asked_low - reach) / self.asked_low
        for have, asked, top in zip(sums, self.asked_sums, ball.top_amounts, strict=False):  # the price cap is left out
            if have + top[more] < asked:
                size += (asked - have - top[more]) / asked
        return size

    def own_size(self, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> float:
        """A set's size, but for a change of fibre and the rounding of what grows: at most what it will prove to be."""
        size = self.grown_size(count, area & KNOWN, cents, marks)
        if area < self.low:
            size += (self.asked_low - area // AREA_GRID * AREA_GRID) / self.asked_low
        for have, asked, grid in zip(sums, self.asked_sums, self.grids, strict=False):
            if have < asked:
                size += (asked - have // grid * grid) / asked
        if self.asked_price and sums[-1] < 0:
            size += math.ceil(cents / (area * 5) - SLACK) / (2 * self.asked_price) - 1
        return size

    def extended_size(self, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> float:
        """The size at least of any extension by one plot or more."""
        size = self.grown_size(count + 1, area & KNOWN, cents, marks)
        first, most, least = max(self.allowed, count + 1), self.ball.most, TOO_MANY
        for total in range(min(first, most), most + 1):
            over = values.ONE_PLOT_MORE_SIZE * (total - first) if total > first else 0.0
            least = min(least, over + self.short(area, sums, total - count))
        return size + least

    def hopeful(
        self,
        _chosen: int,
        _free: int,
        _near: int,
        count: int,
        area: int,
        cents: int,
        sums: tuple[int, ...],
        marks: Marks,
    ) -> bool:
        return self.extended_size(count, area, cents, sums, marks) <= self.smallest.worst + SLACK

    def least_size(self) -> float:
        """The size at least of any set of the root."""
        ball = self.ball
        state = 1, ball.area[0], ball.cents[0], ball.amounts[0], self.carry(self.start(), 0)
        return min(self.own_size(*state), self.extended_size(*state)) - SLACK

    def fits(self, chosen: int, area: int, sums: tuple[int, ...]) -> bool:
        """Whether the needs are known to hold. A set in which they only may hold can be mended by one plot more."""
        if area >= BIG:
            return False
        return super().fits(chosen, area, tuple(have & KNOWN for have in sums) if sums else sums)

    def reachable(self, *_state: object) -> bool:
        return True

    def may_be_offered(self, *_state: object) -> bool:
        return True

    def offer(self, chosen: int, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> None:
        if self.own_size(count, area, cents, sums, marks) <= self.smallest.worst + SLACK:
            plots = [self.ground.plots[node] for node in self.ball.members(chosen)]
            size = self.mender.size(plots)
            if size is not None:
                self.smallest.offer(size, plots)
