"""A set of plots against a requirement: tests, score and the record of each criterion. Pure.

matching.md sections 2 and 5. Unknown: a sum passes when its known part suffices, else it is unknown
with a part missing; an unknown fact contributes 0 and opens the band.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.record import Criterion, Note, Option, Receipt
from leads.matching.requirement import Requirement
from leads.matching.values import AREA_TOLERANCE_M2, UTILITIES, WEIGHTS, ZONE_FIT
from sitepages.land.facts import Fact

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
FREE = "available"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a set adds up to. None where a part is unknown; `*_known` is the part that is known."""

    area_m2: float | None
    area_known_m2: float
    lease_usd: float | None
    lease_known_usd: float
    mean_price: float | None
    ready: date | None
    frontage_m: float | None


def totals(plots: Sequence[PlotRecord]) -> Totals:
    areas = [plot.area_dm for plot in plots]
    area = sum(a for a in areas if a is not None)
    cents = [a * p.price_dm for a, p in zip(areas, plots, strict=True) if a is not None and p.price_dm is not None]
    priced = len(cents) == len(plots)
    lease = sum(cents)
    days = [plot.ready for plot in plots]
    fronts = [plot.number("frontage_m") for plot in plots]
    known_fronts = [front for front in fronts if front is not None]
    return Totals(
        area_m2=area / 10 if None not in areas else None,
        area_known_m2=area / 10,
        lease_usd=lease / 100 if priced else None,
        lease_known_usd=lease / 100,
        mean_price=lease / area / 10 if priced and area else None,
        ready=max(day for day in days if day) if all(days) else None,
        frontage_m=max(known_fronts) if known_fronts and len(known_fronts) == len(plots) else None,
    )


# --- Tests: hard needs only ---


def area_verdict(total: Totals, need: Requirement) -> str:
    low, high = need.area_min_m2, need.area_max_m2
    if high is not None and total.area_known_m2 > high + AREA_TOLERANCE_M2:
        return FAIL
    enough = low is None or total.area_known_m2 >= low - AREA_TOLERANCE_M2
    if total.area_m2 is None:
        return PASS if enough and high is None else UNKNOWN
    return PASS if enough else FAIL


def capacity(plots: Sequence[PlotRecord], key: str) -> tuple[float | None, bool]:
    """(known capacity, whether all is known): the sum, or for fibre the largest; None if nothing is known."""
    values = [plot.number(UTILITIES[key][0]) for plot in plots]
    known = [value for value in values if value is not None]
    if not known:
        return None, False
    return (max(known) if key == "fibre_gbps" else sum(known)), len(known) == len(values)


def capacity_verdict(plots: Sequence[PlotRecord], key: str, asked: float) -> str:
    have, whole = capacity(plots, key)
    if have is not None and have >= asked:
        return PASS
    return FAIL if whole else UNKNOWN


def price_verdict(total: Totals, need: Requirement) -> str:
    if need.lease_usd_m2_max is None:
        return PASS
    if total.mean_price is None:
        return UNKNOWN
    return PASS if round(total.mean_price, 9) <= need.lease_usd_m2_max else FAIL


def lease_verdict(total: Totals, need: Requirement) -> str:
    if need.lease_usd_max is None:
        return PASS
    if total.lease_known_usd > need.lease_usd_max:
        return FAIL
    return UNKNOWN if total.lease_usd is None else PASS


def ready_verdict(plots: Sequence[PlotRecord], need: Requirement) -> str:
    if need.needed_by is None:
        return PASS
    if any(plot.ready is not None and plot.ready > need.needed_by for plot in plots):
        return FAIL
    return UNKNOWN if any(plot.ready is None for plot in plots) else PASS


def set_verdict(plots: Sequence[PlotRecord], total: Totals, need: Requirement) -> str:
    """Fail as soon as one hard need fails; unknown if one is; else pass."""
    verdicts = {
        area_verdict(total, need),
        price_verdict(total, need),
        lease_verdict(total, need),
        ready_verdict(plots, need),
        *(capacity_verdict(plots, key, asked) for key, asked in need.needs.items()),
    }
    return FAIL if FAIL in verdicts else UNKNOWN if UNKNOWN in verdicts else PASS


# --- Score ---


