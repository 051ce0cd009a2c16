"""Which stored results and open leads a draft of law would change: what sitepages asks before publishing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from leads.choices import DueKind
from leads.models import Due, Lead, MatchRun
from leads.services.routing import CLOSED
from sitepages.incentives.book import LawBook
from sitepages.incentives.evaluate import evaluate_one
from sitepages.models import ParkSettings


class StoredResults:
    """Every match kept, oldest first, judged once by the law as it is and once with the draft."""

    def count(self) -> int:
        return MatchRun.objects.count()

    def compare(self, key: str, before: LawBook, after: LawBook, on: date, start: int, size: int) -> dict[str, Any]:
        zone = {"zone_status": ParkSettings.load().zone_status}
        runs = MatchRun.objects.order_by("pk").values_list("pk", "request")[start : start + size]
        verdicts: Counter[str] = Counter()
        changed: list[int] = []
        for pk, request in runs:
            facts = {
                **(request.get("project") or {}),
                "sector": request.get("sector"),
                **(request.get("assume") or zone),
            }
            old, new = _verdict(before, key, facts, on), _verdict(after, key, facts, on)
            if old != new:
                verdicts[f"{old} > {new}"] += 1
                changed.append(pk)
        leads = Lead.objects.filter(match_run__in=changed).exclude(stage__in=CLOSED)
        return {"verdicts": dict(verdicts), "leads": list(leads.order_by("pk").values_list("reference", flat=True))}


def _verdict(book: LawBook, key: str, facts: dict[str, Any], on: date) -> str:
    return evaluate_one(book, key, facts, on).verdict if book.named(key) else "none"


def start_impact(run_pk: int, now: datetime) -> None:
    """Put the run on the worker's list."""
    Due.objects.create(kind=DueKind.LAW_IMPACT, target=str(run_pk), due_at=now, next_try_at=now)
