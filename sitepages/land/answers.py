"""The standard answer sheet of a site-selection questionnaire: the questions, and what an answer is. Pure.

The same rows in the same order for every plot, so that a consultant can lay two plots, or two parks, side
by side. An answer nobody has is unknown, with whom to ask; one that depends on a project says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shapely.geometry import Polygon

from sitepages.land.facts import NOT_VERIFIED, LandFacts, PlotFacts
from sitepages.land.geometry import to_wgs84
from sitepages.land.index import LandIndex

DAYS_A_YEAR = 365.25
FREE = "available"


class AnswerState(StrEnum):
    KNOWN = "known"
    UNKNOWN = "unknown"
    BY_PROJECT = "by_project"


@dataclass(frozen=True, slots=True)
class Question:
    """A row of data/questionnaire.csv. `maps_to`: plot:FIELD, park:KEY, computed:NAME or unknown."""

    order: int
    group: str
    key: str
    label_vi: str
    label_en: str
    unit: str
    maps_to: str
    receipt: str
    max_age_days: int | None  # how long an answer may be used; None: no limit

    def label(self, lang: str) -> str:
        return self.label_vi if lang == "vi" else self.label_en


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` is a figure or a date where it is one, else words in the reader's language; None unless known."""

    value: str | float | date | None
    state: AnswerState
    source: str = ""
    verified_on: date | None = None
    valid_until: date | None = None
    illustrative: bool = False
    note: str = ""


def questions(rows: Iterable[Mapping[str, str]]) -> tuple[Question, ...]:
    read = (
        Question(
            order=int(row["order"]),
            group=row["group"],
            key=row["key"],
            label_vi=row["label_vi"],
            label_en=row["label_en"],
            unit=row["unit"],
            maps_to=row["maps_to"],
            receipt=row["receipt"],
            max_age_days=int(row["max_age_days"]) if row["max_age_days"] else None,
        )
        for row in rows
    )
    return tuple(sorted(read, key=lambda question: question.order))


def centroid_wgs84(plot: PlotFacts) -> str:
    """Latitude, longitude in degrees, five decimals (1 m)."""
    centre = Polygon(plot.ring).centroid
    ((lon, lat),) = to_wgs84([(centre.x, centre.y)])
    return f"{lat:.5f}, {lon:.5f}"


def figure(plot: PlotFacts, key: str) -> float | None:
    value = plot.value(key)
    return float(value) if isinstance(value, (int, float)) else None


def max_footprint_m2(plot: PlotFacts) -> float | None:
    area, coverage = figure(plot, "area_m2"), figure(plot, "max_coverage_pct")
    return round(area * coverage / 100, 1) if area is not None and coverage is not None else None


def max_floor_m2(plot: PlotFacts) -> float | None:
    """The smaller of area x floor-area ratio and area x coverage x floors."""
    area, ratio = figure(plot, "area_m2"), figure(plot, "floor_area_ratio")
    coverage, floors = figure(plot, "max_coverage_pct"), figure(plot, "max_floors")
    if area is None or ratio is None:
        return None
    limits = [area * ratio]
    if coverage is not None and floors is not None:
        limits.append(area * coverage / 100 * floors)
    return round(min(limits), 1)


def years_left(plot: PlotFacts, on: date) -> float | None:
    until = plot.value("lease_until")
    return round((until - on).days / DAYS_A_YEAR, 1) if isinstance(until, date) else None


@dataclass(frozen=True, slots=True)
class Adjoining:
    """Free plots one can walk to over free plots from one: `reached`, all plots `beside` these and it, and the area,
    None if one of the areas is not known, or of a plot beside whether it is free.
    """

    reached: frozenset[str]
    beside: frozenset[str]
    area_m2: float | None


def adjoining_free(code: str, index: LandIndex, neighbours: Iterable[tuple[str, str]]) -> Adjoining:
    areas = {plot.code: plot.value("area_m2") for plot in index.plots if plot.status == FREE}
    beside: dict[str, list[str]] = {}
    for first, second in neighbours:
        beside.setdefault(first, []).append(second)
        beside.setdefault(second, []).append(first)
    unsure = {plot.code for plot in index.plots if plot.status == NOT_VERIFIED}
    reached: set[str] = set()
    waiting = [other for other in beside.get(code, ()) if other in areas]
    while waiting:
        here = waiting.pop()
        if here not in reached and here != code:
            reached.add(here)
            waiting += [other for other in beside.get(here, ()) if other in areas]
    around = frozenset(other for here in (code, *reached) for other in beside.get(here, ())) - {code}
    found = [area for other in reached if isinstance(area := areas[other], (int, float))]
    known = len(found) == len(reached) and unsure.isdisjoint(around)
    return Adjoining(frozenset(reached), around, round(sum(found), 1) if known else None)


def lease_usd(plot: PlotFacts) -> float | None:
    area, price = figure(plot, "area_m2"), figure(plot, "lease_usd_m2")
    return round(area * price) if area is not None and price is not None else None


def lease_usd_m2_year(plot: PlotFacts, on: date) -> float | None:
    price, years = figure(plot, "lease_usd_m2"), years_left(plot, on)
    return round(price / years, 2) if price is not None and years else None


def oldest(answers: Iterable[Answer]) -> date | None:
    return min((answer.verified_on for answer in answers if answer.verified_on), default=None)


def plots_in_order(land: LandFacts, codes: Sequence[str]) -> list[PlotFacts]:
    by_code = {plot.code: plot for plot in land.plots}
    return [by_code[code] for code in codes if code in by_code]
