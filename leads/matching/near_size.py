"""How far a set is from fitting, bounded from below (matching.md section 6). Pure.

Lateness, held plots, plots too many and too much area or lease only grow with a further plot; what
is missing of area and utilities only shrinks, at best by the largest plots still in reach.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from leads.matching import values
from leads.matching.ball import Patch
from leads.matching.ground import KNOWN
from leads.matching.judge import Judge

SLACK = 2e-9  # sizes are compared after rounding to 1e-9
AREA_GRID = round(values.GRIDS["land.area_min_m2"] * 10)  # 0.1 m2
TOO_MANY = float(values.ENDLESS)


class Sizes:
    """Sizes for one requirement; areas 0.1 m2, lease cents, `sums` thousandths with the price cap last."""

    def __init__(self, judge: Judge) -> None:
        need, limits = judge.need, judge.limits
        self.low = limits.area_low
        self.allowed = limits.most_plots
        self.asked_low = (need.area_min_m2 or 0) * 10
        self.asked_high = (need.area_max_m2 or 0) * 10
        self.asked_lease = (need.lease_usd_max or 0) * 100
        self.asked_sums = [need.needs[key] * 1000 for key, _least in limits.sums]
        self.asked_price = need.lease_usd_m2_max
        self.area_high = values.ENDLESS if limits.area_high is None else limits.area_high
        self.lease_limit = values.ENDLESS if limits.lease_high is None else limits.lease_high
        self.by_more = limits.fibre is not None  # whether a set whose own size is 0 may still not fit
        self.grids = [round(values.GRIDS[f"utilities.{key}"] * 1000) for key, _least in limits.sums]

    def grown(self, count: int, area: int, cents: int, late: float, held: float) -> float:
        """The part of a set's size that no further plot makes smaller; without bound if that is too many changes."""
        size, changes = values.BLOCKED_SIZE * held, 0
        if late:
            size += late / values.READY_SPAN_DAYS
            changes += 1
        if count > self.allowed:
            size += values.ONE_PLOT_MORE_SIZE * (count - self.allowed)
            changes += 1
        known = area & KNOWN
        if known > self.area_high:
            size += (known - self.asked_high) / self.asked_high
            changes += 1
        if cents > self.lease_limit:
            size += (cents - self.asked_lease) / self.asked_lease
            changes += 1
        return size if changes <= values.MOST_CHANGES else TOO_MANY

    def own(self, grown: float, area: int, cents: int, sums: Sequence[int]) -> float:
        """A set's size, but for a change of fibre and the rounding of what grows: at most what it will prove to be."""
        size = grown
        if area < self.low:
            size += (self.asked_low - area // AREA_GRID * AREA_GRID) / self.asked_low
        if sums:
            for have, asked, grid in zip(sums, self.asked_sums, self.grids, strict=False):  # not the price cap
                if have < asked:
                    size += (asked - have // grid * grid) / asked
            if self.asked_price and sums[-1] < 0:
                size += math.ceil(cents / (area * 5) - SLACK) / (2 * self.asked_price) - 1
        return size

    def extended(self, grown: float, patch: Patch, count: int, area: int, sums: Sequence[int], most: int) -> float:
        """The size at least of any extension by one plot or more of the patch, to at most `most` plots."""
        allowed = self.allowed
        first = count + 1 if count >= allowed else allowed
        least = self._short(patch, area, sums, min(first, most) - count)
        for total in range(first + 1, most + 1):
            over = values.ONE_PLOT_MORE_SIZE * (total - first)
            if over >= least:
                break
            least = min(least, over + self._short(patch, area, sums, total - count))
        return grown + least + (values.ONE_PLOT_MORE_SIZE if count >= allowed else 0.0)

    def _short(self, patch: Patch, area: int, sums: Sequence[int], more: int) -> float:
        """The size of what is missing of area and utilities, at best, with so many more plots."""
        size = 0.0
        reach = area + patch.top_area[more]
        if reach < self.low:
            size += (self.asked_low - reach) / self.asked_low
        for have, asked, top in zip(sums, self.asked_sums, patch.top_amounts, strict=False):
            if have + top[more] < asked:
                size += (asked - have - top[more]) / asked
        return size

    def most_plots(self, worst: float, most: int) -> int:
        """How many plots a set may have whose size is at most `worst`."""
        return min(most, self.allowed + int((worst + SLACK) / values.ONE_PLOT_MORE_SIZE))
