"""The one vocabulary a request is written in: sectors, facts of a project, functional zones."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from leads.countries import countries
from leads.services.house_version import kept_of_the_house
from sitepages.models import FactKey, FunctionalZone, Sector

ORIGIN = "origin"  # the fact that is a country


@dataclass(frozen=True, slots=True)
class Words:
    """A name in the site's languages."""

    vi: str
    en: str

    def of(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True, slots=True)
class SectorWord:
    """A sector as a request names it; `group` is A (digital activities) or B (services of the park)."""

    key: str
    group: str
    name: Words


@dataclass(frozen=True, slots=True)
class RetiredSector:
    """A sector no longer in use, and since when."""

    name: Words
    since: date


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One key of facts.yaml: what a value must look like, and how it is asked.

    `type`: number | date | bool | choice | set | map_year_number. Bounds are inclusive, None = open.
    `choices` maps each allowed value to its name (choice and set only); `asked_by` names the rules that read the fact.
    """

    key: str
    type: str
    scope: str
    unit: str
    minimum: float | None
    maximum: float | None
    choices: Mapping[str, Words]
    label: Words
    question: Words
    help: Words
    asked_by: tuple[str, ...]

    def choices_in(self, lang: str) -> list[tuple[str, str]]:
        """(value, name) to choose from: countries by the reader's alphabet, all else as editors ordered it."""
        if self.key == ORIGIN:
            return [(code, name) for code, name in countries(lang).items() if code in self.choices]
        return [(value, name.of(lang)) for value, name in self.choices.items()]

    @property
    def is_year(self) -> bool:
        """A year of the calendar: written in four figures, without a mark of thousands."""
        return self.unit == "year"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be said: sectors and facts by key, zones by code, in the order editors gave them; `retired` no more."""

    sectors: Mapping[str, SectorWord]
    facts: Mapping[str, FactSpec]
    zones: Mapping[str, Words]
    retired: Mapping[str, RetiredSector] = field(default_factory=dict)

    def close_sectors(self, written: str) -> list[str]:
        """Sector keys that resemble what was written (a key or a name, diacritics apart); best first."""
        spellings = {_plain(text): s.key for s in self.sectors.values() for text in (s.key, s.name.vi, s.name.en)}
        found = get_close_matches(_plain(written[:80]), list(spellings), n=5, cutoff=0.5)
        return list(dict.fromkeys(spellings[text] for text in found))


@kept_of_the_house(2)
def vocabulary() -> Vocabulary:
    """The vocabulary as its rows stand: one query while none of them changes, else three more."""
    sectors = list(Sector.objects.all())
    return Vocabulary(
        sectors={s.key: SectorWord(s.key, s.group, Words(s.name_vi, s.name_en)) for s in sectors if not s.retired_on},
        retired={
            s.key: RetiredSector(Words(s.name_vi, s.name_en), s.retired_on) for s in sectors if s.retired_on is not None
        },
        facts={row.key: fact_of(row.spec) for row in FactKey.objects.exclude(key="sector")},
        zones={z.code: Words(z.name_vi, z.name_en) for z in FunctionalZone.objects.all()},
    )


def fact_of(spec: Mapping[str, Any]) -> FactSpec:
    """A record of facts.yaml as a value."""
    return FactSpec(
        key=spec["key"],
        type=spec["type"],
        scope=spec["scope"],
        unit=spec.get("unit", ""),
        minimum=spec.get("min"),
        maximum=spec.get("max"),
        choices=_choices(spec),
        label=_words(spec["label"]),
        question=_words(spec["question"]),
        help=_words(spec["help"]),
        asked_by=tuple(dict.fromkeys([*spec["used_by"]["conditions"], *spec["used_by"]["figures"]])),
    )


def _choices(spec: Mapping[str, Any]) -> dict[str, Words]:
    if str(spec.get("choices_from", "")).startswith("ISO 3166"):
        english = countries("en")
        return {code: Words(name, english[code]) for code, name in countries("vi").items()}
    return {str(choice["value"]): _words(choice) for choice in spec.get("choices", [])}


def _words(pair: Mapping[str, str]) -> Words:
    return Words(pair["vi"], pair["en"])


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("_", " "))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
