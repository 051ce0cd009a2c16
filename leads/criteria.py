"""The names of the score's criteria, in the table's order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

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
