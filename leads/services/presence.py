"""Who is there on a day: active, in the weekly pattern, on the roster, not on leave. Router and rota page ask here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from leads.calendar.hours import NoWorkingTime, WorkingCalendar
from leads.choices import Role
from leads.models import DutyTurn, Leave, Officer
from leads.services.calendar import working_calendar

# Officers whose account is open and who have set their first password.
INSIDE = Q(user__is_active=True) & ~Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
OWNING_ROLES = (Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD)  # who sees a lead of the own (access.Seat)
LOOK_AHEAD_DAYS = 15  # the longest the office is closed (Tết) and a week more


class Absence(StrEnum):
    """Why an officer is given no new lead on a day."""

    NOT_ACTIVE = "not_active"
    NO_ACCOUNT = "no_account"
    INVITED = "invited"
    ON_LEAVE = "on_leave"
    DAY_OFF = "day_off"
    NOT_ON_DUTY = "not_on_duty"


def active_on(day: date) -> Q:
    """Officers who belong to the desk on the day, as a condition."""
    return Q(active_from__lte=day) & (Q(active_to__isnull=True) | Q(active_to__gt=day))


def may_own() -> Q:
    """Officers whose role lets them see what they own, as a condition: a superuser is an administrator only."""
    working = User.groups.through.objects.filter(user=OuterRef("user"), group__name__in=OWNING_ROLES)
    return Q(Exists(working), user__is_superuser=False)


def inside(user: User) -> bool:
    """What `INSIDE` asks, of one account: whoever is invited and has no password yet can do nothing here."""
    return user.is_active and user.has_usable_password()


def with_days(officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """The officers with leaves and turns read at once, as `absence` needs them."""
    return officers.select_related("department", "person", "user").prefetch_related(
        Prefetch("leaves", Leave.objects.order_by("first_day")),
        Prefetch("duty_turns", DutyTurn.objects.order_by("first_day")),
    )


def absence(officer: Officer, day: date, rostered: Collection[str]) -> Absence | None:
    """Why this officer takes no new lead that day, or None. `rostered`: departments that have turns that day."""
    if officer.active_from > day or (officer.active_to is not None and officer.active_to <= day):
        return Absence.NOT_ACTIVE
    if not officer.user.is_active:
        return Absence.NO_ACCOUNT
    if not officer.user.has_usable_password():
        return Absence.INVITED
    if leave_on(officer, day):
        return Absence.ON_LEAVE
    if officer.department_id in rostered:
        return None if any(covers(turn, day) for turn in officer.duty_turns.all()) else Absence.NOT_ON_DUTY
    if not officer.on_duty:
        return Absence.NOT_ON_DUTY
    return None if day.isoweekday() in officer.weekdays else Absence.DAY_OFF


def leave_on(officer: Officer, day: date) -> Leave | None:
    return next((leave for leave in officer.leaves.all() if covers(leave, day)), None)


def deputy_of(officer: Officer, day: date | None) -> int | None:
    """Number of whoever stands in on the day: the deputy of that day's leave, else the officer's own."""
    leave = leave_on(officer, day) if day else None
    return (leave.deputy_id if leave else None) or officer.deputy_id


def covers(span: Leave | DutyTurn, day: date) -> bool:
    return span.first_day <= day <= span.last_day


def rostered_on(day: date) -> frozenset[str]:
    """Departments that have turns on the day."""
    turns = DutyTurn.objects.filter(first_day__lte=day, last_day__gte=day)
    return frozenset(turns.values_list("officer__department_id", flat=True))


def next_office_day(now: datetime, calendar: WorkingCalendar) -> tuple[datetime, date] | None:
    """When the office is next open and on which day, now included; None when that is out of sight."""
    try:
        opens = calendar.next_opening(now)
    except NoWorkingTime:
        return None
    if opens - now > timedelta(days=LOOK_AHEAD_DAYS):
        return None
    return opens, opens.astimezone(calendar.zone).date()


def away(officer: Officer, now: datetime) -> bool:
    """Whether the officer is not there when the office is next open: nobody absent is given a lead."""
    found = next_office_day(now, working_calendar())
    return found is None or absence(officer, found[1], rostered_on(found[1])) is not None
