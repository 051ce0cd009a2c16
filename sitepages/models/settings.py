"""What an editor sets once for the whole site."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from sitepages.choices import ZoneStatus


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
    desk_phone = models.CharField(_("desk telephone"), max_length=40, blank=True)
    desk_email = models.EmailField(_("desk e-mail"), blank=True)

    panels = [
        MultiFieldPanel(
            [FieldPanel("zone_status"), FieldPanel("zone_status_on"), FieldPanel("zone_decision")],
            heading=_("Legal status of the park"),
        ),
        FieldPanel("land_illustrative"),
        MultiFieldPanel([FieldPanel("desk_phone"), FieldPanel("desk_email")], heading=_("Investor desk")),
    ]

    class Meta:
        verbose_name = _("park")

    def clean(self) -> None:
        super().clean()
        decided = self.zone_status != ZoneStatus.PLANNED
        if decided and not (self.zone_status_on and self.zone_decision.strip()):
            raise ValidationError(_("An established or recognised park needs the date and the number of the decision."))
