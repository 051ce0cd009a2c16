"""Functional zones and the sectors permitted in them, in the admin: one form a zone, with source and history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput

from sitepages.choices import Certainty, Permission
from sitepages.explorer.plot_lines import in_readers_words
from sitepages.land.index import ZoningReceipt
from sitepages.models import FunctionalZone, Sector
from sitepages.services.zoning import permit_sectors

CODE = re.compile(r"[A-Z][A-Z0-9]{0,3}")
RECEIPT = ("source", "certainty", "verified_on", "illustrative")


class LevelGrid(forms.Widget):
    """A choice for each sector."""

    use_fieldset = True
    sectors: tuple[tuple[str, str], ...] = ()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {key: data.get(f"{name}-{key}", "") for key, _name in self.sectors}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        levels = value or {}
        rows = [
            {"id": f"id_{name}-{key}", "name": f"{name}-{key}", "sector": words, "level": levels.get(key, "")}
            for key, words in self.sectors
        ]
        choices = [("", gettext("not recorded")), *Permission.choices]
        return render_to_string("sitepages/land/levels.html", {"rows": rows, "choices": choices})


class LevelField(forms.Field):
    """Sector -> level, of the sectors something is said of."""

    widget = LevelGrid

    def clean(self, value: Mapping[str, str]) -> dict[str, str]:
        given = {key: level for key, level in value.items() if level}
        if set(given.values()) - set(Permission.values):
            raise ValidationError(_("Choose one of the levels offered."))
        return given

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or {}) != {key: level for key, level in data.items() if level})


class ZoneForm(WagtailAdminModelForm):
    """A zone and what may work in it; both name where they come from."""

    levels = LevelField(
        label=_("Sectors"),
        required=False,
        help_text=_(
            "A sector that is not recorded finds no land in this zone: matching counts only what is permitted."
        ),
    )
    levels_source = forms.CharField(label=_("Source of the permitted sectors"), required=False, max_length=300)
    levels_certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, required=False)
    levels_verified_on = forms.DateField(label=_("Verified on"), required=False, widget=AdminDateInput)
    levels_illustrative = forms.BooleanField(label=_("illustrative, not the real plan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None and not self.instance._state.adding
        rows = list(self.instance.permissions.order_by("-verified_on", "pk")) if known else []
        spoken_of = {row.sector_id for row in rows}
        sectors = Sector.objects.all()
        grid = self.fields["levels"].widget
        grid.sectors = tuple((one.key, one.name) for one in sectors if not one.retired_on or one.key in spoken_of)
        self.fields["levels"].initial = {row.sector_id: row.level for row in rows}
        self.fields["code"].disabled = known
        self.fields["code"].help_text = _("One to four letters or digits, as survey files write it: SX.")
        for name in ("source", "verified_on"):
            self.fields[name].required = True
        for name in RECEIPT if rows else ():
            self.fields[f"levels_{name}"].initial = getattr(rows[0], name)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if not self.fields["code"].disabled and not CODE.fullmatch(code):
            raise ValidationError(_("A zone's code is one to four letters A to Z or digits, a letter first."))
        return code

    def clean_verified_on(self) -> date | None:
        return not_to_come(self.cleaned_data["verified_on"])

    def clean_levels_verified_on(self) -> date | None:
        return not_to_come(self.cleaned_data["levels_verified_on"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if data.get("levels"):
            for name in ("levels_source", "levels_verified_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say where the permitted sectors come from."))
        return data

    def save(self, commit: bool = True) -> Any:
        zone = super().save(commit)
        if commit:
            given = {name: self.cleaned_data[f"levels_{name}"] for name in RECEIPT}
            given["certainty"] = given["certainty"] or Certainty.UNCONFIRMED
            permit_sectors(
                zone=zone,
                levels=self.cleaned_data["levels"],
                receipt=ZoningReceipt(**given),
                anew=any(f"levels_{name}" in self.changed_data for name in RECEIPT),
                by=self.for_user,
                now=timezone.now(),
            )
        return zone


def not_to_come(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise ValidationError(_("This day is in the future."))
    return day


class ZoneDelete(generic.DeleteView):
    """A zone goes only while no plot lies in it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plots = self.object.plots.count()
        if plots and request.user.has_perm("sitepages.delete_functionalzone"):
            words = ngettext(
                "%(n)s plot lies in zone %(zone)s: the zone stays.",
                "%(n)s plots lie in zone %(zone)s: the zone stays.",
                plots,
            )
            messages.error(request, words % {"n": plots, "zone": self.object.code})
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class ZoneViewSet(ModelViewSet):
    model = FunctionalZone
    icon = "grip"
    menu_label = _("Functional zones")
    menu_order = 216
    add_to_admin_menu = True
    search_backend_name = None
    search_fields = ["code", "name_vi", "name_en"]
    list_display = [
        "code",
        "name_vi",
        "name_en",
        Column("source", label=capfirst(_("source")), accessor=lambda zone: in_readers_words(zone.source)),
        "certainty",
        "verified_on",
        BooleanColumn("illustrative", label=_("Illustrative")),
    ]
    list_filter = ["certainty", "illustrative"]
    copy_view_enabled = False
    inspect_view_enabled = False
    delete_view_class = ZoneDelete
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("order")]),
                    FieldPanel("name_vi"),
                    FieldPanel("name_en"),
                ],
                heading=_("Zone"),
            ),
            MultiFieldPanel([FieldPanel(name) for name in RECEIPT], heading=_("Where the zone comes from")),
            MultiFieldPanel(
                [FieldPanel("levels"), *(FieldPanel(f"levels_{name}") for name in RECEIPT)],
                heading=_("What may work there"),
            ),
        ],
        base_form_class=ZoneForm,
    )
