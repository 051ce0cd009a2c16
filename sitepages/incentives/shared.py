"""What rules share: standing requirements and figures of the law, each in dated versions. Pure.

Of a condition or requirement the version in force on the day counts; before the first one we hold, that one is read
back (the lists of repealed acts were not collected), and after the last one ended nothing is asked or true any more.
A figure is read by year, because a plan's later years may stand under a version already published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from sitepages.incentives.benefits import Clause, clause

CONDITION, REQUIREMENT, FIGURE = "condition", "requirement", "figure"
ORDINARY_RATE = "CIT_ORDINARY_RATE"  # CIT law Art. 10(1)
CONSTRUCTION_YEARS = "LAND_RENT_CONSTRUCTION_YEARS"  # Decree 103/2024 Art. 39(2)
NEEDED = (ORDINARY_RATE, CONSTRUCTION_YEARS)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Standing:
    """A requirement listed as "provided that ..."; `not_in` values fail it, so does a date before `not_before`."""

    key: str
    fact: str
    not_in: tuple[Any, ...] = ()
    not_before: str = ""
    valid_to: str | None = None

    def asked_on(self, on: str) -> bool:
        return self.valid_to is None or on < self.valid_to


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the law from `first` to before `until` (years), None = still. `unit`: pct | years."""

    value: Decimal
    unit: str
    first: int
    until: int | None = None
    basis: tuple[Clause, ...] = ()


Figures = Mapping[str, Sequence[Figure]]  # of each key its versions, the oldest number first


def figure_of(figures: Figures, key: str, year: int) -> Decimal:
    """The value of a year; raises KeyError."""
    found = dated(figures[key], year, lambda row: (row.first, row.until))
    if found is None:
        raise KeyError(key)
    return found.value


def standing_of(key: str, row: Mapping[str, Any]) -> Standing:
    """As the schema writes it."""
    return Standing(key, row["fact"], tuple(row.get("not_in", ())), row.get("not_before") or "", row.get("valid_to"))


def figure(row: Mapping[str, Any]) -> Figure:
    """One version of a figure; a tax figure counts from its tax year, others from the year they come into force."""
    first = row.get("applies_from_tax_year") or int(row["valid_from"][:4])
    until = int(row["valid_to"][:4]) if row.get("valid_to") else None
    return Figure(Decimal(str(row["value"])), row["unit"], first, until, tuple(map(clause, row["basis"])))


def figures_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, tuple[Figure, ...]]:
    """By key, in the order given."""
    found: dict[str, tuple[Figure, ...]] = {}
    for key, row in rows:
        found[key] = (*found.get(key, ()), figure(row))
    return found


def dated(versions: Sequence[V], on: Any, span: Callable[[V], tuple[Any, Any]]) -> V | None:
    """The version that counts on a day, or in a year; `versions` by number, `span` its [first, last), None = open.

    Of several that cover it the highest number. A later number that begins no earlier takes an earlier one's place
    for good: when it ends, nothing comes back. Before the first one the first counts, after the end the last to end.
    """
    rows = [(version, *span(version)) for version in versions]
    begun = [row for row in rows if row[1] <= on]
    standing = [row for place, row in enumerate(begun) if not any(row[1] <= later[1] for later in begun[place + 1 :])]
    covering = [version for version, _first, last in standing if last is None or on < last]
    if covering:
        return covering[-1]
    if standing:
        return standing[-1][0]
    return min(rows, key=lambda row: row[1])[0] if rows else None