def asked_weights(need: Requirement) -> dict[str, float]:
    """The criteria asked, weights rescaled to 1."""
    keys = ["price", "zone_fit", "ready", "frontage"]
    if need.area_min_m2 is not None:
        keys.append("area_fit")
        if need.joins:
            keys.append("fewer_plots")
    keys += [UTILITIES[key][1] for key in UTILITIES if key in need.needs]
    whole = sum(WEIGHTS[key].weight for key in keys)
    return {key: WEIGHTS[key].weight / whole for key in keys}


def values(
    plots: Sequence[PlotRecord], total: Totals, need: Requirement, catalogue: Catalogue, on: date
) -> dict[str, float | None]:
    """Value 0 to 1 of each criterion asked; None where the fact is unknown."""
    fits = [ZONE_FIT[catalogue.permissions.get((need.sector, plot.zone), "not_permitted")] for plot in plots]
    found: dict[str, float | None] = {
        "price": None if total.mean_price is None else WEIGHTS["price"].value(total.mean_price),
        "zone_fit": WEIGHTS["zone_fit"].value(min(fits)),
        "ready": None if total.ready is None else WEIGHTS["ready"].value((total.ready - on).days),
        "frontage": None if total.frontage_m is None else WEIGHTS["frontage"].value(total.frontage_m),
        "fewer_plots": WEIGHTS["fewer_plots"].value(len(plots)),
    }
    if need.area_min_m2 is not None:
        found["area_fit"] = (
            None if total.area_m2 is None else WEIGHTS["area_fit"].value(total.area_m2 / need.area_min_m2)
        )
    for key, asked in need.needs.items():
        have, whole = capacity(plots, key)
        name = UTILITIES[key][1]
        sure = have is not None and (whole or have >= asked)
        found[name] = WEIGHTS[name].value(have / asked) if sure and have is not None else None
    return found


@dataclass(frozen=True, slots=True)
class Scored:
    """A feasible set with everything the order needs. `unknown`: some hard need is not known to hold."""

    codes: tuple[str, ...]
    unknown: bool
    score: float
    total: Totals

    def rank(self, order: str) -> tuple[Any, ...]:
        """Sort key: sets without an unknown hard need first, then the order, then the fixed tie-break."""
        lease = self.total.lease_usd
        cost = (lease is None, lease or 0.0)
        area = (self.total.area_m2 is None, self.total.area_known_m2)
        lead = {"cost": cost, "area": area, "score": (False, -self.score)}[order]
        return (self.unknown, lead, -self.score, cost, area, len(self.codes), self.codes)


def scored(codes: Iterable[str], need: Requirement, catalogue: Catalogue, on: date) -> Scored | None:
    """The set if it fits (or may fit), else None."""
    ordered = tuple(sorted(codes))
    plots = [catalogue.plots[code] for code in ordered]
    total = totals(plots)
    verdict = set_verdict(plots, total, need)
    if verdict == FAIL:
        return None
    value = values(plots, total, need, catalogue, on)
    score = sum(weight * (value[key] or 0.0) for key, weight in asked_weights(need).items())
    return Scored(ordered, verdict == UNKNOWN, round(score, 9), total)


# --- The record of an option ---


def option(found: Scored, need: Requirement, catalogue: Catalogue, on: date) -> Option:
    plots = [catalogue.plots[code] for code in found.codes]
    value = values(plots, found.total, need, catalogue, on)
    weights = asked_weights(need)
    criteria = tuple(
        _criterion(key, weights.get(key, 0.0), value.get(key), plots, found.total, need, catalogue)
        for key in (*weights, *_tests_without_weight(need))
    )
    open_weight = sum(one.weight for one in criteria if one.weight and one.value is None)
    score = sum(one.contribution for one in criteria)
    return Option(
        plots=found.codes,
        area_m2=found.total.area_m2,
        lease_usd=found.total.lease_usd,
        score=score,
        band=(score, score + open_weight),
        warnings=tuple(_warnings(found, need, catalogue)),
        criteria=criteria,
    )


def _tests_without_weight(need: Requirement) -> list[str]:
    """Hard needs that carry no points but are answered all the same."""
    keys = []
    if need.area_min_m2 is None and need.area_max_m2 is not None:
        keys.append("area")
    if need.lease_usd_max is not None:
        keys.append("lease")
    return keys


# Criterion -> the fact of a plot it rests on.
FACT_OF = {
    "price": "lease_usd_m2",
    "lease": "lease_usd_m2",
    "ready": "available_from",
    "frontage": "frontage_m",
    "area_fit": "area_m2",
    "area": "area_m2",
    **{criterion: fact for fact, criterion in UTILITIES.values()},
}


