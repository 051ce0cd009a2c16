"""The sets of one root that are nearest to fitting: a search by size of change (matching.md section 6). Pure."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field, replace
from operator import add

from leads.matching import values
from leads.matching.ball import Ball
from leads.matching.catalogue import BLOCKED, FREE, PlotRecord
from leads.matching.eliminate import welcome_zones
from leads.matching.ground import BIG, KNOWN, Ground, Phase
from leads.matching.judge import Found, Judge
from leads.matching.mend import Mender
from leads.matching.near_size import SLACK, Sizes
from leads.matching.work import Work


class NearGround(Ground):
    """Free, held and uncleared plots permitted to the sector, the hardest to have first: held, then latest.

    So a root's own lateness bounds all its sets from below, and sets with a held plot have a held root.
    """

    def __init__(self, judge: Judge) -> None:
        need, limits = judge.need, judge.limits
        zones, near = welcome_zones(need, judge.catalogue), (FREE, *BLOCKED)
        ranked = sorted(
            (plot.status == FREE, -days_late(plot, judge), plot.code, plot)
            for plot in judge.catalogue.plots.values()
            if plot.zone in zones and plot.status in near
        )
        plots = [plot for *_rank, plot in ranked]
        extra = round(values.MOST_CHANGE / values.ONE_PLOT_MORE_SIZE) if need.may_join else 0
        most = min(values.MOST_PLOTS, need.most_plots + extra)
        high = limits.area_high and round(limits.area_high * (1 + values.MOST_CHANGE)) + 1
        reach = replace(limits, most_plots=most, area_high=high)
        super().__init__(plots, reach, judge.catalogue, Phase(unknown=True, order="score"))
        least = limits.fibre
        self.fibre = None if least is None else [(plot.fibre_gbps or 0) >= least for plot in plots]
        self.late = [-late for _free, late, _code, _plot in ranked]
        self.held = [float(not free) for free, *_rest in ranked]
        self.first_free = len(plots) - sum(free for free, *_rest in ranked)


def days_late(plot: PlotRecord, judge: Judge) -> float:
    """Days after the day the land is needed; 0 if in time, unknown or not asked."""
    by = judge.limits.ready_by
    return float(max(0, (plot.ready - by).days)) if by and plot.ready else 0.0


@dataclass(slots=True)
class Smallest:
    """The nearest sets seen so far: at most `most`, and those that tie with the last of them."""

    mender: Mender
    most: int
    worst: float = values.MOST_CHANGE  # the largest size still of interest
    kept: list[tuple[float, list[PlotRecord]]] = field(default_factory=list)
    seen: set[frozenset[str]] = field(default_factory=set)

    def offer(self, plots: list[PlotRecord]) -> None:
        """Keep a set if it is among the nearest; one seen before is kept once."""
        size = self.mender.size(plots)
        if size is None or size > self.worst:
            return
        codes = frozenset(plot.code for plot in plots)
        if codes not in self.seen:
            self.seen.add(codes)
            insort(self.kept, (size, plots), key=lambda one: one[0])
            if len(self.kept) >= self.most:
                self.worst = min(self.worst, self.kept[self.most - 1][0])

    def ordered(self) -> list[Found]:
        """The nearest with ties broken."""
        found = [self.mender.placed(size, plots) for size, plots in self.kept if size <= self.worst]
        return sorted(found, key=lambda one: one.key)[: self.most]


class NearDive:
    """The sets of two plots and more of one root: include and exclude, as `Dive`, cut by size."""

    def __init__(self, ball: Ball, ground: NearGround, sizes: Sizes, smallest: Smallest, work: Work) -> None:
        self.ball = ball
        self.ground = ground
        self.sizes = sizes
        self.smallest = smallest
        self.work = work
        self.late = ball.of(ground.late)
        self.held = ball.of(ground.held)
        self.needs = ground.needs
        self.closed = ground.limits.minimal and ground.limits.cap is None

    def run(self) -> None:
        """Offer what is of interest. Raises Spent when the budget ends."""
        ball = self.ball
        area, cents, sums = ball.area[0], ball.cents[0], ball.amounts[0]
        if not (self.closed and self._fits(1, area, sums)):
            self._grow(1, ball.near(0), 1, 1, area, cents, sums, self.late[0], self.held[0])

    def _grow(
        self,
        chosen: int,
        frontier: int,
        banned: int,
        count: int,
        area: int,
        cents: int,
        sums: tuple[int, ...],
        late: float,
        held: float,
    ) -> None:
        ball, sizes, smallest, spend = self.ball, self.sizes, self.smallest, self.work.spend
        areas, leases, amounts, lateness, blocks = ball.area, ball.cents, ball.amounts, self.late, self.held
        count += 1
        last = count == ball.most
        while frontier:
            bit = frontier & -frontier
            frontier ^= bit
            spend()
            index = bit.bit_length() - 1
            more_area, more_cents = area + areas[index], cents + leases[index]
            days, blocked = lateness[index] if lateness[index] > late else late, held + blocks[index]
            size, interest = sizes.grown(count, more_area, more_cents, days, blocked), smallest.worst + SLACK
            if size <= interest:
                more = tuple(map(add, sums, amounts[index])) if sums else sums
                grown = chosen | bit
                short = (sizes.asked_low - more_area) / sizes.asked_low if more_area < sizes.low else 0.0
                if size + short <= interest:  # else the whole sum, which is more work, is of no interest either
                    own = sizes.own(size, more_area, more_cents, more)
                    if own <= interest and (own > 0.0 or sizes.by_more):
                        smallest.offer([self.ground.plots[node] for node in ball.members(grown)])
                if not last and sizes.extended(size, ball, count, more_area, more, ball.most) <= interest:
                    near = (frontier | ball.near(index)) & ~banned & ~grown
                    if near and not (self.closed and self._fits(grown, more_area, more)):
                        self._grow(grown, near, banned, count, more_area, more_cents, more, days, blocked)
            banned |= bit

    def _fits(self, chosen: int, area: int, sums: tuple[int, ...]) -> bool:
        """Whether the needs are known to hold. A set in which they only may hold can be mended by one plot more."""
        if area >= BIG or area < self.ground.limits.area_low:
            return False
        if self.ball.fibre is not None and not chosen & self.ball.fibre:
            return False
        return all(have & KNOWN >= need for have, need in zip(sums, self.needs, strict=True))
