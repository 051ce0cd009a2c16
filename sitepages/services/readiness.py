"""Readiness of plots on a day, from the published rules, the facts in use and the documents on record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q

from sitepages.choices import ZoneStatus
from sitepages.land.facts import LandFacts
from sitepages.land.readiness import (
    FIRST,
    Document,
    Evidence,
    EvidenceRule,
    Level,
    Readiness,
    evidence_of,
    readiness_of,
)
from sitepages.models import ParkSettings, PlotEvidence
from sitepages.services.facts import facts_on

RULES = Path(__file__).resolve().parent.parent / "seed" / "readiness.yaml"
ZONE_DECISION = "zone_decision"


@cache
def levels() -> tuple[Level, ...]:
    data = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return tuple(
        Level(
            order=row["order"],
            names=(row["vi"], row["en"]),
            promises=(row["promise_vi"], row["promise_en"]),
            evidence=tuple(_rule(one, row["order"]) for one in row["evidence"]),
        )
        for row in data["levels"]
    )


def _rule(row: dict[str, Any], level: int) -> EvidenceRule:
    names = (row["vi"], row["en"])
    return EvidenceRule(
        row["key"], level, names, row["plot_attribute"] or "", row["max_age_days"], (row["rule_vi"], row["rule"])
    )


def documents_of(park: ParkSettings, codes: Collection[str] | None = None) -> dict[str, dict[str, Document]]:
    """Plot code -> evidence key -> document; "" holds the park's own, its zone's decision too. One query."""
    rows = PlotEvidence.objects.select_related("plot")
    if codes is not None:
        rows = rows.filter(Q(plot__code__in=codes) | Q(plot=None))
    out: dict[str, dict[str, Document]] = {"": {}}
    for row in rows:
        document = Document(row.source, row.verified_on, row.valid_until, row.verified_by, row.illustrative)
        out.setdefault(row.plot.code if row.plot else "", {})[row.key] = document
    if park.zone_status != ZoneStatus.PLANNED and park.zone_status_on:
        out[""][ZONE_DECISION] = Document(park.zone_decision, park.zone_status_on)
    else:
        out[""].pop(ZONE_DECISION, None)
    return out


def readiness_on(land: LandFacts, park: ParkSettings) -> dict[str, Readiness]:
    """Of every plot in `land`, on its day. One query."""
    codes = [plot.code for plot in land.plots]
    documents = documents_of(park, codes if len(codes) < 100 else None)
    return {
        plot.code: readiness_of(levels(), plot, documents[""] | documents.get(plot.code, {}), land.on)
        for plot in land.plots
    }


def park_readiness(on: date, park: ParkSettings) -> list[Evidence]:
    """Every piece of evidence a document of the whole park may serve, and whether there is one. One query.

    What a plot proves by its own fact is left out.
    """
    documents = documents_of(park, [])[""]
    rules = [rule for level in levels() for rule in level.evidence if level.order > FIRST or not rule.field]
    return [evidence_of(rule, documents.get(rule.key), on) for rule in rules]


def levels_on(on: date, park: ParkSettings) -> dict[str, int]:
    """Plot code -> level held, only of plots that hold one: level 1 asks a document, so few plots are read."""
    codes = set(PlotEvidence.objects.exclude(plot=None).values_list("plot__code", flat=True))
    if not codes:
        return {}
    return {code: found.level for code, found in readiness_on(facts_on(on, codes), park).items() if found.level}
