"""The investor asks, and reads the answer: POST, then an unguessable address; no figure stands in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leads.models import MatchRun
from leads.portal.http import NO_REFERRER, STALE, private, reader_language, seconds_over_limit, too_often
from leads.portal.match_form import Group, MatchForm
from leads.portal.match_page import match_page
from leads.portal.prefill import prefilled
from leads.services.matching import run_match
from leads.vocabulary import vocabulary
from sitepages.figures import PARK_TIME


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form as the template shows it; `errors` are (field id, label, message)."""

    groups: tuple[Group, ...]
    notices: tuple[str, ...]
    errors: tuple[tuple[str, str, str], ...]


@require_http_methods(["GET", "HEAD", "POST"])
def match_form(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        filled, notices = prefilled(request.GET, on=_today(now))
        return _shown(request, _form(now, filled=filled), notices)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    form = _form(now, request.POST)
    if not form.is_valid():
        return _shown(request, form)
    run = run_match(request=form.request, source="site", now=now)
    return redirect("match-result", token=run.token)


def match_form_stale(request: HttpRequest) -> HttpResponse:
    """The security token was too old: the form comes back as it was filled in."""
    return _shown(request, _form(timezone.now(), request.POST), (str(STALE),), status=403)


match_form.on_stale_form = match_form_stale  # read by yenbinh.errors.csrf_failure


@require_safe
@private(NO_REFERRER)
def match_result(request: HttpRequest, token: str) -> HttpResponse:
    run = get_object_or_404(MatchRun, token=token)
    page = match_page(run, vocabulary=vocabulary(), lang=reader_language())
    return render(request, "leads/match_result.html", {"page": page})


def _form(now: datetime, data: Any = None, filled: Mapping[str, Any] | None = None) -> MatchForm:
    return MatchForm(data, vocabulary=vocabulary(), lang=reader_language(), on=_today(now), filled=filled)


def _shown(request: HttpRequest, form: MatchForm, notices: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    errors = tuple(form.summary()) if form.is_bound else ()
    page = FormPage(tuple(form.groups()), notices, errors)
    return render(request, "leads/match_form.html", {"page": page}, status=status)


def _today(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date()
