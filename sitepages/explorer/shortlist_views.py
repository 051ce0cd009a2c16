"""Doors of comparing and of the kept list. The list's page is its reader's own: private, not stored, not indexed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sitepages.explorer.compare_page import compare as compare_page
from sitepages.explorer.picks import MOST, codes_of, picks_in, query_of
from sitepages.explorer.shortlist import Shortlist, ShortlistUnknown, shortlist_of, token_for
from sitepages.explorer.shortlist_page import shortlist_page
from sitepages.explorer.tray import COMPARED
from sitepages.http import cacheable
from sitepages.refusals import sentence
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on

ONLY = "differences"
CUT = "cut"  # in a list's address: some picks are not in it, which its page says


@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """Two to four plots or sets side by side; the address says which, and nothing else."""
    picks, strange = picks_in(request.GET)
    if strange or set(request.GET) - {"pick", "only"} or len(picks) > COMPARED[1]:
        query = query_of(picks[: COMPARED[1]])
        return redirect(f"{reverse('compare')}?{query}" if query else reverse("compare"))
    on = timezone.localdate()
    index = index_on(on)
    land = facts_on(on, codes_of(picks), zoning=index.zoning)
    page = compare_page(land, index, picks, only_differences=request.GET.get("only") == ONLY)
    return cacheable(render(request, "sitepages/compare.html", {"compare": page}))


@require_safe
def keep(request: HttpRequest) -> HttpResponseBase:
    """From picks in the address to a signed list; without any, how to make one."""
    picks, strange = picks_in(request.GET)
    if not picks:
        return render(request, "sitepages/shortlist_empty.html", {"unread": strange})
    address = reverse("shortlist", args=[token_for(Shortlist(picks, timezone.localdate()))])
    return redirect(f"{address}?{CUT}=1" if strange else address)


@require_safe
def shortlist(request: HttpRequest, token: str) -> HttpResponse:
    kept, on = kept_list(token), timezone.localdate()
    index = index_on(on)
    land = facts_on(on, codes_of(kept.picks), zoning=index.zoning)
    page = shortlist_page(land, index, kept, settings.SITE_URL)
    response = render(request, "sitepages/shortlist.html", {"list": page, "cut": CUT in request.GET, "most": MOST})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def kept_list(token: str) -> Shortlist:
    try:
        return shortlist_of(token)
    except ShortlistUnknown as refusal:
        raise Http404(sentence(refusal)) from refusal
