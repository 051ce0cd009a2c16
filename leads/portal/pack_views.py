"""The answer pack behind the signed link: a page and a PDF of one stored value. Nobody keeps a copy on the way."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leads.portal.http import NO_REFERRER, private, reader_language
from leads.portal.lead_views import link_refused
from leads.portal.money_views import handed_out
from leads.portal.pack_page import PackPage, pack_page
from leads.portal.pack_pdf import pack_pdf
from leads.services.links import LinkRefused, link_for_token
from leads.services.packs import pack_of
from leads.vocabulary import vocabulary
from sitepages.figures import PARK_TIME


@require_safe
@private(NO_REFERRER)
def lead_pack(request: HttpRequest, token: str, number: int | None = None) -> HttpResponse:
    try:
        page = _page(token, number)
    except LinkRefused as refusal:
        return link_refused(request, refusal)
    return render(request, "leads/pack.html", {"page": page})


@require_safe
@private(NO_REFERRER)
def lead_pack_pdf(request: HttpRequest, token: str, number: int) -> HttpResponse:
    try:
        page = _page(token, number)
    except LinkRefused as refusal:
        return link_refused(request, refusal)
    body = pack_pdf(page, lang=reader_language())
    return handed_out(body, "application/pdf", f"{page.reference}-{page.number}.pdf")


def _page(token: str, number: int | None) -> PackPage:
    """The pack of the lead this link opens, and of no other."""
    now = timezone.now()
    lead = link_for_token(token, now).lead
    newest = pack_of(lead)
    pack = newest if number is None or newest is None or number == newest.number else pack_of(lead, number)
    if pack is None:
        raise Http404
    today = now.astimezone(PARK_TIME).date()
    return pack_page(pack, token, newest=pack == newest, vocabulary=vocabulary(), lang=reader_language(), today=today)
