"""POST /api/match: the same validator, engine, evaluation and record as the form; public."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from ninja import Body, Router
from ninja.decorators import decorate_view
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from leads.api.answers import EXAMPLES, Errors, MatchAnswer
from leads.api.errors import Invalid, PerMinute, readable_body
from leads.api.language import language_of
from leads.api.schemas import MatchRequest
from leads.api.validation import check
from leads.api.vocabulary_schema import facts_object
from leads.services.matching import answer_in, run_match
from leads.services.result_keeping import last_day
from leads.vocabulary import vocabulary
from sitepages.figures import PARK_TIME

router = Router(tags=["match"])
PAGE = {"description": "The result's page for people, in the language asked.", "schema": {"type": "string"}}


class AsRead:
    """The body as parsed, documented as MatchRequest: our validator names every error at once."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        reference = handler(MatchRequest.__pydantic_core_schema__)
        properties = handler.resolve_ref_schema(reference)["properties"]
        words = vocabulary()
        for part, zone in (("project", False), ("assume", True)):
            properties[part].pop("anyOf", None)
            properties[part] |= facts_object(words, zone=zone)
        return reference


@router.post(
    "/match",
    response={200: MatchAnswer, 400: Errors, 413: Errors, 422: Errors, 429: Errors},
    by_alias=True,
    exclude_unset=True,
    throttle=PerMinute("MATCH_RATE_PER_MINUTE", timezone.now),
    summary="Match a project to plots and incentives",
    openapi_extra={
        "requestBody": {"content": {"application/json": {"examples": EXAMPLES}}},
        "responses": {200: {"headers": {"Content-Location": PAGE}}},
    },
)
@decorate_view(readable_body)
def post_match(request: HttpRequest, response: HttpResponse, payload: Body[AsRead]) -> dict[str, Any]:
    """Ranked options with reasons that add up, near misses, and each incentive as eligible, ineligible or unknown.

    Every key but `sector` is optional; a missing one is unknown, never 0. The result is kept as a record that replays,
    as one asked for on the site is: `Content-Location` names its page, which nobody can guess.
    """
    now = timezone.now()
    lang = language_of(request, payload)
    checked = check(payload, vocabulary(), on=now.astimezone(PARK_TIME).date())
    if checked.problems:
        raise Invalid(checked.problems.values())
    run = run_match(request=checked.request, source="api", now=now)
    with translation.override(lang):
        response["Content-Location"] = settings.SITE_URL + reverse("match-result", args=[run.token])
    response["Content-Language"] = lang
    response["Cache-Control"] = "no-store"
    return answer_in(run, lang, sourced=True) | {"kept_until": last_day(run).isoformat()}
