"""Page values of the organisation: who is there, what changed, who takes over; built before rendering."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db.models import Model, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from leads.calendar.hours import WorkingCalendar
from leads.choices import QUIET, Role
from leads.desk.access_words import account_name
from leads.models import Department, DutyTurn, Lead, Leave, Officer
from leads.refusals import FIELDS
from leads.services import organisation
from leads.services.calendar import working_calendar
from leads.services.hand_over import KIND, can_hand_over
from leads.services.officers import today_of
from leads.services.presence import Absence, absence, leave_on, rostered_on, with_days
from leads.services.routing import with_load
from leads.services.routing_words import LANGUAGES, last_day_away
from sitepages import figures, invented
from sitepages.language import site_language
from sitepages.models import ChangeSet, Sector

if TYPE_CHECKING:
    from leads.services.routing import LoadedOfficer

SHOWN = 20
WEEKS = 4
STATES = {
    Absence.NOT_ACTIVE: _("not at the desk"),
    Absence.NO_ACCOUNT: _("account closed"),
    Absence.INVITED: _("invited, no password yet"),
    Absence.DAY_OFF: _("day off"),
    Absence.NOT_ON_DUTY: _("not on duty"),
}


@dataclass(frozen=True)
class PersonRow:
    """An officer in the list: `state` in words, `there` for the mark."""

    pk: int
    name: str
    department: str
    role: str
    languages: str
    sectors: str
    open_leads: int
    capacity: int
    takes_leads: bool
    there: bool
    state: str


@dataclass(frozen=True)
class Invited:
    pk: int
    name: str
    email: str
    role: str


@dataclass(frozen=True)
class HandOverRow:
    pk: int
    who: str
    count: int
    state: str
    at: datetime


@dataclass(frozen=True)
class PeoplePage:
    today: date
    departments: tuple[tuple[str, tuple[PersonRow, ...]], ...]
    invited: tuple[Invited, ...]
    hand_overs: tuple[HandOverRow, ...]
    may_organise: bool


@dataclass(frozen=True)
class Change:
    """One line of a record's log."""

    at: datetime
    who: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class LeaveRow:
    pk: int
    first_day: date
    last_day: date
    reason: str
    deputy: str
    open: bool
    hand_over: int | None


@dataclass(frozen=True)
class OfficerPage:
    officer: Officer
    row: PersonRow
    email: str
    weekdays: str
    deputy: str
    on_duty: bool
    leaves: tuple[LeaveRow, ...]
    turns: tuple[DutyTurn, ...]
    log: tuple[Change, ...]
    may: Mapping[str, bool]


def people_page(user: User, now: datetime) -> PeoplePage:
    """The officers of the departments this person manages, with today's state."""
    may = organisation.can_organise(user)
    departments = organisation.departments_open_to(user)
    rows = with_load(with_days(Officer.objects.filter(department__in=departments)))
    by_department: dict[str, list[PersonRow]] = defaultdict(list)
    invited_last = sorted(rows.order_by("person__name"), key=lambda one: not one.user.has_usable_password())
    for row in person_rows(invited_last, now):
        by_department[row.department].append(row)
    return PeoplePage(
        today=today_of(now),
        departments=tuple((name, tuple(people)) for name, people in sorted(by_department.items())),
        invited=tuple(_invited()) if may else (),
        hand_overs=tuple(_hand_overs(departments)),
        may_organise=may,
    )


def person_rows(officers: Iterable[LoadedOfficer], now: datetime) -> Iterator[PersonRow]:
    today, calendar = today_of(now), working_calendar()
    rostered = rostered_on(today)
    names = dict(Sector.objects.values_list("key", f"name_{site_language()}"))
    groups: dict[int, str] = {}
    for pk, group in User.objects.filter(groups__isnull=False).values_list("pk", "groups__name"):
        groups.setdefault(pk, str(Role(group).label) if group in Role.values else group)
    for one in officers:
        why = absence(one, today, rostered)
        yield PersonRow(
            pk=one.pk,
            name=one.name,
            department=one.department.name,
            role=groups.get(one.user_id, ""),
            languages=", ".join(str(LANGUAGES.get(code, code)) for code in one.person.languages),
            sectors=", ".join(names.get(key, key) for key in one.sectors),
            open_leads=one.open_leads,
            capacity=one.capacity,
            takes_leads=one.takes_leads,
            there=why is None and calendar.works_on(today),
            state=state_in_words(one, why, today, calendar),
        )


