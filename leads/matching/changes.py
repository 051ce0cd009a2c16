"""What a set would need changed in the request, outward to the grid, and how much (matching.md section 6). Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from leads.matching.limits import FAIL, Limits, Totals, verdicts
from leads.matching.record import Change
from leads.matching.requirement import Requirement
from leads.matching.values import (
    BLOCKED_SIZE,
    FIBRE,
    GRIDS,
    ONE_PLOT_MORE_SIZE,
    PLACES,
    READY_SPAN_DAYS,
    SUMS,
)


def changes_of(total: Totals, need: Requirement, limits: Limits) -> tuple[Change, ...] | None:
    """The smallest change for each hard need the set fails; None where no change of the request can help."""
    found = tuple(_changes(total, need, limits))
    whole = tuple(change for change in found if change is not None)
    return whole if len(whole) == len(found) else None


def _changes(total: Totals, need: Requirement, limits: Limits) -> Iterator[Change | None]:
    failed = {key for key, verdict in verdicts(total, limits).items() if verdict == FAIL}
    if total.count > need.most_plots:
        size = ONE_PLOT_MORE_SIZE * (total.count - need.max_plots)
        yield Change("land.max_plots", need.max_plots, total.count, size)
    if "area" in failed:
        yield _area(total, need, limits)
    if "ready" in failed and total.ready and need.needed_by:
        size = (total.ready - need.needed_by).days / READY_SPAN_DAYS
        yield Change("needed_by", need.needed_by.isoformat(), total.ready.isoformat(), size)
    for key, criterion in SUMS.items():
        if criterion in failed:
            yield _less(f"utilities.{key}", need.needs[key], Fraction(total.sums[key], 1000))
    if "fibre" in failed:
        yield _less(f"utilities.{FIBRE}", need.needs[FIBRE], Fraction(total.fibre or 0))
    if "price" in failed:
        yield _more("budget.lease_usd_m2_max", need.lease_usd_m2_max, Fraction(total.cents, 10 * total.area))
    if "lease" in failed:
        yield _more("budget.lease_usd_max", need.lease_usd_max, Fraction(total.cents, 100))


def _area(total: Totals, need: Requirement, limits: Limits) -> Change | None:
    have = Fraction(total.area, 10)
    if limits.area_high is not None and total.area > limits.area_high:
        return _more("land.area_max_m2", need.area_max_m2, have)
    return _less("land.area_min_m2", need.area_min_m2, have)


def _less(key: str, asked: float | None, have: Fraction) -> Change | None:
    """Ask for less: down to the grid; nothing left is no change."""
    after = math.floor(have / Fraction(GRIDS[key])) * GRIDS[key]
    return Change(key, asked, after, (asked - after) / asked) if asked and after > 0 else None


def _more(key: str, asked: float | None, have: Fraction) -> Change | None:
    """Allow more: up to the grid."""
    after = math.ceil(have / Fraction(GRIDS[key])) * GRIDS[key]
    return Change(key, asked, after, (after - asked) / asked) if asked else None


def apply(need: Requirement, changes: Iterable[Change]) -> Requirement:
    """The requirement after the changes."""
    for change in changes:
        group, _, name = change.key.rpartition(".")
        if group == "utilities":
            need = replace(need, needs={**need.needs, name: float(change.after)})
        elif name == "needed_by":
            need = replace(need, needed_by=date.fromisoformat(str(change.after)))
        else:
            figure: dict[str, Any] = {name: change.after}
            need = replace(need, **figure)
    return need


def size_of(changes: Iterable[Change], held: int) -> float:
    """Shares of what was asked, and a quarter for each held or uncleared plot."""
    return round(sum(change.size for change in changes) + BLOCKED_SIZE * held, PLACES)