def _criterion(
    key: str,
    weight: float,
    value: float | None,
    plots: Sequence[PlotRecord],
    total: Totals,
    need: Requirement,
    catalogue: Catalogue,
) -> Criterion:
    have, asked, verdict = _answer(key, plots, total, need, catalogue)
    fact = FACT_OF.get(key)
    facts = {plot.code: plot.facts[fact] for plot in plots if fact in plot.facts} if fact else {}
    return Criterion(
        key=key,
        verdict=verdict,
        value=value,
        weight=weight,
        contribution=weight * (value or 0.0),
        need=asked,
        have=have,
        unknown_plots={code: _last_day(one) for code, one in facts.items() if not one.known},
        fact=_receipt(have, facts.values()),
    )


def _answer(
    key: str, plots: Sequence[PlotRecord], total: Totals, need: Requirement, catalogue: Catalogue
) -> tuple[float | str | None, dict[str, Any], str]:
    """(what the set offers, what was asked, verdict) of one criterion."""
    match key:
        case "price":
            mean = None if total.mean_price is None else round(total.mean_price, 4)
            verdict = price_verdict(total, need) if mean is not None else UNKNOWN
            return mean, {"lease_usd_m2_max": need.lease_usd_m2_max}, verdict
        case "lease":
            return total.lease_usd, {"lease_usd_max": need.lease_usd_max}, lease_verdict(total, need)
        case "ready":
            day = total.ready.isoformat() if total.ready else None
            by = need.needed_by.isoformat() if need.needed_by else None
            return day, {"needed_by": by}, ready_verdict(plots, need) if day else UNKNOWN
        case "frontage":
            return total.frontage_m, {}, UNKNOWN if total.frontage_m is None else PASS
        case "zone_fit":
            levels = [catalogue.permissions.get((need.sector, plot.zone), "not_permitted") for plot in plots]
            worst = min(levels, key=lambda level: ZONE_FIT[level])
            return worst, {"zones": sorted({plot.zone for plot in plots})}, PASS
        case "fewer_plots":
            return len(plots), {"max_plots": need.max_plots}, PASS
        case "area_fit" | "area":
            asked = {"area_min_m2": need.area_min_m2, "area_max_m2": need.area_max_m2}
            return total.area_m2, asked, area_verdict(total, need)
        case _:
            request_key = next(name for name, (_fact, criterion) in UTILITIES.items() if criterion == key)
            have, _whole = capacity(plots, request_key)
            wanted = need.needs[request_key]
            return have, {request_key: wanted}, capacity_verdict(plots, request_key, wanted)


def _last_day(fact: Fact) -> str | None:
    return fact.valid_until.isoformat() if fact.valid_until else None


def _receipt(have: float | str | None, facts: Iterable[Fact]) -> Receipt:
    """The receipt of a set's value: units of the plots, sources joined, the earliest dates."""
    rows = list(facts)
    sources = sorted({row.source for row in rows if row.source})
    verified = [row.verified_on for row in rows if row.verified_on]
    until = [row.valid_until for row in rows if row.valid_until]
    return Receipt(
        value=have,
        unit=rows[0].unit if rows else "",
        source="; ".join(sources) or None,
        verified_on=min(verified).isoformat() if verified else None,
        valid_until=min(until).isoformat() if until else None,
    )


def _warnings(found: Scored, need: Requirement, catalogue: Catalogue) -> Iterable[Note]:
    if found.total.frontage_m == 0:
        yield Note("no_frontage", {})
    power, park = need.needs.get("power_kva"), catalogue.park_power_kva
    if power is not None and park is not None and power > park:
        yield Note("park_power", {"need_kva": power, "park_kva": park})


def plot_passes(plot: PlotRecord, need: Requirement, catalogue: Catalogue, *, free_only: bool = True) -> bool:
    """Elimination per plot: only what joining cannot cure (matching.md section 1)."""
    if free_only and plot.status != FREE:
        return False
    if need.zones is not None and plot.zone not in need.zones:
        return False
    if catalogue.permissions.get((need.sector, plot.zone)) not in {"permitted", "encouraged"}:
        return False
    if not free_only:
        return True
    if need.needed_by and plot.ready and plot.ready > need.needed_by:
        return False
    too_large = need.area_max_m2 is not None and plot.area_dm is not None
    return not (too_large and (plot.area_dm or 0) / 10 > (need.area_max_m2 or 0) + AREA_TOLERANCE_M2)
