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
    """A question and what must come back at once: known, unknown, officer; `about`: keys of what must be among it."""

    text: str
    expected: str
    about: tuple[str, ...]


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
    form: str = "lines"

    @property
    def email(self) -> str:
        return f"{self.key}@shopper.example"

    @property
    def message(self) -> str:
        """What they write, in their own form; each question stands in it word for word."""
        asked = [ask.text for ask in self.asks]
        hello = "Kính gửi Ban quản lý," if self.lang == "vi" else "Dear team,"
        match self.form:
            case "paragraph":
                return f"{hello} {' '.join(asked)}"
            case "bullets":
                return "\n".join([hello, *(f"- {text}" for text in asked)])
            case "no_marks":
                return "\n".join([hello, *(text.rstrip("?") for text in asked)])
            case "many":
                return "\n".join([hello, *(f"{n}. What about point {n}?" for n in range(1, 21)), *asked])
            case "requests":
                ask = "Xin cho biết: {}" if self.lang == "vi" else "Please tell us: {}"
                return "\n".join([hello, *(ask.format(text) for text in asked)])
        return "\n".join([hello, *asked])


def shoppers() -> tuple[Shopper, ...]:
    return tuple(_shopper(row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8"))["shoppers"])


def _shopper(row: Mapping[str, Any]) -> Shopper:
    given = {key: value for key, value in row.items() if key not in {"asks", "project"}}
    return Shopper(**given, asks=tuple(Ask(ask[0], ask[1], tuple(" ".join(ask[2:]).split())) for ask in row["asks"]))
