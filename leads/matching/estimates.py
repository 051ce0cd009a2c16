"""Needs derived from floor area, staff or racks by published ratios: always estimates, shown as ranges. Pure.

Only what the request leaves open is filled, with the typical value rounded up to the grid of changes; the answer
names formula, inputs and ratios. Formulas and ratios: leads/seed/ratios.yaml.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leads.matching.catalogue import FREE, Catalogue, PlotRecord
from leads.matching.values import GRIDS

LOW, TYPICAL, HIGH = "low", "typical", "high"
ENDS = (LOW, TYPICAL, HIGH)
LITRES = 1000
FEW_STOREYS = ("floor_manufacturing", "floor_light_assembly", "floor_warehouse")  # usually built one or two high
FACTORY_STOREYS = 2
BUILDING = ("max_coverage_pct", "floor_area_ratio", "max_floors")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A published ratio; values in `unit`. `sectors` may be ("all",)."""

    key: str
    kind: str
    sectors: tuple[str, ...]
    unit: str
    low: float
    typical: float
    high: float
    net: bool
    vi: str
    en: str
    source: str
    certainty: str

    def at(self, end: str) -> float:
        return float(getattr(self, end))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A need nobody stated: request path, the value used, its range, and what it was computed from.

    `formula`: a key of the ratios file; `given`: the inputs by name; `ratios`: keys of those used; `zone`: whose
    building rules were used, "" if none.
    """

    key: str
    value: float
    low: float
    high: float
    formula: str
    given: Mapping[str, float]
    ratios: tuple[str, ...]
    zone: str = ""


class Estimator:
    """One request's basis (`estimate_from`) against the ratios of its sector and the building rules of the land."""

    def __init__(self, sector: str, basis: Mapping[str, Any], ratios: Sequence[Ratio], catalogue: Catalogue) -> None:
        self.sector, self.basis, self.ratios, self.catalogue = sector, basis, ratios, catalogue

    def estimates(self) -> Iterator[Estimate]:
        """All that can be derived, stated needs or not."""
        yield from self._land()
        yield from self._power()
        yield from self._water()

    def ratio(self, kind: str, *, key: str = "", anyone: bool = True) -> Ratio | None:
        """The first ratio of a kind for the sector."""
        for one in self.ratios:
            fits = self.sector in one.sectors or (anyone and "all" in one.sectors)
            if one.kind == kind and fits and key in ("", one.key):
                return one
        return None

    def named(self, key: str) -> Ratio:
        return next(one for one in self.ratios if one.key == key)

    # --- floor ---

    def floor(self) -> tuple[Mapping[str, float], Mapping[str, float], tuple[str, ...]] | None:
        """Gross floor at each end in m2, the inputs, the ratios: as stated, else from staff."""
        stated, staff = self.basis.get("floor_m2"), self.basis.get("staff")
        if stated:
            return dict.fromkeys(ENDS, float(stated)), {"floor_m2": stated}, ()
        each = self.ratio("floor_per_worker")
        if not staff or each is None:
            return None
        gross = self.named("net_to_gross")
        shifts = self.basis.get("shifts") or 1
        floors = {end: staff * each.at(end) * (gross.at(end) if each.net else 1) / shifts for end in ENDS}
        given = {"staff": staff} | ({"shifts": shifts} if shifts != 1 else {})
        return floors, given, (each.key, *((gross.key,) if each.net else ()))

    # --- land ---

    def _land(self) -> Iterator[Estimate]:
        floor, rules = self.floor(), self._rules()
        if floor is None or rules is None:
            return
        floors, given, used = floor
        zone, coverage, ratio, most = rules
        storeys = self._storeys(most)
        reserve = self.named("site_reserve")
        land = {
            end: max(floors[end] / ratio, floors[end] / storeys / (coverage / 100)) / (1 - reserve.at(end))
            for end in ENDS
        }
        given = {**given, "storeys": storeys, "floor_area_ratio": ratio, "max_coverage_pct": coverage}
        yield _estimate("land.area_min_m2", land, "land_from_floor", given, (*used, reserve.key), zone)

    def _storeys(self, most: float) -> float:
        """As stated, else two for factories and all that are allowed for others; never more than allowed."""
        each = self.ratio("floor_per_worker")
        usual = FACTORY_STOREYS if each and each.key in FEW_STOREYS else most
        return min(self.basis.get("storeys") or usual, most)

    def _rules(self) -> tuple[str, float, float, float] | None:
        """Zone, coverage %, floor ratio, storeys: where most free land takes the sector (its strictest plot)."""
        by_zone: dict[str, list[PlotRecord]] = {}
        for plot in self.catalogue.plots.values():
            rank = self.catalogue.permission(self.sector, plot.zone)
            if plot.status == FREE and rank != "not_permitted":
                by_zone.setdefault(plot.zone, []).append(plot)
        best = max(by_zone, key=lambda zone: (self._welcome(zone), _area(by_zone[zone]), zone), default=None)
        if best is None:
            return None
        found = [_least(by_zone[best], key) for key in BUILDING]
        coverage, ratio, most = found
        return (best, coverage, ratio, most) if coverage and ratio and most else None

    def _welcome(self, zone: str) -> bool:
        return self.catalogue.permission(self.sector, zone) == "encouraged"

    # --- power and water ---

    def _power(self) -> Iterator[Estimate]:
        racks, each = self.basis.get("racks"), self._rack()
        if racks:
            pue, factor = self.named("pue"), self.named("power_factor")
            load = {end: racks * each.at(end) * pue.at(end) / factor.at(_other(end)) for end in ENDS}
            keys = (each.key, pue.key, factor.key)
            yield _estimate("utilities.power_kva", load, "kva_from_racks", {"racks": racks}, keys)
            return
        floor, density = self.floor(), self.ratio("power_per_floor", anyone=False)
        if floor and density:
            floors, given, used = floor
            load = {end: floors[end] * density.at(end) for end in ENDS}
            yield _estimate("utilities.power_kva", load, "kva_from_floor", given, (*used, density.key))

    def _rack(self) -> Ratio:
        return self.named("kw_per_rack_dense" if self.basis.get("rack_density") == "dense" else "kw_per_rack_standard")

    def _water(self) -> Iterator[Estimate]:
        found = self._water_supply()
        if found is None:
            return
        water, formula, given, used = found
        yield _estimate("utilities.water_m3_day", water, formula, given, used)
        share = self.named("wastewater_share")
        waste = {end: water[end] * share.at(end) for end in ENDS}
        yield _estimate("utilities.wastewater_m3_day", waste, "wastewater_from_water", given, (*used, share.key))

    def _water_supply(self) -> tuple[Mapping[str, float], str, Mapping[str, float], tuple[str, ...]] | None:
        racks, staff = self.basis.get("racks"), self.basis.get("staff")
        if racks:
            each, cooling = self._rack(), self.named("wue")
            water = {end: racks * each.at(end) * 24 * cooling.at(end) / LITRES for end in ENDS}
            return water, "water_from_it", {"racks": racks}, (each.key, cooling.key)
        worker = self.ratio("water_per_worker", anyone=False)
        if staff and worker:
            water = {end: staff * worker.at(end) / LITRES for end in ENDS}
            return water, "water_from_jobs", {"staff": staff}, (worker.key,)
        return None