def state_in_words(officer: Officer, why: Absence | None, today: date, calendar: WorkingCalendar) -> str:
    if why == Absence.ON_LEAVE and (leave := leave_on(officer, today)):
        lang = site_language()
        return gettext("on leave until %(day)s") % {"day": figures.day(leave.last_day, lang)}
    if why:
        return str(STATES[why])
    return gettext("on duty today") if calendar.works_on(today) else gettext("the office is closed today")


def _invited() -> Iterator[Invited]:
    unset = {"password__startswith": UNUSABLE_PASSWORD_PREFIX}
    waiting = User.objects.filter(is_active=True, groups__name__in=Role.values, **unset)
    for pk, name, email, group in waiting.values_list("pk", "first_name", "email", "groups__name").order_by("pk"):
        yield Invited(pk, invented.shown(name), email, str(Role(group).label))


def _hand_overs(departments: Iterable[Department]) -> Iterator[HandOverRow]:
    rows = Officer.objects.filter(department__in=departments).select_related("person")
    names = {one.key: one.name for one in rows}
    for row in ChangeSet.objects.filter(kind=KIND, title__in=names)[:SHOWN]:
        yield HandOverRow(row.pk, names[row.title], len(row.changes), row.get_state_display(), row.created_at)


def officer_page(user: User, pk: int, now: datetime) -> OfficerPage:
    """One officer; the caller has checked that this person may see the page."""
    officer = with_load(with_days(Officer.objects.filter(pk=pk))).select_related("deputy__person").get()
    leads_it = organisation.can_lead(user, officer)
    own = officer.user_id == user.pk
    today = today_of(now)
    return OfficerPage(
        officer=officer,
        row=next(person_rows([officer], now)),
        email=officer.user.email,
        weekdays=", ".join(_weekday(day) for day in officer.weekdays),
        deputy=officer.deputy.name if officer.deputy else "",
        on_duty=officer.on_duty,
        leaves=tuple(_leave_row(one, today) for one in reversed(officer.leaves.select_related("deputy__person"))),
        turns=tuple(turn for turn in officer.duty_turns.all() if turn.last_day >= today),
        log=log_of(officer),
        may={
            "edit": organisation.can_organise(user),
            "leave": leads_it or own,
            "mail": leads_it or own,
            "hand_over": can_hand_over(user, officer),
        },
    )


def _weekday(day: int) -> str:
    from leads.desk.people_forms import WEEK

    return str(dict(WEEK)[str(day)])


def _leave_row(leave: Leave, today: date) -> LeaveRow:
    deputy = leave.deputy.name if leave.deputy else ""
    open_ = leave.last_day >= today
    return LeaveRow(leave.pk, leave.first_day, leave.last_day, leave.reason, deputy, open_, leave.handed_over_id)


def log_of(row: Model) -> tuple[Change, ...]:
    """What was changed in a record, newest first."""
    entries = ModelLogEntry.objects.for_instance(row).select_related("user__officer__person").order_by("-timestamp")
    return tuple(
        Change(entry.timestamp, _who(entry.user), tuple(_changed(entry.data.get("changes", {}))))
        for entry in entries[:SHOWN]
    )


def _who(user: User | None) -> str:
    if user is None:
        return gettext("the system")
    return account_name(user)


def _changed(changes: Mapping[str, list[object]]) -> Iterator[str]:
    for field, (before, after) in changes.items():
        yield f"{FIELDS.get(field, field)}: {_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, "", []):
        return "–"
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


# --- Roster ---


@dataclass(frozen=True)
class RosterDay:
    """One working day: per department who takes new leads, in the order of `RosterPage.departments`."""

    day: date
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RosterPage:
    """The next four weeks, and the turns to come."""

    departments: tuple[str, ...]
    days: tuple[RosterDay, ...]
    turns: tuple[DutyTurn, ...]
    may_organise: bool


