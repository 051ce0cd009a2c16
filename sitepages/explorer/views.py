"""The explorer's doors: the park as plan and list, and one plot."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitepages.explorer.filters import Wanted
from sitepages.explorer.list_page import plot_list
from sitepages.explorer.plot_page import plot_page
from sitepages.http import cacheable
from sitepages.services.facts import facts_on


@require_safe
def plots(request: HttpRequest) -> HttpResponseBase:
    wanted, refused = Wanted.parse(request.GET)
    page = plot_list(facts_on(timezone.localdate()), wanted, refused, request.GET.get("p", ""))
    return cacheable(render(request, "sitepages/plot_list.html", {"list": page}))


@require_safe
def plot(request: HttpRequest, code: str) -> HttpResponseBase:
    land = facts_on(timezone.localdate())
    found = next((plot for plot in land.plots if plot.code == code.upper()), None)
    if found is None:
        raise Http404(_("There is no plot %(code)s.") % {"code": code[:20]})
    if found.code != code:
        answer: HttpResponse = redirect("plot", found.code, permanent=True)
        return answer
    return cacheable(render(request, "sitepages/plot_detail.html", {"plot": plot_page(land, found)}))
