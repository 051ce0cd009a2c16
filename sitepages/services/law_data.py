"""The law of one day as the API gives it: records, versions, and all that their conditions point to."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from sitepages.incentives.citation_words import places_words
from sitepages.models import IncentiveVersion, LegalCategory
from sitepages.services.law import first_days, in_force, law_book, law_on
from sitepages.services.law_answer_schema import LEFT_OUT, SCHEMA_ADDRESS
from sitepages.services.law_rows import record_of
from sitepages.services.sources import sources_told


def law_as_data(on: date) -> dict[str, Any]:
    """JSON-safe; eight queries at most once the day's law is kept."""
    published = _published()
    versions, shared = law_on(on)
    return {
        "on": on.isoformat(),
        "rules": law_book(on).version,
        "schema": SCHEMA_ADDRESS,
        "incentives": [_shown(version, on, published[version.incentive_id]) for version in versions],
        "definitions": {key: _definition(version) for key, version in shared.conditions.items()},
        "requirements": {key: _requirement(version) for key, version in shared.requirements.items()},
        "figures": {key: [_figure(one) for one in some] for key, some in shared.figures.items()},
        "categories": {row.key: _category(row) for row in LegalCategory.objects.all()},
        "citations": sources_told(),
    }


def _published() -> dict[int, list[dict[str, Any]]]:
    """The published versions of each incentive that count on some day, by number; an undone one counts on none."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = IncentiveVersion.objects.filter(published_at__isnull=False).order_by("incentive_id", "number")
    for incentive, some in groupby(rows.only("incentive_id", "number", "valid_from", "valid_to"), _incentive_of):
        versions = list(some)
        counting = first_days(versions)
        found[incentive] = [_dates(row) for row in versions if row.number in counting]
    return found


def _incentive_of(version: IncentiveVersion) -> int:
    return version.incentive_id


def _dates(row: IncentiveVersion) -> dict[str, Any]:
    until = row.valid_to.isoformat() if row.valid_to else None
    return {"version": row.number, "valid_from": row.valid_from.isoformat(), "valid_to": until}


def _shown(version: IncentiveVersion, on: date, versions: list[dict[str, Any]]) -> dict[str, Any]:
    record = {key: value for key, value in record_of(version).items() if key not in LEFT_OUT}
    return {**record, "version": version.number, "in_force": in_force(version, on), "versions": versions}


def _definition(version: IncentiveVersion) -> dict[str, Any]:
    return _of_shared(version, "name", "condition")


def _requirement(version: IncentiveVersion) -> dict[str, Any]:
    found = _of_shared(version, "fact", "not_in", "not_before")
    return {**found, "text": version.record["name"], "basis": places_words(version.record["basis"], "vi")}


def _figure(version: IncentiveVersion) -> dict[str, Any]:
    return _of_shared(version, "name", "value", "unit", "applies_from_tax_year")


def _of_shared(version: IncentiveVersion, *names: str) -> dict[str, Any]:
    """These parts of the record, with its version, dates, clauses and certainty."""
    record = record_of(version)
    kept = ("valid_from", "valid_to", "certainty", "basis", *names)
    return {"version": version.number, **{name: record[name] for name in kept if name in record}}


def _category(row: LegalCategory) -> dict[str, Any]:
    name = {"vi": row.name_vi, "en": row.name_en}
    return {"name": name, "clause": row.clause, "ask": row.ask, "any_of": row.any_of}
