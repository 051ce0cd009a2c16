"""The set of one root that is nearest to fitting: a search by size of change. Pure.

Lateness, held plots, plots too many and too much area or lease only grow with a further plot; what
is missing of area and utilities only shrinks, at best by the largest plots still in reach. Together
they bound the size of any extension from below. Leads are sizes (matching.md section 6).
"""

from __future__ import annotations

from dataclasses import replace

from leads.matching import values
from leads.matching.ball import Ball
from leads.matching.catalogue import BLOCKED, FREE, PlotRecord
from leads.matching.changes import apply, changes_of
from leads.matching.dive import Dive, Marks
from leads.matching.eliminate import permitted
from leads.matching.ground import KNOWN, Ground, Phase
from leads.matching.judge import Found, Judge, Key
from leads.matching.limits import FAIL, UNKNOWN, limits_of, totals, verdict_of
from leads.matching.nearest import is_connected
from leads.matching.record import Change
from leads.matching.score import Sheet
from leads.matching.search import Search
from leads.matching.work import Taken, Work

SLACK = 2e-9  # sizes are compared after rounding to 1e-9


class NearGround(Ground):
    """Free, held and uncleared plots permitted to the sector, the hardest to have first: held, then latest.

    So a root's own lateness bounds all its sets from below, and sets with a held plot have a held root.
    """

    def __init__(self, judge: Judge) -> None:
        need, limits = judge.need, judge.limits
        self.judge = judge
        plots = [
            plot
            for plot in judge.catalogue.plots.values()
            if plot.status in (FREE, *BLOCKED) and permitted(plot, need, judge.catalogue)
        ]
        plots.sort(key=lambda plot: (plot.status == FREE, -days_late(plot, judge), plot.code))
        extra = round(values.MOST_CHANGE / values.ONE_PLOT_MORE_SIZE) if need.may_join else 0
        most = min(values.MOST_PLOTS, need.most_plots + extra)
        super().__init__(plots, replace(limits, most_plots=most), judge.catalogue, Phase(unknown=True, order="score"))
        self.fibre = None if limits.fibre is None else [(plot.fibre_gbps or 0) >= limits.fibre for plot in plots]
        self.marks = [(days_late(plot, judge), float(plot.status != FREE)) for plot in plots]


def days_late(plot: PlotRecord, judge: Judge) -> float:
    """Days after the day the land is needed; 0 if in time, unknown or not asked."""
    by = judge.limits.ready_by
    return float(max(0, (plot.ready - by).days)) if by and plot.ready else 0.0


class NearSearch(Search):
    """Sets with a held or uncleared plot (`blocked`) or sets without."""

    def __init__(self, ground: NearGround, judge: Judge, work: Work, *, blocked: bool) -> None:
        super().__init__(ground, judge, Taken(diverse=False), work)
        self.near_ground = ground
        self.blocked = blocked

    def first_bound(self, root: int) -> float | None:
        if bool(self.near_ground.marks[root][1]) != self.blocked:
            return None
        late = self.near_ground.marks[root][0] / values.READY_SPAN_DAYS
        size = late + values.BLOCKED_SIZE * self.blocked - SLACK
        return size if size <= values.MOST_CHANGE else None

    def ball_bound(self, root: int) -> float | None:
        """Sets that fall short are the point here, so no root is dropped for falling short."""
        return self.bound_in(self.ball(root))

    def bound_in(self, ball: Ball) -> float | None:
        dive = NearDive(ball, self, None)
        state = 1, ball.area[0], ball.cents[0], ball.amounts[0], dive.carry(dive.start(), 0)
        size = min(dive.own_size(*state), dive.extended_size(*state)) - SLACK
        return size if size <= values.MOST_CHANGE else None

    def dive(self, ball: Ball, cutoff: Key | None) -> Dive:
        return NearDive(ball, self, cutoff)


