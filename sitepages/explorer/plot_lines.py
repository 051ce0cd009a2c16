"""Facts of a plot as lines in the reader's language, each with its receipt; what is not known says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import status_words
from sitepages.land.facts import Fact, FactState, PlotFacts
from sitepages.language import language_mark, site_language
from sitepages.models.land import STATUS
from sitepages.services.holding import RECORDED_BY


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
    verified_by: str = ""  # a person or the desk; empty of what was loaded by itself
    lang: str = ""  # of a value that is not in the reader's language, and `mark` says so
    mark: str = ""


@dataclass(frozen=True)
class FactGroup:
    title: str
    lines: tuple[FactLine, ...]


LOADED = ("import_plots", "load_seeds", "demo")  # what verifies as a command, not as a person
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


def status_line(plot: PlotFacts) -> FactLine:
    """The status with its receipt, as one more line of facts."""
    return line_for(plot.status_fact or Fact(STATUS, plot.status, "", FactState.KNOWN))


def in_readers_words(source: str | None) -> str:
    """The demo's source has a translation; a surveyor's words stay as written."""
    return _(source) if source else ""


def line_for(fact: Fact) -> FactLine:
    return FactLine(
        name=field_name(fact.key),
        value=value_words(replace(fact, language="")) if fact.known else "",
        why=unknown_words(fact),
        source=in_readers_words(fact.source),
        verified_on=fact.verified_on,
        valid_until=fact.valid_until,
        illustrative=fact.illustrative,
        disputed_on=fact.disputed_on,
        verified_by=verifier_words(fact.verified_by or ""),
        lang=fact.language,
        mark=language_mark(fact.language),
    )


def verifier_words(name: str) -> str:
    return "" if name in LOADED else _("the investor desk") if name == RECORDED_BY else name


def dated_words(day: date, lang: str, *, illustrative: bool) -> str:
    """When it was verified; of an invented figure, which nobody can verify, when it was recorded."""
    words = _("recorded %(day)s") if illustrative else _("verified %(day)s")
    return words % {"day": figures.day(day, lang)}


def verified_words(line: FactLine) -> str:
    """When, and by whom where it was a person."""
    if line.illustrative and line.verified_on and not line.verified_by:
        return dated_words(line.verified_on, site_language(), illustrative=True)
    words = {"day": figures.day(line.verified_on, site_language()) if line.verified_on else "", "who": line.verified_by}
    return (_("verified %(day)s by %(who)s") if line.verified_by else _("verified %(day)s")) % words


def whole_lease(plot: PlotFacts) -> FactLine:
    """Area x price for the whole remaining term; unknown while either is."""
    area, price = plot.facts["area_m2"], plot.facts["lease_usd_m2"]
    value = ""
    if isinstance(area.value, (int, float)) and isinstance(price.value, (int, float)):
        value = figures.usd(round(area.value * price.value), site_language())
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
        "status": _("Status"),
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
    if fact.key == STATUS:
        return status_words()[str(value)]
    if isinstance(value, date):
        return figures.day(value, site_language())
    if fact.language:
        return f"{value} ({language_mark(fact.language)})"
    if isinstance(value, str) or value is None:
        return {"N": _("one source (N)"), "N+1": _("one spare source (N+1)"), "2N": _("two full sources (2N)")}.get(
            str(value), str(value)
        )
    match fact.key:
        case "area_m2":
            return figures.area_both(value, site_language())
        case "power_kva":
            return figures.kva(value, site_language())
        case "lease_usd_m2":
            return _("%(price)s, paid once for the whole term") % {"price": figures.price_m2(value, site_language())}
        case "service_fee_usd_m2_year":
            fee = figures.number(value, 2, site_language())
            return _("USD %(fee)s/m² a year") % {"fee": fee}
        case "water_m3_day" | "wastewater_m3_day":
            return figures.water(value, site_language())
    shown = figures.number(value, None, site_language())
    return f"{shown}%" if unit == "%" else f"{shown}{figures.NBSP}{unit}" if unit else shown


def unknown_words(fact: Fact) -> str:
    """What is known of an unknown fact: expired when, or never given."""
    if fact.known:
        return ""
    if fact.valid_until:
        return _("expired on %(day)s, so no longer used") % {"day": figures.day(fact.valid_until, site_language())}
    return _("never given")
