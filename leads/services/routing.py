"""Routing with the rows of the day: rules, officers present, their load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from leads.calendar.hours import NoWorkingTime, WorkingCalendar
from leads.choices import EventKind, Stage
from leads.models import Department, Leave, Officer, RoutingRule
from leads.models.desk import dated
from leads.routing.rules import Candidate, Rule, choose
from leads.services.calendar import working_calendar

CLOSED = (Stage.WON, Stage.AFTERCARE, Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD)
LOOK_AHEAD_DAYS = 15  # the longest the office is closed (Tết) and a week more


@dataclass(frozen=True)
class Routed:
    """Where a lead goes. `reason` is the router's record: codes and figures, no words."""

    department: Department
    officer: Officer | None
    reason: dict[str, Any]


def route(*, facts: Mapping[str, Any], language: str, now: datetime) -> Routed:
    """Apply the rules of the day to these facts; unroutable goes to the duty head, never nowhere."""
    calendar = working_calendar()
    rules = [
        Rule(row.key, row.when, row.to_id, tuple(row.also))
        for row in RoutingRule.objects.filter(dated(calendar_day(now, calendar))).order_by("order", "key")
    ]
    officers = {officer.key: officer for officer in officers_at_work(now, calendar)}
    candidates = [candidate(officer, now, calendar) for officer in officers.values()]
    choice = choose(rules, candidates, facts, language)
    officer = officers.get(choice.officer or "")
    department = officer.department if officer else Department.objects.get(key=choice.department or "desk")
    return Routed(department, officer, dict(choice.reason))


def officers_at_work(now: datetime, calendar: WorkingCalendar) -> list[Officer]:
    """Active officers who take leads, with open leads and the time of the last one they were given."""
    today = calendar_day(now, calendar)
    is_open = ~Q(leads__stage__in=CLOSED)
    given = Q(leads__events__kind=EventKind.ASSIGNED)
    rows = Officer.objects.filter(
        Q(active_to__isnull=True) | Q(active_to__gt=today),
        active_from__lte=today,
        takes_leads=True,
        user__is_active=True,
    )
    return list(
        rows.select_related("department", "person", "user")
        .prefetch_related("leaves")
        .annotate(
            open_leads=Count("leads", filter=is_open, distinct=True),
            last_assigned_at=Max("leads__events__at", filter=given),
        )
        .order_by("key")
    )


def candidate(officer: Officer, now: datetime, calendar: WorkingCalendar) -> Candidate:
    return Candidate(
        key=officer.key,
        department=officer.department_id,
        languages=tuple(officer.person.languages),
        sectors=tuple(officer.sectors),
        open_leads=officer.open_leads,  # type: ignore[attr-defined]  # annotated in officers_at_work
        capacity=officer.capacity,
        last_assigned_at=officer.last_assigned_at,  # type: ignore[attr-defined]
        present_from=present_from(officer, now, calendar) if officer.on_duty else None,
        duty_head=officer.is_duty_head,
    )


def present_from(officer: Officer, now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """The moment this officer next works: now, the next opening, or None within the days looked at.

    Only the office's next opening counts as present: somebody who returns later is absent.
    """
    try:
        opens = calendar.next_opening(now)
    except NoWorkingTime:
        return None
    day = calendar_day(opens, calendar)
    if opens - now > timedelta(days=LOOK_AHEAD_DAYS) or day.isoweekday() not in officer.weekdays:
        return None
    return None if any(away(leave, day) for leave in officer.leaves.all()) else opens


def away(leave: Leave, day: date) -> bool:
    return leave.first_day <= day <= leave.last_day


def calendar_day(at: datetime, calendar: WorkingCalendar) -> date:
    return at.astimezone(calendar.zone).date()
