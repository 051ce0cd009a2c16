"""The overview: what is open now, counted from the open leads alone, and the last twelve months' arrivals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leads.calendar.hours import WorkingCalendar
from leads.choices import Kept, Stage
from leads.desk.figure_bars import Column, bar, columns
from leads.desk.figure_filter import FigureFilter, month_name, months_before
from leads.desk.filters import QUIET, REAL, DeskFilter
from leads.desk.pages import SOON_MINUTES
from leads.desk.people_pages import state_in_words
from leads.models import Lead, Officer
from leads.services.calendar import working_calendar
from leads.services.figures import (
    Scope,
    broken_since,
    counts_by_month,
    only_demo,
    received_since,
    start_of_day,
    start_of_week,
)
from leads.services.officers import today_of
from leads.services.presence import Absence, absence, active_on, rostered_on, with_days
from leads.services.roll_up import next_month, run

Loads = Mapping[int | None, Mapping[str, int]]  # owner -> open, late, new


@dataclass(frozen=True)
class Number:
    """A figure of today and the leads it counts."""

    name: str
    count: int
    link: str
    alarm: bool = False


@dataclass(frozen=True)
class OfficerLoad:
    """`full`: at or above the capacity; `there`: on duty today."""

    pk: int
    name: str
    department: str
    open_leads: int
    capacity: int
    late: int
    state: str
    there: bool
    bar: SafeString
    link: str

    @property
    def full(self) -> bool:
        return self.open_leads >= self.capacity


@dataclass(frozen=True)
class MonthRow:
    name: str
    received: int
    in_time: int
    late: int
    none: int
    link: str


@dataclass(frozen=True)
class Overview:
    now: datetime
    as_of: datetime | None
    illustrative: bool
    numbers: tuple[Number, ...]
    officers: tuple[OfficerLoad, ...]
    on_leave: int
    chart: SafeString
    months: tuple[MonthRow, ...]


def overview(scope: Scope, now: datetime) -> Overview:
    illustrative = only_demo()
    leads = scope.leads(illustrative=illustrative)
    open_leads = leads.filter(erased_at=None).exclude(stage__in=QUIET)
    loads = {row["owner"]: row for row in _loads(open_leads, now)}
    calendar = working_calendar()
    people = list(_officers(scope, loads, now, calendar, illustrative=illustrative))
    months = tuple(_months(scope, now, illustrative=illustrative))
    drawn = [Column(row.name, row.received, row.in_time) for row in months]
    return Overview(
        now=now,
        as_of=run().as_of,
        illustrative=illustrative,
        numbers=tuple(_numbers(scope, loads, now, calendar, illustrative=illustrative)),
        officers=tuple(row for row, _why in people),
        on_leave=sum(why == Absence.ON_LEAVE for _row, why in people),
        chart=columns(drawn, label=_("Enquiries received by month, those answered in time in full tone")),
        months=months,
    )


def _loads(open_leads: QuerySet[Lead], now: datetime) -> QuerySet[Lead, dict[str, int]]:
    """Open leads by officer: one pass over the open leads."""
    late, new = Q(due_at__lt=now), Q(stage=Stage.NEW)
    return (
        open_leads.order_by()
        .values("owner")
        .annotate(n=Count("pk"), late=Count("pk", filter=late), new=Count("pk", filter=new))
    )


def _numbers(
    scope: Scope, loads: Loads, now: datetime, calendar: WorkingCalendar, *, illustrative: bool
) -> Iterator[Number]:
    soon = calendar.add_minutes(now, SOON_MINUTES)
    leads = scope.leads(illustrative=illustrative)
    due = leads.filter(due_at__lte=soon).aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    whose = _listed("mine" if scope.owner else "visible", illustrative=illustrative, department=scope.department)
    listed, unlisted = reverse("desk"), reverse("desk-behind")
    today = received_since(scope, start_of_day(now), illustrative=illustrative).count()
    broken = broken_since(scope, start_of_week(now), illustrative=illustrative).count()
    yield Number(_("Received today"), today, f"{unlisted}?measure=today")
    yield Number(_("New, nobody has answered"), _sum(loads, "new"), f"{listed}?{whose.query(stage=Stage.NEW.value)}")
    yield Number(_("Due within the hour or overdue"), due["n"], f"{listed}?{whose.query(state='due')}")
    yield Number(_("Overdue"), due["late"], f"{unlisted}?measure=late", alarm=bool(due["late"]))
    yield Number(_("Promises broken this week"), broken, f"{unlisted}?measure=broken", alarm=bool(broken))
    if not scope.owner:
        nobody = loads.get(None, {}).get("n", 0)
        yield Number(_("Without an officer"), nobody, f"{listed}?{whose.query(whose='unassigned')}", alarm=bool(nobody))
    yield Number(_("Open"), _sum(loads, "n"), f"{listed}?{whose.query()}")


def _listed(whose: str, *, illustrative: bool, **more: str) -> DeskFilter:
    """The desk's list of the same leads: without the demo's, once there is a real one."""
    return DeskFilter(whose=whose, data="" if illustrative else REAL, **more)


def _sum(loads: Loads, name: str) -> int:
    return sum(row[name] for row in loads.values())


def _officers(
    scope: Scope, loads: Loads, now: datetime, calendar: WorkingCalendar, *, illustrative: bool
) -> Iterator[tuple[OfficerLoad, Absence | None]]:
    today = today_of(now)
    rostered = rostered_on(today)
    wanted = scope.officers().filter(active_on(today), takes_leads=True, user__is_active=True)
    rows = [(one, loads.get(one.pk, {"n": 0, "late": 0})) for one in with_days(wanted)]
    for one, load in sorted(rows, key=lambda row: (-row[1]["n"] / max(row[0].capacity, 1), row[0].name)):
        why = absence(one, today, rostered)
        whose = {"whose": "mine"} if scope.owner else {"whose": "visible", "owner": one.key}
        listed = _listed(illustrative=illustrative, **whose)
        yield _load_of(one, load, state_in_words(one, why, today, calendar), why is None, listed), why


def _load_of(one: Officer, load: Mapping[str, int], state: str, there: bool, listed: DeskFilter) -> OfficerLoad:
    over = max(load["n"] - one.capacity, 0)
    free = max(one.capacity - load["n"], 0)
    return OfficerLoad(
        pk=one.pk,
        name=one.name,
        department=one.department.name,
        open_leads=load["n"],
        capacity=one.capacity,
        late=load["late"],
        state=state,
        there=there,
        bar=bar((("on", load["n"] - over), ("lost", over), ("parked", free)), max(load["n"], one.capacity)),
        link=f"{reverse('desk')}?{listed.query()}",
    )


def _months(scope: Scope, now: datetime, *, illustrative: bool) -> Iterator[MonthRow]:
    wanted = FigureFilter()
    asked = wanted.asked(scope, today_of(now), illustrative=illustrative)
    found = counts_by_month(asked, "received", "first_reply")
    month = months_before(asked.last, 11)
    while month <= asked.last:
        cells = found.get(month, {})
        kept = {one: cells.get(("first_reply", one.value), (0, 0))[0] for one in Kept}
        span = FigureFilter(period="range", first=f"{month:%Y-%m}", last=f"{month:%Y-%m}")
        yield MonthRow(
            name=month_name(month),
            received=cells.get(("received", ""), (0, 0))[0],
            in_time=kept[Kept.IN_TIME],
            late=kept[Kept.LATE],
            none=kept[Kept.NONE],
            link=f"{reverse('desk-behind')}?measure=received&{span.query()}",
        )
        month = next_month(month)
