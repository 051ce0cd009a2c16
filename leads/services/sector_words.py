"""What sectors are called, for reading free text: the law desk's words, ours beside them, VSIC codes with names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leads.reading.folded import folded
from leads.reading.sectors import SectorWords
from leads.services.stages import read_seed
from sitepages.models import Sector

VSIC = Path(__file__).resolve().parent.parent / "seed" / "vsic_2025.csv"


@cache
def vsic_names() -> Mapping[str, tuple[str, str]]:
    """Code -> (Vietnamese, English); read once per process."""
    with VSIC.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["code"]: (row["vi"], row["en"]) for row in rows}


def sector_book() -> tuple[SectorWords, ...]:
    """Every sector in use, in the order of the list; one query."""
    ours = _ours()
    return tuple(_words(row, ours) for row in Sector.objects.filter(retired_on=None))


@dataclass(frozen=True)
class _Ours:
    """`ambiguous`: bare words that are another with marks; `generic`: say nothing alone; `former`: older codes."""

    sectors: Mapping[str, Mapping[str, list[str]]]
    ambiguous: frozenset[str]
    generic: frozenset[str]
    former: Mapping[str, list[str]]


@cache
def _ours() -> _Ours:
    seed = read_seed("sector_words.yaml")
    generic = frozenset(map(folded, seed["generic"]))
    return _Ours(seed["sectors"], frozenset(seed["plain_not"]), generic, seed["former"])


def _words(row: Sector, by: _Ours) -> SectorWords:
    ours = by.sectors.get(row.key, {})
    marked = _telling((*row.words.get("vi", ()), *ours.get("vi", ()), *_parts(row.name_vi)), by)
    bare = [
        phrase
        for phrase in _telling((*row.words.get("vi_ascii", ()), *map(folded, marked)), by)
        if folded(phrase) not in by.ambiguous
    ]
    english = _telling((*row.words.get("en", ()), *ours.get("en", ()), *_parts(row.name_en)), by)
    codes = [str(one["code"]) for one in row.vsic_2025]
    return SectorWords(
        key=row.key,
        marked=tuple(dict.fromkeys(marked)),
        # A tilde marks what is Vietnamese without its diacritics: a text with diacritics is not read by it.
        plain=(*english, *(f"~{phrase}" for phrase in dict.fromkeys(bare))),
        codes=tuple((code, vsic_names().get(code, ())) for code in codes),
        former=tuple(by.former.get(row.key, ())),
    )


def _telling(phrases: Iterable[str], by: _Ours) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if folded(phrase) not in by.generic)


def _parts(name: str) -> Iterator[str]:
    """A name, and what it joins by a comma."""
    yield name
    yield from (part.strip() for part in re.split(r",", name) if len(part.split()) > 1)
