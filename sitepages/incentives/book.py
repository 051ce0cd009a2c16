"""The law of one day as one frozen value, built from plain data: the YAML files or the rows of the CMS. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sitepages.incentives.benefits import Benefit, Clause, benefit, clause
from sitepages.incentives.names import refuse_circles, refuse_unknown_names
from sitepages.incentives.reads import facts_of_category, facts_read
from sitepages.incentives.shared import CONDITION, Figure, Standing, figure_of, figures_of, standing_of
from sitepages.incentives.tree import BadCondition, Node, parse


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a sector is of a legal category: yes, no, or ask the fact."""

    answer: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    fact: str = ""
    true_values: tuple[Any, ...] = ()
    any_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactSpec:
    """`choices`: the values it may have, () where any; `prefer`: the fact that goes before it when both are given.

    `low`, `high`: the ends of a number, None where it is open.
    """

    key: str
    type: str
    scope: str
    unit: str = ""
    prefer: str = ""
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def limits(self) -> Mapping[str, Any]:
        """As limits.py asks a row of the vocabulary."""
        return {"unit": self.unit, "min": self.low, "max": self.high}


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of exchange; `low` and `high` bound it where it is only illustrative."""

    pair: str
    value: float
    date: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One rule in one version. Validity is [valid_from, valid_to)."""

    key: str
    kind: str
    decided_by: str
    certainty: str
    valid_from: str
    valid_to: str | None
    condition: Node
    benefits: tuple[Benefit, ...]
    provided_that: tuple[str, ...]
    overrides: tuple[str, ...]
    exclusion_group: str | None
    package: str | None
    basis: tuple[Clause, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.key, self.valid_from))

    @property
    def segments(self) -> tuple[Node, ...]:
        """When each of its benefits holds, where not always."""
        return tuple(one.when for one in self.benefits if one.when is not None)

    def in_force(self, on: str) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def may_hold(self, on: str) -> bool:
        """Whether a tree that names it can be true: a shared condition is read back before its first version."""
        return self.in_force(on) or (self.kind == CONDITION and on < self.valid_from)


@dataclass(frozen=True)
class LawBook:
    """Everything the evaluator reads. `version` names its content, for replay."""

    version: str
    records: tuple[Record, ...]
    conditions: Mapping[str, Record]
    standing: Mapping[str, Standing]
    categories: Mapping[str, Category]
    sectors: Mapping[str, Mapping[str, Cell]]
    facts: Mapping[str, FactSpec]
    rates: Mapping[str, tuple[Rate, ...]]
    figures: Mapping[str, tuple[Figure, ...]]

    @cached_property
    def definitions(self) -> Mapping[str, Node]:
        """The trees of the shared conditions."""
        return {key: record.condition for key, record in self.conditions.items()}

    @cached_property
    def by_key(self) -> Mapping[str, Record]:
        return {**self.conditions, **{record.key: record for record in self.records}}

    @cached_property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """The facts each record may read."""
        return facts_read(self)

    @cached_property
    def category_reads(self) -> Mapping[str, frozenset[str]]:
        """The facts that may settle each category."""
        return {key: frozenset(facts_of_category(self, key)) for key in self.categories}

    def figure(self, key: str, year: int) -> Decimal:
        """A number of the law as it counts in a year; raises KeyError."""
        return figure_of(self.figures, key, year)

    def rate(self, pair: str, on: str) -> Rate | None:
        """The latest row dated on or before the day, else the first."""
        rows = self.rates.get(pair, ())
        past = [rate for rate in rows if rate.date <= on]
        return past[-1] if past else rows[0] if rows else None

    def named(self, ref: str) -> Record | None:
        """A rule, or a shared condition."""
        return self.by_key.get(ref)


