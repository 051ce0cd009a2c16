"""The cost of the location beside a match: asked, reckoned, a workbook. Figures never stand in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leads.models import CostSheet, MatchRun
from leads.portal.cost_page import CostForm, cost_page
from leads.portal.cost_xlsx import cost_xlsx
from leads.portal.http import ORIGIN_ONLY, private, reader_language, seconds_over_limit, too_often
from leads.portal.money_views import XLSX, handed_out
from leads.portal.results import of_result
from leads.services.location_cost import YEARS, location_cost, store_cost
from sitepages.figures import PARK_TIME

TAKEN_OVER = ("payroll_usd_year",)  # fields filled in from the match; one that was cleared stays unknown


@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@of_result
def cost(request: HttpRequest, run: MatchRun) -> HttpResponse:
    project = run.request.get("project") or {}
    known = {"years": YEARS} | {key: project[key] for key in TAKEN_OVER if key in project}
    if request.method != "POST":
        return _shown(request, run, {}, CostForm(lang=reader_language(), initial=known))
    now = timezone.now()
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    form = CostForm(request.POST, lang=reader_language())
    if not form.is_valid():
        return _shown(request, run, {}, form)
    cleared = {key: None for key in TAKEN_OVER if key in project}
    sheet = store_cost(run=run, asked=cleared | form.stated(), now=now)
    return redirect("match-cost-sheet", token=run.token, sheet=sheet.token)


@require_safe
@private(ORIGIN_ONLY)
@of_result
def cost_sheet(request: HttpRequest, run: MatchRun, sheet: str) -> HttpResponse:
    kept = get_object_or_404(CostSheet, token=sheet, run=run)
    form = CostForm(lang=reader_language(), initial=kept.asked)
    return _shown(request, run, kept.asked, form, sheet)


@require_safe
@private(ORIGIN_ONLY)
@of_result
def cost_workbook(request: HttpRequest, run: MatchRun, sheet: str) -> HttpResponse:
    kept = get_object_or_404(CostSheet, token=sheet, run=run)
    body = cost_xlsx(location_cost(run, kept.asked, _today()), lang=reader_language())
    return handed_out(body, XLSX, "yenbinh-cost.xlsx")


def _today() -> date:
    return timezone.now().astimezone(PARK_TIME).date()


def _shown(
    request: HttpRequest, run: MatchRun, asked: Mapping[str, Any], form: CostForm, sheet: str = ""
) -> HttpResponse:
    page = cost_page(run.token, location_cost(run, asked, _today()), lang=reader_language())
    errors = form.summary() if form.is_bound else ()
    context = {"page": page, "form": form, "errors": errors, "sheet": sheet}
    return render(request, "leads/match_cost.html", context)
