"""Several plots taken as one: sums where they add up, the later date, the shorter term. Pure.

The same rules as the match has for a set of plots (matching: sums on the set). One unknown part makes
the whole unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sitepages.land.facts import Fact, FactValue, PlotFacts

ADDED = frozenset({"area_m2", "power_kva", "water_m3_day", "wastewater_m3_day", "fibre_gbps", "frontage_m"})
LATEST = frozenset({"available_from"})
EARLIEST = frozenset({"lease_until"})


@dataclass(frozen=True, slots=True)
class SetValue:
    """A fact of a set: one value, or from `low` to `high` where the plots differ; `unknown` names the plots
    of which it is not known. `verified_on` is the oldest receipt's day.
    """

    key: str
    unit: str
    low: FactValue | None
    high: FactValue | None
    unknown: tuple[str, ...]
    verified_on: date | None
    illustrative: bool
    language: str = ""

    @property
    def known(self) -> bool:
        return self.low is not None and not self.unknown


def value_of_set(plots: Sequence[PlotFacts], key: str) -> SetValue:
    facts = [plot.facts[key] for plot in plots]
    unknown = tuple(plot.code for plot, fact in zip(plots, facts, strict=True) if not fact.known)
    known = [fact.value for fact in facts if fact.value is not None]
    low, high = (None, None) if unknown or not known else _together(key, known)
    return SetValue(
        key=key,
        unit=facts[0].unit,
        low=low,
        high=high,
        unknown=unknown,
        verified_on=oldest(facts),
        illustrative=any(fact.illustrative for fact in facts),
        language=next((fact.language for fact in facts if fact.language), ""),
    )


def oldest(facts: Iterable[Fact]) -> date | None:
    return min((fact.verified_on for fact in facts if fact.known and fact.verified_on), default=None)


def _together(key: str, values: Sequence[FactValue]) -> tuple[FactValue, FactValue]:
    if key in ADDED:
        total = round(sum(value for value in values if isinstance(value, (int, float))), 4)
        return total, total
    if key in LATEST:
        return max(values), max(values)
    if key in EARLIEST:
        return min(values), min(values)
    if all(isinstance(value, (int, float)) for value in values):
        return min(values), max(values)
    different = sorted({str(value) for value in values})
    return different[0], different[-1]


def lease_usd(plots: Sequence[PlotFacts]) -> float | None:
    """Area x price of every plot, once for the whole term (USD); None while any part is not known."""
    total = 0.0
    for plot in plots:
        area, price = plot.value("area_m2"), plot.value("lease_usd_m2")
        if not isinstance(area, (int, float)) or not isinstance(price, (int, float)):
            return None
        total += area * price
    return total


def hangs_together(codes: Collection[str], neighbours: Iterable[tuple[str, str]]) -> bool:
    """Whether one can walk from each plot to each other over common boundaries."""
    beside: dict[str, set[str]] = {code: set() for code in codes}
    for first, second in neighbours:
        if first in beside and second in beside:
            beside[first].add(second)
            beside[second].add(first)
    reached, waiting = set(), list(codes)[:1]
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached.add(code)
            waiting += beside[code] - reached
    return len(reached) == len(beside)
