"""Which wish stands in the way where nothing fits, and the nearest value of it with which something does. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from leads.matching.catalogue import Catalogue
from leads.matching.changes import apply
from leads.matching.limits import Totals, totals
from leads.matching.record import Change, Relief
from leads.matching.requirement import Requirement
from leads.matching.values import (
    FIBRE,
    GRIDS,
    MOST_PLOTS,
    READY_SPAN_DAYS,
    RELIEF_BUDGET,
    RELIEF_GLANCE,
    SUMS,
    UTILITIES,
)
from leads.matching.work import Work

Sets = tuple[tuple[str, ...], ...]
Listed = Callable[[Requirement, Work], tuple[Sets, bool]]  # the options of a request, and whether that is all of them
MIN_AREA, MAX_AREA, READY = "land.area_min_m2", "land.area_max_m2", "needed_by"
PRICE, LEASE, ZONES, COMBINE, PLOTS = (
    "budget.lease_usd_m2_max",
    "budget.lease_usd_max",
    "zones",
    "land.combine",
    "land.max_plots",
)
UPWARD = (MAX_AREA, PRICE, LEASE, READY, PLOTS)  # relieved by allowing more; the others by asking for less
FIELDS = {MIN_AREA: "area_min_m2", MAX_AREA: "area_max_m2", PRICE: "lease_usd_m2_max", LEASE: "lease_usd_max"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A hard need by its path in the request; `left`: the request without it."""

    key: str
    asked: Any
    left: Requirement


def reliefs(need: Requirement, catalogue: Catalogue, listed: Listed) -> tuple[Relief, ...]:
    """Of a request that nothing fits: the wishes of which one alone would have to give way, least change first.

    Where no single one is enough: those that nothing meets even alone, with 0 options.
    """
    seeker = Seeker(catalogue, listed)
    wishes = tuple(wishes_of(need))
    found = [one for wish in wishes if (one := seeker.relief(need, wish))]
    if not found and len(wishes) > 1:
        found = [one for wish in wishes if (one := seeker.alone(need, wish, wishes))]
    return tuple(sorted(found, key=_size))


def wishes_of(need: Requirement) -> Iterator[Wish]:
    if need.zones is not None:
        yield Wish(ZONES, ", ".join(need.zones), replace(need, zones=None))
    if need.area_min_m2 is not None and not need.combine:
        yield Wish(COMBINE, False, replace(need, combine=True))
    if need.joins and need.max_plots < MOST_PLOTS:
        yield Wish(PLOTS, need.max_plots, replace(need, max_plots=MOST_PLOTS))
    for key, name in FIELDS.items():
        if (asked := getattr(need, name)) is not None:
            less: dict[str, Any] = {name: None}
            yield Wish(key, asked, replace(need, **less))
    if need.needed_by is not None:
        yield Wish(READY, need.needed_by.isoformat(), replace(need, needed_by=None))
    for name in UTILITIES:
        if name in need.needs:
            others = {key: value for key, value in need.needs.items() if key != name}
            yield Wish(f"utilities.{name}", need.needs[name], replace(need, needs=others))