def roster_page(user: User, now: datetime) -> RosterPage:
    today, calendar = today_of(now), working_calendar()
    mine = Officer.objects.filter(department__in=organisation.departments_open_to(user), takes_leads=True)
    by_department: dict[str, list[Officer]] = defaultdict(list)
    for officer in with_days(mine).order_by("person__name"):
        by_department[officer.department.name].append(officer)
    names = sorted(by_department)
    days = (today + timedelta(days=number) for number in range(7 * WEEKS))
    turns = DutyTurn.objects.filter(officer__in=mine, last_day__gte=today).select_related(
        "officer__person", "officer__user"
    )
    return RosterPage(
        departments=tuple(names),
        days=tuple(
            RosterDay(day, tuple(_on_duty(by_department[name], day) for name in names))
            for day in days
            if calendar.works_on(day)
        ),
        turns=tuple(turns),
        may_organise=organisation.can_organise(user),
    )


def _on_duty(people: list[Officer], day: date) -> tuple[str, ...]:
    rostered = {
        officer.department_id
        for officer in people
        if any(turn.first_day <= day <= turn.last_day for turn in officer.duty_turns.all())
    }
    return tuple(one.name for one in people if not absence(one, day, rostered))


# --- Hand-over ---


@dataclass(frozen=True)
class HandOverLine:
    reference: str
    title: str
    stage: str
    due_at: datetime | None
    to: str


@dataclass(frozen=True)
class Taker:
    """Who takes how many; `before` and `after`: open leads, while it is not done yet."""

    name: str
    count: int
    before: int
    after: int
    capacity: int


@dataclass(frozen=True)
class HandOverPage:
    pk: int
    officer: Officer
    why: str
    state: str
    waiting: bool
    done: bool
    departs_on: date | None
    lines: tuple[HandOverLine, ...]
    takers: tuple[Taker, ...]


def hand_over_page(change_set: ChangeSet, officer: Officer) -> HandOverPage:
    """The preview, or what was done: one line per lead."""
    changes = [change for change in change_set.changes if change["model"] == "lead"]
    names = {one.key: one.name for one in Officer.objects.select_related("person")}
    leads = {
        lead.reference: lead
        for lead in Lead.objects.filter(Q(reference__in=[one["key"] for one in changes])).select_related("organisation")
    }
    lines = tuple(_line(leads[change["key"]], names.get(change["after"], "")) for change in changes)
    ends = next((one["after"] for one in change_set.changes if one["model"] == "officer"), None)
    return HandOverPage(
        pk=change_set.pk,
        officer=officer,
        why=_why(change_set),
        state=change_set.get_state_display(),
        waiting=change_set.state == "previewed",
        done=change_set.state == "applied",
        departs_on=date.fromisoformat(ends) if ends else None,
        lines=lines,
        takers=tuple(_takers(changes, leads)),
    )


def _why(change_set: ChangeSet) -> str:
    """What was typed; the worker's own hand-over is for a leave and keeps the first day back."""
    if change_set.created_by_id or not change_set.source:  # without words: the last day in the record was over
        return change_set.source
    last = figures.day(last_day_away(change_set.source), site_language())
    return gettext("leave, last day %(day)s") % {"day": last}


def _takers(changes: list[dict[str, Any]], leads: Mapping[str, Lead]) -> Iterator[Taker]:
    counts = Counter(change["after"] for change in changes)
    opened = Counter(change["after"] for change in changes if leads[change["key"]].stage not in QUIET)
    officers = with_load(Officer.objects.filter(key__in=counts).select_related("person"))
    for one in officers.order_by("person__name"):
        after = one.open_leads + opened[one.key]
        yield Taker(one.name, counts[one.key], one.open_leads, after, one.capacity)


def _line(lead: Lead, to: str) -> HandOverLine:
    title = lead.title
    return HandOverLine(lead.reference, title, lead.get_stage_display(), lead.due_at, to)
