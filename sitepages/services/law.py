"""The law of one day, from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from sitepages.incentives.book import LawBook, build
from sitepages.models import (
    ExchangeRate,
    FactKey,
    IncentiveVersion,
    LegalCategory,
    LegalDefinition,
    Sector,
    StandingRequirement,
)


def law_book(on: date) -> LawBook:
    """Every rule as it stands on this day, built again only when a version or a rate was added, or one ends.

    A published version never changes otherwise. A rule out of force on the day is in the book in its
    newest version, so that its verdict says so.
    """
    published = IncentiveVersion.objects.filter(published_at__isnull=False)
    versions = published.aggregate(Count("pk"), Max("pk"), Max("published_at"), Count("valid_to"), Max("valid_to"))
    rates = ExchangeRate.objects.aggregate(Count("pk"), Max("pk"))
    return _built(on, *versions.values(), *rates.values())


@lru_cache(maxsize=8)
def _built(on: date, *fingerprint: Any) -> LawBook:
    return _book([record_of(version) for version in versions_on(on)])


def book_with(record: Mapping[str, Any], on: date) -> LawBook:
    """The law of the day with this record in place of the one of its key, or added; raises BadCondition."""
    others = [record_of(version) for version in versions_on(on)]
    key = record["id"]
    known = any(other["id"] == key for other in others)
    replaced = [record if other["id"] == key else other for other in others]
    return _book(replaced if known else [*others, record])


def _book(records: Sequence[Mapping[str, Any]]) -> LawBook:
    return build(
        incentives={
            "records": records,
            "definitions": {row.key: {"condition": row.condition} for row in LegalDefinition.objects.all()},
            "standing": {row.key: row.spec for row in StandingRequirement.objects.all()},
        },
        facts={"facts": list(FactKey.objects.values_list("spec", flat=True))},
        sectors={
            "categories": {row.key: {"ask": row.ask, "any_of": row.any_of} for row in LegalCategory.objects.all()},
            "sectors": list(Sector.objects.values("key", "categories")),
        },
        rates={"rates": [rate_row(rate) for rate in ExchangeRate.objects.all()]},
    )


def record_of(version: IncentiveVersion) -> dict[str, Any]:
    """The record as written, with the validity of its row: a later version or a repeal ends an earlier one there."""
    until = version.valid_to.isoformat() if version.valid_to else None
    return {**version.record, "valid_from": version.valid_from.isoformat(), "valid_to": until}


def rate_row(rate: ExchangeRate) -> dict[str, Any]:
    return {"pair": rate.pair, "value": rate.value, "date": rate.date.isoformat(), "low": rate.low, "high": rate.high}


def versions_on(on: date) -> list[IncentiveVersion]:
    """Per incentive the version in force on the day, else its newest published one; in the order of the records."""
    published = IncentiveVersion.objects.filter(published_at__isnull=False).select_related("incentive")
    best: dict[int, IncentiveVersion] = {}
    for version in published.order_by("incentive__order", "number"):
        known = best.get(version.incentive_id)
        if known is None or in_force(version, on) or not in_force(known, on):
            best[version.incentive_id] = version
    return list(best.values())


def in_force(version: IncentiveVersion, on: date) -> bool:
    """Whether [valid_from, valid_to) covers the day."""
    return version.valid_from <= on and (version.valid_to is None or on < version.valid_to)


def rates_on(on: date) -> dict[str, dict[str, Any]]:
    """The rate of each pair that counts on the day (the newest not after it, else the first), as answers echo it."""
    found: dict[str, dict[str, Any]] = {}
    for rate in ExchangeRate.objects.order_by("pair", "date"):
        if rate.pair not in found or rate.date <= on:
            found[rate.pair] = {
                "value": float(rate.value),
                "date": rate.date.isoformat(),
                "illustrative": rate.illustrative,
                "low": None if rate.low is None else float(rate.low),
                "high": None if rate.high is None else float(rate.high),
            }
    return found
