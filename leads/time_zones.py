"""The clock on an investor's wall: a moment in the time zones of a country.

Zones: the IANA time zone database (zone.tab, public domain); where a country has several, those of its main
business cities, at most three. A reader elsewhere in such a country still finds the offset beside each time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from leads.countries import countries, country_name
from sitepages import figures

SEED = Path(__file__).parent / "seed" / "time_zones.csv"


@cache
def zones() -> Mapping[str, tuple[str, ...]]:
    """Country code (ISO 3166-1 alpha-2) -> names of its zones, the busiest first."""
    with SEED.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: tuple(row["zones"].split()) for row in csv.DictReader(lines)}


def local_times(at: datetime, country: str, lang: str) -> tuple[str, ...]:
    """The moment as clocks there show it; none where the country is not known or its clocks agree with the park's.

    "13:00, 25/11/2026 (Hàn Quốc, UTC+9)"; a country of several zones is told by city.
    """
    return tuple(_told(at, country, lang))


def _told(at: datetime, country: str, lang: str) -> Iterator[str]:
    names = zones().get(country, ())
    here = at.astimezone(figures.PARK_TIME).utcoffset()
    for name in names:
        local = at.astimezone(ZoneInfo(name))
        if len(names) == 1 and local.utcoffset() == here:
            return
        place = country_name(country, lang) if len(names) == 1 else name.rpartition("/")[2].replace("_", " ")
        when = f"{local:%H:%M}, {figures.day(local.date(), lang)}"
        yield f"{when} ({place}, {figures.offset(local)})"


def city_of(zone: str) -> str:
    """The city a zone is named after: "Seoul" for Asia/Seoul."""
    return zone.rpartition("/")[2].replace("_", " ")


def zone_choices(at: datetime, lang: str) -> list[tuple[str, str]]:
    """(zone, "Hàn Quốc – Seoul (UTC+9)") for every zone once, under its first country, in the reader's order."""
    return list(_choices(at.replace(minute=0, second=0, microsecond=0), lang))


@lru_cache(maxsize=8)
def _choices(at: datetime, lang: str) -> tuple[tuple[str, str], ...]:
    """Of one hour: clocks are put forward and back on the hour."""
    found: dict[str, str] = {}
    for code in countries(lang):
        for name in zones().get(code, ()):
            offset = figures.offset(at.astimezone(ZoneInfo(name)))
            found.setdefault(name, f"{country_name(code, lang)} – {city_of(name)} ({offset})")
    return tuple(found.items())
