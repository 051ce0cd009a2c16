"""What a rule gives, as data to compute with: each segment of years with its start event. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sitepages.incentives.tree import Node, parse

OWN_CHOICE = "construction_years"  # `up_to` with this length is a limit of the law, not a level still to be decided


@dataclass(frozen=True, slots=True)
class Fallback:
    """A holiday without taxable income in the first `none_within` years of revenue starts in year `start_in`."""

    none_within: int
    start_in: int


Place = tuple[str, int]  # record, index of its basis


@dataclass(frozen=True, slots=True)
class Benefit:
    """Years `from_year` to `to_year` (both in, None = to the end) counted from `start_event`, year 1 = its year.

    `places`: the clauses it rests on. `value` None: the text's table was not read. `ceiling`: the decision on a
    project may give less.
    `of`: the goods or costs it is about. `months`: counted in months from the month of the event.
    """

    index: int
    tax: str
    kind: str
    value: Decimal | None
    unit: str
    from_year: int
    to_year: int | None
    start_event: str
    fallback: Fallback | None
    when: Node | None
    ceiling: bool
    group: str | None
    of: str
    length_fact: str
    months: bool
    places: tuple[Place, ...] = ()

    def __hash__(self) -> int:
        return hash((self.index, self.tax, self.kind, self.from_year))


@dataclass(frozen=True, slots=True)
class Clause:
    """One place of the law a rule rests on; `citation` names the text that was read."""

    law: str
    article: str
    clause: str
    citation: str
    certainty: str


def benefit(index: int, row: Mapping[str, Any], path: str) -> Benefit:
    """A segment as the schema writes it; raises BadCondition for a `when` that is none."""
    fallback, length = row.get("fallback"), row.get("length_fact", "")
    return Benefit(
        index=index,
        tax=row.get("tax", ""),
        kind=row.get("kind", ""),
        value=None if row.get("value") is None else Decimal(str(row["value"])),
        unit=row.get("unit", ""),
        from_year=row.get("from_year", 1),
        to_year=row.get("to_year"),
        start_event=row.get("start_event", ""),
        fallback=Fallback(fallback["if_none_within_years_of_first_revenue"], fallback["then_start_in_year"])
        if fallback
        else None,
        when=parse(row["when"], f"{path}.benefits[{index}].when") if "when" in row else None,
        ceiling=bool(row.get("up_to")) and length != OWN_CHOICE,
        group=row.get("group"),
        of=row.get("of", ""),
        length_fact=length,
        months=row.get("counted_in") == "months",
        places=tuple((path, place - 1) for place in row.get("basis", (1,))),
    )


def clause(row: Mapping[str, Any]) -> Clause:
    return Clause(row["law"], row["article"] or "", row["clause"] or "", row["citation"], row["certainty"])
