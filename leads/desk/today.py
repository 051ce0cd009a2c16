"""Builds the first leads by due time, for the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from leads.desk.filters import DeskFilter
from leads.desk.list_pages import RELATED, due_counts, steps_of
from leads.desk.pages import SOON_MINUTES, DeskRow, row_of
from leads.models import Lead
from leads.services.access import leads_visible_to, officer_of
from leads.services.calendar import working_calendar

MOST = 8


@dataclass(frozen=True)
class Today:
    """`total`: of all the leads the filter wants."""

    rows: tuple[DeskRow, ...]
    total: int


def today(user: User, wanted: DeskFilter, now: datetime) -> Today:
    """The open leads this filter wants, the next due first."""
    officer, calendar = officer_of(user), working_calendar()
    soon = calendar.add_minutes(now, SOON_MINUTES)
    leads = wanted.apply(leads_visible_to(user), officer.pk if officer else None, soon)
    ids = list(leads.values_list("pk", flat=True)[:MOST])
    found = Lead.objects.select_related(*RELATED).in_bulk(ids)
    shown = [found[pk] for pk in ids if pk in found]
    steps = steps_of(shown)
    rows = tuple(row_of(lead, now, calendar, steps.get(lead.pk, "")) for lead in shown)
    return Today(rows, sum(due_counts(leads, now, soon).values()))
