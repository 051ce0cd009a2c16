"""The monthly report as plain values: tables of numbers with their words, and how a number is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from sitepages import figures


class Kind(StrEnum):
    """What a cell holds, and so how it is written."""

    COUNT = "count"
    CHANGE = "change"
    PERCENT = "percent"
    DAYS = "days"
    AREA = "area"
    WORDS = "words"


@dataclass(frozen=True)
class Cell:
    """`value` None is not known, or not applicable where `kind` is words. Areas in square metres."""

    kind: Kind
    value: int | float | str | None


@dataclass(frozen=True)
class Row:
    """`parts`: of a step, what became of those who reached it, for the drawn bar."""

    name: str
    cells: tuple[Cell, ...]
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    note: str
    head: tuple[str, ...]  # the first names the rows
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Headline:
    """A big number on top: `before` says what it was a month and a year earlier."""

    name: str
    cell: Cell
    before: str


@dataclass(frozen=True)
class Report:
    month: date
    title: str
    whose: str
    as_of: datetime | None
    illustrative: bool
    headlines: tuple[Headline, ...]
    tables: tuple[Table, ...]
    method: tuple[tuple[str, str], ...]  # name and definition

    def table(self, key: str) -> Table | None:
        return next((one for one in self.tables if one.key == key), None)


def in_words(cell: Cell, lang: str) -> str:
    """A cell as page and PDF write it; empty where it does not apply."""
    if cell.value is None:
        return _("not known")
    if isinstance(cell.value, str):
        return cell.value
    match cell.kind:
        case Kind.PERCENT:
            return f"{figures.number(cell.value, 0, lang)}%"
        case Kind.DAYS:
            return figures.number(cell.value, 1, lang)
        case Kind.AREA:
            return figures.number(Decimal(cell.value) / 10_000, 1, lang)
        case Kind.CHANGE:
            sign = "+" if cell.value > 0 else "\N{MINUS SIGN}" if cell.value < 0 else ""
            return sign + figures.number(abs(cell.value), 0, lang)
    return figures.number(cell.value, 0, lang)
