"""A fact with its receipt, and a plot as its facts: what pages, facets and matching may see.

Pure. `sitepages.services.facts.facts_on` is the only door that makes these from the database: it
masks what has expired, so whoever holds a `Fact` with state KNOWN may use its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FactValue = str | int | float | date
NOT_VERIFIED = "not_verified"  # what a status reads as whose receipt has run out or was never given


class FactState(StrEnum):
    KNOWN = "known"
    EXPIRED = "expired"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its receipt.

    `value` is None unless the state is KNOWN: unknown is unknown, never 0. `last_value` keeps what
    an expired fact said, for the page that explains it; matching never reads it.
    """

    key: str
    value: FactValue | None
    unit: str
    state: FactState
    source: str | None = None
    verified_on: date | None = None
    verified_by: str | None = None
    valid_until: date | None = None
    illustrative: bool = False
    disputed_on: date | None = None
    last_value: FactValue | None = None
    language: str = ""  # of a text that is not there in the reader's

    @property
    def known(self) -> bool:
        return self.state is FactState.KNOWN


@dataclass(frozen=True, slots=True)
class PlotFacts:
    """One plot on one date. `status` is the public one, NOT_VERIFIED past its day; `facts` holds every other field.

    Keys and units follow plots.csv: area_m2, available_from, power_kva, water_m3_day,
    wastewater_m3_day, fibre_gbps, lease_usd_m2 (USD per m2, once, for the whole remaining term) ...
    `land_use` is its fact's text in Vietnamese and English: a file carries both, a page the reader's.
    `ring` is the outline as (easting, northing) metres in EPSG:9213, open, clockwise as surveyed.
    """

    code: str
    zone: str
    status: str
    status_since: date | None
    facts: Mapping[str, Fact]
    ring: tuple[tuple[float, float], ...]
    status_fact: Fact | None = None  # `status` with its receipt; None: taken as told
    land_use: tuple[str, str] = ("", "")

    @property
    def status_known(self) -> bool:
        return self.status != NOT_VERIFIED

    @property
    def illustrative(self) -> bool:
        """Whether anything said of it is invented."""
        return any(fact.illustrative for fact in (*self.facts.values(), self.status_fact) if fact)

    @property
    def last_status(self) -> str:
        """What was last told, verified or not: for caution and for the page that explains, never a yes or no."""
        return self.status if self.status_fact is None else str(self.status_fact.last_value or "")

    def value(self, key: str) -> FactValue | None:
        fact = self.facts.get(key)
        return fact.value if fact else None


@dataclass(frozen=True, slots=True)
class LandFacts:
    """The whole park on one date.

    `version` names the state of the land data (for replay); `neighbours` are contiguous pairs
    (codes sorted), each sharing at least 5 m of boundary over gaps of at most 0.5 m.
    """

    on: date
    version: str
    plots: tuple[PlotFacts, ...]
    neighbours: frozenset[tuple[str, str]]
    permissions: Mapping[tuple[str, str], str]  # (sector, zone) -> Permission value
    zones: Mapping[str, tuple[str, str]]  # code -> (vi, en)
    illustrative: bool
