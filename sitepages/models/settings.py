"""What an editor sets once for the whole site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from sitepages.choices import ZoneStatus

METRES: dict[str, Any] = {"max_digits": 12, "decimal_places": 3, "null": True, "blank": True}
EDGES = ("west", "south", "east", "north")


@register_setting(icon="globe")
class ParkSettings(BaseGenericSetting):
    """Legal status of the park, whether its land data is illustrative, and how to reach the desk."""

    zone_status = models.CharField(
        _("legal status of the park"), max_length=12, choices=ZoneStatus.choices, default=ZoneStatus.PLANNED
    )
    zone_status_on = models.DateField(_("status since"), null=True, blank=True)
    zone_decision = models.CharField(_("decision number"), max_length=120, blank=True)
    land_illustrative = models.BooleanField(
        _("land data is illustrative"),
        default=True,
        help_text=_("Shows the mark on every page with plots. Switch off only when surveyed data has replaced it."),
    )
    plan_picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture beneath the plan"),
        help_text=_("An orthophoto or the master plan, north up, cut along the grid of VN-2000 / TM-3 106°30′."),
    )
    plan_west = models.DecimalField(
        _("western edge, Y in metres"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    plan_south = models.DecimalField(
        _("southern edge, X in metres"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    plan_east = models.DecimalField(
        _("eastern edge, Y in metres"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    plan_north = models.DecimalField(
        _("northern edge, X in metres"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    desk_phone = models.CharField(_("desk telephone"), max_length=40, blank=True)
    desk_email = models.EmailField(_("desk e-mail"), blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("zone_status"), FieldPanel("zone_status_on"), FieldPanel("zone_decision")],
            heading=_("Legal status of the park"),
        ),
        FieldPanel("land_illustrative"),
        MultiFieldPanel(
            [FieldPanel("plan_picture"), *(FieldPanel(f"plan_{edge}") for edge in EDGES)],
            heading=_("Picture beneath the plan"),
        ),
        MultiFieldPanel([FieldPanel("desk_phone"), FieldPanel("desk_email")], heading=_("Investor desk")),
    ]

    class Meta:
        verbose_name = _("park")

    @property
    def plan_edges(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the picture beneath the plan (EPSG:9213, metres)."""
        west, south, east, north = (getattr(self, f"plan_{edge}") for edge in EDGES)
        if west is None or south is None or east is None or north is None:
            return None
        return float(west), float(south), float(east), float(north)

    def clean(self) -> None:
        super().clean()
        if self.plan_picture:
            edges = self.plan_edges
            if edges is None or edges[0] >= edges[2] or edges[1] >= edges[3]:
                raise ValidationError(
                    _("A picture beneath the plan needs its four edges: west before east, south before north.")
                )
        decided = self.zone_status != ZoneStatus.PLANNED
        if decided and not (self.zone_status_on and self.zone_decision.strip()):
            raise ValidationError(_("An established or recognised park needs the date and the number of the decision."))