class Seeker:
    """Asks the engine again with one wish changed, within a budget of work for all such questions together."""

    def __init__(self, catalogue: Catalogue, listed: Listed) -> None:
        self.catalogue = catalogue
        self.listed = listed
        self.left = RELIEF_BUDGET

    def relief(self, need: Requirement, wish: Wish) -> Relief | None:
        """What giving way here alone brings; None where it is not enough."""
        first = self._first(wish.left)
        if not first:
            return None
        to = self._nearest(need, wish, first)
        plain = to is None and wish.key != COMBINE
        changed = wish.left if plain else _changed(need, wish, True if wish.key == COMBINE else to)
        sets, whole = self._ask(changed, RELIEF_BUDGET)
        if not sets:
            return None
        after = True if wish.key == COMBINE else to
        return Relief(wish.key, wish.asked, after, len(sets), whole or len(sets) >= need.limit, sets[0])

    def alone(self, need: Requirement, wish: Wish, wishes: tuple[Wish, ...]) -> Relief | None:
        """A wish that no set meets even if nothing else is wished; None where one does."""
        if wish.key in (COMBINE, PLOTS):
            return None
        only = need
        for other in wishes:
            if other.key == MIN_AREA and other.key != wish.key:
                only = replace(only, area_min_m2=1.0)  # any size: plots may still be joined
            elif other.key not in (wish.key, COMBINE, PLOTS):
                only = _without(only, other.key)
        if self._first(only):
            return None
        first = self._first(_without(only, wish.key))
        if not first:
            return None
        return Relief(wish.key, wish.asked, self._nearest(only, wish, first), 0, True, ())

    def _nearest(self, need: Requirement, wish: Wish, found: tuple[str, ...]) -> float | str | None:
        """The value nearest to the one asked, on the grid of changes, with which something fits; None for none."""
        key, up = wish.key, wish.key in UPWARD
        grid, asked = Fraction(GRIDS.get(key, 1)), _figure(key, wish.asked)
        good = self._step(key, found, grid, up=up)
        if asked is None or good is None or good == 0:
            return None
        bad = math.ceil((-asked if up else asked) / grid)
        while bad - good > 1:
            step = (good + bad) // 2
            codes = self._first(_changed(need, wish, _value(key, step, grid)))
            met = self._step(key, codes, grid, up=up) if codes else None
            if codes:
                good = min(bad - 1, max(step, step if met is None else met))
            else:
                bad = step
        return _value(key, good, grid)

    def _step(self, key: str, codes: tuple[str, ...], grid: Fraction, *, up: bool) -> int | None:
        """What a set offers, in steps of the grid, outward; counted downward where more must be allowed."""
        have = offered(key, totals([self.catalogue.plots[code] for code in codes]))
        return None if have is None else math.floor((-have if up else have) / grid)

    def _first(self, need: Requirement) -> tuple[str, ...]:
        sets, _whole = self._ask(replace(need, limit=1, order="area"), RELIEF_GLANCE)
        return sets[0] if sets else ()

    def _ask(self, need: Requirement, budget: int) -> tuple[Sets, bool]:
        if self.left <= 0:
            return (), False
        work = Work(min(budget, self.left))
        answer = self.listed(need, work)
        self.left -= max(1, work.visited)
        return answer


def offered(key: str, total: Totals) -> Fraction | None:
    """What a set has of what the wish is about, in the request's unit; days by their number; None if not known."""
    name = key.rpartition(".")[2]
    if name in SUMS:
        return Fraction(total.sums[name], 1000)
    match key:
        case "land.area_min_m2" | "land.area_max_m2":
            return Fraction(total.area, 10)
        case "land.max_plots":
            return Fraction(total.count)
        case "needed_by":
            return Fraction(total.ready.toordinal()) if total.ready else None
        case "budget.lease_usd_m2_max":
            return Fraction(total.cents, 10 * total.area) if total.area else None
        case "budget.lease_usd_max":
            return Fraction(total.cents, 100)
        case _ if name == FIBRE:
            return None if total.fibre is None else Fraction(total.fibre)
    return None


def _figure(key: str, asked: Any) -> Fraction | None:
    if key == READY:
        return Fraction(date.fromisoformat(asked).toordinal())
    return None if isinstance(asked, str | bool) else Fraction(asked)


def _value(key: str, step: int, grid: Fraction) -> float | str:
    if key == READY:
        return date.fromordinal(abs(step)).isoformat()
    value = abs(step) * grid
    return int(value) if value.denominator == 1 else float(value)


def _changed(need: Requirement, wish: Wish, to: Any) -> Requirement:
    return apply(need, [Change(wish.key, wish.asked, to, 0.0)])


def _without(need: Requirement, key: str) -> Requirement:
    return next((wish.left for wish in wishes_of(need) if wish.key == key), need)


def _size(one: Relief) -> float:
    """The share of what was asked, as changes are measured; what is no figure first."""
    if isinstance(one.before, bool) or one.key in (ZONES, PLOTS):
        return 0.0
    if one.after is None:
        return math.inf
    if one.key == READY:
        return (date.fromisoformat(str(one.after)) - date.fromisoformat(str(one.before))).days / READY_SPAN_DAYS
    return abs(float(one.before) - float(one.after)) / float(one.before) if one.before else math.inf
