"""If a plot changes: which enquiries would gain or lose an option. A question, nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from leads.choices import AccessKind
from leads.desk.audit import noted
from leads.matching.catalogue import Catalogue
from leads.models import Lead
from leads.services.access import leads_visible_to, sees_leads
from leads.services.needs import Change, changed, touched
from leads.services.park import park_on
from sitepages.choices import PlotStatus
from sitepages.figures import PARK_TIME

MOST_ROWS = 100


class PlotChangeForm(forms.Form):
    plot = forms.CharField(label=gettext_lazy("Plot"), max_length=12)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), required=False, choices=[("", gettext_lazy("as it is")), *PlotStatus.choices]
    )
    price = forms.FloatField(
        label=gettext_lazy("Price, USD/m² once"),
        required=False,
        min_value=0.1,
        max_value=100_000,
        error_messages={"min_value": gettext_lazy("Enter a price above 0.")},
    )
    power = forms.FloatField(label=gettext_lazy("Power, kVA"), required=False, min_value=0, max_value=1e7)

    def __init__(self, *args: Any, catalogue: Catalogue, **more: Any) -> None:
        self.catalogue = catalogue
        super().__init__(*args, **more)

    def clean_plot(self) -> str:
        code = str(self.cleaned_data["plot"]).strip().upper()
        if code not in self.catalogue.plots:
            raise forms.ValidationError(_("There is no plot with this code."))
        return code

    @property
    def change(self) -> Change:
        clean = self.cleaned_data
        return Change(clean["status"] or None, clean["price"], clean["power"])


@dataclass(frozen=True, slots=True)
class Concerned:
    """An enquiry the person may see, and the sets it would gain and lose."""

    lead: Lead
    gains: tuple[str, ...]
    loses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlotChangePage:
    """`results`: how many stored results are concerned in all, sent or not; `more`: enquiries not listed."""

    rows: tuple[Concerned, ...]
    results: int
    more: int


@require_GET
@noted(AccessKind.LIST)
def plot_change(request: HttpRequest) -> HttpResponse:
    if not sees_leads(request.user):
        raise PermissionDenied
    _land, catalogue = park_on(timezone.now().astimezone(PARK_TIME).date())
    form = PlotChangeForm(request.GET or None, catalogue=catalogue)
    page = _page(request, form, catalogue) if form.is_bound and form.is_valid() else None
    return render(request, "leads/desk/plot_change.html", {"form": form, "page": page})


def _page(request: HttpRequest, form: PlotChangeForm, catalogue: Catalogue) -> PlotChangePage:
    code = form.cleaned_data["plot"]
    shifts = {one.key: one for one in touched(catalogue, changed(catalogue, code, form.change), code)}
    seen = leads_visible_to(request.user).filter(match_run__isnull=False).select_related("organisation")
    leads = [lead for lead in seen.order_by("-received_at")[:5000] if lead.match_run_id in shifts]
    rows = tuple(
        Concerned(lead, _said(shifts[lead.match_run_id].gains), _said(shifts[lead.match_run_id].loses))
        for lead in leads[:MOST_ROWS]
    )
    return PlotChangePage(rows, len(shifts), max(0, len(leads) - MOST_ROWS))


def _said(sets: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(" + ".join(codes) for codes in sets)
