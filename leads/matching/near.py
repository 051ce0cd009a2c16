"""Near misses: the sets nearest to fitting, with the changes that would do it (matching.md section 6). Pure.

A near miss is a set that would be an option under the changed request, held and uncleared plots
counted as free. The two kinds, without and with such plots, are searched apart, because of the
second at most two are given.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from leads.matching import values
from leads.matching.ball import Ball, Patch
from leads.matching.catalogue import FREE
from leads.matching.changes import changes_of, size_of
from leads.matching.judge import Judge
from leads.matching.limits import totals
from leads.matching.mend import Mender
from leads.matching.near_search import NearDive, NearGround, Smallest
from leads.matching.near_size import SLACK, Sizes
from leads.matching.record import NearMiss
from leads.matching.work import Spent, Work


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The smallest first; `complete` if no smaller one can exist."""

    found: tuple[NearMiss, ...]
    complete: bool


def near_misses(judge: Judge, budget: int = values.NEAR_MOST) -> NearMisses:
    """The smallest five, of which at most two are blocked; ties as options are ordered under the changed request."""
    ground, mender = NearGround(judge), Mender(judge)
    free = Smallest(mender, values.MOST_NEAR)
    free_done = NearSearch(ground, ground.first_free, len(ground.plots), free, Work(budget)).run()
    held = Smallest(mender, values.MOST_BLOCKED, worst=free.worst)  # five without a held plot leave no room for larger
    held_done = NearSearch(ground, 0, ground.first_free, held, Work(budget)).run()
    first = sorted([*free.ordered(), *held.ordered()], key=lambda one: one.key)[: values.MOST_NEAR]
    return NearMisses(tuple(_record(one.codes, judge) for one in first), free_done and held_done)


class NearSearch:
    """The nearest sets with roots in [first, end): single plots, then roots as long as their sets may be of interest.

    The work counts balls and sets; to look at every plot once is not counted.
    """

    def __init__(self, ground: NearGround, first: int, end: int, smallest: Smallest, work: Work) -> None:
        self.ground = ground
        self.first = first
        self.end = end
        self.smallest = smallest
        self.work = work
        self.sizes = sizes = Sizes(smallest.mender.judge)
        kinds = zip(ground.area, ground.cents, ground.late, ground.held, strict=True)
        self.grown = [sizes.grown(1, area, cents, late, held) for area, cents, late, held in islice(kinds, end)]

    def run(self) -> bool:
        """Whether it is proven that there are no smaller ones.

        Each root is dived into with a small budget first, so that no single one uses up the work; those
        cut short are done again in full, when less is still of interest.
        """
        again: list[NearDive] = []
        self._singles()
        try:
            for dive in self._by_size():
                dive.work = Work(min(values.NEAR_GLANCE, self.work.budget - self.work.visited))
                try:
                    dive.run()
                except Spent:
                    again.append(dive)
                self.work.spend(dive.work.visited)
            for dive in again:
                dive.work = self.work
                dive.run()
        except Spent:
            return False
        return True

    def _singles(self) -> None:
        ground, sizes, smallest = self.ground, self.sizes, self.smallest
        sized = []
        for root in range(self.first, self.end):
            size = sizes.own(self.grown[root], ground.area[root], ground.cents[root], ground.amounts[root])
            if size <= smallest.worst + SLACK and (size > 0.0 or sizes.by_more):
                sized.append((size, root))
        for size, root in sorted(sized):
            if size > smallest.worst + SLACK:
                break
            smallest.offer([ground.plots[root]])

    @property
    def _most(self) -> int:
        return self.sizes.most_plots(self.smallest.worst, self.ground.most)

    def _by_size(self) -> Iterator[NearDive]:
        """Dives into the roots that can still hold something of interest, least size first: bounded by what their
        part of the park can bring, then by what lies within reach of them."""
        ground, sizes = self.ground, self.sizes
        heap: list[tuple[float, int, NearDive | None]] = [(size, root, None) for size, root in self._hopeful()]
        heapq.heapify(heap)
        while heap and heap[0][0] <= self.smallest.worst + SLACK:
            size, root, dive = heap[0]
            if dive:
                heapq.heappop(heap)
                yield dive
                continue
            self.work.spend(values.BALL_WORK)
            ball = Ball(ground, root, self._most)
            size = sizes.extended(self.grown[root], ball, 1, ball.area[0], ball.amounts[0], ball.most)
            heapq.heapreplace(heap, (size, root, NearDive(ball, ground, sizes, self.smallest, self.work)))

    def _hopeful(self) -> Iterator[tuple[float, int]]:
        """The roots of the parts that could bring enough, with the size at least of their sets of several plots."""
        ground, sizes, interest, most = self.ground, self.sizes, self.smallest.worst + SLACK, self._most
        if most == 1 or min(self.grown[self.first : self.end], default=math.inf) > interest:
            return
        least_area = sizes.low - interest * sizes.asked_low
        for nodes in ground.parts(self.first):
            if len(nodes) > 1 and nodes[0] < self.end and sum(ground.area[node] for node in nodes) >= least_area:
                patch = Patch(ground, nodes, most)
                for at, root in enumerate(nodes):
                    if root < self.end and (grown := self.grown[root]) <= interest:
                        size = sizes.extended(grown, patch, 1, patch.area[at], patch.amounts[at], most)
                        if size <= interest:
                            yield size, root


def _record(codes: Sequence[str], judge: Judge) -> NearMiss:
    plots = [judge.catalogue.plots[code] for code in codes]
    changes = changes_of(totals(plots), judge.need, judge.limits) or ()
    held = {plot.code: plot.status for plot in plots if plot.status != FREE}
    return NearMiss(tuple(codes), held, size_of(changes, len(held)), changes)
