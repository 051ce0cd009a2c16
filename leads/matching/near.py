"""Near misses: sets that would fit after at most two changes of the request (matching.md section 6). Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from leads.matching import values
from leads.matching.assembly import Work, connected_sets, is_connected, restricted
from leads.matching.assess import (
    FAIL,
    FREE,
    Totals,
    area_verdict,
    capacity,
    capacity_verdict,
    lease_verdict,
    plot_passes,
    price_verdict,
    scored,
    totals,
)
from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.record import Change, NearMiss
from leads.matching.requirement import Requirement

BLOCKED_STATUSES = ("reserved", "clearance")
MOST_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    codes: tuple[str, ...]
    blocked: tuple[str, ...]
    changes: tuple[Change, ...]
    size: float


def near_misses(
    need: Requirement, catalogue: Catalogue, on: date, work: Work, fitting: frozenset[tuple[str, ...]]
) -> tuple[NearMiss, ...]:
    """The smallest five, of which at most two are blocked; ties as options are ordered."""
    found = [one for one in _candidates(need, catalogue, work) if one.codes not in fitting]
    found.sort(key=lambda one: (round(one.size, 9), _rank(one, need, catalogue, on)))
    out: list[NearMiss] = []
    for one in found:
        blocked = {code: catalogue.plots[code].status for code in one.blocked}
        if blocked and sum(bool(row.blocked_by) for row in out) >= values.MOST_BLOCKED:
            continue
        out.append(NearMiss(one.codes, blocked, round(one.size, 9), one.changes))
        if len(out) == values.MOST_NEAR:
            break
    return tuple(out)


def _rank(one: Candidate, need: Requirement, catalogue: Catalogue, on: date) -> tuple[object, ...]:
    """Ties: score, cost, area, number of plots, codes, as the changed request would order them."""
    changed = apply(need, one.changes)
    fit = scored(one.codes, changed, catalogue, on)
    return fit.rank("score") if fit else (True, (True, 0.0), 0.0, (True, 0.0), (True, 0.0), len(one.codes), one.codes)


def apply(need: Requirement, changes: Sequence[Change]) -> Requirement:
    """The request after the changes."""
    for change in changes:
        group, _, name = change.key.rpartition(".")
        if group == "utilities":
            need = replace(need, needs={**need.needs, name: float(change.after)})
        elif name == "needed_by":
            need = replace(need, needed_by=date.fromisoformat(str(change.after)))
        else:
            part: dict[str, Any] = {name: change.after}
            need = replace(need, **part)
    return need


def _candidates(need: Requirement, catalogue: Catalogue, work: Work) -> Iterator[Candidate]:
    codes = frozenset(
        code
        for code, plot in catalogue.plots.items()
        if plot.status in (FREE, *BLOCKED_STATUSES) and plot_passes(plot, need, catalogue, free_only=False)
    )
    graph = restricted(catalogue.neighbours, codes)
    more = 2 if need.joins else 0
    most = min(8, need.most_plots + more)
    reach = None if need.area_max_m2 is None else need.area_max_m2 * (1 + values.MOST_CHANGE)

    def may_grow(chosen: tuple[str, ...]) -> bool:
        plots = [catalogue.plots[code] for code in chosen]
        held = sum(plot.status != FREE for plot in plots)
        area = sum(plot.area_dm or 0 for plot in plots) / 10
        return held <= MOST_CHANGES and (reach is None or area < reach)

    for chosen in connected_sets(graph, most, work, may_grow):
        candidate = _candidate(tuple(sorted(chosen)), need, catalogue)
        if candidate and not _has_smaller_inside(candidate, need, catalogue):
            yield candidate


def _candidate(codes: tuple[str, ...], need: Requirement, catalogue: Catalogue) -> Candidate | None:
    """The changes this set needs, or None if they are too many or too large, or none is needed."""
    plots = [catalogue.plots[code] for code in codes]
    blocked = tuple(plot.code for plot in plots if plot.status != FREE)
    found = list(_changes(plots, totals(plots), need))
    if any(change is None for change in found):
        return None
    changes = tuple(change for change in found if change)
    size = sum(change.size for change in changes) + values.BLOCKED_SIZE * len(blocked)
    if not (changes or blocked) or len(changes) > MOST_CHANGES or round(size, 9) > values.MOST_CHANGE:
        return None
    return Candidate(codes, blocked, changes, size)


def _has_smaller_inside(one: Candidate, need: Requirement, catalogue: Catalogue) -> bool:
    """Whether leaving a plot out still gives a connected set that is no farther from fitting."""
    if len(one.codes) == 1 or need.area_max_m2 is not None:
        return False
    for code in one.codes:
        rest = tuple(other for other in one.codes if other != code)
        if not is_connected(frozenset(rest), catalogue.neighbours):
            continue
        smaller = _candidate(rest, need, catalogue)
        fits = smaller is None and not list(
            _changes([catalogue.plots[c] for c in rest], totals([catalogue.plots[c] for c in rest]), need)
        )
        if fits or (smaller and round(smaller.size, 9) <= round(one.size, 9)):
            return True
    return False


def _changes(plots: Sequence[PlotRecord], total: Totals, need: Requirement) -> Iterator[Change | None]:
    """The change each failed need asks; None where no change of the request can help."""
    if len(plots) > need.most_plots:
        extra = len(plots) - need.max_plots
        yield Change("land.max_plots", need.max_plots, len(plots), values.ONE_PLOT_MORE_SIZE * extra)
    if area_verdict(total, need) == FAIL:
        yield _area_change(total, need)
    if need.needed_by and any(plot.ready and plot.ready > need.needed_by for plot in plots):
        latest = max(plot.ready for plot in plots if plot.ready)
        size = (latest - need.needed_by).days / values.READY_SPAN_DAYS
        yield Change("needed_by", need.needed_by.isoformat(), latest.isoformat(), size)
    for key, asked in need.needs.items():
        if capacity_verdict(plots, key, asked) == FAIL:
            have, _whole = capacity(plots, key)
            yield _down(f"utilities.{key}", asked, have or 0.0)
    if price_verdict(total, need) == FAIL:
        yield _up("budget.lease_usd_m2_max", need.lease_usd_m2_max, total.mean_price)
    if lease_verdict(total, need) == FAIL:
        yield _up("budget.lease_usd_max", need.lease_usd_max, total.lease_known_usd)


def _area_change(total: Totals, need: Requirement) -> Change | None:
    low, high = need.area_min_m2, need.area_max_m2
    if high is not None and total.area_known_m2 > high + values.AREA_TOLERANCE_M2:
        return _up("land.area_max_m2", high, total.area_known_m2)
    return _down("land.area_min_m2", low, total.area_known_m2) if low is not None else None


def _down(key: str, asked: float, have: float) -> Change | None:
    """Ask for less, rounded down to the grid."""
    grid = values.GRIDS[key]
    after = math.floor(have / grid + 1e-9) * grid
    return Change(key, asked, after, (asked - after) / asked) if after > 0 else None


def _up(key: str, asked: float | None, have: float | None) -> Change | None:
    """Allow more, rounded up to the grid."""
    if asked is None or have is None:
        return None
    grid = values.GRIDS[key]
    after = math.ceil(round(have, 6) / grid - 1e-9) * grid
    return Change(key, asked, after, (after - asked) / asked)
