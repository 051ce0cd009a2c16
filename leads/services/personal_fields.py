"""A field of the copy of a person's data: a code for programs, words for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sitepages import figures


@dataclass(frozen=True)
class Field:
    """`code` and `raw` are for programs, `label` and `shown` for people; an empty `shown` is "nothing held"."""

    code: str
    label: str
    raw: Any
    shown: str


Row = tuple[Field, ...]


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    rows: tuple[Row, ...]


def text_field(code: str, label: str, value: str) -> Field:
    return Field(code, label, value, value)


def at_field(code: str, label: str, at: datetime | None, lang: str) -> Field:
    return Field(code, label, at.isoformat() if at else None, figures.moment(at, lang) if at else "")


def day_field(code: str, label: str, on: date | None, lang: str) -> Field:
    return Field(code, label, on.isoformat() if on else None, figures.day(on, lang) if on else "")


def coded_field(code: str, label: str, raw: str, shown: Any) -> Field:
    return Field(code, label, raw, str(shown))
