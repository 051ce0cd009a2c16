"""Why a lead has its priority, in words: the published reason, and which facts of this lead meet its rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.routing.rules import holds
from leads.services.asked import facts_to_route
from leads.services.stages import read_seed

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

FACTS: Mapping[str, StrOrPromise] = {
    "capital_vnd_bn": _("capital"),
    "capital_usd": _("capital"),
    "area_m2": _("area of land"),
    "sector": _("sector"),
    "deadline_given_working_days": _("deadline"),
    "leader_flag": _("a leader's request"),
}


@cache
def _published() -> Mapping[str, Mapping[str, Any]]:
    return {row["key"]: row for row in read_seed("service_targets.yaml")["priorities"]}


def published_reason(priority: str) -> str:
    """The reason as the targets publish it."""
    row = _published()[priority]
    return str(row["why_vi" if get_language() == "vi" else "why_en"])


def facts_that_count(lead: Lead, now: datetime) -> tuple[str, ...]:
    """The facts of this lead that meet the rule, by name; none for the priority of everything else."""
    facts, priority = facts_to_route(lead, now), lead.priority
    found = (str(FACTS[key]) for part in _parts(_published()[priority]["rule"]) if holds(part, facts) for key in part)
    return tuple(dict.fromkeys(found))


def _parts(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in rule.get("any", ()):
        yield {key: wanted for key, wanted in part.items() if key in FACTS}
