"""A catalogue as plain JSON values and back, equal in every figure: what a result is replayed on. Pure."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.estimates import BUILDING
from leads.matching.explain import FACT_OF
from sitepages.land.facts import Fact, FactState, FactValue

KEPT = (*sorted({*FACT_OF.values()}), *BUILDING)  # the facts an answer may show


def frozen(catalogue: Catalogue) -> bytes:
    """The catalogue as compressed JSON with sorted keys: equal catalogues give equal bytes."""
    return zlib.compress(json.dumps(_plain(catalogue), sort_keys=True, separators=(",", ":")).encode(), 6)


def key_of(catalogue: Catalogue) -> str:
    """A short name of what a catalogue says."""
    parts = (
        catalogue.version,
        sorted((code, sorted(others)) for code, others in catalogue.neighbours.items()),
        sorted(catalogue.permissions.items()),
        sorted(catalogue.streets.items()),
        (catalogue.park_power_kva, catalogue.power_left_kva),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def thawed(data: bytes) -> Catalogue:
    """The catalogue that `frozen` stored."""
    row = json.loads(zlib.decompress(data))
    return Catalogue(
        version=row["version"],
        plots={one["code"]: _plot(one) for one in row["plots"]},
        neighbours={code: frozenset(others) for code, others in row["neighbours"].items()},
        permissions={(sector, zone): level for sector, zone, level in row["permissions"]},
        park_power_kva=row["park_power_kva"],
        power_left_kva=row["power_left_kva"],
        streets={(first, second): gap for first, second, gap in row["streets"]},
    )


def _plain(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "version": catalogue.version,
        "plots": [_plot_row(plot) for _code, plot in sorted(catalogue.plots.items())],
        "neighbours": {code: sorted(others) for code, others in catalogue.neighbours.items()},
        "permissions": sorted([*pair, level] for pair, level in catalogue.permissions.items()),
        "park_power_kva": catalogue.park_power_kva,
        "power_left_kva": catalogue.power_left_kva,
        "streets": sorted([*pair, gap] for pair, gap in catalogue.streets.items()),
    }


def _plot_row(plot: PlotRecord) -> dict[str, Any]:
    return {
        "code": plot.code,
        "zone": plot.zone,
        "status": plot.status,
        "area_dm": plot.area_dm,
        "price_dm": plot.price_dm,
        "ready": _day(plot.ready),
        "sums": dict(plot.sums),
        "fibre_gbps": plot.fibre_gbps,
        "frontage_m": plot.frontage_m,
        "facts": [_fact_row(plot.facts[key]) for key in KEPT if key in plot.facts],
    }


def _plot(row: Mapping[str, Any]) -> PlotRecord:
    facts = {fact.key: fact for fact in _facts(row["facts"])}
    figures = {key: row[key] for key in ("code", "zone", "status", "area_dm", "price_dm", "sums")}
    return PlotRecord(
        **figures,
        facts=facts,
        ready=_read_day(row["ready"]),
        fibre_gbps=row["fibre_gbps"],
        frontage_m=row["frontage_m"],
    )


def _fact_row(fact: Fact) -> list[Any]:
    value = fact.value.isoformat() if isinstance(fact.value, date) else fact.value
    return [fact.key, value, fact.unit, str(fact.state), fact.source, _day(fact.verified_on), _day(fact.valid_until)]


def _facts(rows: Iterable[list[Any]]) -> Iterable[Fact]:
    for key, value, unit, state, source, verified, until in rows:
        told: FactValue | None = date.fromisoformat(value) if key == "available_from" and value else value
        yield Fact(
            key, told, unit, FactState(state), source, verified_on=_read_day(verified), valid_until=_read_day(until)
        )


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _read_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
