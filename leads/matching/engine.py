"""One pure function: a requirement against a catalogue on a day. matching.md holds to the letter. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice

from leads.matching import values
from leads.matching.additive import AdditiveSearch
from leads.matching.assembly import BestFirst
from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.dive import Count
from leads.matching.eliminate import candidates, eliminations
from leads.matching.explain import option
from leads.matching.ground import Phase, ground_of, phases
from leads.matching.judge import Judge
from leads.matching.limits import limits_of
from leads.matching.near import near_misses
from leads.matching.nearest import largest_area
from leads.matching.questions import questions
from leads.matching.record import MatchResult, Searched
from leads.matching.reliefs import reliefs
from leads.matching.requirement import Requirement
from leads.matching.score import Sheet
from leads.matching.scored import ScoreSearch
from leads.matching.search import Search
from leads.matching.stability import stability
from leads.matching.street import NO_GROUPS, across_street
from leads.matching.work import Spent, Taken, Work

UNITS = {"cost": "USD", "area": "m2", "score": "score"}


def match(
    need: Requirement,
    catalogue: Catalogue,
    on: date,
    budget: int = values.WORK_BUDGET,
    table: values.WeightTable = values.VERSION_1,
) -> MatchResult:
    """Ranked options with their reasons, near misses, what to ask next, and how far was looked.

    `on` is the day asked; the engine has no clock. `budget` counts sets looked at, so an answer
    replays to the bit. `table` is the version of the score's weights.
    """
    limits, sheet = limits_of(need), Sheet(need, on, table)
    judge = Judge(need, limits, sheet, catalogue)
    plots = candidates(need, limits, catalogue)
    work, taken = Work(budget), Taken(need.diverse)
    searches = list(searches_of(plots, judge, taken, work))
    listing = ranked(searches, need.limit, taken, work)
    options = tuple(option(codes, judge) for codes in listing.sets)
    near = near_misses(judge, near_budget(work.visited))
    street = NO_GROUPS if listing.sets else across_street(judge, plots)
    area, largest = largest_area(need, catalogue)

    def listed(other: Requirement, work: Work) -> tuple[tuple[tuple[str, ...], ...], bool]:
        under = Judge(other, limits_of(other), Sheet(other, on, table), catalogue)
        allowed, kept = candidates(other, under.limits, catalogue), Taken(other.diverse)
        found = ranked(list(searches_of(allowed, under, kept, work)), other.limit, kept, work)
        return found.sets, found.complete

    return MatchResult(
        engine=values.ENGINE_VERSION,
        weights=table.version,
        on=on.isoformat(),
        options=options,
        near_misses=near.found,
        eliminated=eliminations(need, limits, catalogue),
        searched=Searched(
            visited=work.visited,
            budget=budget,
            complete=listing.complete,
            exact_options=listing.exact,
            bound=listing.bound,
            bound_unit=UNITS[need.order],
            candidates=len(plots),
            feasible=count_fitting(searches),
            near_complete=near.complete,
            largest_area_m2=area,
            largest_plots=largest,
            street_complete=street.complete,
        ),
        across_street=street.found,
        questions=questions(judge, options),
        stability=stability(options) if need.order == "score" else (),
        reliefs=() if options else reliefs(need, catalogue, listed),
    )


def near_budget(visited: int) -> int:
    """What the search for options leaves to that for near misses."""
    return min(values.NEAR_MOST, max(values.NEAR_LEAST, values.WHOLE_BUDGET - visited))


def searches_of(plots: Sequence[PlotRecord], judge: Judge, taken: Taken, work: Work) -> Iterator[Search]:
    """One search for each kind of set, in the order they come in the list."""
    for phase in phases(judge.need.order, plots, judge.limits):
        ground = ground_of(plots, judge.limits, judge.catalogue, phase)
        if not ground.void:
            kind = ScoreSearch if phase.lead == "score" else AdditiveSearch
            yield kind(ground, judge, taken, work)


@dataclass(frozen=True, slots=True)
class Listing:
    """The options in order, the first `exact` proven (all if `complete`); `bound`: the best an unseen set could be."""

    sets: tuple[tuple[str, ...], ...]
    exact: int
    complete: bool
    bound: float | None


def ranked(searches: Sequence[Search], limit: int, taken: Taken, work: Work) -> Listing:
    """Best first, kind by kind (assembly.md); cut short by the budget, the list is filled from what was seen."""
    chosen: list[tuple[str, ...]] = []
    for search in searches:
        stream = BestFirst(search, taken)
        try:
            while len(chosen) < limit and (found := stream.next()):
                chosen.append(found.codes)
                taken.add(found.codes)
        except Spent:
            exact = len(chosen)
            chosen += fill(stream, search, limit - exact, work)
            return Listing(tuple(chosen), exact, False, in_units(stream.bound, search.ground.phase))
    return Listing(tuple(chosen), len(chosen), True, None)


def fill(stream: BestFirst, search: Search, most: int, work: Work) -> Iterator[tuple[str, ...]]:
    """The best admissible sets at hand, after a short look into the most promising roots: good, not proven."""
    for root in islice(stream.roots_left(), values.FILL_ROOTS):
        search.work = Work(values.FILL_GLANCE)
        with suppress(Spent):
            search.best(root, None)
        work.visited += search.work.visited
    for found in sorted(search.pool, key=lambda one: one.key):
        if most > 0 and search.taken.admits(found.codes):
            search.taken.add(found.codes)
            most -= 1
            yield found.codes


def in_units(lead: float | None, phase: Phase) -> float | None:
    """USD, m2 or score (0 to 1); None where the order's figure is unknown, which has no bound."""
    if lead is None or not phase.lead_known:
        return None
    return {"cost": lead / 100, "area": lead / 10, "score": min(1.0, -lead)}[phase.lead]


def count_fitting(searches: Iterable[Search]) -> int | None:
    """How many sets fit, known or not; None if counting would take too long."""
    work, counted = Work(values.COUNT_BUDGET), 0
    try:
        for search in searches:
            for root in search.hopeful_roots(work):
                dive = Count(search.ball(root), search.ground, search.judge, Taken(diverse=False), work, None)
                dive.run()
                counted += dive.counted
    except Spent:
        return None
    return counted
