"""Doors to the files: of one plot for anybody to keep a copy, of a kept list for its reader alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitepages.explorer.picks import JOIN
from sitepages.explorer.shortlist_views import kept_list
from sitepages.explorer.takeaway import FILES, File, Taken
from sitepages.http import cacheable
from sitepages.land.codes import in_address
from sitepages.models import ParkSettings
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on

LIST = "list"  # in the name of a kept list's files; no code, so `in_address` would escape it


@require_safe
def plot_file(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    taken = taken_of([[code]], reverse("plot", args=[code]))
    return cacheable(answer(taken, name, code))


@require_safe
def list_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    sets = [pick.split(JOIN) for pick in kept_list(token).picks]
    response = answer(taken_of(sets, reverse("shortlist", args=[token])), name, LIST)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def taken_of(sets: Sequence[Sequence[str]], path: str) -> Taken:
    """A set that names a plot nobody has is left out, as on the list's page."""
    on = timezone.localdate()
    index = index_on(on, with_levels=ParkSettings.load())
    asked = tuple(dict.fromkeys(code for codes in sets for code in codes))
    land = facts_on(on, asked, zoning=index.zoning)
    there = {plot.code for plot in land.plots}
    good = [codes for codes in sets if there.issuperset(codes)]
    if not good:
        raise Http404(_("There is no plot %(code)s.") % {"code": ", ".join(asked)[:40]})
    kept = {code for codes in good for code in codes}
    land = replace(land, plots=tuple(plot for plot in land.plots if plot.code in kept))
    return Taken(land, index, good, settings.SITE_URL + path)


def answer(taken: Taken, name: str, whose: str) -> HttpResponse:
    file: File | None = FILES.get(name)
    if file is None:
        raise Http404(_("There is no such file."))
    response = HttpResponse(file.make(taken), content_type=file.kind)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="yenbinh-{whose if whose == LIST else in_address(whose)}-{name}"'
    )
    return response
