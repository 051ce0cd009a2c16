"""The score, version 1: additive value functions on fixed published bounds (matching.md section 5). Pure.

One sheet per requirement gives points (weight x value) for search and record alike, so what is
ranked is what is explained. An unknown fact gives no points. A sum whose known part suffices counts
that part; the band then opens by what the rest could still add.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from leads.matching.limits import Totals
from leads.matching.requirement import Requirement
from leads.matching.values import FIBRE, SUMS, UTILITIES, VERSION_1, ZONE_FIT, WeightTable

ALWAYS = ("price", "zone_fit", "ready", "frontage")


def asked_criteria(need: Requirement) -> list[str]:
    """The criteria a requirement is scored by, in the table's order."""
    keys = [*ALWAYS]
    if need.area_min_m2 is not None:
        keys.append("area_fit")
        if need.joins:
            keys.append("fewer_plots")
    return [*keys, *(criterion for key, criterion in UTILITIES.items() if key in need.needs)]


def asked_weights(need: Requirement, table: WeightTable = VERSION_1) -> dict[str, float]:
    """The criteria asked, weights (times the sliders) rescaled to 1."""
    keys = asked_criteria(need)
    raw = {key: table.rows[key].weight * need.multipliers.get(key, 1.0) for key in keys}
    whole = sum(raw.values())
    return {key: weight / whole if whole else 1 / len(keys) for key, weight in raw.items()}


def _nothing(_amount: float) -> float:
    return 0.0


class Sheet:
    """Points of each criterion for one requirement on one day; every method takes the engine's integers."""

    def __init__(self, need: Requirement, on: date, table: WeightTable = VERSION_1) -> None:
        self.table = table
        self.weights = asked_weights(need, table)
        self.on = on
        self._needs: Mapping[str, float] = {key: asked * 1000 for key, asked in need.needs.items()}
        self._price, self._ready, self._frontage = self._line("price"), self._line("ready"), self._line("frontage")
        self._fibre = self._line("fibre", self._needs.get(FIBRE, 1.0))
        self.area_fit = self._line("area_fit", need.area_min_m2 * 10 if need.area_min_m2 else 1.0)
        self.fewer_plots = self._line("fewer_plots")
        # Power, water and waste water of a set, in thousandths, by request key.
        self.added = {key: self._line(SUMS[key], self._needs.get(key, 1.0)) for key in SUMS}

    def _line(self, key: str, per: float = 1.0) -> Callable[[float], float]:
        """Points of an amount, `per` units of which count as one; none where the criterion takes no weight."""
        weight, row = self.weights.get(key, 0.0), self.table.rows[key]
        if not weight:
            return _nothing
        zero, span = row.zero, row.one - row.zero

        def points(amount: float) -> float:
            share = (amount / per - zero) / span
            return 0.0 if share < 0.0 else weight if share > 1.0 else weight * share

        return points

    def price(self, cents: int, area: int) -> float:
        """Area-weighted mean price; `area` in 0.1 m2."""
        return self._price(cents / (10 * area)) if area else 0.0

    def zone_fit(self, permission: str) -> float:
        return self.weights["zone_fit"] * ZONE_FIT[permission]

    def ready(self, day: date | None) -> float:
        return 0.0 if day is None else self._ready((day - self.on).days)

    def frontage(self, metres: float | None) -> float:
        return 0.0 if metres is None else self._frontage(metres)

    def fibre(self, gbps: float | None) -> float:
        return 0.0 if gbps is None else self._fibre(gbps * 1000)

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
                found[criterion] = self.added[key](total.sums[key]) if sure else None
        if "fibre" in self.weights:
            sure = FIBRE in whole or (total.fibre or 0) * 1000 >= self._needs[FIBRE]
            found["fibre"] = self.fibre(total.fibre) if sure else None
        return {key: found[key] for key in self.weights}

    def is_full(self, key: str, points: float) -> bool:
        """Whether no further part could add points."""
        return points >= self.weights.get(key, 0.0)
