"""One pure function: a requirement against a catalogue on a day. matching.md holds to the letter. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from leads.matching import values
from leads.matching.additive import AdditiveSearch
from leads.matching.assembly import BestFirst
from leads.matching.ball import Ball
from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.dive import Count
from leads.matching.eliminate import candidates, eliminations
from leads.matching.explain import option
from leads.matching.ground import Ground, Phase, ground_of, phases
from leads.matching.judge import Found, Judge
from leads.matching.limits import limits_of
from leads.matching.near import near_misses
from leads.matching.nearest import largest_area
from leads.matching.record import MatchResult, Searched
from leads.matching.requirement import Requirement
from leads.matching.score import Sheet
from leads.matching.scored import ScoreSearch
from leads.matching.search import Search
from leads.matching.work import Spent, Taken, Work

UNITS = {"cost": "USD", "area": "m2", "score": "score"}


def match(need: Requirement, catalogue: Catalogue, on: date, budget: int = values.WORK_BUDGET) -> MatchResult:
    """Ranked options with their reasons, near misses, and how far was looked.

    `on` is the day asked; the engine has no clock. `budget` counts sets looked at, so an answer
    replays to the bit.
    """
    limits, sheet = limits_of(need), Sheet(need, on)
    judge = Judge(need, limits, sheet, catalogue)
    plots = candidates(need, limits, catalogue)
    listing = ranked(plots, judge, Work(budget))
    near = near_misses(judge)
    area, largest = largest_area(need, catalogue)
    return MatchResult(
        engine=values.ENGINE_VERSION,
        weights=values.WEIGHTS_VERSION,
        on=on.isoformat(),
        options=tuple(option(codes, judge) for codes in listing.sets),
        near_misses=near.found,
        eliminated=eliminations(need, limits, catalogue),
        searched=Searched(
            visited=listing.work.visited,
            budget=budget,
            complete=listing.complete,
            exact_options=listing.exact,
            bound=listing.bound,
            bound_unit=UNITS[need.order],
            candidates=len(plots),
            feasible=count_fitting(plots, judge),
            near_complete=near.complete,
            largest_area_m2=area,
            largest_plots=largest,
        ),
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """The options in order, the first `exact` proven (all if `complete`); `bound`: the best an unseen set could be."""

    sets: tuple[tuple[str, ...], ...]
    exact: int
    complete: bool
    bound: float | None
    work: Work


def ranked(plots: Sequence[PlotRecord], judge: Judge, work: Work) -> Listing:
    """Best first, phase by phase (assembly.md); cut short by the budget, the list is filled from what was seen."""
    need = judge.need
    taken = Taken(need.diverse)
    chosen: list[Found] = []
    for phase in phases(need.order):
        ground = ground_of(plots, judge.limits, judge.catalogue, phase)
        if ground.void or len(chosen) == need.limit:
            continue
        search = search_of(ground, judge, taken, work)
        stream = BestFirst(search, taken)
        try:
            while len(chosen) < need.limit and (found := stream.next()):
                chosen.append(found)
                taken.sets.append(frozenset(found.codes))
        except Spent:
            exact = len(chosen)
            fill(chosen, taken, search, need.limit)
            bound = in_units(stream.bound, phase)
            return Listing(tuple(found.codes for found in chosen), exact, False, bound, work)
    return Listing(tuple(found.codes for found in chosen), len(chosen), True, None, work)


def search_of(ground: Ground, judge: Judge, taken: Taken, work: Work) -> Search:
    kind = ScoreSearch if ground.phase.lead == "score" else AdditiveSearch
    return kind(ground, judge, taken, work)


def fill(chosen: list[Found], taken: Taken, search: Search, limit: int) -> None:
    """The best admissible of the sets seen so far: good, not proven."""
    for found in sorted(search.pool, key=lambda one: one.key):
        if len(chosen) < limit and taken.admits(found.codes):
            chosen.append(found)
            taken.sets.append(frozenset(found.codes))


def in_units(lead: float | None, phase: Phase) -> float | None:
    """USD, m2 or score (0 to 1); None where the order's figure is unknown, which has no bound."""
    if lead is None or not phase.lead_known:
        return None
    return {"cost": lead / 100, "area": lead / 10, "score": min(1.0, -lead)}[phase.lead]


def count_fitting(plots: Sequence[PlotRecord], judge: Judge) -> int | None:
    """How many sets fit, known or not; None if counting would take too long."""
    work, taken, counted = Work(values.COUNT_BUDGET), Taken(diverse=False), 0
    for phase in phases("score"):
        ground = ground_of(plots, judge.limits, judge.catalogue, phase)
        if ground.void:
            continue
        try:
            for root in range(len(ground.plots)):
                dive = Count(Ball(ground, root), ground, judge, taken, work, None)
                dive.run()
                counted += dive.counted
        except Spent:
            return None
    return counted
