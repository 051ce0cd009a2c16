"""The six first questions step by step: each answer is stored at once, any can be changed, none needs an account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from leads.models import MatchRun, Triage
from leads.services.house import allowed_zones
from leads.services.matching import run_match
from sitepages.refusal import Refused

KEPT = timedelta(days=30)  # after the last answer
SOURCE = "triage"


class TriageUnknown(Refused):
    """No such address, or its answers were dropped."""

    code = "triage_unknown"
    status = 404


class TriageOver(Refused):
    """Nobody answered for 30 days. Facts: `over_at`."""

    code = "triage_over"
    status = 410


def triage_for(token: str, now: datetime) -> Triage:
    """The answers behind an address; raises TriageUnknown or TriageOver."""
    found = Triage.objects.select_related("run").filter(token=token[:32]).first()
    if found is None:
        raise TriageUnknown
    if over_at(found) <= now:
        raise TriageOver(over_at=over_at(found))
    return found


def over_at(triage: Triage) -> datetime:
    return triage.changed_at + KEPT


def within_zones(request: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The answers, and the zones left out of them because none of them permits the sector."""
    sector, asked = request.get("sector"), request.get("zones") or ()
    if not sector or not asked or any((sector, zone) in allowed_zones() for zone in asked):
        return dict(request), ()
    return {key: value for key, value in request.items() if key != "zones"}, tuple(asked)


@transaction.atomic
def begin_triage(*, request: Mapping[str, Any], text: str, step: str, now: datetime, campaign: str = "") -> Triage:
    """Keep the first answer, with what a plot or a kept list filled in, at a new address."""
    return Triage.objects.create(
        request=dict(request), text=text, campaign=campaign, seen=[step], started_at=now, changed_at=now
    )


@transaction.atomic
def answer_step(
    *, triage: Triage, step: str, request: Mapping[str, Any], now: datetime, text: str | None = None
) -> Triage:
    """Keep one step's answer; two windows answering at once both keep theirs, the later of one step wins."""
    kept = Triage.objects.select_for_update().get(pk=triage.pk)
    kept.request = dict(request)
    kept.text = kept.text if text is None else text
    kept.seen = [*kept.seen, *([] if step in kept.seen else [step])]
    kept.changed_at = now
    kept.save(update_fields=["request", "text", "seen", "changed_at"])
    return kept


@transaction.atomic
def match_triage(*, triage: Triage, now: datetime) -> MatchRun:
    """Ask the engine with what is known; the result before, if any, is what it changed."""
    kept = Triage.objects.select_for_update(of=("self",)).select_related("run").get(pk=triage.pk)
    if kept.run is not None and kept.run.request == kept.request:
        return kept.run
    kept.run = run_match(request=dict(kept.request), source=SOURCE, now=now, previous=kept.run, campaign=kept.campaign)
    kept.changed_at = now
    kept.save(update_fields=["run", "changed_at"])
    return kept.run


@transaction.atomic
def leave_open(*, triage: Triage, keys: Iterable[str], now: datetime) -> Triage:
    """Pass over later questions: they are not asked again here."""
    kept = Triage.objects.select_for_update().get(pk=triage.pk)
    kept.left_open = [*kept.left_open, *(key for key in keys if key not in kept.left_open)]
    kept.changed_at = now
    kept.save(update_fields=["left_open", "changed_at"])
    return kept


def words_of_run(run: MatchRun) -> str:
    """The project in the investor's own words, where the match came from here; empty otherwise."""
    found = Triage.objects.filter(run=run).order_by("-changed_at").values_list("text", flat=True).first()
    return found or ""
