"""One match: the engine and the law asked about one request on one day, stored without words, read in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.estimates import filled
from leads.matching.record import Criterion, NearMiss, Option, StreetGroup, Turn, from_json, to_json
from leads.matching.requirement import with_defaults
from leads.matching.words import reason, warning
from leads.matching.words_around import street_group, turn
from leads.models import MatchRun
from leads.ratios import ratio_book
from leads.services.park import park_on
from leads.services.questions import questions_of
from leads.services.snapshots import keep_land
from leads.services.weights import weights_on
from sitepages.figures import PARK_TIME
from sitepages.incentives.book import LawBook
from sitepages.incentives.evaluate import Evaluation, evaluate
from sitepages.models import ParkSettings
from sitepages.services.law import law_book, rates_on, versions_on

COST_VERDICTS = {"eligible": "applies", "ineligible": "does_not_apply"}
LATER = ("schedule", "schedule_if")
INNER = ("failed_requirements", "near_threshold", "overridden_by")  # stored for the page, not in the API's answer


@transaction.atomic
def run_match(*, request: dict[str, Any], source: str, now: datetime, previous: MatchRun | None = None) -> MatchRun:
    """Answer a checked request and keep question, answer and land at an unguessable address.

    `previous`: the result this one was asked from, so that the page can say what changed.
    """
    run, catalogue = _answered(request, source, now)
    run.previous = previous
    run.land = keep_land(catalogue=catalogue, now=now)
    run.save()
    return run


def matched(*, request: dict[str, Any], source: str, now: datetime) -> MatchRun:
    """The answer to a checked request, not stored: the same request on the same land and law answers the same.

    `request` has the shape of matching.md section 8; `on` defaults to today in the province, every
    other default is the engine's and is echoed in the answer.
    """
    return _answered(request, source, now)[0]


def _answered(request: dict[str, Any], source: str, now: datetime) -> tuple[MatchRun, Catalogue]:
    today = now.astimezone(PARK_TIME).date()
    on = date.fromisoformat(request["on"]) if "on" in request else today
    (land, catalogue), book, ratios = park_on(on), law_book(on), ratio_book()
    whole, estimates = filled(request, tuple(ratios.ratios.values()), catalogue)
    need, assumed = with_defaults(whole)
    result = match(need, catalogue, on, table=weights_on(on))
    supposed = {} if "assume" in request else {"zone_status": ParkSettings.load().zone_status}
    assumed |= ({} if "on" in request else {"on": on.isoformat()}) | supposed
    assumed |= {"estimates": [asdict(one) | {"ratios": list(one.ratios)} for one in estimates]} if estimates else {}
    run = MatchRun(
        request=request,
        answer={
            "match": to_json(result),
            "incentives": verdicts_of(book, request, on, supposed),
            "assumed": assumed,
        },
        versions={
            "engine": result.engine,
            "weights": result.weights,
            "facts": land.version,
            "rules": book.version,
            "rates": rates_on(on),
            **({"ratios": ratios.version} if estimates else {}),
        },
        on=on,
        created_at=now,
        source=source,
    )
    return run, catalogue


def verdicts_of(
    book: LawBook, request: Mapping[str, Any], on: date, supposed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Every verdict on the project on a day, as stored; `supposed` is the park's status unless the request assumes."""
    basis = _basis_on(on, book.version)
    facts = {**(request.get("project") or {}), "sector": request["sector"], **(request.get("assume") or supposed)}
    return [judged(one, basis[one.key]) for one in evaluate(book, facts, on)]


@lru_cache(maxsize=8)
def _basis_on(on: date, _rules: str) -> dict[str, list[dict[str, Any]]]:
    """The clauses each record rests on, read again when a rule changes."""
    return {version.incentive.key: version.record["basis"] for version in versions_on(on)}


def judged(one: Evaluation, basis: list[dict[str, Any]]) -> dict[str, Any]:
    """A verdict as stored; of a cost it says whether it applies."""
    verdict = COST_VERDICTS.get(one.verdict, one.verdict) if one.kind == "cost" else one.verdict
    return {
        "id": one.key,
        "kind": one.kind,
        "verdict": verdict,
        "decided_by": one.decided_by,
        "conditional_on": list(one.conditional_on),
        "provided_that": list(one.provided_that),
        "missing": list(one.missing),
        "trace": [one.trace.as_json()],
        "basis": basis,
        "failed_requirements": list(one.failed_requirements),
        "near_threshold": one.near_threshold,
        "overridden_by": one.overridden_by,
    }


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
        "incentives": [_incentive(one) for one in run.answer["incentives"]],
        "searched": asdict(result.searched) | {"largest_plots": list(result.searched.largest_plots)},
        "questions": questions_of(result, run.answer),
        "stability": [_turn(one, lang) for one in result.stability],
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


def _incentive(stored: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in stored.items() if key not in INNER}
    return {**shown, "schedule": []}
