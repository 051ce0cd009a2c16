"""GET /api/plots, /api/plots/{code}, /api/plots.geojson: the park's plots for programs and GIS users."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import set_response_etag
from django.utils.translation import gettext as _
from ninja import Query, Router

from sitepages.api.plot_schemas import PlotFilter, PlotPageOut, PlotsOut, Problems
from sitepages.api.plot_values import plot_out, plot_page_out
from sitepages.explorer.filters import Wanted
from sitepages.http import cacheable
from sitepages.land.exporters import plots_geojson
from sitepages.land.facts import LandFacts
from sitepages.land.index import LandIndex
from sitepages.models import ParkSettings
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from sitepages.services.park_facts import park_facts_on

router = Router(tags=["land"])
MOST = 1_000
PER_PAGE = 100


@dataclass(frozen=True)
class Page:
    """What a request asks for: the plots that pass, those of this page with their facts, and where the rest is."""

    index: LandIndex
    land: LandFacts
    found: int
    facets: Mapping[str, Mapping[str, int]]
    next: str | None
    previous: str | None


@router.get("/plots", response={200: PlotsOut, 422: Problems}, summary="Plots that pass a filter, with every fact")
def plots(request: HttpRequest, filters: Query[PlotFilter]) -> HttpResponse:
    """A fact past its date, or never given, is null, and its `state` says which. `facets` count what another value
    would show. ETag and If-None-Match are honoured. `illustrative` says that data is invented.
    """

    def body(page: Page) -> dict[str, Any]:
        return {
            "on": page.index.on.isoformat(),
            "illustrative": page.index.illustrative,
            "count": page.found,
            "next": page.next,
            "previous": page.previous,
            "facets": page.facets,
            "plots": [plot_out(plot, page.index) for plot in page.land.plots],
        }

    return answered(request, PER_PAGE, body, "application/json")


@router.get(
    "/plots.geojson",
    response={200: dict[str, Any], 422: Problems},
    summary="Plots as GeoJSON, with the attribute names of the park's table",
)
def plots_as_geojson(request: HttpRequest, filters: Query[PlotFilter]) -> HttpResponse:
    """WGS 84, outlines as surveyed (never simplified). Values past their date, or never given, are null."""

    def body(page: Page) -> dict[str, Any]:
        return plots_geojson(page.land) | {"count": page.found, "next": page.next, "previous": page.previous}

    return answered(request, MOST, body, "application/geo+json")


@router.get("/plots/{code}", response={200: PlotPageOut, 404: Problems}, summary="One plot, whole")
def plot(request: HttpRequest, code: str) -> HttpResponse:
    """Facts with their receipts, outline in WGS 84 and VN-2000, neighbours, permitted sectors, files to take away."""
    on = timezone.localdate()
    index = index_on(on)
    land = facts_on(on, [code.upper()[:12]], zoning=index.zoning)
    if not land.plots:
        with translation.override(language(request)):
            return problems({"code": _("There is no plot %(code)s.") % {"code": code[:20]}}, 404)
    with translation.override(language(request)):
        park = park_facts_on(on)
    return sent(plot_page_out(land.plots[0], land, index, park), "application/json")


def answered(request: HttpRequest, per_page: int, body: Callable[[Page], dict[str, Any]], kind: str) -> HttpResponse:
    """The page asked for; a filter that makes no sense is refused by name, never ignored."""
    query = request.GET.copy()
    limit, offset = query.pop("limit", [str(per_page)])[-1], query.pop("offset", ["0"])[-1]
    query.pop("lang", None)
    wanted, refused = Wanted.parse(query)
    refused += [
        name
        for name, text, least, most in (("limit", limit, 1, MOST), ("offset", offset, 0, 10**7))
        if not (text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most)
    ]
    if refused:
        with translation.override(language(request)):
            words = _("This is not a value of the filter; /api/docs lists them.")
            return problems(dict.fromkeys(refused, words), 422)
    return sent(body(page_of(request, wanted, int(limit), int(offset))), kind)


def page_of(request: HttpRequest, wanted: Wanted, limit: int, offset: int) -> Page:
    index = index_on(timezone.localdate(), with_levels=ParkSettings.load(request_or_site=request))
    found, facets = wanted.sift(index)
    codes = [plot.code for plot in wanted.sorted(found)[offset : offset + limit]]
    land = facts_on(index.on, None if len(codes) == len(index.plots) else codes, zoning=index.zoning)
    order = {code: place for place, code in enumerate(codes)}
    land = LandFacts(**{**_fields(land), "plots": tuple(sorted(land.plots, key=lambda plot: order[plot.code]))})
    base = settings.SITE_URL + request.path
    return Page(
        index=index,
        land=land,
        found=len(found),
        facets=facets,
        next=address(base, wanted, limit, offset + limit) if offset + limit < len(found) else None,
        previous=address(base, wanted, limit, max(0, offset - limit)) if offset else None,
    )


def _fields(land: LandFacts) -> dict[str, Any]:
    return {name: getattr(land, name) for name in LandFacts.__dataclass_fields__}


def address(base: str, wanted: Wanted, limit: int, offset: int) -> str:
    rest = urlencode([("limit", limit), *([("offset", offset)] if offset else [])])
    return f"{base}?{'&'.join(part for part in (wanted.query(), rest) if part)}"


def language(request: HttpRequest) -> str:
    """`lang`, else what the caller's program prefers, else English."""
    if asked := request.GET.get("lang"):
        return "vi" if asked == "vi" else "en"
    return translation.get_language_from_request(request) if "Accept-Language" in request.headers else "en"


def sent(body: Mapping[str, Any], kind: str) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"  # public data: a consultant's own page may read it
    cacheable(response)
    set_response_etag(response)  # Django's middleware gives one to GET alone
    return response


def problems(errors: Mapping[str, str], status: int) -> HttpResponse:
    text = json.dumps({"errors": errors}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json", status=status)
