"""What publishing a draft would change: pages of the site, and whatever the demand side keeps on the law.

The work is done in slices by the worker; the row carries how far it came, so that a page can show it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db import transaction

from sitepages.choices import SHARED_KINDS
from sitepages.incentives.book import LawBook
from sitepages.incentives.golden import law_day
from sitepages.models import ImpactRun, IncentiveVersion
from sitepages.services.law import book_with, law_book, versions_on
from sitepages.services.law_readers import readers_of
from sitepages.services.policy import digest_of

SLICE = 500


class Demand(Protocol):
    """What `leads` answers: how many results are stored, and what changes in a slice of them."""

    def count(self) -> int: ...

    def compare(self, key: str, before: LawBook, after: LawBook, on: date, start: int, size: int) -> dict[str, Any]:
        """{"verdicts": {"unknown > eligible": how many}, "leads": [reference of each open lead that changes]}"""


_demand: list[Demand] = []
_starters: list[Callable[[int, datetime], None]] = []


def register_demand(demand: Demand, start: Callable[[int, datetime], None]) -> None:
    """Called once from an app's `ready()`; `start` puts a run on the worker's list."""
    if demand not in _demand:
        _demand.append(demand)
        _starters.append(start)


@transaction.atomic
def ask_impact(*, version: IncentiveVersion, by: User, now: datetime) -> ImpactRun:
    """Begin a preview; the worker does it."""
    run = ImpactRun.objects.create(
        version=version,
        digest=digest_of(version),
        asked_by=by,
        asked_at=now,
        total=sum(demand.count() for demand in _demand),
        pages=pages_of(version),
        changes={"verdicts": {}, "leads": []},
    )
    for start in _starters:
        start(run.pk, now)
    return run


def pages_of(version: IncentiveVersion) -> list[str]:
    """Keys of the rules whose pages say something of this one: itself, its group, and those that read it."""
    key, group = version.incentive.key, version.record.get("exclusion_group")
    found = [] if version.incentive.kind in SHARED_KINDS else [key]
    found += readers_of(key, version.valid_from)
    if group is not None:
        others = versions_on(version.valid_from)
        found += [other.incentive.key for other in others if other.record["exclusion_group"] == group]
    return list(dict.fromkeys(found))


def work_impact(run_pk: int, now: datetime) -> None:
    """Do the whole run, slice by slice; each slice is kept, and begun again where a worker died."""
    run = ImpactRun.objects.select_related("version__incentive").get(pk=run_pk)
    on = law_day(run.version.record)
    before, after = law_book(on), book_with(run.version.record, on)
    for demand in _demand:
        while run.done < run.total:
            part = demand.compare(run.version.incentive.key, before, after, on, run.done, SLICE)
            run.done = min(run.done + SLICE, run.total)
            run.changes = added(run.changes, part)
            run.save(update_fields=["done", "changes"])
    run.finished_at = now
    run.save(update_fields=["finished_at"])


def added(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    verdicts = dict(one["verdicts"])
    for change, count in other["verdicts"].items():
        verdicts[change] = verdicts.get(change, 0) + count
    return {"verdicts": verdicts, "leads": [*one["leads"], *other["leads"]]}
