"""Near misses: the sets nearest to fitting, with the changes that would do it (matching.md section 6). Pure.

A near miss is a set that would be an option under the changed request, held and uncleared plots
counted as free. The two kinds, without and with such plots, are searched apart, because of the
second at most two are given.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leads.matching import values
from leads.matching.ball import Ball
from leads.matching.catalogue import FREE
from leads.matching.changes import changes_of, size_of
from leads.matching.judge import Judge
from leads.matching.limits import totals
from leads.matching.mend import Mender
from leads.matching.near_search import SLACK, NearDive, NearGround, Smallest
from leads.matching.record import NearMiss
from leads.matching.work import Spent, Work


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The smallest first; `complete` if no smaller one can exist."""

    found: tuple[NearMiss, ...]
    complete: bool


def near_misses(judge: Judge, budget: int = values.NEAR_BUDGET) -> NearMisses:
    """The smallest five, of which at most two are blocked; ties as options are ordered under the changed request."""
    ground, mender = NearGround(judge), Mender(judge)
    kinds: dict[bool, list[int]] = {False: [], True: []}
    for root, (_late, blocked) in enumerate(ground.marks):
        kinds[bool(blocked)].append(root)
    free = Smallest(values.MOST_NEAR)
    free_done = _search(ground, kinds[False], mender, free, Work(budget))
    held = Smallest(values.MOST_BLOCKED, worst=free.worst)  # five without a held plot leave no room for larger ones
    held_done = _search(ground, kinds[True], mender, held, Work(budget))
    first = sorted([*free.ordered(mender), *held.ordered(mender)], key=lambda one: one.key)[: values.MOST_NEAR]
    return NearMisses(tuple(_record(one.codes, judge) for one in first), free_done and held_done)


def _search(ground: NearGround, roots: Sequence[int], mender: Mender, smallest: Smallest, work: Work) -> bool:
    """Look for the smallest sets of these roots; whether it is proven that there are no smaller ones.

    Each root is dived into with a small budget first, so that no single one uses up the work; those
    cut short are done again in full, when less is still of interest.
    """
    again: list[NearDive] = []
    try:
        for dive in _by_size(ground, roots, mender, smallest, work):
            dive.work = Work(min(values.NEAR_GLANCE, work.budget - work.visited))
            try:
                dive.run()
            except Spent:
                again.append(dive)
            work.spend(dive.work.visited)
        for dive in again:
            dive.work = work
            dive.run()
    except Spent:
        return False
    return True


def _by_size(
    ground: NearGround, roots: Sequence[int], mender: Mender, smallest: Smallest, work: Work
) -> Iterator[NearDive]:
    """Dives into the roots that can still hold something of interest, least size first."""
    heap: list[tuple[float, int, NearDive | None]] = [(ground.size_of_root(root), root, None) for root in roots]
    heapq.heapify(heap)
    while heap and heap[0][0] <= smallest.worst + SLACK:
        _size, root, dive = heapq.heappop(heap)
        if dive:
            yield dive
        else:
            work.spend(values.BALL_WORK)
            dive = NearDive(Ball(ground, root), ground, mender, smallest, work)
            heapq.heappush(heap, (dive.least_size(), root, dive))


def _record(codes: Sequence[str], judge: Judge) -> NearMiss:
    plots = [judge.catalogue.plots[code] for code in codes]
    changes = changes_of(totals(plots), judge.need, judge.limits) or ()
    held = {plot.code: plot.status for plot in plots if plot.status != FREE}
    return NearMiss(tuple(codes), held, size_of(changes, len(held)), changes)
