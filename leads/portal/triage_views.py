"""The six first questions, one per screen: every answer is stored as it is given, at an address without figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leads.models import MatchRun, Triage
from leads.portal.http import (
    ORIGIN_ONLY,
    RefusedPage,
    private,
    reader_language,
    refused,
    seconds_over_limit,
    too_often,
)
from leads.portal.match_headline import headline_of, unverified
from leads.portal.match_next import form_for, questions_shown
from leads.portal.prefill import prefilled
from leads.portal.triage_form import BY_KEY, TEXT, Step, StepForm, without
from leads.portal.triage_page import FIRST, MorePage, first_open, more_page, next_step, triage_page, zone_names
from leads.reading.sectors import find_sectors, former_codes
from leads.refusals import sentence
from leads.services.matching import answer_in
from leads.services.sector_words import sector_book
from leads.services.triage import answer_step, begin_triage, leave_open, match_triage, triage_for, within_zones
from leads.vocabulary import vocabulary
from sitepages import campaigns
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale

CARRIED = (
    "plot",
    "pick",
    "sector",
    "run",
    "example",
    campaigns.PARAMETER,
)  # what an address may fill in: never a figure
FOUND = "found"  # the button of a sector read from the words
MORE = "more"
LEFT_OUT = "left"  # zones that were left out on the way here


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def ask_first(request: HttpRequest) -> HttpResponse:
    """The first question: nothing is kept before it is answered."""
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    carried = [(name, value) for name in CARRIED for value in given.getlist(name)]
    filled, notices = prefilled(_query(given), on=_today(now))
    if request.method != "POST":
        return _shown(request, None, _form(FIRST, filled, now), carried=carried, notices=notices, now=now)
    if is_stale(request):
        form = _form(FIRST, {}, now, _first_data(request))
        return _shown(request, None, form, carried=carried, notices=(str(STALE),), now=now, status=STALE_STATUS)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    form = _form(FIRST, filled, now, _first_data(request))
    if not _answered(form):
        return _shown(request, None, form, carried=carried, now=now)
    more = {"campaign": campaigns.campaign_of(request.POST.get(campaigns.PARAMETER, ""))}
    kept, left = within_zones(form.request)
    triage = begin_triage(request=kept, text=form.cleaned_data[TEXT], step=FIRST, now=now, **more)
    return _on(triage, form, left)


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def ask_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    now, asked = timezone.now(), BY_KEY.get(step)
    if asked is None:
        raise Http404
    try:
        triage = triage_for(token, now)
    except Refused as refusal:
        return _refused(request, refusal)
    if request.method != "POST":
        return _shown(request, triage, _form(step, _base(triage), now), notices=_left_out(request), now=now)
    if is_stale(request):
        form = _form(step, triage.request, now, request.POST)
        return _shown(request, triage, form, notices=(str(STALE),), now=now, status=STALE_STATUS)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    if "skip" in request.POST and step != FIRST:
        left = without(triage.request, asked.paths)
        return _go_on(answer_step(triage=triage, step=step, request=left, now=now), asked, now)
    form = _form(step, triage.request, now, _first_data(request) if step == FIRST else request.POST)
    if not _answered(form):
        return _shown(request, triage, form, now=now)
    text = form.cleaned_data[TEXT] if step == FIRST else None
    answers, left = within_zones(form.request) if step == FIRST else (form.request, ())
    kept = answer_step(triage=triage, step=step, request=answers, text=text, now=now)
    return _on(kept, form, left) if step == FIRST else _go_on(kept, asked, now)


@require_safe
@private(ORIGIN_ONLY)
def ask_resume(request: HttpRequest, token: str) -> HttpResponse:
    """Back where the answers stopped, or at the result."""
    try:
        triage = triage_for(token, timezone.now())
    except Refused as refusal:
        return _refused(request, refusal)
    step = first_open(triage)
    if step:
        return redirect("match-ask-step", token=triage.token, step=step)
    return redirect("match-ask-more", token=triage.token)


@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def ask_more(request: HttpRequest, token: str) -> HttpResponse:
    """One question after the other whose answer changes the result, until none does or the reader has enough."""
    now = timezone.now()
    try:
        triage = triage_for(token, now)
    except Refused as refusal:
        return _refused(request, refusal)
    if triage.run is None or "sector" not in triage.request:
        return redirect("match-ask-resume", token=triage.token)
    if request.method != "POST":
        page = _more(triage, triage.run, now)
        return _more_shown(request, page) if page else redirect("match-result", token=triage.run.token)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    key = request.POST.get("key", "")
    if "skip" in request.POST:
        leave_open(triage=triage, keys=[key[:80]], now=now)
        return redirect("match-ask-more", token=triage.token)
    return _more_answered(request, triage, triage.run, key, now)


def _more_answered(request: HttpRequest, triage: Triage, run: MatchRun, key: str, now: datetime) -> HttpResponse:
    lang = reader_language()
    answer = answer_in(run, lang)
    form = form_for(run, answer, vocabulary=vocabulary(), lang=lang, on=_today(now), data=request.POST)
    if not form.is_valid():
        page = _more(triage, run, now, request.POST)
        return _more_shown(request, page, 422) if page else redirect("match-result", token=run.token)
    if form.request == {name: value for name, value in run.request.items() if name != "on"}:
        leave_open(triage=triage, keys=[key[:80]], now=now)  # left empty: as good as passed over
        return redirect("match-ask-more", token=triage.token)
    kept = answer_step(triage=triage, step=MORE, request=form.request, now=now)
    match_triage(triage=kept, now=now)
    return redirect("match-ask-more", token=triage.token)


def _more(triage: Triage, run: MatchRun, now: datetime, data: Any = None) -> MorePage | None:
    lang = reader_language()
    answer = answer_in(run, lang)
    form = form_for(run, answer, vocabulary=vocabulary(), lang=lang, on=_today(now), data=data)
    return more_page(
        triage, run, tuple(questions_shown(answer, form, lang)), headline_of(answer, lang, unverified(run)), lang=lang
    )


def _more_shown(request: HttpRequest, page: MorePage, status: int = 200) -> HttpResponse:
    return render(request, "leads/triage_more.html", {"page": page}, status=status)


# --- Steps ---


def _answered(form: StepForm) -> bool:
    """Valid; the first question may be answered by words alone, whose sector is then offered."""
    if form.is_valid():
        return True
    only_sector = set(form.errors) == {"sector"} and form.step.key == FIRST and not form.data.get("sector")
    if only_sector and form.cleaned_data.get(TEXT, "").strip():
        del form.errors["sector"]
        return True
    return False


def _on(triage: Triage, form: StepForm, left: Sequence[str] = ()) -> HttpResponse:
    """After the first question: on, or the same screen with the sectors its words may mean; `left`: zones left out."""
    step = next_step(triage, form.step) if "sector" in triage.request else FIRST
    query = f"?{urlencode({LEFT_OUT: left}, doseq=True)}" if left else ""
    return redirect(reverse("match-ask-step", args=[triage.token, step]) + query)


def _left_out(request: HttpRequest) -> tuple[str, ...]:
    """That zones were left out on the way here, where the sector does not belong."""
    codes = [code for code in request.GET.getlist(LEFT_OUT) if code in vocabulary().zones]
    if not codes:
        return ()
    words = _("The zones filled in before (%(zones)s) are left out: this sector is not permitted there.")
    return (words % {"zones": zone_names(codes, vocabulary(), reader_language())},)


def _go_on(triage: Triage, step: Step, now: datetime) -> HttpResponse:
    following = next_step(triage, step)
    if triage.run is None and following:
        return redirect("match-ask-step", token=triage.token, step=following)
    if "sector" not in triage.request:
        return redirect("match-ask-step", token=triage.token, step=FIRST)
    match_triage(triage=triage, now=now)
    return redirect("match-ask-more", token=triage.token)


def _shown(
    request: HttpRequest,
    triage: Triage | None,
    form: StepForm,
    *,
    now: datetime,
    carried: Sequence[tuple[str, str]] = (),
    notices: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    words = triage.text if triage and form.step.key == FIRST and "sector" not in triage.request else ""
    book = sector_book() if words else ()
    found = find_sectors(words, book) if words else ()
    if former := former_codes(words, book):
        said = _("Of the former list of activities (VSIC 2018): %(codes)s. In VSIC 2025 these codes are others.")
        notices = (*notices, said % {"codes": ", ".join(former)})
    page = triage_page(triage, form, found=found, asked_words=bool(words), carried=carried, notices=notices, now=now)
    return render(request, "leads/triage.html", {"page": page}, status=status)


def _form(step: str, base: Any, now: datetime, data: Any = None) -> StepForm:
    return StepForm(data, step=BY_KEY[step], base=base, vocabulary=vocabulary(), lang=reader_language(), on=_today(now))


def _base(triage: Triage) -> dict[str, Any]:
    return {**triage.request, TEXT: triage.text}


def _first_data(request: HttpRequest) -> Any:
    """A sector's own button speaks louder than the list beside it."""
    data = request.POST.copy()
    if chosen := data.get(FOUND):
        data["sector"] = chosen
    return data


def _query(given: Any) -> dict[str, Any]:
    """The first of each name; picks all together."""
    filled: dict[str, Any] = {name: given.get(name) for name in CARRIED if given.get(name)}
    if picks := given.getlist("pick"):
        filled["pick"] = picks
    return filled


def _today(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date()


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    page = RefusedPage(_("These answers are not here"), sentence(refusal), _("Begin anew"), reverse("match-ask"))
    return refused(request, page, refusal.status)
