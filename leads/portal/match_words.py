"""Names and formats of what a match result speaks of: criteria, request keys, changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.portal.money_fields import unit_words
from leads.vocabulary import FactSpec
from sitepages import figures
from sitepages.choices import ZoneStatus

KEYS = {
    "needed_by": gettext_lazy("Land needed by"),
    "land.area_min_m2": gettext_lazy("Smallest area"),
    "land.area_max_m2": gettext_lazy("Largest area"),
    "land.combine": gettext_lazy("Adjoining plots may be joined"),
    "land.max_plots": gettext_lazy("At most how many plots"),
    "utilities.power_kva": gettext_lazy("Power"),
    "utilities.water_m3_day": gettext_lazy("Water"),
    "utilities.wastewater_m3_day": gettext_lazy("Waste water"),
    "utilities.fibre_gbps": gettext_lazy("Fibre"),
    "budget.lease_usd_m2_max": gettext_lazy("Highest price"),
    "budget.lease_usd_max": gettext_lazy("Highest total lease"),
    "estimate_from.floor_m2": gettext_lazy("Floor area to be built"),
    "estimate_from.storeys": gettext_lazy("Storeys"),
    "estimate_from.staff": gettext_lazy("People on site"),
    "estimate_from.shifts": gettext_lazy("Shifts"),
    "estimate_from.racks": gettext_lazy("Server racks"),
    "estimate_from.rack_density": gettext_lazy("Kind of rack"),
    "sector": gettext_lazy("Sector"),
    "zones": gettext_lazy("Functional zones"),
    "order": gettext_lazy("Which options come first"),
    "limit": gettext_lazy("Most options"),
    "diverse": gettext_lazy("Options share at most half of their plots"),
    "zone_status": gettext_lazy("Legal status of the park"),
}
# "Not yet. Nearest: <this>, then DC-02 fits."
NEAREST = {
    "needed_by": gettext_lazy("by %(to)s"),
    "land.area_min_m2": gettext_lazy("with a smallest area of %(to)s"),
    "land.area_max_m2": gettext_lazy("with a largest area of %(to)s"),
    "land.max_plots": gettext_lazy("with up to %(to)s plots"),
    "land.combine": gettext_lazy("with adjoining plots joined"),
    "utilities.power_kva": gettext_lazy("with %(to)s of power"),
    "utilities.water_m3_day": gettext_lazy("with %(to)s of water"),
    "utilities.wastewater_m3_day": gettext_lazy("with %(to)s of waste water"),
    "utilities.fibre_gbps": gettext_lazy("with %(to)s of fibre"),
    "budget.lease_usd_m2_max": gettext_lazy("at up to %(to)s"),
    "budget.lease_usd_max": gettext_lazy("at up to %(to)s in all"),
}
FORMATS: Mapping[str, Callable[[Any, str], str]] = {
    "needed_by": lambda value, lang: figures.day(date.fromisoformat(value), lang),
    "land.area_min_m2": figures.area,
    "land.area_max_m2": figures.area,
    "utilities.power_kva": figures.kva,
    "utilities.water_m3_day": figures.water,
    "utilities.wastewater_m3_day": figures.water,
    "utilities.fibre_gbps": lambda value, lang: f"{figures.number(value, None, lang)}{figures.NBSP}Gbps",
    "budget.lease_usd_m2_max": figures.price_m2,
    "budget.lease_usd_max": figures.usd,
}


YEARS_ONLY = ("first_revenue", "first_profit")  # of these days the law counts the year (facts.yaml)


def named(key: str) -> str:
    """The name of a request's key, by its JSON path or its last part."""
    found = KEYS.get(key) or next((name for path, name in KEYS.items() if path.endswith(f".{key}")), key)
    return str(found)


def shown(key: str, value: Any, lang: str) -> str:
    """A request's value in the reader's form."""
    match value:
        case None:
            return _("no limit")
        case bool():
            return _("yes") if value else _("no")
        case str() if key == "order":
            return {"score": _("the best overall"), "cost": _("the cheapest"), "area": _("the smallest")}[value]
    if key == "zone_status":
        return str(ZoneStatus(value).label)
    form = FORMATS.get(key)
    if form is not None:
        return form(value, lang)
    return figures.number(value, None, lang) if isinstance(value, int | float) else str(value)


def fact_said(spec: FactSpec, value: Any, lang: str) -> str:
    """A fact of the project as it was stated, in the reader's form; `spec` says what kind of fact it is."""
    match value:
        case dict():
            return "; ".join(f"{year}: {figures.number(amount, None, lang)}" for year, amount in sorted(value.items()))
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(fact_said(spec, one, lang) for one in value)
        case str() if spec.type == "date":
            return value[:4] if spec.key in YEARS_ONLY else figures.day(date.fromisoformat(value), lang)
        case str():
            return spec.choices[value].of(lang) if value in spec.choices else value
    if spec.is_year:
        return f"{value:.0f}"
    unit = unit_words(spec.unit)
    return figures.number(value, None, lang) + (f"{figures.NBSP}{unit}" if unit else "")


def nearest_change(key: str, to: Any, lang: str) -> str:
    """A change as part of a sentence."""
    words = NEAREST.get(key)
    return str(words) % {"to": shown(key, to, lang)} if words else f"{named(key)} {shown(key, to, lang)}"
