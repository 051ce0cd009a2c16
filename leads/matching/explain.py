"""The record of an option: each criterion with verdict, points, need and receipt (matching.md 2, 5). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leads.matching.catalogue import PlotRecord
from leads.matching.judge import Judge
from leads.matching.limits import PASS, UNKNOWN, Totals, totals, verdicts
from leads.matching.record import Criterion, Note, Option, Receipt
from leads.matching.requirement import Requirement
from leads.matching.values import REDUNDANCY, SUMS, UTILITIES
from sitepages.land.facts import Fact

# Criterion -> the fact of a plot it rests on. Zone fit and number of plots rest on none.
FACT_OF: Mapping[str, str] = {
    "price": "lease_usd_m2",
    "lease": "lease_usd_m2",
    "ready": "available_from",
    "frontage": "frontage_m",
    "area_fit": "area_m2",
    "area": "area_m2",
    "redundancy": "power_redundancy",
    **{criterion: fact for fact, criterion in UTILITIES.items()},
}
# Criterion -> the hard need that decides its verdict, where it has another name.
NEED_OF = {"area_fit": "area"}


def option(codes: Sequence[str], judge: Judge) -> Option:
    """The set with everything a reader may ask about it. Contributions add up to the score."""
    plots = [judge.catalogue.plots[code] for code in codes]
    total = totals(plots)
    permission = judge.permission(plots)
    points = judge.sheet.of_set(total, permission)
    tested = verdicts(total, judge.limits)
    offers = _offers(plots, total, permission, points)
    criteria = []
    for key in (*points, *_without_points(judge.need)):
        have = offers[key]
        verdict = tested.get(NEED_OF.get(key, key)) or (UNKNOWN if have is None else PASS)
        weight = judge.sheet.weights.get(key, 0.0)
        criteria.append(_criterion(key, verdict, weight, points.get(key), have, plots, judge.need))
    score = min(1.0, sum(one.contribution for one in criteria))
    return Option(
        plots=tuple(codes),
        area_m2=total.area / 10 if "area" in total.whole else None,
        lease_usd=total.cents / 100 if "lease" in total.whole else None,
        score=score,
        band=(score, min(1.0, score + sum(_open(one) for one in criteria))),
        warnings=tuple(_warnings(total, judge)),
        criteria=tuple(criteria),
    )


def _without_points(need: Requirement) -> Iterator[str]:
    """What is answered without carrying points."""
    if need.area_min_m2 is None and need.area_max_m2 is not None:
        yield "area"
    if need.lease_usd_max is not None:
        yield "lease"
    if "power_kva" in need.needs:
        yield "redundancy"


def _open(one: Criterion) -> float:
    """What the unknown part of a criterion could still add to the score."""
    return one.weight - one.contribution if one.value is None or one.unknown_plots else 0.0


def _criterion(
    key: str,
    verdict: str,
    weight: float,
    points: float | None,
    have: float | str | None,
    plots: Sequence[PlotRecord],
    need: Requirement,
) -> Criterion:
    fact = FACT_OF.get(key)
    facts = {plot.code: plot.facts[fact] for plot in plots if fact in plot.facts} if fact else {}
    return Criterion(
        key=key,
        verdict=verdict,
        value=_value(verdict, weight, points),
        weight=weight,
        contribution=points or 0.0,
        need=asked(key, need) if key != "zone_fit" else {"zones": sorted({plot.zone for plot in plots})},
        have=have,
        unknown_plots={code: _last_day(one) for code, one in facts.items() if not one.known},
        fact=receipt(have, list(facts.values())),
    )


def _value(verdict: str, weight: float, points: float | None) -> float | None:
    if not weight:
        return {PASS: 1.0, UNKNOWN: None}.get(verdict, 0.0)
    return None if points is None else points / weight


def _offers(
    plots: Sequence[PlotRecord], total: Totals, permission: str, points: Mapping[str, float | None]
) -> dict[str, float | str | None]:
    """What the set offers, by criterion, in the units of the request; of a sum the known part, None if none is."""
    price, whole = total.mean_price, total.whole
    area = total.area / 10 if "area" in whole else None
    return {
        "price": None if price is None else round(price, 4),
        "lease": total.cents / 100 if "lease" in whole else None,
        "zone_fit": permission,
        "ready": total.ready.isoformat() if total.ready and "ready" in whole else None,
        "frontage": None if points["frontage"] is None else total.frontage,
        "area_fit": area,
        "area": area,
        "fewer_plots": total.count,
        "redundancy": _weakest(plots),
        "fibre": total.fibre,
        **{criterion: _known_sum(plots, total, key) for key, criterion in SUMS.items()},
    }


def _known_sum(plots: Sequence[PlotRecord], total: Totals, key: str) -> float | None:
    return None if all(plot.sums[key] is None for plot in plots) else total.sums[key] / 1000


def _weakest(plots: Sequence[PlotRecord]) -> str | None:
    values = [plot.facts["power_redundancy"].value if "power_redundancy" in plot.facts else None for plot in plots]
    known = [value for value in values if isinstance(value, str) and value in REDUNDANCY]
    return min(known, key=REDUNDANCY.index) if len(known) == len(values) else None


def asked(key: str, need: Requirement) -> dict[str, Any]:
    """What was asked under a criterion, by the request's names; empty if nothing."""
    match key:
        case "price":
            return {"lease_usd_m2_max": need.lease_usd_m2_max}
        case "lease":
            return {"lease_usd_max": need.lease_usd_max}
        case "ready":
            return {"needed_by": need.needed_by.isoformat() if need.needed_by else None}
        case "area_fit" | "area":
            return {"area_min_m2": need.area_min_m2, "area_max_m2": need.area_max_m2}
        case "fewer_plots":
            return {"max_plots": need.max_plots}
        case _:
            return {name: need.needs[name] for name, criterion in UTILITIES.items() if criterion == key}


def _last_day(fact: Fact) -> str | None:
    return fact.valid_until.isoformat() if fact.valid_until else None


def receipt(have: float | str | None, rows: Sequence[Fact]) -> Receipt:
    """The receipt of a set's value: the unit of the plots, sources joined, the earliest dates."""
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


def _warnings(total: Totals, judge: Judge) -> Iterator[Note]:
    """What does not rule a set out: no street frontage, or more power than the park's substation has left."""
    if total.frontage == 0 and "frontage" in total.whole:
        yield Note("no_frontage", {})
    park, left = judge.catalogue.park_power_kva, judge.catalogue.power_left_kva
    power = judge.need.needs.get("power_kva")
    if power is not None and left is not None and power > left:
        yield Note("park_power", {"need_kva": power, "park_kva": park, "left_kva": left})
