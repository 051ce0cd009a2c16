"""The criteria of the score in words: name, unit of its bounds, what of a set is looked at, when it is asked."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitepages import figures

CRITERIA = {
    "price": gettext_lazy("Land price"),
    "zone_fit": gettext_lazy("Zone fit"),
    "ready": gettext_lazy("Ready in time"),
    "frontage": gettext_lazy("Street frontage"),
    "area_fit": gettext_lazy("Close to the area asked"),
    "fewer_plots": gettext_lazy("Fewer plots to join"),
    "power": gettext_lazy("Power to spare"),
    "water": gettext_lazy("Water to spare"),
    "wastewater": gettext_lazy("Waste water to spare"),
    "fibre": gettext_lazy("Fibre to spare"),
}
UNITS = {
    "price": gettext_lazy("USD/m²"),
    "ready": gettext_lazy("days after the day asked"),
    "frontage": gettext_lazy("m of street"),
    "area_fit": gettext_lazy("times the smallest area asked"),
    "fewer_plots": gettext_lazy("plots"),
    "power": gettext_lazy("times the power asked"),
    "water": gettext_lazy("times the water asked"),
    "wastewater": gettext_lazy("times the waste water asked"),
    "fibre": gettext_lazy("times the fibre asked"),
}
FIXED = ("zone_fit",)  # its value is the permission itself: not permitted 0, permitted 0.6, encouraged 1
LOOKED_AT = {
    "price": gettext_lazy("Lease per m², paid once for the whole remaining term; of joined plots the mean by area."),
    "zone_fit": gettext_lazy("What the zone's rules say of the sector; of joined plots the least favourable."),
    "ready": gettext_lazy("The day ground and mains are ready; of joined plots the latest."),
    "frontage": gettext_lazy("Frontage on a street; of joined plots the longest."),
    "area_fit": gettext_lazy("All the area together, beside the smallest area asked."),
    "fewer_plots": gettext_lazy("How many plots have to be joined."),
    "power": gettext_lazy("The power of all plots together, beside what was asked."),
    "water": gettext_lazy("The water of all plots together, beside what was asked."),
    "wastewater": gettext_lazy("The waste water all plots together take, beside what was asked."),
    "fibre": gettext_lazy("Fibre, beside what was asked; of joined plots the largest."),
}
WITH_AREA = gettext_lazy("Only where a smallest area is given.")
ASKED_WHEN = {
    "area_fit": WITH_AREA,
    "fewer_plots": gettext_lazy("Only where a smallest area is given and plots may be joined."),
    "power": gettext_lazy("Only where power is asked."),
    "water": gettext_lazy("Only where water is asked."),
    "wastewater": gettext_lazy("Only where waste water is asked."),
    "fibre": gettext_lazy("Only where fibre is asked."),
}


def bound(key: str, figure: float, lang: str) -> str:
    """A bound of a criterion's value with its unit; of the zone's, what it stands for."""
    if key in FIXED:
        return _("encouraged") if figure else _("not permitted (permitted: 0.6)")
    return f"{figures.number(figure, None, lang)}{figures.NBSP}{UNITS[key]}"
