"""Golden cases that a rate of exchange turns. It blocks nothing: a bank's figure is no law, and cannot wait for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sitepages.incentives.book import Rate
from sitepages.incentives.golden import Miss, misses
from sitepages.models import ExchangeRate
from sitepages.services.law import law_book, law_on
from sitepages.services.policy_checks import cases_by_day


def turned_by(pair: str, rows: Sequence[ExchangeRate], on: date) -> tuple[tuple[str, Miss], ...]:
    """(rule, miss) of each case in force on the day that comes out otherwise where the pair had these rates."""
    return tuple(_turned(pair, tuple(sorted(map(_rate, rows), key=lambda rate: rate.date)), on))


def _turned(pair: str, rates: tuple[Rate, ...], on: date) -> Iterator[tuple[str, Miss]]:
    for day, records in cases_by_day(_records(on)):
        before = law_book(day)
        after = replace(before, rates={**before.rates, pair: rates})
        if before.rate(pair, day.isoformat()) == after.rate(pair, day.isoformat()):
            continue
        for record in records:
            failing = set(misses(before, record))
            yield from ((record["id"], miss) for miss in misses(after, record) if miss not in failing)


def _records(on: date) -> Iterator[Mapping[str, Any]]:
    """What is in force on the day, with its keys."""
    rules, shared = law_on(on)
    for version in (*rules, *shared.of_day.values()):
        yield {**version.record, "id": version.incentive.key, "kind": version.incentive.kind}


def _rate(row: ExchangeRate) -> Rate:
    low, high = (None if end is None else float(end) for end in (row.low, row.high))
    return Rate(row.pair, float(row.value), row.date.isoformat(), low, high)
