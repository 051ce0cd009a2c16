"""Near misses: the sets nearest to fitting, with the changes that would do it (matching.md section 6). Pure.

A near miss is a set that would be an option under the changed request, held and uncleared plots
counted as free. The two kinds, without and with such plots, are searched apart, each best first by
size, because of the second kind at most two are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leads.matching import values
from leads.matching.assembly import BestFirst
from leads.matching.catalogue import FREE
from leads.matching.changes import changes_of
from leads.matching.judge import Found, Judge
from leads.matching.limits import totals
from leads.matching.near_search import NearGround, NearSearch, size_of
from leads.matching.record import NearMiss
from leads.matching.work import Spent, Work


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The smallest first; `complete` if no smaller one can exist."""

    found: tuple[NearMiss, ...]
    complete: bool


def near_misses(judge: Judge, budget: int = values.NEAR_BUDGET) -> NearMisses:
    """The smallest five, of which at most two are blocked; ties as options are ordered under the changed request."""
    ground = NearGround(judge)
    free, free_done = _smallest(NearSearch(ground, judge, Work(budget), blocked=False), values.MOST_NEAR)
    held, held_done = _smallest(NearSearch(ground, judge, Work(budget), blocked=True), values.MOST_BLOCKED)
    first = sorted([*free, *held], key=lambda one: one.key)[: values.MOST_NEAR]
    return NearMisses(tuple(_record(one.codes, judge) for one in first), free_done and held_done)


def _smallest(search: NearSearch, most: int) -> tuple[list[Found], bool]:
    """The smallest sets of one kind, and whether that is proven; else the smallest seen."""
    found: list[Found] = []
    stream = BestFirst(search, search.taken)
    try:
        while len(found) < most and (one := stream.next()):
            found.append(one)
            search.taken.sets.append(frozenset(one.codes))
    except Spent:
        seen = {one.codes: one for one in [*found, *search.pool]}
        return sorted(seen.values(), key=lambda one: one.key)[:most], False
    return found, True


def _record(codes: Sequence[str], judge: Judge) -> NearMiss:
    plots = [judge.catalogue.plots[code] for code in codes]
    changes = changes_of(totals(plots), judge.need, judge.limits) or ()
    held = {plot.code: plot.status for plot in plots if plot.status != FREE}
    return NearMiss(tuple(codes), held, size_of(changes, len(held)), changes)