class NearDive(Dive):
    """Marks: days late, held or uncleared plots."""

    def __init__(self, ball: Ball, search: NearSearch, cutoff: Key | None) -> None:
        super().__init__(ball, search.ground, search.judge, search.taken, search.work, cutoff)
        need = search.judge.need
        self.allowed = search.judge.limits.most_plots
        self.asked_low = (need.area_min_m2 or 0) * 10
        self.asked_high = (need.area_max_m2 or 0) * 10
        self.asked_lease = (need.lease_usd_max or 0) * 100
        self.asked_sums = [need.needs[key] * 1000 for key, _least in search.judge.limits.sums]
        self.area_high, self.lease_limit = self.high, self.lease_high
        self.high = self.lease_high = values.ENDLESS
        self.marks = [search.near_ground.marks[node] for node in ball.nodes]

    def start(self) -> Marks:
        return 0.0, 0.0

    def carry(self, marks: Marks, index: int) -> Marks:
        late, held = self.marks[index]
        return max(late, marks[0]), held + marks[1]

    @property
    def worst(self) -> float:
        """The largest size still of interest."""
        return values.MOST_CHANGE if self.best_key is None else self.best_key[0]

    def too_much(self, count: int, area: int, cents: int, marks: Marks) -> bool:
        return self.grown_size(count, area, cents, marks) > self.worst + SLACK

    def grown_size(self, count: int, area: int, cents: int, marks: Marks) -> float:
        """The part of a set's size that no further plot makes smaller."""
        late, held = marks
        size = values.BLOCKED_SIZE * held + late / values.READY_SPAN_DAYS
        if count > self.allowed:
            size += values.ONE_PLOT_MORE_SIZE * (count - self.allowed)
        known = area & KNOWN
        if known > self.area_high:
            size += (known - self.asked_high) / self.asked_high
        if cents > self.lease_limit:
            size += (cents - self.asked_lease) / self.asked_lease
        return size

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
        """A set's size at least: rounding to the grid, fibre and mean price left out."""
        return self.grown_size(count, area, cents, marks) + self.short(area, sums, 0)

    def extended_size(self, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> float:
        """The size at least of any extension by one plot or more."""
        size, first = self.grown_size(count + 1, area, cents, marks), max(self.allowed, count + 1)
        return min(
            (
                size + values.ONE_PLOT_MORE_SIZE * max(0, count + more - first) + self.short(area, sums, more)
                for more in range(1, self.ball.most - count + 1)
            ),
            default=float(values.ENDLESS),
        )

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
        return self.extended_size(count, area, cents, sums, marks) <= self.worst + SLACK

    def fits(self, chosen: int, area: int, sums: tuple[int, ...]) -> bool:
        """Whether the needs are known to hold. A set in which they only may hold can be mended by one plot more."""
        return super().fits(chosen, area & KNOWN, tuple(have & KNOWN for have in sums))

    def reachable(self, *_state: object) -> bool:
        return True

    def may_be_offered(self, *_state: object) -> bool:
        return True

    def offer(self, chosen: int, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> None:
        if self.own_size(count, area, cents, sums, marks) > self.worst + SLACK:
            return
        found = near_miss([self.ground.plots[node] for node in self.ball.members(chosen)], self.judge)
        if found and self.taken.admits(found.codes) and (self.best_key is None or found.key < self.best_key):
            self.best, self.best_key = found, found.key


def near_miss(plots: list[PlotRecord], judge: Judge) -> Found | None:
    """The set with its size and its place among equals, or None if it fits or no small change would make it fit."""
    changes = changes_of(totals(plots), judge.need, judge.limits)
    held = sum(plot.status != FREE for plot in plots)
    if changes is None or len(changes) > values.MOST_CHANGES or not (changes or held):
        return None
    size = size_of(changes, held)
    if size > values.MOST_CHANGE:
        return None
    need = apply(judge.need, changes)
    changed = Judge(need, limits_of(need), Sheet(need, judge.sheet.on), judge.catalogue)
    unknown = changed.unknown(plots)
    if changed.limits.minimal and not _is_minimal(plots, changed, unknown):
        return None
    place = changed.found(plots, "score")
    return Found((size, (unknown, *place.key[1])), place.codes)


def size_of(changes: tuple[Change, ...], held: int) -> float:
    """Shares of what was asked, and a quarter for each held or uncleared plot."""
    return round(sum(change.size for change in changes) + values.BLOCKED_SIZE * held, values.PLACES)


def _is_minimal(plots: list[PlotRecord], changed: Judge, unknown: bool) -> bool:
    """Whether no plot can be left out under the changed request."""
    for plot in plots:
        rest = [other for other in plots if other is not plot]
        if not rest or not is_connected({other.code for other in rest}, changed.catalogue.neighbours):
            continue
        verdict = verdict_of(rest, changed.limits)
        if verdict != FAIL and (unknown or verdict != UNKNOWN):
            return False
    return True
