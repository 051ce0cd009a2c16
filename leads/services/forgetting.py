"""What the worker forgets, round by round; and, on the same rounds, who has left without a hand-over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from leads.choices import DueKind
from leads.models import Due
from leads.services.access_log import forget_access
from leads.services.cases import forget_cases
from leads.services.departures import end_service
from leads.services.lead_sheets import LISTS, forget_sheets
from leads.services.mail import forget_unconfirmed
from leads.services.result_keeping import forget_results
from leads.services.retention import LEAD, erase_due, plan_erasures
from leads.services.watches import end_old_watches

# What a row of the due table names -> what is forgotten, and how long until the next round.
ROUNDS: Mapping[str, tuple[Callable[..., int], timedelta]] = {
    "access": (forget_access, timedelta(days=7)),
    "cases": (forget_cases, timedelta(days=1)),
    "results": (forget_results, timedelta(days=1)),
    "people": (plan_erasures, timedelta(days=1)),
    "watches": (end_old_watches, timedelta(days=1)),
    "pending": (forget_unconfirmed, timedelta(hours=6)),
    "departures": (end_service, timedelta(days=1)),
}


@transaction.atomic
def plan_forgetting(*, now: datetime) -> None:
    """Plan the next round of each kind of which none stands open."""
    planned = Due.objects.filter(kind=DueKind.FORGET, done_at=None).values_list("target", flat=True)
    for target in ROUNDS.keys() - set(planned):
        at = now + ROUNDS[target][1]
        Due.objects.create(kind=DueKind.FORGET, target=target, due_at=at, next_try_at=at)


def forget(*, target: str, now: datetime) -> None:
    """Forget what a row of the due table names, and plan the next round. Raises KeyError for an unknown name."""
    if target == LISTS:  # one row for each list somebody brought
        forget_sheets(now=now)
        return
    if target.startswith(LEAD):  # one row for each lead that is due
        erase_due(pk=int(target.removeprefix(LEAD)), now=now)
        return
    ROUNDS[target][0](now=now)
    plan_forgetting(now=now)
