"""The facets of the plots: which value a plot has in each on the day, and what the values are called.

A fact that is not known that day gives no value, so the plot stands in no band of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sitepages.choices import PlotStatus
from sitepages.land.facts import PlotFacts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FACETS: Mapping[str, StrOrPromise] = {
    "status": _("Status"),
    "zone": _("Functional zone"),
    "area": _("Area of one plot"),
    "price": _("Land lease, once for the whole term"),
    "power": _("Power"),
    "ready": _("Ready from"),
}
ENDLESS = float("inf")
# Facet -> the fact it reads and its bands: value in the address -> (from, below), in the fact's unit.
BANDS: Mapping[str, tuple[str, Mapping[str, tuple[float, float]]]] = {
    "area": (
        "area_m2",
        {"0-1": (0, 10_000), "1-2": (10_000, 20_000), "2-3": (20_000, 30_000), "3-": (30_000, ENDLESS)},
    ),
    "price": ("lease_usd_m2", {"0-80": (0, 80), "80-100": (80, 100), "100-120": (100, 120), "120-": (120, ENDLESS)}),
    "power": (
        "power_kva",
        {"0-500": (0, 500), "500-1000": (500, 1_000), "1000-2000": (1_000, 2_000), "2000-": (2_000, ENDLESS)},
    ),
}
# Ready date: value in the address -> at most so many days from the day of asking.
READY: Mapping[str, float] = {"now": 0, "1y": 365, "2y": 730, "later": ENDLESS}
WORDS: Mapping[str, Mapping[str, StrOrPromise]] = {
    "status": dict(PlotStatus.choices),
    "area": {"0-1": _("under 1 ha"), "1-2": _("1–2 ha"), "2-3": _("2–3 ha"), "3-": _("3 ha and more")},
    "price": {
        "0-80": _("under USD 80/m²"),
        "80-100": _("USD 80–100/m²"),
        "100-120": _("USD 100–120/m²"),
        "120-": _("USD 120/m² and more"),
    },
    "power": {
        "0-500": _("under 500 kVA"),
        "500-1000": _("500–1,000 kVA"),
        "1000-2000": _("1,000–2,000 kVA"),
        "2000-": _("2,000 kVA and more"),
    },
    "ready": {
        "now": _("ready now"),
        "1y": _("within a year"),
        "2y": _("in one to two years"),
        "later": _("later"),
    },
}


def values_of(plot: PlotFacts, on: date) -> dict[str, str]:
    """The plot's value in every facet; empty where the fact is not known that day."""
    return {
        "status": plot.status,
        "zone": plot.zone,
        "ready": _ready(plot.value("available_from"), on),
        **{facet: _band(plot.value(field), bands) for facet, (field, bands) in BANDS.items()},
    }


def _band(value: object, bands: Mapping[str, tuple[float, float]]) -> str:
    if not isinstance(value, (int, float)):
        return ""
    return next((name for name, (low, high) in bands.items() if low <= value < high), "")


def _ready(value: object, on: date) -> str:
    if not isinstance(value, date):
        return ""
    return next(name for name, days in READY.items() if days == ENDLESS or value <= on + timedelta(days=days))
