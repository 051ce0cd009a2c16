"""One plot as a page value: frozen, built before rendering; its template asks the database nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Permission, status_words
from sitepages.explorer.contact_card import ContactCard, contact_card
from sitepages.explorer.files import Download, downloads
from sitepages.explorer.list_page import area_words, line_of
from sitepages.explorer.park_lines import ParkLines, park_lines
from sitepages.explorer.picks import query_of
from sitepages.explorer.plot_lines import FactGroup, FactLine, groups_of, in_readers_words, status_line
from sitepages.explorer.readiness import LevelRow, level_rows
from sitepages.explorer.tray import COMPARED
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.land.index import LandIndex
from sitepages.language import site_language
from sitepages.models import ParkSettings, PlotStatusChange
from sitepages.services.plan import PlanLayer, park_plan, plan_layers
from sitepages.services.readiness import readiness_on


@dataclass(frozen=True)
class PermittedLine:
    key: str
    name: str
    level: str
    words: str


@dataclass(frozen=True)
class HistoryLine:
    since: date
    words: str
    reason: str


@dataclass(frozen=True)
class PlotPage:
    code: str
    zone: str
    zone_name: str
    status: str
    status_words: str
    status_since: date | None
    status_line: FactLine
    lede: str
    plan: SafeString
    layers: tuple[PlanLayer, ...]
    groups: tuple[FactGroup, ...]
    park: ParkLines
    permitted: tuple[PermittedLine, ...]
    neighbours: tuple[tuple[str, str], ...]
    banned: tuple[str, ...]
    zoning: tuple[str, ...]  # where the zone and its permitted sectors come from
    history: tuple[HistoryLine, ...]
    level: int
    levels: tuple[LevelRow, ...]
    downloads: tuple[Download, ...]
    contact: ContactCard
    pick_url: str  # to the list with this plot picked too
    picked: bool
    compare_url: str  # empty while nothing else is picked, or too much
    others: int
    on: date
    illustrative: bool


def plot_page(
    land: LandFacts, index: LandIndex, plot: PlotFacts, park: ParkSettings, picks: tuple[str, ...] = ()
) -> PlotPage:
    """`land` holds this plot with its receipts, `index` the park around it; `picks` came in the address."""
    readiness = readiness_on(land, park)[plot.code]
    words = status_words()
    both = tuple(dict.fromkeys((*picks, plot.code)))
    beside = sorted(a if b == plot.code else b for a, b in land.neighbours if plot.code in (a, b))
    return PlotPage(
        code=plot.code,
        zone=plot.zone,
        zone_name=land.zones[plot.zone][0 if site_language() == "vi" else 1],
        status=plot.status,
        status_words=words[plot.status],
        status_since=plot.status_since if plot.status_known else None,
        status_line=status_line(plot),
        lede=". ".join(part for part in (area_words(plot), "; ".join(line_of(plot, land.on))) if part) + ".",
        plan=park_plan(
            index,
            yours=(plot.code,),
            listed=frozenset(beside),
            crop=plot.code,
            zone_status=park.zone_status,
            label=_("Plot %(code)s and its surroundings") % {"code": plot.code},
        ),
        layers=plan_layers(),
        groups=tuple(groups_of(plot)),
        park=park_lines(land.on),
        permitted=tuple(permitted_in(index, plot.zone)),
        banned=tuple(banned_in(index, plot.zone)),
        zoning=tuple(zoning_sources(index, plot.zone)),
        neighbours=tuple((code, words[index.by_code[code].status]) for code in beside),
        history=tuple(
            HistoryLine(change.since, words[change.status], in_readers_words(change.reason))
            for change in PlotStatusChange.objects.filter(plot__code=plot.code)
        ),
        downloads=downloads("plot-file", plot.code),
        contact=contact_card(land.on, park),
        level=readiness.level,
        levels=tuple(level_rows(readiness)),
        pick_url=f"{reverse('plots')}?{query_of(both)}",
        picked=plot.code in picks,
        compare_url=f"{reverse('compare')}?{query_of(both)}" if COMPARED[0] <= len(both) <= COMPARED[1] else "",
        others=len(both) - 1,
        on=land.on,
        illustrative=plot.illustrative,
    )


def permitted_in(index: LandIndex, zone: str) -> Iterable[PermittedLine]:
    words = {level.value: str(level.label) for level in Permission}
    for key, names in index.sectors.items():
        level = index.permissions.get((key, zone), Permission.NOT_PERMITTED)
        if level != Permission.NOT_PERMITTED:
            yield PermittedLine(key, names[0 if site_language() == "vi" else 1], level, words[level])


def zoning_sources(index: LandIndex, zone: str) -> Iterable[str]:
    """Where the zone comes from and where its permitted sectors do, each with its day; nothing where nobody said."""
    parts = (
        (_("Functional zone: %(source)s"), index.zone_receipts.get(zone)),
        (_("Permitted sectors: %(source)s"), index.sector_receipts.get(zone)),
    )
    for words, receipt in parts:
        if receipt and receipt.source:
            source = "; ".join(_(one) for one in receipt.source.split("; "))
            day = figures.day(receipt.verified_on, site_language()) if receipt.verified_on else ""
            yield words % {"source": f"{source}, {day}" if day else source}


def banned_in(index: LandIndex, zone: str) -> Iterable[str]:
    """Sectors the land data says may not work in the zone; of those it does not speak of, nothing is said."""
    for key, names in index.sectors.items():
        if index.permissions.get((key, zone)) == Permission.NOT_PERMITTED:
            yield names[0 if site_language() == "vi" else 1]
