"""How long what nobody sent to the province is kept: results, first answers, the land they were asked on.

A result holds a project's figures without a name, some 130 kB. It stays as long as anything of a lead rests on it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from leads.models import AnswerPack, LandSnapshot, Lead, MatchRun, Triage, Watch
from leads.services.profile_change import SOURCE as CHANGED_BY_LINK
from leads.services.triage import KEPT as TRIAGE_KEPT
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

KEPT = timedelta(days=90)  # ours: a site selection takes weeks; the law names no time for figures without a person
GRACE = timedelta(days=1)  # an address refuses first, so that nobody sends a result that is being erased
AT_ONCE = 200


class ResultUnknown(Refused):
    """No such address, or its result is no longer kept. Facts: `kept_days`, how long results are kept."""

    code = "result_unknown"
    status = 404


def result_at(token: str, now: datetime) -> MatchRun:
    """The result behind an address. Raises ResultUnknown."""
    run = MatchRun.objects.filter(token=token).first()
    if run is None or (run.created_at < now - KEPT and unkept().filter(pk=run.pk).exists()):
        raise ResultUnknown(kept_days=KEPT.days)
    return run


def last_day(run: MatchRun) -> date:
    """The last whole day on which the address of a result answers that no lead rests on."""
    return (run.created_at + KEPT - timedelta(days=1)).astimezone(PARK_TIME).date()


def kept_until(run: MatchRun) -> date | None:
    """The last day on which a result's address answers; None where a lead keeps it."""
    return last_day(run) if unheld().filter(pk=run.pk).exists() else None


def unheld() -> QuerySet[MatchRun]:
    """Results that no lead, no answer pack and no later result of a lead rests on."""
    of_a_lead = MatchRun.objects.filter(previous=OuterRef("pk"), source=CHANGED_BY_LINK)
    return (
        MatchRun.objects.exclude(source=CHANGED_BY_LINK)
        .exclude(Exists(Lead.objects.filter(match_run=OuterRef("pk"))))
        .exclude(Exists(AnswerPack.objects.filter(run=OuterRef("pk"))))
        .exclude(Exists(of_a_lead))
    )


def unkept() -> QuerySet[MatchRun]:
    """Those of them that nobody watches. What an address says of itself does not tell whether somebody does."""
    return unheld().exclude(Exists(Watch.objects.filter(told=OuterRef("pk"))))


def forget_results(*, now: datetime) -> int:
    """Erase them with what was asked beside them (costs, stored needs), and the states of the land that no result
    is left of; how many results went.

    First answers go after their own time (leads.services.triage). Two hundred at once: a row is large.
    """
    Triage.objects.filter(changed_at__lte=now - TRIAGE_KEPT).delete()
    past, gone = unkept().filter(created_at__lt=now - KEPT - GRACE), 0
    while keys := list(past.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        MatchRun.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    asked_on = MatchRun.objects.exclude(land="").values("land")
    LandSnapshot.objects.filter(created_at__lt=now - KEPT - GRACE).exclude(pk__in=asked_on).delete()
    return gone
