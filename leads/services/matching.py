"""One match: the engine and the law asked about one request on one day, stored without words, read in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from leads.matching.engine import match
from leads.matching.record import Criterion, NearMiss, Option, StreetGroup, from_json, to_json
from leads.matching.requirement import with_defaults
from leads.matching.words import reason, warning
from leads.matching.words_around import street_group
from leads.models import MatchRun
from leads.services.law_answer import law_answer, law_told
from leads.services.park import park_on
from sitepages.figures import PARK_TIME
from sitepages.models import ParkSettings
from sitepages.services.law import rates_on

LATER = ("questions",)


@transaction.atomic
def run_match(*, request: dict[str, Any], source: str, now: datetime) -> MatchRun:
    """Answer a checked request and keep question and answer at an unguessable address."""
    run = matched(request=request, source=source, now=now)
    run.save()
    return run


def matched(*, request: dict[str, Any], source: str, now: datetime) -> MatchRun:
    """The answer to a checked request, not stored: the same request on the same land and law answers the same.

    `request` has the shape of matching.md section 8; `on` defaults to today in the province, every
    other default is the engine's and is echoed in the answer.
    """
    today = now.astimezone(PARK_TIME).date()
    on = date.fromisoformat(request["on"]) if "on" in request else today
    need, assumed = with_defaults(request)
    land, catalogue = park_on(on)
    result = match(need, catalogue, on)
    facts = facts_of_project(request)
    assumed |= {} if "on" in request else {"on": on.isoformat()}
    assumed |= {} if "assume" in request else {"zone_status": facts["zone_status"]}
    law, rules = law_answer(facts=facts, on=on)
    return MatchRun(
        request=request,
        answer={"match": to_json(result), "assumed": assumed, **law},
        versions={
            "engine": result.engine,
            "weights": result.weights,
            "facts": land.version,
            "rules": rules,
            "rates": rates_on(on),
        },
        on=on,
        created_at=now,
        source=source,
    )


def facts_of_project(request: Mapping[str, Any]) -> dict[str, Any]:
    """What the law is asked about: the project's facts, its sector, and the park's status as it is or is supposed."""
    supposed = request.get("assume") or {"zone_status": ParkSettings.load().zone_status}
    return {**(request.get("project") or {}), "sector": request["sector"], **supposed}


def answer_in(run: MatchRun, lang: str) -> dict[str, Any]:
    """The answer of matching.md section 8 with its sentences in `lang` (vi, else en)."""
    result = from_json(run.answer["match"])
    spoken = {} if run.request.get("lang") == lang else {"lang": lang}
    return {
        "engine": run.versions["engine"],
        "on": run.on.isoformat(),
        "versions": {key: value for key, value in run.versions.items() if key != "engine"},
        "assumed": run.answer["assumed"] | spoken,
        "options": [_option(one, lang) for one in result.options],
        "near_misses": [_near_miss(one) for one in result.near_misses],
        "across_street": [_street_group(one, lang) for one in result.across_street],
        **law_told(run.answer, lang),
        "searched": asdict(result.searched) | {"largest_plots": list(result.searched.largest_plots)},
        **{key: [] for key in LATER},
    }


def _option(one: Option, lang: str) -> dict[str, Any]:
    return {
        "plots": list(one.plots),
        "area_m2": one.area_m2,
        "lease_usd": one.lease_usd,
        "score": one.score,
        "band": list(one.band),
        "warnings": [warning(note, lang) for note in one.warnings],
        "criteria": [_criterion(criterion, lang) for criterion in one.criteria],
    }


def _criterion(one: Criterion, lang: str) -> dict[str, Any]:
    return {
        "key": one.key,
        "verdict": one.verdict,
        "value": one.value,
        "weight": one.weight,
        "contribution": one.contribution,
        "reason": reason(one, lang),
        "fact": asdict(one.fact),
    }


def _near_miss(one: NearMiss) -> dict[str, Any]:
    return {
        "plots": list(one.plots),
        "blocked_by": [{"plot": code, "status": status} for code, status in one.blocked_by.items()],
        "size": one.size,
        "changes": [{"key": c.key, "from": c.before, "to": c.after} for c in one.changes],
    }


def _street_group(one: StreetGroup, lang: str) -> dict[str, Any]:
    return {
        "sets": [list(codes) for codes in one.sets],
        "zone": one.zone,
        "gap_m": one.gap_m,
        "area_m2": one.area_m2,
        "lease_usd": one.lease_usd,
        "needs": "detailed_plan_change",
        "reason": street_group(one, lang),
    }