def filled(
    request: Mapping[str, Any], ratios: Sequence[Ratio], catalogue: Catalogue
) -> tuple[dict[str, Any], tuple[Estimate, ...]]:
    """The request with its gaps filled by estimates, and those estimates; a stated need is never touched."""
    basis = request.get("estimate_from") or {}
    out: dict[str, Any] = {key: dict(part) if isinstance(part, dict) else part for key, part in request.items()}
    used = []
    for one in Estimator(request["sector"], basis, ratios, catalogue).estimates() if basis else ():
        part, _dot, name = one.key.partition(".")
        below = out.get(part, {}).get("area_max_m2", math.inf) < one.value if part == "land" else False
        if one.value and out.get(part, {}).get(name) is None and not below:
            out.setdefault(part, {})[name] = one.value
            used.append(one)
    return out, tuple(used)


def _estimate(
    key: str,
    by_end: Mapping[str, float],
    formula: str,
    given: Mapping[str, float],
    ratios: tuple[str, ...],
    zone: str = "",
) -> Estimate:
    low, value, high = (_up(by_end[end], GRIDS[key]) for end in ENDS)
    return Estimate(key, value, low, high, formula, given, ratios, zone)


def _up(value: float, grid: float) -> float:
    return math.ceil(round(value / grid, 6)) * grid


def _other(end: str) -> str:
    return {LOW: HIGH, HIGH: LOW}.get(end, end)


def _area(plots: Sequence[PlotRecord]) -> int:
    return sum(plot.area_dm or 0 for plot in plots)


def _least(plots: Sequence[PlotRecord], key: str) -> float | None:
    values = [plot.facts[key].value for plot in plots if key in plot.facts]
    return min((float(value) for value in values if isinstance(value, (int, float))), default=None)


def ratio_of(row: Mapping[str, Any]) -> Ratio:
    """A row of the ratios file."""
    return Ratio(
        key=row["key"],
        kind=row["kind"],
        sectors=tuple(row["sectors"]),
        unit=row["unit"],
        low=float(row["low"]),
        typical=float(row["typical"]),
        high=float(row["high"]),
        net=str(row["basis"]).startswith("net "),
        vi=row["vi"],
        en=row["en"],
        source=row["source"],
        certainty=row["certainty"],
    )
