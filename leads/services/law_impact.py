"""Which stored results and open leads a draft of law would change: what sitepages asks before publishing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from leads.choices import QUIET, DueKind
from leads.models import Due, Lead, MatchRun
from sitepages.incentives.impact import Change, Turned
from sitepages.models import ParkSettings


class StoredResults:
    """Every match kept, oldest first, judged and reckoned by the law as it is and with the draft."""

    def count(self) -> int:
        return MatchRun.objects.count()

    def compare(self, change: Change, start: int, size: int) -> dict[str, Any]:
        zone = {"zone_status": ParkSettings.load().zone_status}
        runs = MatchRun.objects.order_by("pk").values_list("pk", "request")[start : start + size]
        known: dict[str, Turned | None] = {}
        turned: dict[int, Turned] = {}
        for pk, request in runs:
            facts = {
                **(request.get("project") or {}),
                "sector": request.get("sector"),
                **(request.get("assume") or zone),
            }
            mark = json.dumps(facts, sort_keys=True, default=str)
            if mark not in known:
                known[mark] = change.of(facts)
            if found := known[mark]:
                turned[pk] = found
        return {
            "results": len(turned),
            "verdicts": _verdicts(turned.values()),
            "money": _money(turned.values()),
            "leads": _leads(turned),
        }


def _verdicts(turned: Iterable[Turned]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one in turned:
        for rule, old, new in one.verdicts:
            found.setdefault(rule, Counter())[f"{old} > {new}"] += 1
    return {rule: dict(counted) for rule, counted in found.items()}


def _money(turned: Iterable[Turned]) -> dict[str, Any]:
    """How many get more, how many less of what is sure; sums before and after, whole in each currency."""
    found: dict[str, Any] = {"more": 0, "less": 0, "results": 0, "sure": {}, "alone": {}}
    for old, new in (one.money for one in turned if one.money):
        found["results"] += 1
        found["more"] += new.sure > old.sure
        found["less"] += new.sure < old.sure
        for name, before, after in (("sure", old.sure, new.sure), ("alone", old.alone, new.alone)):
            pair = found[name].setdefault(old.currency, [0, 0])
            found[name][old.currency] = [pair[0] + round(before), pair[1] + round(after)]
    return found


def _leads(turned: Mapping[int, Turned]) -> dict[str, Any]:
    """Open leads whose result changes: reference -> the sure saving before and after, and its currency; or []."""
    leads = Lead.objects.filter(match_run__in=list(turned)).exclude(stage__in=QUIET)
    found: dict[str, Any] = {}
    for reference, run in leads.order_by("pk").values_list("reference", "match_run_id"):
        money = turned[run].money
        found[reference] = [round(money[0].sure), round(money[1].sure), money[0].currency] if money else []
    return found


def start_impact(run_pk: int, now: datetime) -> None:
    """Put the run on the worker's list."""
    Due.objects.create(kind=DueKind.LAW_IMPACT, target=str(run_pk), due_at=now, next_try_at=now)
