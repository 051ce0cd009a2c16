"""The plan with the park's layers and words, ready for a page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sitepages.choices import PlotStatus, ZoneStatus
from sitepages.land.facts import LandFacts
from sitepages.land.plan import Layer, PlanOptions, draw_plan
from sitepages.models import ParkLayer, ParkSettings

ANY_CODE = "XX-00"


def park_plan(land: LandFacts, *, zone_status: str = "", linked: bool = True, **shown: Any) -> SafeString:
    """The plan in the reader's language; `shown` are fields of PlanOptions (yours, alts, pins, dim, crop ...).

    Safe: built from numbers, with every word escaped by the drawing. One query, and one more where the
    caller does not know the park's status.
    """
    lang = "vi" if get_language() == "vi" else "en"
    layers = [
        Layer(row.kind, row.name_vi if lang == "vi" else row.name_en, row.local) for row in ParkLayer.objects.all()
    ]
    options = PlanOptions(
        label=shown.pop("label", _("Plan of the park, %(count)s plots") % {"count": len(land.plots)}),
        words={status.value: str(status.label) for status in PlotStatus},
        lang=lang,
        address=plot_address() if linked else "",
        established=(zone_status or ParkSettings.load().zone_status) != ZoneStatus.PLANNED,
        marks={"gate": _("Main gate"), "substation": "110/22 kV", "north": _("N")},
        **shown,
    )
    return mark_safe(draw_plan(land, layers, options))


def plot_address() -> str:
    """The address of a plot's page with {code} in place of its code."""
    return reverse("plot", args=[ANY_CODE]).replace(ANY_CODE, "{code}")
