"""Weights, bounds and grids, version 1 (matching.md sections 5 and 6; ours, published). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENGINE_VERSION = "1"
WEIGHTS_VERSION = 1
WORK_BUDGET = 60_000  # sets looked at, not seconds
AREA_TOLERANCE_M2 = 0.05
READY_SPAN_DAYS = 1096
MOST_CHANGE = 0.5
MOST_NEAR = 5
MOST_BLOCKED = 2
BLOCKED_SIZE = 0.25
ONE_PLOT_MORE_SIZE = 0.25
PARK_POWER_KVA = 126_000  # substation 2 x 63 MVA of the illustrative plan


@dataclass(frozen=True, slots=True)
class Weight:
    """`zero` and `one`: where the value function is 0 and 1, linear between and clamped.

    Units: USD/m2 for the whole term, days after `on`, metres, plots; for utilities and area, multiples of the need.
    """

    weight: int
    zero: float
    one: float

    def value(self, amount: float) -> float:
        share = (amount - self.zero) / (self.one - self.zero)
        return min(1.0, max(0.0, share))


WEIGHTS: Mapping[str, Weight] = {
    "price": Weight(20, 150, 60),
    "zone_fit": Weight(15, 0, 1),
    "ready": Weight(15, READY_SPAN_DAYS, 0),
    "frontage": Weight(7, 0, 60),
    "area_fit": Weight(15, 1.5, 1.0),
    "fewer_plots": Weight(10, 8, 1),
    "power": Weight(8, 1.0, 1.5),
    "water": Weight(4, 1.0, 1.5),
    "wastewater": Weight(3, 1.0, 1.5),
    "fibre": Weight(3, 1.0, 2.0),
}
ZONE_FIT: Mapping[str, float] = {"encouraged": 1.0, "permitted": 0.6, "not_permitted": 0.0}
# Request key of a utility -> (fact of a plot, criterion).
UTILITIES: Mapping[str, tuple[str, str]] = {
    "power_kva": ("power_kva", "power"),
    "water_m3_day": ("water_m3_day", "water"),
    "wastewater_m3_day": ("wastewater_m3_day", "wastewater"),
    "fibre_gbps": ("fibre_gbps", "fibre"),
}
# Changes are rounded outward to these steps.
GRIDS: Mapping[str, float] = {
    "land.area_min_m2": 100,
    "land.area_max_m2": 100,
    "utilities.power_kva": 100,
    "utilities.water_m3_day": 10,
    "utilities.wastewater_m3_day": 10,
    "utilities.fibre_gbps": 10,
    "budget.lease_usd_m2_max": 0.5,
    "budget.lease_usd_max": 1000,
}
