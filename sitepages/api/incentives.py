"""GET /api/incentives: the records of law with their versions, and the words and sources they point to."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Query, Router

from sitepages.http import cacheable
from sitepages.services.law_data import answer_schema, law_as_data

router = Router(tags=["law"])


@router.get("/incentives", summary="Every incentive in the version of a day")
def incentives(
    request: HttpRequest,
    on: Annotated[date | None, Query(description="A day as 2026-11-24; today if left out")] = None,
) -> HttpResponse:
    """Conditions are data in a closed set of operators (`all`, `any`, `not`, `compare`, `one_of`, `within_dates`,
    `zone_status`, `sector_category`, `approval_given`, `definition`). `certainty` says how far each clause was
    verified; `in_force` whether the version shown holds on the day; `versions` lists all that were published;
    `rules` is the version a match answer names. Not legal advice.
    """
    response = JsonResponse(law_as_data(on or timezone.localdate()), json_dumps_params={"ensure_ascii": False})
    cacheable(response)
    return response


@router.get("/incentives/schema", summary="The JSON Schema of /api/incentives")
def incentives_schema(request: HttpRequest) -> HttpResponse:
    """Every condition, segment and clause that a record may have; a record that breaks it is never published."""
    response = JsonResponse(answer_schema(), json_dumps_params={"ensure_ascii": False})
    cacheable(response)
    return response
