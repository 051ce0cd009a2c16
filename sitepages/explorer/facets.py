"""The facets of the plots: which values a plot has in each on the day, and what the values are called.

A fact that is not known that day gives no value, so the plot stands in no band of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sitepages.choices import PlotStatus
from sitepages.land.facts import NOT_VERIFIED
from sitepages.land.index import IndexedPlot, LandIndex, Valued

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FACETS: Mapping[str, StrOrPromise] = {
    "status": _("Status"),
    "zone": _("Functional zone"),
    "sector": _("Sector permitted"),
    "area": _("Area of one plot"),
    "price": _("Land lease, once for the whole term"),
    "power": _("Power"),
    "water": _("Water supply"),
    "fibre": _("Fibre"),
    "ready": _("Ready from"),
    "readiness": _("Readiness"),
    "phase": _("Phase"),
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
    "water": ("water_m3_day", {"0-50": (0, 50), "50-100": (50, 100), "100-200": (100, 200), "200-": (200, ENDLESS)}),
    "fibre": ("fibre_gbps", {"0-100": (0, 100), "100-400": (100, 400), "400-": (400, ENDLESS)}),
}
# Ready date: value in the address -> at most so many days from the day of asking.
READY: Mapping[str, float] = {"now": 0, "1y": 365, "2y": 730, "later": ENDLESS}
PHASES = tuple(str(number) for number in range(1, 10))
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
    "water": {
        "0-50": _("under 50 m³/day"),
        "50-100": _("50–100 m³/day"),
        "100-200": _("100–200 m³/day"),
        "200-": _("200 m³/day and more"),
    },
    "fibre": {
        "0-100": _("under 100 Gbps"),
        "100-400": _("100–400 Gbps"),
        "400-": _("400 Gbps and more"),
    },
    "ready": {
        "now": _("ready now"),
        "1y": _("within a year"),
        "2y": _("in one to two years"),
        "later": _("later"),
    },
    "readiness": {
        "0": _("no level reached yet"),
        "1": _("level 1: documented"),
        "2": _("level 2: studied"),
        "3": _("level 3: ready to build"),
    },
}
Values = tuple[str | tuple[str, ...], ...]  # in the order of FACETS; "" or () where not known


def values_of(plot: Valued, on: date) -> Values:
    """What the plot is in every facet; a sector facet has as many values as sectors may work there."""
    value = plot.value
    phase = value("phase")
    return (
        "" if plot.status == NOT_VERIFIED else plot.status,
        plot.zone,
        plot.sectors,
        *(_band(facet, value(field)) for facet, (field, _bands) in BANDS.items()),
        _ready(value("available_from"), on),
        "" if plot.readiness is None else str(plot.readiness),
        "" if phase is None else str(phase),
    )


Bits = Mapping[str, Mapping[str, int]]


@lru_cache(maxsize=4)
def bits_of(land: LandIndex) -> Bits:
    """Facet -> value -> the plots that have it on the index's day, a bit each in the order of the index; "" holds
    those of which it is not known. Worked out once per index: a filter is then a handful of ands and ors.
    """
    long = len(land.plots) // 8 + 1
    rows: dict[str, dict[str, bytearray]] = {facet: {} for facet in FACETS}
    for place, plot in enumerate(land.plots):
        for facet, value in zip(FACETS, values_of(plot, land.on), strict=True):
            for one in (value or ("",)) if isinstance(value, tuple) else (value,):
                rows[facet].setdefault(one, bytearray(long))[place >> 3] |= 1 << (place & 7)
    return {facet: {one: int.from_bytes(row, "little") for one, row in found.items()} for facet, found in rows.items()}


def plots_in(land: LandIndex, bits: int) -> list[IndexedPlot]:
    """The plots whose bits are set, in the order of the index."""
    return [plot for plot, bit in zip(land.plots, reversed(f"{bits:b}"), strict=False) if bit == "1"]


_BOUNDS = {facet: (tuple(low for low, _high in bands.values()), tuple(bands)) for facet, (_, bands) in BANDS.items()}


def _band(facet: str, value: object) -> str:
    if not isinstance(value, (int, float)):
        return ""
    bounds, names = _BOUNDS[facet]
    place = bisect_right(bounds, value) - 1
    return names[place] if place >= 0 else ""


def _ready(value: object, on: date) -> str:
    if not isinstance(value, date):
        return ""
    return next(name for name, until in _ready_until(on) if until is None or value <= until)


@lru_cache(maxsize=4)
def _ready_until(on: date) -> tuple[tuple[str, date | None], ...]:
    return tuple((name, None if days == ENDLESS else on + timedelta(days=days)) for name, days in READY.items())
