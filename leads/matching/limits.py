"""The hard needs of a requirement in the engine's integers, and the tests of a set (matching.md section 2). Pure.

Every test answers pass, fail or unknown. A sum passes when its known part suffices; otherwise, with
a part missing, it is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from leads.matching.catalogue import PlotRecord
from leads.matching.requirement import Requirement
from leads.matching.values import AREA_TOLERANCE_DM, FIBRE, SUMS, UTILITIES

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
FACTS = frozenset({"area", "lease", "ready", "frontage", *UTILITIES})  # what a set's total may be wholly known of


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard needs. Areas 0.1 m2 with the tolerance of 0.05 m2 already given; `sums` in thousandths.

    `cap` (n, d): a mean price passes when d x cents <= n x area. `minimal`: only a minimum area was asked, so a
    set from which a plot can be left out is not offered (section 3).
    """

    area_low: int
    area_high: int | None
    cap: tuple[int, int] | None
    lease_high: int | None
    sums: tuple[tuple[str, int], ...]
    fibre: float | None
    ready_by: date | None
    most_plots: int
    minimal: bool


def limits_of(need: Requirement) -> Limits:
    low, high = need.area_min_m2, need.area_max_m2
    tolerance = Fraction(*AREA_TOLERANCE_DM)
    return Limits(
        area_low=0 if low is None else max(0, math.ceil(_exact(low) * 10 - tolerance)),
        area_high=None if high is None else math.floor(_exact(high) * 10 + tolerance),
        cap=None if need.lease_usd_m2_max is None else (_exact(need.lease_usd_m2_max) * 10).as_integer_ratio(),
        lease_high=None if need.lease_usd_max is None else math.floor(_exact(need.lease_usd_max) * 100),
        sums=tuple((key, math.ceil(_exact(need.needs[key]) * 1000)) for key in SUMS if key in need.needs),
        fibre=need.needs.get(FIBRE),
        ready_by=need.needed_by,
        most_plots=need.most_plots,
        minimal=low is not None and high is None,
    )


def _exact(figure: float) -> Fraction:
    """The figure as it was written: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(Decimal(repr(figure)))


@dataclass(frozen=True, slots=True)
class Totals:
    """What a set adds up to: of each figure the known part, and whether that is the whole.

    Area 0.1 m2, lease cents, `sums` thousandths, `ready` the latest day, `fibre` and `frontage` the largest.
    `whole` holds the facts of which no part is unknown: area, lease, ready, frontage and the utilities' keys.
    """

    count: int
    area: int
    cents: int
    ready: date | None
    sums: Mapping[str, int]
    fibre: float | None
    frontage: float | None
    whole: frozenset[str]

    @property
    def mean_price(self) -> float | None:
        """USD per m2, area-weighted; None if a part is unknown."""
        return self.cents / (10 * self.area) if "lease" in self.whole and self.area else None


def totals(plots: Sequence[PlotRecord]) -> Totals:
    area = cents = 0
    ready: date | None = None
    fibre: float | None = None
    frontage: float | None = None
    parts: set[str] = set()  # facts of which a part is unknown
    for plot in plots:
        if plot.area_dm is None:
            parts.add("area")
        else:
            area += plot.area_dm
        if plot.cents is None:
            parts.add("lease")
        else:
            cents += plot.cents
        if plot.ready is None:
            parts.add("ready")
        elif ready is None or plot.ready > ready:
            ready = plot.ready
        if plot.fibre_gbps is None:
            parts.add(FIBRE)
        elif fibre is None or plot.fibre_gbps > fibre:
            fibre = plot.fibre_gbps
        if plot.frontage_m is None:
            parts.add("frontage")
        elif frontage is None or plot.frontage_m > frontage:
            frontage = plot.frontage_m
    sums = {}
    for key in SUMS:
        amounts = [plot.sums[key] for plot in plots]
        if None in amounts:
            parts.add(key)
        sums[key] = sum(filter(None, amounts))
    return Totals(len(plots), area, cents, ready, sums, fibre, frontage, FACTS - parts if parts else FACTS)


def verdicts(total: Totals, limits: Limits) -> dict[str, str]:
    """The verdict of each hard need asked, by criterion: area, price, lease, ready and the utilities."""
    found: dict[str, str] = {}
    if limits.area_low or limits.area_high is not None:
        found["area"] = _area(total, limits)
    if limits.cap is not None:
        found["price"] = _price(total, limits.cap)
    if limits.lease_high is not None:
        found["lease"] = _lease(total, limits.lease_high)
    if limits.ready_by is not None:
        found["ready"] = _ready(total, limits.ready_by)
    for key, least in limits.sums:
        found[SUMS[key]] = _enough(total.sums[key], least, key in total.whole)
    if limits.fibre is not None:
        found[UTILITIES[FIBRE]] = _enough(total.fibre, limits.fibre, FIBRE in total.whole)
    return found


def verdict_of(plots: Sequence[PlotRecord], limits: Limits) -> str:
    """Fail if one hard need fails, else unknown if one is, else pass."""
    found = verdicts(totals(plots), limits).values()
    return FAIL if FAIL in found else UNKNOWN if UNKNOWN in found else PASS


def _area(total: Totals, limits: Limits) -> str:
    if limits.area_high is not None and total.area > limits.area_high:
        return FAIL
    enough = total.area >= limits.area_low
    if "area" in total.whole:
        return PASS if enough else FAIL
    return PASS if enough and limits.area_high is None else UNKNOWN


def _price(total: Totals, cap: tuple[int, int]) -> str:
    if "lease" not in total.whole:
        return UNKNOWN
    most, share = cap
    return PASS if share * total.cents <= most * total.area else FAIL


def _lease(total: Totals, most: int) -> str:
    if total.cents > most:
        return FAIL
    return PASS if "lease" in total.whole else UNKNOWN


def _ready(total: Totals, by: date) -> str:
    if total.ready and total.ready > by:
        return FAIL
    return PASS if "ready" in total.whole else UNKNOWN


def _enough(have: float | None, least: float, whole: bool) -> str:
    if have is not None and have >= least:
        return PASS
    return FAIL if whole else UNKNOWN
