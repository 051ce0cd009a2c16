"""One plot as a page value: frozen, built before rendering; its template asks the database nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Permission, PlotStatus
from sitepages.explorer.files import Download, downloads
from sitepages.explorer.list_page import area_words, lang, line_of
from sitepages.explorer.picks import query_of
from sitepages.explorer.readiness import LevelRow, level_rows
from sitepages.explorer.tray import COMPARED
from sitepages.land.facts import Fact, LandFacts, PlotFacts
from sitepages.land.index import LandIndex
from sitepages.models import ParkSettings, PlotStatusChange
from sitepages.services.plan import PlanLayer, park_plan, plan_layers
from sitepages.services.readiness import readiness_on


@dataclass(frozen=True)
class FactLine:
    """A fact as a line of the page. `value` is empty while the fact is unknown, and `why` says what is known of it."""

    name: str
    value: str
    why: str
    source: str
    verified_on: date | None
    valid_until: date | None
    illustrative: bool
    disputed_on: date | None


@dataclass(frozen=True)
class FactGroup:
    title: str
    lines: tuple[FactLine, ...]


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
    lede: str
    plan: SafeString
    layers: tuple[PlanLayer, ...]
    groups: tuple[FactGroup, ...]
    permitted: tuple[PermittedLine, ...]
    neighbours: tuple[tuple[str, str], ...]
    banned: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    level: int
    levels: tuple[LevelRow, ...]
    downloads: tuple[Download, ...]
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
    words = {status.value: str(status.label) for status in PlotStatus}
    both = tuple(dict.fromkeys((*picks, plot.code)))
    beside = sorted(a if b == plot.code else b for a, b in land.neighbours if plot.code in (a, b))
    return PlotPage(
        code=plot.code,
        zone=plot.zone,
        zone_name=land.zones[plot.zone][0 if lang() == "vi" else 1],
        status=plot.status,
        status_words=words[plot.status],
        status_since=plot.status_since,
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
        permitted=tuple(permitted_in(index, plot.zone)),
        banned=tuple(banned_in(index, plot.zone)),
        neighbours=tuple((code, words[index.by_code[code].status]) for code in beside),
        history=tuple(
            HistoryLine(change.since, words[change.status], in_readers_words(change.reason))
            for change in PlotStatusChange.objects.filter(plot__code=plot.code)
        ),
        downloads=downloads("plot-file", plot.code),
        level=readiness.level,
        levels=tuple(level_rows(readiness)),
        pick_url=f"{reverse('plots')}?{query_of(both)}",
        picked=plot.code in picks,
        compare_url=f"{reverse('compare')}?{query_of(both)}" if COMPARED[0] <= len(both) <= COMPARED[1] else "",
        others=len(both) - 1,
        on=land.on,
        illustrative=any(fact.illustrative for fact in plot.facts.values()),
    )


def permitted_in(index: LandIndex, zone: str) -> Iterable[PermittedLine]:
    words = {level.value: str(level.label) for level in Permission}
    for key, names in index.sectors.items():
        level = index.permissions.get((key, zone), Permission.NOT_PERMITTED)
        if level != Permission.NOT_PERMITTED:
            yield PermittedLine(key, names[0 if lang() == "vi" else 1], level, words[level])


def banned_in(index: LandIndex, zone: str) -> Iterable[str]:
    """Sectors the land data says may not work in the zone; of those it does not speak of, nothing is said."""
    for key, names in index.sectors.items():
        if index.permissions.get((key, zone)) == Permission.NOT_PERMITTED:
            yield names[0 if lang() == "vi" else 1]


GROUPS = (
    ("land", ("area_m2", "land_use", "frontage_m", "road_width_m", "elevation_m", "soil_bearing_kpa")),
    ("planning", ("max_coverage_pct", "floor_area_ratio", "max_floors", "phase", "available_from")),
    ("mains", ("power_kva", "power_redundancy", "water_m3_day", "wastewater_m3_day", "fibre_gbps")),
    ("price", ("lease_usd_m2", "service_fee_usd_m2_year", "lease_until")),
)


def group_titles() -> dict[str, str]:
    return {
        "land": _("Land"),
        "planning": _("Planning"),
        "mains": _("Power, water, fibre"),
        "price": _("Price and term"),
    }


def groups_of(plot: PlotFacts) -> Iterable[FactGroup]:
    titles = group_titles()
    for key, fields in GROUPS:
        lines = [line_for(plot.facts[field]) for field in fields]
        if key == "price":
            lines.insert(1, whole_lease(plot))
        yield FactGroup(titles[key], tuple(lines))


def in_readers_words(source: str | None) -> str:
    """The demo's source has a translation; a surveyor's words stay as written."""
    return _(source) if source else ""


def line_for(fact: Fact) -> FactLine:
    return FactLine(
        name=field_name(fact.key),
        value=value_words(fact) if fact.known else "",
        why=unknown_words(fact),
        source=in_readers_words(fact.source),
        verified_on=fact.verified_on,
        valid_until=fact.valid_until,
        illustrative=fact.illustrative,
        disputed_on=fact.disputed_on,
    )


def whole_lease(plot: PlotFacts) -> FactLine:
    """Area x price for the whole remaining term; unknown while either is."""
    area, price = plot.facts["area_m2"], plot.facts["lease_usd_m2"]
    value = ""
    if isinstance(area.value, (int, float)) and isinstance(price.value, (int, float)):
        value = figures.usd(round(area.value * price.value), lang())
    until = [fact.valid_until for fact in (area, price) if fact.valid_until]
    verified = [fact.verified_on for fact in (area, price) if fact.verified_on]
    return FactLine(
        name=_("Whole plot, paid once"),
        value=value,
        why="" if value else _("area or price is not known"),
        source=_("Area × price"),
        verified_on=min(verified, default=None),
        valid_until=min(until, default=None),
        illustrative=area.illustrative or price.illustrative,
        disputed_on=None,
    )


def field_name(key: str) -> str:
    return {
        "area_m2": _("Area"),
        "land_use": _("Land use"),
        "frontage_m": _("Street frontage"),
        "road_width_m": _("Width of the street"),
        "elevation_m": _("Ground elevation"),
        "soil_bearing_kpa": _("Soil bearing capacity"),
        "max_coverage_pct": _("Site coverage, at most"),
        "floor_area_ratio": _("Floor-area ratio, at most"),
        "max_floors": _("Floors, at most"),
        "phase": _("Phase"),
        "available_from": _("Ready from"),
        "power_kva": _("Power"),
        "power_redundancy": _("Redundancy of power"),
        "water_m3_day": _("Water supply"),
        "wastewater_m3_day": _("Waste water"),
        "fibre_gbps": _("Fibre"),
        "lease_usd_m2": _("Land lease price"),
        "service_fee_usd_m2_year": _("Service fee"),
        "lease_until": _("Land term ends"),
    }[key]


def value_words(fact: Fact) -> str:
    value, unit = fact.value, fact.unit
    if isinstance(value, date):
        return figures.day(value, lang())
    if isinstance(value, str) or value is None:
        return {"N": _("one source (N)"), "N+1": _("one spare source (N+1)"), "2N": _("two full sources (2N)")}.get(
            str(value), str(value)
        )
    match fact.key:
        case "area_m2":
            return figures.area_both(value, lang())
        case "power_kva":
            return figures.kva(value, lang())
        case "lease_usd_m2":
            return _("%(price)s, paid once for the whole term") % {"price": figures.price_m2(value, lang())}
        case "service_fee_usd_m2_year":
            fee = figures.number(value, 2, lang())
            return _("USD %(fee)s/m² a year") % {"fee": fee}
        case "water_m3_day" | "wastewater_m3_day":
            return figures.water(value, lang())
    shown = figures.number(value, None, lang())
    return f"{shown}%" if unit == "%" else f"{shown}{figures.NBSP}{unit}" if unit else shown


def unknown_words(fact: Fact) -> str:
    """What is known of an unknown fact: expired when, or never given."""
    if fact.known:
        return ""
    if fact.valid_until:
        return _("expired on %(day)s, so no longer used") % {"day": figures.day(fact.valid_until, lang())}
    return _("never given")
