"""The doors of retention: what will be forgotten, and a file that is kept longer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leads.choices import AccessKind
from leads.desk.audit import noted
from leads.desk.forms import KeepForm
from leads.desk.people_views import must
from leads.desk.retention_pages import retention_page
from leads.desk.views import act, form_door
from leads.services.retention import keep_longer, may_keep


@require_GET
@noted(AccessKind.LIST)
def overview(request: HttpRequest) -> HttpResponse:
    must(may_keep(request.user))
    return render(request, "leads/desk/retention.html", {"page": retention_page(request.user, timezone.now())})


@form_door
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request, pk, "keep", KeepForm, keep_longer, lambda d, f: {"until": d["kept_until"], "reason": d["reason"]}
    )
