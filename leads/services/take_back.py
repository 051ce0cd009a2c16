"""A lead taken back from an officer who let its promise pass, and given to somebody else at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import EventKind
from leads.models import Department, Lead, Officer
from leads.routing.rules import choose_officer
from leads.services.access import NotAHead, check_can_work_on, seat_of
from leads.services.asked import facts_to_route
from leads.services.calendar import working_calendar
from leads.services.desk_lock import REASON_LIMIT, fresh, locked, name_of
from leads.services.digest import tell_owner
from leads.services.events import Assigned, record
from leads.services.routing import Routed, candidates_of, officers_at_work, route
from leads.services.sharing import shares_outside
from leads.services.staff_letters import notify_department, notify_taken_back
from leads.services.words import bounded
from sitepages.refusal import Refused


class NobodySilent(Refused):
    """Nobody has the lead, or its promise has not passed yet: there is nothing to take back."""

    code = "nobody_silent"


def check_can_take_back(user: User, lead: Lead, now: datetime) -> None:
    """The duty head, and the head of the lead's department, once a promise has passed.

    Raises LeadHidden, ReadOnly, NotAHead or NobodySilent.
    """
    check_can_work_on(user, lead)
    if not seat_of(user).heads(lead):
        raise NotAHead
    _silent(lead, now)


def can_take_back(user: User, lead: Lead, now: datetime) -> bool:
    try:
        check_can_take_back(user, lead, now)
    except Refused:
        return False
    return True


@transaction.atomic
def take_back(*, lead: Lead, seen_seq: int, by: User, now: datetime, reason: str = "") -> Lead:
    """A head takes a late lead from its owner: to the best colleague present, else as the rules say.

    For the head of a department it stays there; with nobody else present it waits for whoever takes it.
    Raises what check_can_take_back raises, StaleLead or TextTooLong.
    """
    lead = fresh(lead, seen_seq)
    check_can_take_back(by, lead, now)
    why = bounded("reason", reason, REASON_LIMIT, needed=False, lines=True)
    return _taken(lead, why, by, now, anywhere=seat_of(by).is_duty_head)


@transaction.atomic
def take_back_by_rule(*, lead: Lead, by: User | None, now: datetime) -> bool:
    """What the level `take_back` of service_targets.yaml does; False when the lead is not late any more."""
    lead = locked(lead)
    try:
        _taken(lead, "", by, now, anywhere=True)
    except NobodySilent:
        return False
    return True


def _silent(lead: Lead, now: datetime) -> tuple[Officer, datetime]:
    """Who lets which promise pass."""
    if lead.owner is None or lead.due_at is None or lead.due_at >= now:
        raise NobodySilent
    return lead.owner, lead.due_at


def _taken(lead: Lead, why: str, by: User | None, now: datetime, *, anywhere: bool) -> Lead:
    silent, due = _silent(lead, now)
    found = _other_officer(lead, silent, now, anywhere=anywhere)
    reason = {
        "taken_back": due.isoformat(),
        "clock": lead.due_clock,
        "from": silent.key,
        "by": name_of(by) if by else "",
        "why": why,
    }
    officer = found.officer.key if found.officer else ""
    record(lead=lead, event=Assigned(department=found.department.key, officer=officer, reason=reason), by=by, at=now)
    lead = locked(lead)
    if lead.owner:
        tell_owner(lead=lead, reason=reason, now=now)
    else:
        notify_department(lead=lead, reason=reason, now=now)
    notify_taken_back(officer=silent, lead=lead, reason=reason, now=now)
    return lead


def _other_officer(lead: Lead, silent: Officer, now: datetime, *, anywhere: bool) -> Routed:
    """Whoever it was taken from before is asked again only when nobody else may have it."""
    before = _silent_before(lead) - {silent.key}
    found = _best(lead, {silent.key} | before, now, anywhere=anywhere)
    return found if found.officer or not before else _best(lead, {silent.key}, now, anywhere=anywhere)


def _silent_before(lead: Lead) -> set[str]:
    """The officers this lead was taken back from."""
    taken = lead.events.filter(kind=EventKind.ASSIGNED, data__reason__has_key="taken_back")
    return set(taken.values_list("data__reason__from", flat=True))


def _best(lead: Lead, without: Collection[str], now: datetime, *, anywhere: bool) -> Routed:
    """The best colleague of the department; else, when it may leave the department, whomever the rules name."""
    calendar = working_calendar()
    people = {one.key: one for one in officers_at_work(now, calendar) if one.key not in without}
    rota = candidates_of(list(people.values()), now, calendar)
    near = [one for one in rota if one.department == lead.department_id and not one.duty_head]
    chosen = choose_officer(near, lead.sector_id or "", lead.language)
    if chosen:
        return Routed(lead.department, people[chosen.key], {})
    if not anywhere:
        return Routed(Department.objects.get(pk=lead.department_id), None, {})
    facts = facts_to_route(lead, lead.received_at)
    return route(facts=facts, language=lead.language, now=now, without=without, outside=shares_outside(lead))
