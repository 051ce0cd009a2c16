"""What a newsletter says of land: plots that became free or are free no more, as a sector sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import translation

from leads.matching.catalogue import ALLOWED
from sitepages.choices import PlotStatus
from sitepages.figures import PARK_TIME
from sitepages.models import Plot, PlotStatusChange, Sector, SectorPermission
from sitepages.services.facts import facts_on
from sitepages.services.holding import HELD_WORDS
from sitepages.services.land_version import version_now


@dataclass(frozen=True)
class LandLine:
    """`sector`: its name, "" for the whole park; plots newly free, free no more, free at the end."""

    sector: str
    came: int
    went: int
    free: int
    address: str


def last_line() -> int:
    """The last line of the land's history written by now; a later one has a higher number."""
    return PlotStatusChange.objects.aggregate(last=Max("pk"))["last"] or 0


def land(since: datetime, until: datetime, sectors: list[str], lang: str, *, known: int | None) -> list[LandLine]:
    """A line for each sector chosen of which anything changed; without a choice one for the whole park.

    `known`: the last line of the land's history when the reader confirmed, where no issue came before: of the day of
    `since` later lines alone are news.
    """
    first, today = (at.astimezone(PARK_TIME).date() for at in (since, until))
    moves = _moves(first, today, version_now(), 0 if known is None else known)
    if not moves.came and not moves.went:
        return []
    with translation.override(lang):
        address = settings.SITE_URL + reverse("plots")
        names = {row.key: row.name for row in Sector.objects.filter(key__in=sectors)}
    lines = [_line(names[key], moves, moves.zones.get(key, frozenset()), f"{address}?sector={key}") for key in names]
    lines = lines if sectors else [_line("", moves, None, address)]
    return [one for one in lines if one.came or one.went]


@dataclass(frozen=True)
class _Moves:
    """Zones of the plots; `zones`: where a sector may work."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    free: tuple[str, ...]
    zones: Mapping[str, frozenset[str]]


def _line(name: str, moves: _Moves, zones: frozenset[str] | None, address: str) -> LandLine:
    came, went, free = (
        sum(zones is None or zone in zones for zone in some) for some in (moves.came, moves.went, moves.free)
    )
    return LandLine(name, came, went, free, address)


@lru_cache(maxsize=4)
def _moves(first: date, today: date, _land: str, known: int) -> _Moves:
    """Read off the plots' own history, since `first` (of that day the lines after `known`) and before `today`, whose
    lines may still be written.

    A plot whose earlier status is not on record has moved where it is offered or held for the first time.
    """
    zone_of = dict(Plot.objects.values_list("pk", "zone__code"))
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for row in PlotStatusChange.objects.filter(since__lt=today).order_by("since", "pk"):
        if row.since < first or (row.since == first and row.pk <= known):
            before[row.plot_id] = row.status
        elif row.plot_id not in before:
            before[row.plot_id] = _earlier(row)
        after[row.plot_id] = row.status
    free = PlotStatus.AVAILABLE
    zones: dict[str, set[str]] = {}
    for sector, zone in SectorPermission.objects.filter(level__in=ALLOWED).values_list("sector_id", "zone__code"):
        zones.setdefault(sector, set()).add(zone)
    return _Moves(
        came=tuple(zone_of[pk] for pk, was in before.items() if was and was != free and after[pk] == free),
        went=tuple(zone_of[pk] for pk, was in before.items() if was == free and after[pk] != free),
        free=tuple(plot.zone for plot in facts_on(today).plots if plot.status == free),
        zones={key: frozenset(some) for key, some in zones.items()},
    )


def _earlier(row: PlotStatusChange) -> str:
    """What a plot was before the first line of its history; "" where nobody can tell."""
    if row.reason == HELD_WORDS:
        return PlotStatus.AVAILABLE
    return PlotStatus.RESERVED if row.status == PlotStatus.AVAILABLE else ""
