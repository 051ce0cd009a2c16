"""Prices of the location in the admin: whose price, of which year, from where; with history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from sitepages.models import LocationPrice


class PriceForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        low, high = data.get("low"), data.get("high")
        if low is not None and low < 0:
            self.add_error("low", _("A price is not less than 0."))
        if low is not None and high is not None and high < low:
            self.add_error("high", _("The most may not be less than the least."))
        return data


class PriceViewSet(ModelViewSet):
    model = LocationPrice
    icon = "tag"
    menu_label = _("Prices of the location")
    menu_order = 226
    add_to_admin_menu = True
    search_backend_name = None
    list_display = ["kind", "low", "high", "currency", "own", "place", "year", "certainty", "verified_on"]
    list_filter = ["kind", "own"]
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            MultiFieldPanel([FieldRowPanel([FieldPanel(name) for name in ("low", "high", "currency")])], _("Price")),
            MultiFieldPanel([FieldPanel(name) for name in ("own", "place", "year")], _("Whose price")),
            MultiFieldPanel([FieldPanel(name) for name in ("source", "certainty", "verified_on")], _("Source")),
        ],
        base_form_class=PriceForm,
    )
