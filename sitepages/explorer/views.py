"""The explorer's doors: the park as plan and list, and one plot."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitepages.explorer.filters import Wanted
from sitepages.explorer.list_page import plot_list
from sitepages.explorer.picks import picks_in
from sitepages.explorer.plot_page import plot_page
from sitepages.http import cacheable
from sitepages.models import ParkSettings
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from sitepages.services.plan import beneath

LONGEST = 12  # of a stored code


@require_safe
def plots(request: HttpRequest) -> HttpResponseBase:
    wanted, refused = Wanted.parse(request.GET)
    park = ParkSettings.load(request_or_site=request)
    index = index_on(timezone.localdate(), with_levels=park)
    page = plot_list(index, wanted, refused, request.GET.get("p", ""), beneath(index, park))
    response = render(request, "sitepages/plot_list.html", {"list": page})
    # htmx writes this address into the browser's line: the form's own names its empty fields too.
    response.headers["HX-Push-Url"] = f"{request.path}?{wanted.query()}".rstrip("?")
    return cacheable(response)


@require_safe
def plot(request: HttpRequest, code: str) -> HttpResponseBase:
    on, (picks, _strange) = timezone.localdate(), picks_in(request.GET)
    index = index_on(on)
    land = facts_on(on, [code[:LONGEST]], zoning=index.zoning)
    if not land.plots and code != code.upper():
        land = facts_on(on, [code.upper()[:LONGEST]], zoning=index.zoning)
    found = land.plots[0] if land.plots else None
    if found is None or found.code not in {code, code.upper()}:
        raise Http404(_("There is no plot %(code)s.") % {"code": code[:20]})
    if found.code != code:
        answer: HttpResponse = redirect("plot", found.code, permanent=True)
        return answer
    page = plot_page(land, index, found, ParkSettings.load(request_or_site=request), picks)
    return cacheable(render(request, "sitepages/plot_detail.html", {"plot": page}))
