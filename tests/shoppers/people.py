"""Who the mystery shoppers are: people.yaml as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "people.yaml"
KNOWN, UNKNOWN, OFFICER = "known", "unknown", "officer"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and what must come back at once: known, unknown, officer."""

    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class Shopper:
    """`says`: answers by field name as this person writes them; whatever is not there is left open."""

    key: str
    lang: str
    device: str
    way: str
    role: str
    country: str
    department: str
    words: str
    sector: str
    says: Mapping[str, Any]
    asks: tuple[Ask, ...]
    plot: str = ""
    then: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@shopper.example"

    @property
    def message(self) -> str:
        hello = "Kính gửi Ban quản lý," if self.lang == "vi" else "Dear team,"
        return "\n".join([hello, *(ask.text for ask in self.asks)])


def shoppers() -> tuple[Shopper, ...]:
    return tuple(_shopper(row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8"))["shoppers"])


def _shopper(row: Mapping[str, Any]) -> Shopper:
    given = {key: value for key, value in row.items() if key not in {"asks", "project"}}
    return Shopper(**given, asks=tuple(Ask(text, expected) for text, expected in row["asks"]))
