"""The same numbers in every language of a record: what stands in one text and not in the other. Pure.

A number is read as its language writes it (1.000,5 and 1,000.5 are one number); a day, a share in words
(half, một nửa) and a month's name count as the figures they stand for. Order does not matter, repetition does: an
error that turns one of two equal numbers into another number of the text would else pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TEXTS = ("name", "summary", "authority", "note", "verified_how")
MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
# "May" is also a verb; as a month it stands beside a day or a year.
NAMED = {name: str(number) for number, name in enumerate(MONTHS, start=1) if name != "may"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {"một nửa": "50", "gấp đôi": "200"},
    "en": {"half": "50", "double": "200", "twice": "200"} | NAMED,
}
ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SLASH_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
WORD_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b", re.IGNORECASE)
GROUPED: Mapping[str, re.Pattern[str]] = {
    "vi": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
}


@dataclass(frozen=True, slots=True)
class Unequal:
    """A text of the record whose numbers differ; `only_vi`, `only_en`: what one language has alone."""

    text: str
    only_vi: tuple[str, ...]
    only_en: tuple[str, ...]


def unequal_numbers(record: Mapping[str, Any]) -> tuple[Unequal, ...]:
    """Every text of a record that says other numbers in Vietnamese than in English."""
    found = (_compare(text, record.get(text) or {}) for text in TEXTS)
    return tuple(one for one in found if one is not None)


def unsaid_value(record: Mapping[str, Any]) -> tuple[Unequal, ...]:
    """A figure whose name does not say its value, by language."""
    if "value" not in record:
        return ()
    value = f"{Decimal(str(record['value'])).normalize():f}"
    said = {lang: value in numbers_in(record["name"][lang], lang) for lang in ("vi", "en")}
    if all(said.values()):
        return ()
    return (Unequal("value", *(() if said[lang] else (value,) for lang in ("en", "vi"))),)


def _compare(text: str, words: Mapping[str, str]) -> Unequal | None:
    vi, en = numbers_in(words.get("vi", ""), "vi"), numbers_in(words.get("en", ""), "en")
    if vi == en:
        return None
    return Unequal(text, tuple(sorted((vi - en).elements())), tuple(sorted((en - vi).elements())))


def numbers_in(text: str, lang: str) -> Counter[str]:
    """Every number of a text in one form (1000.5, 2026-03-01), with how often it stands there."""
    return Counter(_numbers(text, lang))


def _numbers(text: str, lang: str) -> Iterator[str]:
    rest = text.replace("\u00a0", " ")
    for pattern, order in ((ISO_DAY, (1, 2, 3)), (SLASH_DAY, (3, 2, 1)), (WORD_DAY, (3, 2, 1))):
        for found in pattern.finditer(rest):
            year, month, day = (found[group] for group in order)
            yield f"{int(year):04}-{_month(month):02}-{int(day):02}"
        rest = pattern.sub(" ", rest)
    lowered = rest.lower()
    for word, figure in WORDS[lang].items():
        yield from (figure for _ in re.findall(rf"\b{word}\b", lowered))
    yield from (_plain(found, lang) for found in GROUPED[lang].findall(rest))


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS.index(text.lower()) + 1


def _plain(text: str, lang: str) -> str:
    plain = text.replace(".", "").replace(",", ".") if lang == "vi" else text.replace(",", "")
    return f"{Decimal(plain).normalize():f}"
