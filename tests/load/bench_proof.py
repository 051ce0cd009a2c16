"""The engine beside independent judges: CP-SAT and exhaustive search. `python -m tests.load.bench_proof [--quick]`.

CP-SAT (OR-Tools, a development dependency) is asked root by root: is there a cheaper connected set in the ball of this
root? Whole-graph models prove nothing in reasonable time. Roots are left out only by `area_min x price of the root`,
so the proof owes nothing to the engine's bounds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from leads.catalogue import catalogue_from
from leads.matching.catalogue import FREE, Catalogue
from leads.matching.eliminate import welcome_zones
from leads.matching.engine import match
from leads.matching.limits import Limits, limits_of
from leads.matching.requirement import Requirement, with_defaults
from tests.leads.matching_parks import ON, large_park
from tests.leads.oracle import Oracle

TYPICAL_M2 = 8_750
SECONDS = 20.0  # per root
# name, plots, share free, side of a block in plots (None = one giant block), k, band
CASES = tuple(
    (f"{size:,} plots, {'blocks' if block else 'one giant block'}, k = {k}, band {band:.0%}", size, block, k, band)
    for size, block in ((300, 6), (300, None), (1_000, 6), (1_000, None))
    for k, band in ((4, 0.02), (4, 0.3), (8, 0.02), (8, 0.3))
)


@dataclass(frozen=True)
class Verdict:
    """What the solver says of the engine's answer: proved, beaten, or not decided; roots asked and seconds."""

    word: str
    roots: int
    seconds: float


def cheaper(catalogue: Catalogue, codes: Sequence[str], limits: Limits, cents: int) -> str:
    """Whether a connected set with codes[0] among these plots costs less: INFEASIBLE is the proof that none does."""
    model, plots = cp_model.CpModel(), [catalogue.plots[code] for code in codes]
    place = {code: index for index, code in enumerate(codes)}
    chosen = [model.new_bool_var(code) for code in codes]
    level = [model.new_int_var(0, limits.most_plots - 1, f"level {code}") for code in codes]
    model.add(chosen[0] == 1)
    model.add(level[0] == 0)
    model.add(sum(chosen) <= limits.most_plots)
    area = sum(plot.area_dm * one for plot, one in zip(plots, chosen, strict=True))
    model.add(area >= limits.area_low)
    if limits.area_high is not None:
        model.add(area <= limits.area_high)
    model.add(sum((plot.cents or 0) * one for plot, one in zip(plots, chosen, strict=True)) <= cents - 1)
    for index, code in enumerate(codes):
        if index:
            parents = []
            for near in catalogue.neighbours[code]:
                if near in place:
                    arc = model.new_bool_var(f"{near}>{code}")
                    model.add_implication(arc, chosen[place[near]])
                    model.add(level[index] >= level[place[near]] + 1).only_enforce_if(arc)
                    parents.append(arc)
            model.add(sum(parents) == chosen[index])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = SECONDS
    return str(solver.status_name(solver.solve(model)))


def judged(catalogue: Catalogue, need: Requirement, cents: int) -> Verdict:
    """Ask every root whose price leaves hope."""
    limits, start, asked, undecided = limits_of(need), time.perf_counter(), 0, False
    zones = welcome_zones(need, catalogue)
    free = [plot for plot in catalogue.plots.values() if plot.status == FREE and plot.zone in zones]
    free.sort(key=lambda plot: (plot.price_dm or 0, plot.code))
    rank = {plot.code: index for index, plot in enumerate(free)}
    for plot in free:
        if limits.area_low * (plot.price_dm or 0) >= cents:
            break
        asked += 1
        status = cheaper(catalogue, ball(catalogue.neighbours, rank, plot.code, need.max_plots), limits, cents)
        if status in ("OPTIMAL", "FEASIBLE"):
            return Verdict("beaten", asked, time.perf_counter() - start)
        undecided |= status != "INFEASIBLE"
    return Verdict("not decided" if undecided else "proved", asked, time.perf_counter() - start)


def ball(neighbours: Mapping[str, frozenset[str]], rank: Mapping[str, int], root: str, most: int) -> list[str]:
    """The root and the plots at least as dear within k - 1 steps."""
    seen, edge = [root], [root]
    for _step in range(most - 1):
        further = {near for code in edge for near in neighbours[code] if rank.get(near, -1) > rank[root]}
        edge = sorted(further - set(seen))
        seen += edge
    return seen


def solver_lines(quick: bool) -> Iterator[str]:
    yield "| park and request (least lease) | engine ms | lease, USD | CP-SAT | roots asked | CP-SAT s | ratio |"
    yield "|---|---|---|---|---|---|---|"
    for number, (name, size, block, most, band) in enumerate(CASES[:2] if quick else CASES):
        park = catalogue_from(large_park(size + number, size, free=0.8, block=block))
        low = most * TYPICAL_M2
        land = {"area_min_m2": low, "area_max_m2": round(low * (1 + band), 1), "max_plots": most}
        need = with_defaults({"sector": "anywhere", "land": land, "order": "cost", "limit": 1})[0]
        start = time.process_time()
        result = match(need, park, ON)
        mine = time.process_time() - start
        lease = result.options[0].lease_usd if result.options else None
        verdict = judged(park, need, round((lease or 1e12) * 100))
        shown = f"{lease:,.2f}" if lease is not None else "none"
        yield (
            f"| {name} | {mine * 1000:.0f} | {shown} | {verdict.word} | {verdict.roots} | {verdict.seconds:.1f} "
            f"| {verdict.seconds / mine:,.0f} |"
        )


def exhaustive_lines() -> Iterator[str]:
    yield "| 120 plots, one giant block, band 10% | sets | exhaustive ms | engine ms | ratio | same first five |"
    yield "|---|---|---|---|---|---|"
    land = large_park(61, 120, free=0.8, block=None)
    park = catalogue_from(land)
    for most in (4, 6, 8):
        low = most * TYPICAL_M2
        asked: dict[str, Any] = {
            "sector": "anywhere",
            "land": {"area_min_m2": low, "area_max_m2": round(low * 1.1, 1), "max_plots": most},
            "limit": 5,
            "on": ON.isoformat(),
        }
        start = time.process_time()
        oracle = Oracle(land, asked, most_sets=100_000)
        fitting = oracle.fitting()
        expected = oracle.options(fitting, "score")
        theirs, start = time.process_time() - start, time.process_time()
        found = match(with_defaults(asked)[0], park, ON)
        mine = time.process_time() - start
        same = [one.plots for one in found.options] == expected
        yield (
            f"| at most {most} plots | {len(fitting)} fit | {theirs * 1000:.0f} | {mine * 1000:.1f} "
            f"| {theirs / mine:,.0f} | {'yes' if same else 'NO'} |"
        )


def lines(quick: bool) -> Iterator[str]:
    yield from solver_lines(quick)
    yield ""
    yield from exhaustive_lines()


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
