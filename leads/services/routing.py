"""Routing with the rows of the day: rules, officers present, their load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from leads.calendar.hours import WorkingCalendar
from leads.choices import QUIET, EventKind
from leads.models import Department, Lead, LeadEvent, Officer, Pool, PoolMember, RoutingRule
from leads.models.desk import dated
from leads.routing.rules import Candidate, Rule, choose
from leads.services.access import DUTY_DESK
from leads.services.calendar import working_calendar
from leads.services.outside import outside_keys
from leads.services.presence import (
    INSIDE,
    absence,
    active_on,
    deputy_of,
    may_own,
    next_office_day,
    rostered_on,
    with_days,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    LoadedOfficer = WithAnnotations[Officer, "OfficerLoad"]


class OfficerLoad(TypedDict):
    """What `with_load` adds to an officer."""

    open_leads: int
    last_assigned_at: datetime | None


@dataclass(frozen=True)
class Routed:
    """Where a lead goes. `reason` is the router's record: codes and figures, no words."""

    department: Department
    officer: Officer | None
    reason: dict[str, Any]


def route(
    *, facts: Mapping[str, Any], language: str, now: datetime, without: Collection[str] = (), outside: bool = False
) -> Routed:
    """Apply the rules of the day to these facts; unroutable goes to the duty head, never nowhere.

    `without`: keys of officers who are not asked, because the lead was taken back from them;
    `outside`: the investor agreed that the park's developer reads the file, else no officer there is asked.
    """
    calendar = working_calendar()
    closed = frozenset() if outside else outside_keys()
    officers = {
        officer.key: officer
        for officer in officers_at_work(now, calendar)
        if officer.key not in without and officer.department_id not in closed
    }
    candidates = candidates_of(list(officers.values()), now, calendar)
    choice = choose(rules_on(calendar_day(now, calendar)), candidates, facts, language)
    officer = officers.get(choice.officer or "")
    waits_at = DUTY_DESK if choice.department in closed else choice.department or DUTY_DESK
    department = officer.department if officer else Department.objects.get(key=waits_at)
    return Routed(department, officer, dict(choice.reason))


def rules_on(day: date) -> list[Rule]:
    """The rules in force on a day, in their order, with the members their pools have then."""
    members: dict[str, list[str]] = {}
    open_pools = Pool.objects.filter(dated(day))
    rows_of_pools = PoolMember.objects.filter(dated(day), pool__in=open_pools)
    for pool, officer in rows_of_pools.values_list("pool_id", "officer__key"):
        members.setdefault(pool, []).append(officer)
    rows = RoutingRule.objects.filter(dated(day)).order_by("order", "key")
    return [
        Rule(
            row.key,
            row.when,
            row.to_id,
            tuple(row.also),
            row.pool_id or "",
            tuple(members.get(row.pool_id or "", ())),
            tuple(row.inform),
        )
        for row in rows
    ]


def officers_at_work(now: datetime, calendar: WorkingCalendar) -> list[LoadedOfficer]:
    """Active officers who take leads and whose role lets them see these, with load and time of the last one given."""
    rows = Officer.objects.filter(
        INSIDE,
        may_own(),
        active_on(calendar_day(now, calendar)),
        takes_leads=True,
    )
    return list(with_load(with_days(rows)).order_by("key"))


def with_load(officers: QuerySet[Officer]) -> QuerySet[LoadedOfficer]:
    """Adds to each officer `open_leads`, and `last_assigned_at`: of any lead, wherever it is by now."""
    mine = Lead.objects.filter(owner=OuterRef("pk"), erased_at=None).exclude(stage__in=QUIET).order_by().values("owner")
    given = LeadEvent.objects.filter(kind=EventKind.ASSIGNED).alias(to=KT("data__officer")).filter(to=OuterRef("key"))
    return officers.annotate(
        open_leads=Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        last_assigned_at=Subquery(given.order_by("-at").values("at")[:1]),
    )


def candidates_of(officers: list[LoadedOfficer], now: datetime, calendar: WorkingCalendar) -> list[Candidate]:
    """The officers as routing sees them: present at the office's next opening, or absent.

    Somebody who returns later than that is absent.
    """
    found = next_office_day(now, calendar)
    opens, day = found or (None, None)
    rostered = rostered_on(day) if day else frozenset()
    keys = {one.pk: one.key for one in officers}
    return [
        candidate(
            one, opens if day and not absence(one, day, rostered) else None, keys.get(deputy_of(one, day) or 0, "")
        )
        for one in officers
    ]


def candidate(officer: LoadedOfficer, present_from: datetime | None, deputy: str = "") -> Candidate:
    return Candidate(
        key=officer.key,
        department=officer.department_id,
        languages=tuple(officer.person.languages),
        sectors=tuple(officer.sectors),
        open_leads=officer.open_leads,
        capacity=officer.capacity,
        last_assigned_at=officer.last_assigned_at,
        present_from=present_from,
        duty_head=officer.is_duty_head,
        deputy=deputy,
    )


def calendar_day(at: datetime, calendar: WorkingCalendar) -> date:
    return at.astimezone(calendar.zone).date()
