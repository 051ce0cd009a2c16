"""The law of one day, from its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from sitepages.choices import SHARED_KINDS, IncentiveKind
from sitepages.incentives.book import LawBook, build
from sitepages.incentives.shared import dated
from sitepages.incentives.tree import Node, parse
from sitepages.models import ExchangeRate, FactKey, IncentiveVersion, LegalCategory, Sector
from sitepages.services.law_rows import record_of


@dataclass(frozen=True)
class Shared:
    """What rules share, each in the version that counts on a day; `figures`: every version too, oldest first."""

    conditions: Mapping[str, IncentiveVersion]
    requirements: Mapping[str, IncentiveVersion]
    figures_now: Mapping[str, IncentiveVersion]
    figures: Mapping[str, tuple[IncentiveVersion, ...]]

    @property
    def of_day(self) -> dict[str, IncentiveVersion]:
        return {**self.conditions, **self.requirements, **self.figures_now}

    def trees(self) -> dict[str, Node]:
        return {key: parse(version.record["condition"], key) for key, version in self.conditions.items()}

    def texts(self, lang: str) -> dict[str, str]:
        """Each requirement as it is said after "provided that"."""
        return {key: version.record["name"][lang] for key, version in self.requirements.items()}

    def names(self) -> dict[str, dict[str, str]]:
        """Names of the conditions in both languages."""
        return {key: version.record["name"] for key, version in self.conditions.items()}


def law_book(on: date) -> LawBook:
    """Every rule as it stands on this day, built again only when a version or a rate was added, or one ends.

    A published version never changes otherwise. A rule out of force on the day is in the book in its
    newest version, so that its verdict says so.
    """
    published = IncentiveVersion.objects.filter(published_at__isnull=False)
    versions = published.aggregate(Count("pk"), Max("pk"), Max("published_at"), Count("valid_to"), Max("valid_to"))
    rates = ExchangeRate.objects.aggregate(Count("pk"), Max("pk"), Count("withdrawn_at"))
    return _built(on, *versions.values(), *rates.values())


@lru_cache(maxsize=8)
def _built(on: date, *fingerprint: Any) -> LawBook:
    rules, shared = law_on(on)
    return _book([record_of(version) for version in rules], *_records(shared))


def book_beside(drafts: Sequence[IncentiveVersion], on: date) -> LawBook:
    """The law of the day as if these drafts were published; raises BadCondition."""
    rules, shared = law_on(on, drafts)
    return _book([record_of(version) for version in rules], *_records(shared))


def book_with(record: Mapping[str, Any], on: date, drafts: Sequence[IncentiveVersion] = ()) -> LawBook:
    """The law of the day with this record in place of the one of its key, or added; raises BadCondition.

    `drafts`: of other keys, taken as published.
    """
    rules, shared = law_on(on, drafts)
    records: Sequence[Record] = [record_of(version) for version in rules]
    conditions, requirements, figures = _records(shared)
    match record["kind"]:
        case IncentiveKind.CONDITION:
            conditions = {**conditions, record["id"]: record}
        case IncentiveKind.REQUIREMENT:
            requirements = {**requirements, record["id"]: record}
        case IncentiveKind.FIGURE:
            figures = {**figures, record["id"]: [*figures.get(record["id"], ()), record]}
        case _:
            records = _replaced(records, record)
    return _book(records, conditions, requirements, figures)


Record = Mapping[str, Any]


def _replaced(records: Sequence[Record], record: Record) -> list[Record]:
    known = any(other["id"] == record["id"] for other in records)
    replaced = [record if other["id"] == record["id"] else other for other in records]
    return replaced if known else [*replaced, record]


def _records(shared: Shared) -> tuple[dict[str, Record], dict[str, Record], dict[str, Sequence[Record]]]:
    return (
        {key: record_of(version) for key, version in shared.conditions.items()},
        {key: record_of(version) for key, version in shared.requirements.items()},
        {key: [record_of(version) for version in versions] for key, versions in shared.figures.items()},
    )


def _book(
    records: Sequence[Record],
    conditions: Mapping[str, Record],
    requirements: Mapping[str, Record],
    figures: Mapping[str, Sequence[Record]],
) -> LawBook:
    rates = ExchangeRate.objects.filter(withdrawn_at=None)
    return build(
        incentives={"records": records, "definitions": conditions, "standing": requirements, "figures": figures},
        facts={"facts": list(FactKey.objects.values_list("spec", flat=True))},
        sectors={
            "categories": {row.key: {"ask": row.ask, "any_of": row.any_of} for row in LegalCategory.objects.all()},
            "sectors": list(Sector.objects.values("key", "categories")),
        },
        rates={"rates": [rate_row(rate) for rate in rates]},
    )


def rate_row(rate: ExchangeRate) -> dict[str, Any]:
    return {"pair": rate.pair, "value": rate.value, "date": rate.date.isoformat(), "low": rate.low, "high": rate.high}


def law_on(on: date, drafts: Sequence[IncentiveVersion] = ()) -> tuple[list[IncentiveVersion], Shared]:
    """The rules and what they share, in one query; `drafts` count as published."""
    return law_of([*published_versions(), *drafts], on)


def published_versions() -> list[IncentiveVersion]:
    """Every published version in the order of the rules, each rule's by number; one query."""
    published = IncentiveVersion.objects.filter(published_at__isnull=False).select_related("incentive")
    return list(published.order_by("incentive__order", "number"))


