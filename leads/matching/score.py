"""The score, version 1: additive value functions on fixed published bounds (matching.md section 5). Pure.

One sheet per requirement gives points (weight x value) for search and record alike, so what is
ranked is what is explained. An unknown fact gives no points. A sum whose known part suffices counts
that part; the band then opens by what the rest could still add.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from leads.matching.limits import Totals
from leads.matching.requirement import Requirement
from leads.matching.values import FIBRE, SUMS, UTILITIES, VERSION_1, ZONE_FIT, WeightTable

ALWAYS = ("price", "zone_fit", "ready", "frontage")


def asked_weights(need: Requirement, table: WeightTable = VERSION_1) -> dict[str, float]:
    """The criteria asked, in the table's order, weights (times the sliders) rescaled to 1."""
    keys = [*ALWAYS]
    if need.area_min_m2 is not None:
        keys.append("area_fit")
        if need.joins:
            keys.append("fewer_plots")
    keys += [criterion for key, criterion in UTILITIES.items() if key in need.needs]
    raw = {key: table.rows[key].weight * need.multipliers.get(key, 1.0) for key in keys}
    whole = sum(raw.values())
    return {key: weight / whole if whole else 1 / len(keys) for key, weight in raw.items()}


class Sheet:
    """Points of each criterion for one requirement on one day; every method takes the engine's integers."""

    def __init__(self, need: Requirement, on: date, table: WeightTable = VERSION_1) -> None:
        self.table = table
        self.weights = asked_weights(need, table)
        self.on = on
        self._least_area = None if need.area_min_m2 is None else need.area_min_m2 * 10
        self._needs: Mapping[str, float] = {key: asked * 1000 for key, asked in need.needs.items()}
        # By criterion asked: weight, where the value is 0, and how far from there it is 1.
        self._lines = {
            key: (weight, table.rows[key].zero, table.rows[key].one - table.rows[key].zero)
            for key, weight in self.weights.items()
            if weight
        }

    def _points(self, key: str, amount: float) -> float:
        line = self._lines.get(key)
        if line is None:
            return 0.0
        weight, zero, span = line
        share = (amount - zero) / span
        return 0.0 if share < 0.0 else weight if share > 1.0 else weight * share

    def price(self, cents: int, area: int) -> float:
        """Area-weighted mean price; `area` in 0.1 m2."""
        return self._points("price", cents / (10 * area)) if area else 0.0

    def zone_fit(self, permission: str) -> float:
        return self.weights["zone_fit"] * ZONE_FIT[permission]

    def ready(self, day: date | None) -> float:
        return 0.0 if day is None else self._points("ready", (day - self.on).days)

    def frontage(self, metres: float | None) -> float:
        return 0.0 if metres is None else self._points("frontage", metres)

    def area_fit(self, area: int) -> float:
        return self._points("area_fit", area / self._least_area) if self._least_area else 0.0

    def fewer_plots(self, count: int) -> float:
        return self._points("fewer_plots", count)

    def added(self, key: str, amount: int) -> float:
        """Power, water or waste water of a set, in thousandths, by request key."""
        return self._points(SUMS[key], amount / self._needs[key])

    def fibre(self, gbps: float | None) -> float:
        return 0.0 if gbps is None else self._points("fibre", gbps * 1000 / self._needs[FIBRE])

    def of_set(self, total: Totals, permission: str) -> dict[str, float | None]:
        """Points by criterion; None where the fact is unknown."""
        whole = total.whole
        front = self.frontage(total.frontage)
        found: dict[str, float | None] = {
            "price": self.price(total.cents, total.area) if "lease" in whole else None,
            "zone_fit": self.zone_fit(permission),
            "ready": self.ready(total.ready) if "ready" in whole else None,
            "frontage": front if "frontage" in whole or self.is_full("frontage", front) else None,
            "area_fit": self.area_fit(total.area) if "area" in whole else None,
            "fewer_plots": self.fewer_plots(total.count),
        }
        for key, criterion in SUMS.items():
            if criterion in self.weights:
                sure = key in whole or total.sums[key] >= self._needs[key]
                found[criterion] = self.added(key, total.sums[key]) if sure else None
        if "fibre" in self.weights:
            sure = FIBRE in whole or (total.fibre or 0) * 1000 >= self._needs[FIBRE]
            found["fibre"] = self.fibre(total.fibre) if sure else None
        return {key: found[key] for key in self.weights}

    def is_full(self, key: str, points: float) -> bool:
        """Whether no further part could add points."""
        return points >= self.weights.get(key, 0.0)
