"""The door of the export: what it would hold, and the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from leads.desk.filters import DeskFilter
from leads.desk.pages import SOON_MINUTES
from leads.desk.people_views import both, must
from leads.models import Lead
from leads.refusals import sentence
from leads.services.access import leads_visible_to, officer_of
from leads.services.calendar import working_calendar
from leads.services.export import check_export, export_lines, may_export
from sitepages.figures import PARK_TIME
from sitepages.language import site_language
from sitepages.refusal import Refused


@both
def export(request: HttpRequest) -> HttpResponseBase:
    """GET says what the file would hold; POST hands it out and puts it on record."""
    must(may_export(request.user))
    now = timezone.now()
    given = request.GET if request.method == "GET" else QueryDict(request.POST.get("query", "")[:2000])
    wanted = DeskFilter.parse(given, default_whose="visible")
    leads = listed(request.user, wanted, now)
    try:
        if request.method == "POST":
            return handed_out(request, leads, wanted, now)
        page: dict[str, Any] = {"count": check_export(leads, request.user)}
        status = 200
    except Refused as refused:
        page, status = {"refused": sentence(refused)}, refused.status
    return render(request, "leads/desk/export.html", page | {"wanted": wanted}, status=status)


def listed(user: User, wanted: DeskFilter, now: datetime) -> QuerySet[Lead]:
    officer = officer_of(user)
    return wanted.apply(
        leads_visible_to(user), officer.pk if officer else None, working_calendar().add_minutes(now, SOON_MINUTES)
    )


def handed_out(request: HttpRequest, leads: QuerySet[Lead], wanted: DeskFilter, now: datetime) -> HttpResponseBase:
    lang = site_language()
    asked = {"filter": wanted.query(q=""), "searched": bool(wanted.q)}
    lines = export_lines(leads=leads, lang=lang, asked=asked, by=request.user, now=now, clock=timezone.now)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"yenbinh-leads-{now.astimezone(PARK_TIME):%Y%m%d-%H%M}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