def law_of(rows: Sequence[IncentiveVersion], on: date) -> tuple[list[IncentiveVersion], Shared]:
    """The law of a day from these versions."""
    shared = [row for row in rows if row.incentive.kind in SHARED_KINDS]
    return _rules([row for row in rows if row.incentive.kind not in SHARED_KINDS], on), _shared(shared, on)


def versions_on(on: date) -> list[IncentiveVersion]:
    """Per rule the version in force on the day, else the one nearest to it; in the order of the records."""
    published = IncentiveVersion.objects.rules().filter(published_at__isnull=False)
    return _rules(published.select_related("incentive").order_by("incentive__order", "number"), on)


def shared_on(on: date) -> Shared:
    """One query."""
    published = IncentiveVersion.objects.filter(published_at__isnull=False, incentive__kind__in=SHARED_KINDS)
    return _shared(published.select_related("incentive").order_by("incentive__order", "number"), on)


def _rules(published: Iterable[IncentiveVersion], on: date) -> list[IncentiveVersion]:
    found: dict[int, list[IncentiveVersion]] = defaultdict(list)
    for version in published:
        found[version.incentive_id].append(version)
    return [_of_day(some, on) for some in found.values()]


def _shared(published: Iterable[IncentiveVersion], on: date) -> Shared:
    found: dict[str, dict[str, list[IncentiveVersion]]] = {kind: defaultdict(list) for kind in SHARED_KINDS}
    for version in published:
        found[version.incentive.kind][version.incentive.key].append(version)
    return Shared(
        conditions={key: _of_day(some, on) for key, some in found[IncentiveKind.CONDITION].items()},
        requirements={key: _of_day(some, on) for key, some in found[IncentiveKind.REQUIREMENT].items()},
        figures_now={key: _of_day(some, on) for key, some in found[IncentiveKind.FIGURE].items()},
        figures={key: tuple(some) for key, some in found[IncentiveKind.FIGURE].items()},
    )


def _of_day(versions: Sequence[IncentiveVersion], on: date) -> IncentiveVersion:
    return dated(versions, on.isoformat(), _span) or versions[-1]


def rule_on(versions: Sequence[IncentiveVersion], on: date) -> IncentiveVersion | None:
    """The version of a rule in force on the day, None if there is none; `versions` of one rule, by number."""
    version = _of_day(versions, on) if versions else None
    return version if version and in_force(version, on) else None


def first_days(versions: Sequence[IncentiveVersion]) -> dict[int, date]:
    """Number of each version that ever counts -> the first day it does; `versions` of one rule, by number.

    One whose place a later one took for good, as by undo, counts on no day.
    """
    found: dict[int, date] = {}
    for day in sorted({day for one in versions for day in (one.valid_from, one.valid_to) if day}):
        version = _of_day(versions, day)
        if in_force(version, day):
            found.setdefault(version.number, day)
    return found


def ends_on(versions: Sequence[IncentiveVersion], on: date) -> tuple[IncentiveVersion, date] | None:
    """The version of a rule after which none is in force any more, and its end; None: it goes on, or is over.

    `versions` of one rule, by number, those to come among them: one that takes over keeps the rule from ending, and
    may end it sooner than the version of the day would.
    """
    borders = {day for one in versions for day in (one.valid_from, one.valid_to) if day and day > on}
    ruling = _of_day(versions, on)
    running = ruling if in_force(ruling, on) else None
    for day in sorted(borders):
        version = _of_day(versions, day)
        if in_force(version, day):
            running = version
        elif running:
            return running, day
    return None


def _span(version: IncentiveVersion) -> tuple[str, str | None]:
    return version.valid_from.isoformat(), version.valid_to.isoformat() if version.valid_to else None


def in_force(version: IncentiveVersion, on: date) -> bool:
    """Whether [valid_from, valid_to) covers the day."""
    return version.valid_from <= on and (version.valid_to is None or on < version.valid_to)


def rates_on(on: date) -> dict[str, dict[str, Any]]:
    """The rate of each pair that counts on the day (the newest not after it, else the first), as answers echo it."""
    found: dict[str, dict[str, Any]] = {}
    for rate in ExchangeRate.objects.filter(withdrawn_at=None).order_by("pair", "date"):
        if rate.pair not in found or rate.date <= on:
            found[rate.pair] = {
                "value": float(rate.value),
                "date": rate.date.isoformat(),
                "illustrative": rate.illustrative,
                "low": None if rate.low is None else float(rate.low),
                "high": None if rate.high is None else float(rate.high),
            }
    return found