def build(
    incentives: Mapping[str, Any], facts: Mapping[str, Any], sectors: Mapping[str, Any], rates: Mapping[str, Any]
) -> LawBook:
    """The law from data in the shapes of sitepages/seed/law (dates as text); raises BadCondition."""
    conditions = {key: _condition(key, row) for key, row in incentives["definitions"].items()}
    records = tuple(_record(row) for row in incentives["records"])
    refuse_circles({record.key: record.condition for record in (*conditions.values(), *records)})
    book = LawBook(
        version=fingerprint(incentives, facts, sectors, rates),
        records=records,
        conditions=conditions,
        standing={key: standing_of(key, row) for key, row in incentives["standing"].items()},
        categories={key: _category(key, row) for key, row in sectors["categories"].items()},
        sectors={row["key"]: _cells(row["categories"]) for row in sectors["sectors"]},
        facts={row["key"]: _fact(row) for row in facts["facts"]},
        rates=_rates(rates["rates"]),
        figures=figures_of(_versions(incentives["figures"])),
    )
    refuse_unknown_names(book)
    return book


def fingerprint(*parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _record(row: Mapping[str, Any]) -> Record:
    _refuse_places_that_are_not_there(row)
    return Record(
        key=row["id"],
        kind=row["kind"],
        decided_by=row["decided_by"],
        certainty=row["certainty"],
        valid_from=_day(row["valid_from"]) or "",
        valid_to=_day(row["valid_to"]),
        condition=parse(row["conditions"], row["id"]),
        benefits=tuple(benefit(index, part, row["id"]) for index, part in enumerate(row["benefits"])),
        provided_that=tuple(row["provided_that"]),
        overrides=tuple(row["overrides"]),
        exclusion_group=row["exclusion_group"],
        package=row["package"],
        basis=tuple(clause(part) for part in row.get("basis", ())),
        parameters=row.get("parameters", {}),
    )


def _refuse_places_that_are_not_there(row: Mapping[str, Any]) -> None:
    for index, part in enumerate(row["benefits"]):
        if max(part.get("basis", (1,))) > max(len(row.get("basis", ())), 1):
            raise BadCondition(f"{row['id']}.benefits[{index}].basis: the basis has no such row")


def _condition(key: str, row: Mapping[str, Any]) -> Record:
    return Record(
        key=key,
        kind=CONDITION,
        decided_by="law",
        certainty=row["certainty"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        condition=parse(row["condition"], key),
        benefits=(),
        provided_that=(),
        overrides=(),
        exclusion_group=None,
        package=None,
        basis=tuple(clause(part) for part in row["basis"]),
    )


def _versions(figures: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A key's one version, or the list of them."""
    for key, rows in figures.items():
        yield from ((key, row) for row in (rows if isinstance(rows, list) else [rows]))


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _category(key: str, row: Mapping[str, Any]) -> Category:
    ask = row.get("ask") or {}
    return Category(key, ask.get("fact", ""), tuple(ask.get("true_values", ())), tuple(row.get("any_of") or ()))


def _cells(row: Mapping[str, Mapping[str, str]]) -> dict[str, Cell]:
    return {key: Cell(cell["v"], cell.get("fact", "")) for key, cell in row.items()}


def _fact(row: Mapping[str, Any]) -> FactSpec:
    choices = tuple(choice["value"] for choice in row.get("choices", ()))
    if row["type"] == "bool":
        choices = (True, False)
    return FactSpec(
        row["key"],
        row["type"],
        row["scope"],
        row.get("unit", ""),
        row.get("prefer", ""),
        choices,
        row.get("min"),
        row.get("max"),
    )


def _rates(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Rate, ...]]:
    out: dict[str, list[Rate]] = {}
    for row in sorted(rows, key=lambda row: str(row["date"])):
        low, high = (None if row[end] is None else float(row[end]) for end in ("low", "high"))
        out.setdefault(row["pair"], []).append(Rate(row["pair"], float(row["value"]), str(row["date"]), low, high))
    return {pair: tuple(rates) for pair, rates in out.items()}
