"""The leads a figure counts: the same rows, so the list is as long as the number says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leads.choices import Kept, Outcome, Standing
from leads.desk.figure_filter import FigureFilter, Values, span_name
from leads.desk.figure_rows import reason_name, stage_name
from leads.desk.pages import DeskRow, row_of
from leads.models import Lead
from leads.services.calendar import working_calendar
from leads.services.figures import (
    LEAST,
    Scope,
    broken_since,
    leads_behind,
    only_demo,
    received_since,
    start_of_day,
    start_of_week,
)
from leads.services.officers import today_of
from leads.services.roll_up import ALL
from leads.services.stages import pipeline
from leads.services.story import STEPS

PER_PAGE = 50
COUNTED = 1000  # beyond, only that there are more
RELATED = ("organisation", "sector", "department", "owner__person")
LIVE: Mapping[str, Callable[[Scope, datetime, bool], QuerySet[Lead]]] = {
    "today": lambda scope, now, demo: received_since(scope, start_of_day(now), illustrative=demo),
    "late": lambda scope, now, demo: scope.leads(illustrative=demo).filter(due_at__lt=now),
    "broken": lambda scope, now, demo: broken_since(scope, start_of_week(now), illustrative=demo),
}


@dataclass(frozen=True)
class BehindPage:
    """`count` up to COUNTED; `older` is the query of the next page."""

    title: str
    period: str
    narrowed: str
    count: int
    more: bool
    rows: tuple[DeskRow, ...]
    older: str


def behind_page(
    scope: Scope, wanted: FigureFilter, measure: str, key: str, before: int, now: datetime
) -> BehindPage | None:
    """None for a figure that counts no leads one can list, or that is hidden because it counts so few."""
    asked = wanted.asked(scope, today_of(now), illustrative=only_demo())
    title = title_of(measure, key)
    leads: QuerySet[Lead] | None
    if measure in LIVE:
        leads, period, narrowed = LIVE[measure](scope, now, asked.illustrative), "", ""
    else:
        stories = leads_behind(asked, measure, key) if title else None
        leads = Lead.objects.filter(pk__in=stories.values("lead")) if stories is not None else None
        period, narrowed = span_name(asked.first, asked.last), _narrowed(asked.department, asked.dimension, asked.value)
    if leads is None:
        return None
    leads = leads.order_by("-pk")
    counted = leads.order_by()[: COUNTED + 1].count()
    if measure == "unmet" and counted < LEAST:
        return None
    shown = leads.filter(pk__lt=before) if before else leads
    keys = list(shown.values_list("pk", flat=True)[: PER_PAGE + 1])
    calendar = working_calendar()
    rows = Lead.objects.filter(pk__in=keys[:PER_PAGE]).select_related(*RELATED).order_by("-pk")
    older = {"measure": measure, "key": key, "before": keys[PER_PAGE - 1]} if len(keys) > PER_PAGE else {}
    return BehindPage(
        title=title,
        period=period,
        narrowed=narrowed,
        count=min(counted, COUNTED),
        more=counted > COUNTED,
        rows=tuple(row_of(lead, now, calendar) for lead in rows),
        older=f"{urlencode(older)}&{wanted.query()}" if older else "",
    )


def _narrowed(department: str, dimension: str, value: str) -> str:
    values = Values()
    names = [values.name("department", department)] if department else []
    return ", ".join(names if dimension == ALL else [*names, values.name(dimension, value)])


def title_of(measure: str, key: str) -> str:
    """What the figure counts, in words; empty for one nobody knows."""
    first, _colon, second = key.partition(":")
    kept, said, stands = dict(Kept.choices), dict(Outcome.choices), dict(Standing.choices)
    stage = stage_name(first) if first in STEPS else ""
    plain = {
        "received": _("Enquiries received"),
        "today": _("Received today"),
        "late": _("Overdue"),
        "broken": _("Promises broken this week"),
    }
    if measure in plain:
        return plain[measure]
    if measure == "reached" and stage:
        return _("Reached the step “%(stage)s”") % {"stage": stage}
    if measure == "stands" and stage and second in stands:
        return f"{_('Furthest step “%(stage)s”') % {'stage': stage}}: {stands[second]}"
    if measure == "lost" and stage and second in pipeline().loss_reasons:
        return f"{_('Lost at the step “%(stage)s”') % {'stage': stage}}: {reason_name(second)}"
    if measure in ("first_reply", "full_answer") and key in kept:
        name = _("First human reply") if measure == "first_reply" else _("Full answer")
        return f"{name}: {kept[key]}"
    if measure == "verdict" and key in said:
        return f"{_('Did we answer?')} {said[key]}"
    if measure == "unmet" and key in pipeline().loss_reasons:
        return f"{_('Unmet demand')}: {reason_name(key)}"
    return ""
