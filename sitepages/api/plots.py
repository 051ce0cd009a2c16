"""GET /api/plots.geojson: the park's plots for GIS users."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from sitepages.http import cacheable
from sitepages.land.exporters import plots_geojson
from sitepages.services.facts import facts_on

router = Router(tags=["land"])


@router.get("/plots.geojson", summary="All plots as GeoJSON, with the attribute names of the park's table")
def plots(request: HttpRequest) -> HttpResponse:
    """Values past their date, or never given, are null. `illustrative` says that the data is invented."""
    body = json.dumps(plots_geojson(facts_on(timezone.localdate())), ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(body, content_type="application/geo+json")
    cacheable(response)
    return response
