"""First records of the law: loaded as what they are, once; later versions are the editors' and jurists'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sitepages.choices import SHARED_KINDS, IncentiveKind
from sitepages.incentives.book import build
from sitepages.incentives.limits import record_faults
from sitepages.incentives.schema import problems
from sitepages.models import (
    Citation,
    ExchangeRate,
    FactKey,
    Incentive,
    IncentiveVersion,
    LegalCategory,
    Sector,
)
from sitepages.services.law_files import read_law, read_schema
from sitepages.services.law_rows import fill

SHARED = {
    "definitions": IncentiveKind.CONDITION,
    "standing": IncentiveKind.REQUIREMENT,
    "figures": IncentiveKind.FIGURE,
}


class BadLaw(ValueError):
    """A file of law breaks its schema: a misspelt key would be lost silently. Names each place."""


@transaction.atomic
def load_law(*, now: datetime) -> None:
    """Load sectors, the vocabulary of facts and version 1 of every record; does nothing where all that is there.

    Raises BadLaw or BadCondition before anything is written.
    """
    ruled, shared = Incentive.objects.exists(), Incentive.objects.filter(kind__in=SHARED_KINDS).exists()
    if ruled and shared and Citation.objects.exclude(link="").exists():
        return
    incentives, facts, sectors, rates = (read_law(name) for name in ("incentives", "facts", "sectors", "rates"))
    refuse_bad_files(incentives_file=incentives, facts_file=facts, sectors_file=sectors)
    refuse_bad_figures(incentives, facts)
    build(incentives, facts, sectors, rates)
    if not ruled:
        _sectors(sectors)
        _vocabulary(facts, rates)
        _citations(incentives)
        for order, row in enumerate(incentives["records"]):
            _record(order, row, now)
    if not shared:
        _shared(incentives, now)
    _complete_citations(incentives)


def refuse_bad_files(**files: Mapping[str, Any]) -> None:
    """Hold each file to the part of law.schema.json of its name; raises BadLaw with every place."""
    schema = read_schema()
    found = [place for name, data in files.items() for place in problems(data, schema["$defs"][name], schema, name)]
    if found:
        raise BadLaw("\n".join(found))


def refuse_bad_figures(incentives: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Hold every record to what its figures may say; raises BadLaw with every place, or BadCondition."""
    specs = {row["key"]: row for row in facts["facts"]}
    shared = ((key, row) for name in SHARED for key, row in incentives[name].items())
    rules = ((row["id"], row) for row in incentives["records"])
    found = [
        f"{key}.{fault.part}{'' if fault.row is None else f'[{fault.row}]'}.{fault.name}: {fault.code} {fault.facts}"
        for key, row in (*rules, *shared)
        for fault in record_faults(row, specs)
    ]
    if found:
        raise BadLaw("\n".join(found))


def _sectors(data: Mapping[str, Any]) -> None:
    LegalCategory.objects.bulk_create(
        LegalCategory(
            key=key,
            name_vi=row["name"]["vi"],
            name_en=row["name"]["en"],
            clause=row["clause"],
            ask=row.get("ask"),
            any_of=row.get("any_of"),
        )
        for key, row in data["categories"].items()
    )
    Sector.objects.bulk_create(
        Sector(
            key=row["key"],
            group=row["group"],
            order=order,
            name_vi=row["name"]["vi"],
            name_en=row["name"]["en"],
            description_vi=row["description"]["vi"],
            description_en=row["description"]["en"],
            vsic_2025=row["vsic_2025"],
            words=row["words"],
            categories=row["categories"],
        )
        for order, row in enumerate(data["sectors"])
    )


def _vocabulary(facts: Mapping[str, Any], rates: Mapping[str, Any]) -> None:
    FactKey.objects.bulk_create(
        FactKey(key=row["key"], order=order, type=row["type"], scope=row["scope"], unit=row.get("unit", ""), spec=row)
        for order, row in enumerate(facts["facts"])
    )
    ExchangeRate.objects.bulk_create(
        ExchangeRate(
            pair=row["pair"],
            value=row["value"],
            date=row["date"],
            low=row["low"],
            high=row["high"],
            illustrative=row["illustrative"],
            source=row["source"] or "",
            note_vi=row["note"]["vi"],
            note_en=row["note"]["en"],
        )
        for row in rates["rates"]
    )


def _citations(data: Mapping[str, Any]) -> None:
    Citation.objects.bulk_create(
        Citation(key=key, title=row["title"], where=row["url_hint"], kind=row["kind"], **_opens(row))
        for key, row in data["citations"].items()
    )


def _opens(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row.get(name) or "" for name in ("link", "official", "source_date")}


def _complete_citations(data: Mapping[str, Any]) -> None:
    """Links and dates for sources loaded before these were kept; what a person entered stays."""
    untouched = Citation.objects.filter(changes=None, link="", official="", source_date="")
    for citation in untouched.filter(key__in=data["citations"]):
        for name, value in _opens(data["citations"][citation.key]).items():
            setattr(citation, name, value)
        citation.save()


def _shared(data: Mapping[str, Any], now: datetime) -> None:
    order = len(data["records"])
    for name, kind in SHARED.items():
        for key, row in data[name].items():
            whole = {"verified_on": data["verified_on"], "valid_to": None, **row, "id": key, "kind": kind.value}
            _record(order, whole, now)
            order += 1


def _record(order: int, row: Mapping[str, Any], now: datetime) -> None:
    incentive = Incentive.objects.create(key=row["id"], kind=row["kind"], order=order)
    version = IncentiveVersion(incentive=incentive, number=1, published_at=now)
    fill(version, row)
    version.save()
