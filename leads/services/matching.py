"""One match: the engine and the law asked about one request on one day, stored without words, read in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.estimates import filled
from leads.matching.record import Criterion, NearMiss, Option, Relief, StreetGroup, Turn, from_json, to_json
from leads.matching.requirement import Requirement, with_defaults
from leads.matching.words import reason, warning
from leads.matching.words_around import street_group, turn
from leads.matching.words_relief import relief
from leads.models import Lead, MatchRun
from leads.ratios import ratio_book
from leads.services.law_answer import law_answer, law_told
from leads.services.needs import keep_need
from leads.services.next_questions import questions_of
from leads.services.own_land import as_for
from leads.services.park import park_on
from leads.services.snapshots import keep_land
from leads.services.weights import weights_on
from sitepages.figures import PARK_TIME
from sitepages.models import ParkSettings
from sitepages.services.law import rates_on
from sitepages.services.sources import sources_told


@transaction.atomic(savepoint=False)
def run_match(
    *,
    request: dict[str, Any],
    source: str,
    now: datetime,
    previous: MatchRun | None = None,
    campaign: str = "",
    lead: Lead | None = None,
) -> MatchRun:
    """Answer a checked request and keep question, answer and land at an unguessable address.

    `previous`: the result this one was asked from, so that the page can say what changed; `campaign`: where the
    visitor came from (sitepages.campaigns), kept from the first result on; `lead`: the file it is for, whose own land
    counts as free.
    """
    run, catalogue, need = _answered(request, source, now, lead=lead)
    run.previous = previous
    run.campaign = campaign or (previous.campaign if previous else "")
    run.land = keep_land(catalogue=catalogue, now=now)
    run.save()
    keep_need(run=run, need=need)
    return run


def matched(*, request: dict[str, Any], source: str, now: datetime, lead: Lead | None = None) -> MatchRun:
    """The answer to a checked request, not stored: the same request on the same land and law answers the same.

    `request` has the shape of matching.md section 8; `on` defaults to today in the province, every
    other default is the engine's and is echoed in the answer.
    """
    return _answered(request, source, now, lead=lead)[0]


def matched_again(*, run: MatchRun, now: datetime, lead: Lead | None = None) -> MatchRun:
    """What a stored result would say by the land and law of today, not stored; all else is of its own day.

    Days are counted, points weighted, years planned and money changed as on that day: whatever differs, land or law
    made different. `lead`: the file it is for, whose own land counts as free.
    """
    return _answered(asked_today(run.request), run.source, now, counted=run.on, lead=lead)[0]


def asked_today(request: Mapping[str, Any]) -> dict[str, Any]:
    """The same request, of the day on which it is asked."""
    return {key: value for key, value in request.items() if key != "on"}


def _answered(
    request: dict[str, Any], source: str, now: datetime, *, counted: date | None = None, lead: Lead | None = None
) -> tuple[MatchRun, Catalogue, Requirement]:
    """`counted`: the day for everything but land and law, where it is another one."""
    today = now.astimezone(PARK_TIME).date()
    on = date.fromisoformat(request["on"]) if "on" in request else today
    counted = counted or on
    (land, catalogue), ratios = park_on(on), ratio_book()
    catalogue = as_for(catalogue, lead)
    whole, estimates = filled(request, tuple(ratios.ratios.values()), catalogue)
    need, assumed = with_defaults(whole)
    result = match(need, catalogue, counted, table=weights_on(counted))
    facts = facts_of_project(request)
    assumed |= {} if "on" in request else {"on": on.isoformat()}
    assumed |= {} if "assume" in request else {"zone_status": facts["zone_status"]}
    assumed |= {"estimates": [asdict(one) | {"ratios": list(one.ratios)} for one in estimates]} if estimates else {}
    law, rules = law_answer(facts=facts, on=on, counted=counted)
    run = MatchRun(
        request=request,
        answer={"match": to_json(result), "assumed": assumed, **law},
        versions={
            "engine": result.engine,
            "weights": result.weights,
            "facts": land.version,
            "rules": rules,
            "rates": rates_on(counted),
            **({"ratios": ratios.version} if estimates else {}),
        },
        on=on,
        created_at=now,
        source=source,
    )
    return run, catalogue, need


def facts_of_project(request: Mapping[str, Any], zone_status: str | None = None) -> dict[str, Any]:
    """What the law is asked about: the project's facts, its sector, and the park's status as it is or is supposed.

    `zone_status`: that of a stored answer, for replay.
    """
    supposed = request.get("assume") or {"zone_status": zone_status or ParkSettings.load().zone_status}
    return {**(request.get("project") or {}), "sector": request["sector"], **supposed}


def answer_in(run: MatchRun, lang: str, *, sourced: bool = False) -> dict[str, Any]:
    """The answer of matching.md section 8 with its sentences in `lang` (vi, else en); `sourced`: with the texts of
    law that were read, one query more.
    """
    result = from_json(run.answer["match"])
    law = law_told(run.answer, lang, sources_told() if sourced else {})
    spoken = {} if run.request.get("lang") == lang else {"lang": lang}
    return {
        "engine": run.versions["engine"],
        "on": run.on.isoformat(),
        "versions": {key: value for key, value in run.versions.items() if key != "engine"},
        "assumed": run.answer["assumed"] | spoken,
        "options": [_option(one, lang) for one in result.options],
        "near_misses": [_near_miss(one) for one in result.near_misses],
        "across_street": [_street_group(one, lang) for one in result.across_street],
        **law,
        "searched": asdict(result.searched) | {"largest_plots": list(result.searched.largest_plots)},
        "questions": questions_of(result, law),
        "stability": [_turn(one, lang) for one in result.stability],
        "in_the_way": [_relief(one, lang) for one in result.reliefs],
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


def _turn(one: Turn, lang: str) -> dict[str, Any]:
    return {
        "key": one.key,
        "weight": one.weight,
        "below": one.below,
        "below_plots": list(one.below_plots),
        "above": one.above,
        "above_plots": list(one.above_plots),
        "reason": turn(one, lang),
    }


def _relief(one: Relief, lang: str) -> dict[str, Any]:
    return {
        "key": one.key,
        "from": one.before,
        "to": one.after,
        "options": one.options,
        "complete": one.complete,
        "plots": list(one.plots),
        "reason": relief(one, lang),
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
