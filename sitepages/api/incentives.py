"""GET /api/incentives: the records of law with their versions, and the words and sources they point to."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from sitepages.api.plots import language, problems
from sitepages.http import cacheable
from sitepages.services.law_answer_schema import answer_schema
from sitepages.services.law_data import law_as_data

router = Router(tags=["law"])
FIRST, LAST = date(2000, 1, 1), date(2150, 12, 31)


class LawDay(Schema):
    on: date | None = Field(None, ge=FIRST, le=LAST, description="A day as 2026-11-24; today if left out")
    lang: str | None = Field(None, description="Of the sentences of an error; the records have every language")


@router.get("/incentives", summary="Every incentive in the version of a day")
def incentives(request: HttpRequest, asked: Query[LawDay]) -> HttpResponse:
    """Conditions are data in a closed set of operators (`all`, `any`, `not`, `compare`, `one_of`, `within_dates`,
    `zone_status`, `sector_category`, `approval_given`, `definition`). `certainty` says how far each clause was
    verified; `in_force` whether the version shown holds on the day; `versions` lists all that were published;
    `rules` is the version a match answer names. Not legal advice.
    """
    if refused := request.GET.keys() - LawDay.model_fields.keys():
        with translation.override(language(request)):
            return problems(
                dict.fromkeys(sorted(refused), _("This is not a value of the filter; /api/docs lists them.")), 422
            )
    response = JsonResponse(law_as_data(asked.on or timezone.localdate()), json_dumps_params={"ensure_ascii": False})
    cacheable(response)
    return response


@router.get("/incentives/schema", summary="The JSON Schema of /api/incentives")
def incentives_schema(request: HttpRequest) -> HttpResponse:
    """Every condition, segment and clause that a record may have; a record that breaks it is never published."""
    response = JsonResponse(answer_schema(), json_dumps_params={"ensure_ascii": False})
    cacheable(response)
    return response
