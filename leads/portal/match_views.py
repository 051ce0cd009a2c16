"""The investor asks, and reads the answer: POST, then an unguessable address; no figure stands in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leads.models import MatchRun
from leads.portal.adjust import kept_beside
from leads.portal.http import ORIGIN_ONLY, private, reader_language, seconds_over_limit, too_often
from leads.portal.match_form import Group, MatchForm
from leads.portal.match_next import form_for
from leads.portal.match_page import match_page
from leads.portal.prefill import prefilled
from leads.portal.results import of_result
from leads.services.matching import answer_in, run_match
from leads.services.result_keeping import ResultUnknown, kept_until, result_at
from leads.vocabulary import vocabulary
from sitepages import campaigns
from sitepages.figures import PARK_TIME
from sitepages.http import says_back_nothing
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale

MOVED = "moved"  # source of a result made by "keep these and change the answers"


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form as the template shows it; `errors` are (field id, label, message), `query` what filled it in."""

    groups: tuple[Group, ...]
    figures: tuple[Group, ...]
    notices: tuple[str, ...]
    errors: tuple[tuple[str, str, str], ...]
    run: str
    query: str
    campaign: str


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def match_form(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        filled, notices = prefilled(request.GET, on=_today(now))
        return _shown(request, _form(now, filled=filled), notices)
    if is_stale(request):
        return _shown(request, _form(now, request.POST), (str(STALE),), STALE_STATUS)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    form = _form(now, request.POST)
    if not form.is_valid():
        return _shown(request, form)
    token = request.POST.get("run", "")[:32]
    edited = _edited(token, now)
    asked = kept_beside(form, edited.request) if edited else form.request
    campaign = campaigns.campaign_of(request.POST.get(campaigns.PARAMETER, ""))
    run = run_match(request=asked, source="site", now=now, previous=_seen(edited), campaign=campaign)
    return redirect("match-result", token=run.token)


def _edited(token: str, now: datetime) -> MatchRun | None:
    try:
        return result_at(token, now) if token else None
    except ResultUnknown:
        return None


def _seen(edited: MatchRun | None) -> MatchRun | None:
    """The result the reader knows: one made on the way to the form, of weights moved there, was never shown."""
    return edited.previous or edited if edited and edited.source == MOVED else edited


@require_safe
@private(ORIGIN_ONLY)
@of_result
def match_result(request: HttpRequest, run: MatchRun) -> HttpResponse:
    return says_back_nothing(_result(request, run))


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@of_result
def match_adjust(request: HttpRequest, run: MatchRun) -> HttpResponse:
    """One answer more, other weights or another order, or the same asked of today: a new result at a new address."""
    now = timezone.now()
    if request.method != "POST":  # the language switch of a refused form, a bookmark
        return redirect("match-result", token=run.token)
    if is_stale(request):
        return _result(request, run, notice=str(STALE), status=STALE_STATUS)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    lang = reader_language()
    form = form_for(run, answer_in(run, lang), vocabulary=vocabulary(), lang=lang, on=_today(now), data=request.POST)
    if not form.is_valid():
        return _result(request, run, status=422)
    if form.request != run.request or "again" in request.POST:
        source = MOVED if "edit" in request.POST else "site"
        run = run_match(request=form.request, source=source, now=now, previous=run)
    if "edit" in request.POST:  # the whole form, with what was moved here
        return redirect(f"{reverse('match')}?run={run.token}")
    return redirect("match-result", token=run.token)


def _result(request: HttpRequest, run: MatchRun, *, notice: str = "", status: int = 200) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    today = _today(timezone.now())
    until = kept_until(run)  # past, where a watch keeps it: nobody is told that there is one
    told = {"data": data, "notice": notice, "until": until if until and until >= today else None}
    page = match_page(run, vocabulary=vocabulary(), lang=reader_language(), today=today, **told)
    return render(request, "leads/match_result.html", {"page": page}, status=status)


def _form(now: datetime, data: Any = None, filled: Mapping[str, Any] | None = None) -> MatchForm:
    return MatchForm(data, vocabulary=vocabulary(), lang=reader_language(), on=_today(now), filled=filled)


def _shown(request: HttpRequest, form: MatchForm, notices: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    errors = tuple(form.summary()) if form.is_bound else ()
    run = (request.POST.get("run") or request.GET.get("run") or "")[:32]
    whole = tuple(form.groups()), tuple(form.figure_groups())
    given = request.POST if request.method == "POST" else request.GET
    campaign = campaigns.campaign_of(given.get(campaigns.PARAMETER, ""))
    page = FormPage(*whole, notices, errors, run, request.GET.urlencode(), campaign)
    return render(request, "leads/match_form.html", {"page": page}, status=status)


def _today(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date()
