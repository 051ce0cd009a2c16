"""First records of the law: loaded as what they are, once; later versions are the editors' and jurists'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sitepages.incentives.book import build
from sitepages.incentives.schema import problems
from sitepages.models import (
    Citation,
    ExchangeRate,
    FactKey,
    Incentive,
    IncentiveVersion,
    LegalCategory,
    LegalDefinition,
    Sector,
    StandingRequirement,
)
from sitepages.services.law_files import read_law, read_schema


class BadLaw(ValueError):
    """A file of law breaks its schema: a misspelt key would be lost silently. Names each place."""


@transaction.atomic
def load_law(*, now: datetime) -> None:
    """Load sectors, the vocabulary of facts and version 1 of every record; does nothing where law is already there.

    Raises BadLaw or BadCondition before anything is written.
    """
    if Incentive.objects.exists():
        return
    incentives, facts, sectors, rates = (read_law(name) for name in ("incentives", "facts", "sectors", "rates"))
    refuse_bad_files(incentives_file=incentives, facts_file=facts, sectors_file=sectors)
    build(incentives, facts, sectors, rates)
    _sectors(sectors)
    _vocabulary(facts, rates)
    _shared(incentives)
    for order, row in enumerate(incentives["records"]):
        _record(order, row, now)


def refuse_bad_files(**files: Mapping[str, Any]) -> None:
    """Hold each file to the part of law.schema.json of its name; raises BadLaw with every place."""
    schema = read_schema()
    found = [place for name, data in files.items() for place in problems(data, schema["$defs"][name], schema, name)]
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


def _shared(data: Mapping[str, Any]) -> None:
    Citation.objects.bulk_create(
        Citation(key=key, title=row["title"], where=row["url_hint"], kind=row["kind"])
        for key, row in data["citations"].items()
    )
    LegalDefinition.objects.bulk_create(
        LegalDefinition(
            key=key,
            name_vi=row["name"]["vi"],
            name_en=row["name"]["en"],
            certainty=row["certainty"],
            condition=row["condition"],
        )
        for key, row in data["definitions"].items()
    )
    StandingRequirement.objects.bulk_create(
        StandingRequirement(
            key=key,
            spec={name: row[name] for name in ("fact", "not_in", "not_before") if name in row},
            text_vi=row["vi"],
            text_en=row["en"],
            basis=row["basis"],
        )
        for key, row in data["standing"].items()
    )


def _record(order: int, row: Mapping[str, Any], now: datetime) -> None:
    incentive = Incentive.objects.create(key=row["id"], kind=row["kind"], order=order)
    IncentiveVersion.objects.create(
        incentive=incentive,
        number=1,
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        decided_by=row["decided_by"],
        certainty=row["certainty"],
        verified_on=row["verified_on"],
        name_vi=row["name"]["vi"],
        name_en=row["name"]["en"],
        summary_vi=row["summary"]["vi"],
        summary_en=row["summary"]["en"],
        authority_vi=row["authority"]["vi"],
        authority_en=row["authority"]["en"],
        record=dict(row),
        published_at=now,
    )
