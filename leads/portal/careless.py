"""Figures that no plot and no project of this park comes near: a slip of the pen or of the unit, asked about again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leads.api.problems import Problem
from leads.portal.match_words import shown
from leads.services.differences import flat

AREAS = ("land.area_min_m2", "land.area_max_m2")
LEAST_M2 = 100  # of land; the smallest plots are some thousand
PARK_M2 = 2_000_000  # the whole park, 200 ha (its plan)
PRICE = "budget.lease_usd_m2_max"
MOST = {  # far beyond the park's own mains and prices
    PRICE: 5_000,
    "budget.lease_usd_max": 5_000 * PARK_M2,
    "utilities.power_kva": 2_000_000,
    "utilities.water_m3_day": 200_000,
    "utilities.wastewater_m3_day": 200_000,
    "utilities.fibre_gbps": 100_000,
}


def careless(request: Mapping[str, Any], lang: str) -> Iterator[Problem]:
    """Every such figure of a checked request, with the bound in the reader's form."""
    for path, value in flat(request):
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        if path in AREAS and value < LEAST_M2:
            yield Problem(path, "no_plot_so_small", {"least": shown(path, LEAST_M2, lang)})
        elif path in AREAS and value > PARK_M2:
            yield Problem(path, "beyond_the_park", {"most": shown(path, PARK_M2, lang)})
        elif path == PRICE and value > MOST[PRICE]:
            yield Problem(path, "no_such_price", {"most": shown(path, MOST[PRICE], lang)})
        elif path in MOST and value > MOST[path]:
            yield Problem(path, "beyond_any_project", {"most": shown(path, MOST[path], lang)})
