"""Weights, bounds, grids and limits, version 1 (matching.md sections 5 and 6; ours, published). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

ENGINE_VERSION = "6"
WEIGHTS_VERSION = 1
WORK_BUDGET = 60_000  # work for the options: sets looked at, not seconds
FILL_ROOTS, FILL_GLANCE = 20, 300  # a list cut short is filled after a look at so many sets of so many roots more
# Sets looked at for near misses: what the options left of the whole, within these two.
WHOLE_BUDGET, NEAR_LEAST, NEAR_MOST = 24_000, 2_000, 12_000
NEAR_GLANCE = 200  # of which in one root at first
RELIEF_BUDGET, RELIEF_GLANCE = 12_000, 1_500  # sets looked at for the wishes in the way, and for one such question
STREET_BUDGET, MOST_GROUPS = 2_000, 3  # sets looked at for groups across a street, and how many are given
# In work, not in sets: laying out what is within reach of a root, and placing a set exactly among its equals.
BALL_WORK = 4
PLACE_WORK = 4
SCORE_WORK = 3  # a set looked at by score costs three times one looked at by cost or area
COUNT_BUDGET = 600  # sets looked at to count all that fit; beyond, the number is not given
MOST_PLOTS = 8
ENDLESS = 1 << 62  # above any sum
SIMILAR = (1, 2)  # options share at most half of the plots in either
AREA_TOLERANCE_DM = (1, 2)  # 0.05 m2 in units of 0.1 m2
READY_SPAN = timedelta(days=1096)
READY_SPAN_DAYS = READY_SPAN.days
PLACES = 9  # scores and sizes are compared after rounding to 1e-9
MOST_CHANGES = 2
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

    weight: float
    zero: float
    one: float


@dataclass(frozen=True, slots=True)
class WeightTable:
    """A published version of the score: by criterion its weight and bounds."""

    version: int
    rows: Mapping[str, Weight]


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
VERSION_1 = WeightTable(WEIGHTS_VERSION, WEIGHTS)
MOST_MULTIPLIER = 5.0  # how far an investor's slider goes
ZONE_FIT: Mapping[str, float] = {"encouraged": 1.0, "permitted": 0.6, "not_permitted": 0.0}
# What adds up over a set, and what only the largest plot gives: request key (also the plot's fact) -> criterion.
SUMS: Mapping[str, str] = {"power_kva": "power", "water_m3_day": "water", "wastewater_m3_day": "wastewater"}
FIBRE = "fibre_gbps"
UTILITIES: Mapping[str, str] = {**SUMS, FIBRE: "fibre"}
# Weakest first; of a set the weakest is shown.
REDUNDANCY = ("N", "N+1", "2N", "2N+1")
# Changes are rounded outward to these steps. Those of the total lease are ours.
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
