"""Builds the list of leads: what is open by due time, what is closed, and everything, by newest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from leads.choices import Clock, EventKind, Role, Stage
from leads.desk.filters import DeskFilter, views_for
from leads.desk.pages import SOON_MINUTES, DeskList, DueState, ViewTab, row_of
from leads.desk.paging import Counted, cut, page_of, pages_of, span
from leads.models import Lead, LeadEvent
from leads.services.access import leads_visible_to, officer_of, roles_of
from leads.services.calendar import working_calendar
from leads.services.finding import newest_leads
from leads.services.referrals import referred_to
from leads.services.tasks import tasks_of

RELATED = ("organisation", "sector", "department", "owner__person")


def list_page(user: User, wanted: DeskFilter, page: int, now: datetime) -> DeskList:
    """The visible leads the filter wants: those with a promise by due time, else by newest."""
    officer, calendar = officer_of(user), working_calendar()
    soon = calendar.add_minutes(now, SOON_MINUTES)
    visible = leads_visible_to(user)
    leads = wanted.apply(visible, officer.pk if officer else None, soon)
    if wanted.by_due:
        counts = due_counts(leads, now, soon)
        total = Counted(sum(counts.values()))
        paging = page_of(page, total)
        ids, paging = cut(list(leads.values_list("pk", flat=True)[span(paging)]), paging)
    else:
        counts = {}
        words = bool(wanted.q)
        ids, total, paging = pages_of(lambda start, most: newest_leads(leads, start, most, by_words=words), page)
    rows = Lead.objects.select_related(*RELATED).in_bulk(ids)
    shown = [rows[pk] for pk in ids if pk in rows]
    steps = steps_of(shown)
    return DeskList(
        now=now,
        open_now=calendar.is_open(now),
        next_opening=None if calendar.is_open(now) else calendar.next_opening(now),
        views=tuple(tabs(user, visible, wanted, soon)),
        rows=tuple(row_of(lead, now, calendar, steps.get(lead.pk, "")) for lead in shown),
        by_due=wanted.by_due,
        counts={state: counts.get(state, 0) for state in DueState},
        total=total,
        paging=paging,
        tasks=tasks_of(user).filter(lead__in=visible).count(),
        referrals=referred_to(user).count(),
    )


def due_counts(leads: QuerySet[Lead], now: datetime, soon: datetime) -> dict[DueState, int]:
    """How many leads stand in each state of their promise (`leads.desk.pages.due_state`), in one query."""
    late, near = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lte=soon)
    paused = Q(paused_until__isnull=False)
    rest = Q(due_at=None) | Q(due_at__gt=soon)
    states = {
        DueState.LATE: late,
        DueState.SOON: near,
        DueState.PAUSED: rest & paused,
        DueState.IN_TIME: Q(due_at__gt=soon) & ~paused,
        DueState.NONE: Q(due_at=None) & ~paused,
    }
    found = leads.order_by().aggregate(**{state.value: Count("pk", filter=one) for state, one in states.items()})
    return {state: found[state.value] for state in states}


def steps_of(leads: list[Lead]) -> dict[int, str]:
    """The next step last promised, where it is what the lead's due time means; one query for the whole list."""
    promised = [lead.pk for lead in leads if lead.due_clock == Clock.NEXT_STEP and lead.stage != Stage.PARKED]
    rows = LeadEvent.objects.filter(lead__in=promised, kind=EventKind.NEXT_STEP_SET).order_by("seq")
    return {lead: data["what"] for lead, data in rows.values_list("lead_id", "data")}


def tabs(user: User, visible: QuerySet[Lead], wanted: DeskFilter, soon: datetime) -> Iterator[ViewTab]:
    """The desk's own views with their counts; one of them is the list itself, unless something else was asked.

    Two queries: what is due, and the open leads by whose they are.
    """
    me = officer.pk if (officer := officer_of(user)) else None
    views = views_for(owns=Role.OFFICER in roles_of(user))
    whose = {"mine": Q(owner=me), "unassigned": Q(owner=None), "visible": Q()}
    still_open = DeskFilter(whose="visible", state="open").apply(visible, me, soon).order_by()
    counts = still_open.aggregate(**{name: Count("pk", filter=one) for name, one in whose.items()})
    for view in views:
        due = view.state == "due"
        count = view.apply(visible, me, soon).order_by().count() if due else counts[view.whose]
        yield ViewTab(view_name(view), view.query(), count, view == wanted)


def view_name(view: DeskFilter) -> str:
    if view.state == "due":
        return _("Due now")
    return {"mine": _("My leads"), "unassigned": _("Without an officer"), "visible": _("All open leads")}[view.whose]
