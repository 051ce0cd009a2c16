"""One pure function: a requirement against a catalogue on a day. matching.md holds to the letter. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from leads.matching import values
from leads.matching.assembly import Work, components, connected_sets, is_connected, restricted
from leads.matching.assess import FAIL, FREE, Scored, option, plot_passes, scored, set_verdict, totals
from leads.matching.catalogue import Catalogue
from leads.matching.near import near_misses
from leads.matching.record import MatchResult, Searched
from leads.matching.requirement import Requirement

SIMILAR = 0.5  # options share at most half of the plots in either


def match(need: Requirement, catalogue: Catalogue, on: date, budget: int = values.WORK_BUDGET) -> MatchResult:
    """Ranked options with their reasons, near misses, and how far was looked.

    `on` is the day asked; the engine has no clock. `budget` counts sets, so an answer replays to the bit.
    """
    codes = frozenset(code for code, plot in catalogue.plots.items() if plot_passes(plot, need, catalogue))
    graph = restricted(catalogue.neighbours, codes)
    work = Work(budget)
    ranked = sorted(_feasible(need, catalogue, graph, work, on), key=lambda found: found.rank(need.order))
    chosen = different(ranked, need.limit) if need.diverse else ranked[: need.limit]
    near_work = Work(budget)
    near = near_misses(need, catalogue, on, near_work, frozenset(found.codes for found in ranked))
    largest = _largest(catalogue, graph, need)
    return MatchResult(
        engine=values.ENGINE_VERSION,
        weights=values.WEIGHTS_VERSION,
        on=on.isoformat(),
        options=tuple(option(found, need, catalogue, on) for found in chosen),
        near_misses=near,
        searched=Searched(
            visited=work.visited,
            budget=budget,
            complete=work.complete,
            exact_options=len(chosen) if work.complete else 0,
            bound=None if work.complete else _best_possible(need),
            candidates=len(codes),
            feasible=len(ranked),
            largest_area_m2=largest[0],
            largest_plots=largest[1],
        ),
    )


def _feasible(
    need: Requirement, catalogue: Catalogue, graph: dict[str, frozenset[str]], work: Work, on: date
) -> Iterator[Scored]:
    def may_grow(chosen: tuple[str, ...]) -> bool:
        high = need.area_max_m2
        area = sum(catalogue.plots[code].area_dm or 0 for code in chosen) / 10
        return high is None or area <= high + values.AREA_TOLERANCE_M2

    for codes in connected_sets(graph, need.most_plots, work, may_grow):
        found = scored(codes, need, catalogue, on)
        if found and (need.area_max_m2 is not None or _is_minimal(found, need, catalogue, graph)):
            yield found


def _is_minimal(found: Scored, need: Requirement, catalogue: Catalogue, graph: dict[str, frozenset[str]]) -> bool:
    """With a minimum only: leaving out any one plot breaks connection, the minimum or another hard need."""
    if len(found.codes) == 1:
        return True
    for code in found.codes:
        rest = frozenset(found.codes) - {code}
        if not is_connected(rest, graph):
            continue
        plots = [catalogue.plots[other] for other in sorted(rest)]
        verdict = set_verdict(plots, totals(plots), need)
        if verdict != FAIL and (verdict == "pass" or found.unknown):
            return False
    return True


def different(ranked: Sequence[Scored], limit: int) -> list[Scored]:
    """The best, then each next best that shares at most half of its plots with every earlier one."""
    chosen: list[Scored] = []
    for found in ranked:
        if len(chosen) == limit:
            break
        if all(overlap(found.codes, other.codes) <= SIMILAR for other in chosen):
            chosen.append(found)
    return chosen


def overlap(first: Sequence[str], second: Sequence[str]) -> float:
    """Shared plots over plots in either."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other)


def _best_possible(need: Requirement) -> float:
    """The least a set could cost or measure, or the most it could score, when the search was cut short."""
    return {"score": 1.0, "cost": 0.0, "area": need.area_min_m2 or 0.0}[need.order]


def _largest(
    catalogue: Catalogue, graph: dict[str, frozenset[str]], need: Requirement
) -> tuple[float | None, tuple[str, ...]]:
    """The largest connected area free for the sector (whatever was asked of area and utilities)."""
    free = frozenset(
        code for code, plot in catalogue.plots.items() if plot.status == FREE and _permitted(code, catalogue, need)
    )
    parts = components(restricted(catalogue.neighbours, free))
    sized = [(sum(catalogue.plots[code].area_dm or 0 for code in part) / 10, tuple(sorted(part))) for part in parts]
    return max(sized, key=lambda pair: (pair[0], pair[1]), default=(None, ()))


def _permitted(code: str, catalogue: Catalogue, need: Requirement) -> bool:
    plot = catalogue.plots[code]
    allowed = catalogue.permissions.get((need.sector, plot.zone)) in {"permitted", "encouraged"}
    return allowed and (need.zones is None or plot.zone in need.zones)
