"""The doors of "My data": only the person's own link opens them; nothing of a copy stands in an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from leads.choices import AccessKind, PrivacyRight
from leads.models import LeadLink
from leads.portal.data_copy import copy_of
from leads.portal.data_forms import CorrectForm, EraseForm
from leads.portal.data_page import data_page
from leads.portal.http import ORIGIN_ONLY, private, reader_language, seconds_over_limit, too_often
from leads.portal.room_views import behind_link
from leads.refusals import sentence
from leads.services.access_log import note_access
from leads.services.privacy import Asked, ask_by_link, free_by_link
from leads.services.words import ChoiceUnknown
from sitepages.refusal import Refused
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale

FORMS = {PrivacyRight.CORRECT: (CorrectForm, "fix", "correct"), PrivacyRight.ERASE: (EraseForm, "gone", "erase")}


@require_safe
@private(ORIGIN_ONLY)
@behind_link
def lead_data(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    return _shown(request, link, token, now)


@gives_back
@require_POST
@private(ORIGIN_ONLY)
@behind_link
def lead_data_ask(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    """Any right but the copy; what is refused is said on the page with the words kept."""
    right = request.POST.get("right", "")
    cls, prefix, name = FORMS.get(right, (None, "", ""))
    form = cls(request.POST, prefix=prefix) if cls else None
    kept = {name: form} if form else {}
    if is_stale(request):
        return _shown(request, link, token, now, notice=str(STALE), status=STALE_STATUS, **kept)
    if right == PrivacyRight.ACCESS or right not in PrivacyRight.values:
        raise ChoiceUnknown(field="right", value=right[:20])
    if form is not None and not form.is_valid():
        return _shown(request, link, token, now, status=422, **kept)
    given = form.cleaned_data if form else {}
    asked = Asked(
        right,
        purpose=request.POST.get("purpose", ""),
        wrong=given.get("wrong", ""),
        put_right=given.get("put_right", ""),
    )
    try:
        ask_by_link(link=link, asked=asked, lang=reader_language(), by=None, now=now)
    except Refused as refusal:
        return _shown(request, link, token, now, notice=sentence(refusal), status=refusal.status, **kept)
    return _back(token)


@require_POST
@private(ORIGIN_ONLY)
@behind_link
def lead_data_copy(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    """Everything held, as a file at once; the request and the fetch are noted."""
    if wait := seconds_over_limit(request, "SEND_RATE_PER_HOUR", 3600, now):
        return too_often(request, wait)
    lang = reader_language()
    asked = ask_by_link(link=link, asked=Asked(PrivacyRight.ACCESS), lang=lang, by=None, now=now)
    as_pdf = request.POST.get("as") == "pdf"
    subject = f"personal-data:{asked.pk}"
    note_access(kind=AccessKind.FETCHED, subject=subject, by=None, lead=link.lead, link=link, now=now)
    return copy_of(link.lead, as_pdf=as_pdf, lang=lang, now=now)


@require_POST
@private(ORIGIN_ONLY)
@behind_link
def lead_data_free(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    free_by_link(link=link, by=None, now=now)
    return _back(token)


def _shown(
    request: HttpRequest, link: LeadLink, token: str, now: datetime, *, status: int = 200, **more: Any
) -> HttpResponse:
    page = data_page(link, token, lang=reader_language(), now=now, **more)
    return render(request, "leads/lead_data.html", {"page": page}, status=status)


def _back(token: str) -> HttpResponse:
    response = redirect("lead-data", token=token)
    response["Location"] += "#asked"
    return response
