"""The doors of the figures: overview, funnel, time, unmet demand, outcome, the leads behind a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads.choices import AccessKind
from leads.desk.audit import noted
from leads.desk.figure_behind import behind_page
from leads.desk.figure_filter import FigureFilter
from leads.desk.figure_live import overview as overview_page
from leads.desk.figure_pages import funnel_page, outcome_page, times_page, unmet_page
from leads.desk.people_views import must
from leads.services.figures import Scope, may_report, scope_of

Build = Callable[[Scope, FigureFilter, datetime], Any]


def scope_for(request: HttpRequest) -> Scope:
    """Whoever sees no figures is sent to the dashboard."""
    scope = scope_of(request.user)
    must(scope is not None)
    return scope or Scope()


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    page = overview_page(scope_for(request), timezone.now())
    return render(request, "leads/desk/figures/overview.html", around(request, "overview") | {"page": page})


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    return figure(request, "funnel", funnel_page)


@require_GET
def times(request: HttpRequest) -> HttpResponse:
    return figure(request, "times", times_page)


@require_GET
def unmet(request: HttpRequest) -> HttpResponse:
    return figure(request, "unmet", unmet_page)


@require_GET
def outcome(request: HttpRequest) -> HttpResponse:
    return figure(request, "outcome", outcome_page)


@require_GET
@noted(AccessKind.LIST)
def behind(request: HttpRequest) -> HttpResponse:
    """The leads a number counts; a number nobody knows is not there."""
    scope, before = scope_for(request), request.GET.get("before", "")
    page = behind_page(
        scope,
        FigureFilter.parse(request.GET),
        request.GET.get("measure", "")[:20],
        request.GET.get("key", "").replace("\x00", "")[:60],
        int(before) if before.isdecimal() and len(before) < 12 else 0,
        timezone.now(),
    )
    if page is None:
        raise Http404
    return render(request, "leads/desk/figures/behind.html", around(request, "behind") | {"page": page})


def figure(request: HttpRequest, name: str, build: Build) -> HttpResponse:
    page = build(scope_for(request), FigureFilter.parse(request.GET), timezone.now())
    return render(request, f"leads/desk/figures/{name}.html", around(request, name) | {"page": page})


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    return {"here": here, "reports": may_report(request.user)}
