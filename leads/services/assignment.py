"""Whose lead it is: given to an officer, or back to a department where somebody takes it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.models import Department, Lead, Officer
from leads.models.desk import dated
from leads.services.access import check_can_assign, check_can_hand_back, check_can_return, officer_of
from leads.services.desk_lock import REASON_LIMIT, ReasonMissing, fresh, locked, name_of
from leads.services.digest import tell_owner
from leads.services.events import Assigned, record
from leads.services.presence import away, inside
from leads.services.sharing import check_may_get
from leads.services.staff_letters import notify_department
from leads.services.words import bounded
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused


class OfficerUnavailable(Refused):
    """Facts: `officer`."""

    code = "officer_unavailable"
    status = 422


class HasItAlready(Refused):
    """The lead is this officer's. Facts: `officer`."""

    code = "has_it_already"


class DepartmentUnavailable(Refused):
    """The department is not there today. Facts: `department`."""

    code = "department_unavailable"
    status = 422


class WaitsThereAlready(Refused):
    """Nobody has the lead and it waits in this department. Facts: `department`."""

    code = "waits_there_already"


@transaction.atomic
def assign(*, lead: Lead, officer: Officer, reason: str, seen_seq: int, by: User, now: datetime) -> Lead:
    """Give the lead to an officer, with the reason in words; the clocks run on."""
    lead = fresh(lead, seen_seq)
    check_can_assign(by, lead, officer)
    if not (officer.takes_leads and inside(officer.user)):
        raise OfficerUnavailable(officer=officer.name)
    if officer != officer_of(by) and away(officer, now):
        raise OfficerUnavailable(officer=officer.name)
    check_may_get(lead, officer.department)
    if lead.owner == officer:
        raise HasItAlready(officer=officer.name)
    why = _why(reason, needed=officer != officer_of(by))
    by_hand = {"by_hand": why, "by": name_of(by)}
    event = Assigned(department=officer.department_id, officer=officer.key, reason=by_hand)
    record(lead=lead, event=event, by=by, at=now)
    lead = locked(lead)
    tell_owner(lead=lead, reason=by_hand, now=now)
    return lead


@transaction.atomic
def hand_back(*, lead: Lead, department: Department, reason: str, seen_seq: int, by: User, now: datetime) -> Lead:
    """Leave the lead to a department, where it waits for an officer to take it; the clocks run on."""
    lead = fresh(lead, seen_seq)
    check_can_hand_back(by, lead, department)
    if not Department.objects.filter(dated(now.astimezone(PARK_TIME).date()), pk=department.pk).exists():
        raise DepartmentUnavailable(department=department.name)
    check_may_get(lead, department)
    if lead.owner is None and lead.department == department:
        raise WaitsThereAlready(department=department.name)
    by_hand = {"by_hand": _why(reason, needed=True), "by": name_of(by)}
    record(lead=lead, event=Assigned(department=department.key, reason=by_hand), by=by, at=now)
    lead = locked(lead)
    notify_department(lead=lead, reason=by_hand, now=now)
    return lead


@transaction.atomic
def return_lead(*, lead: Lead, reason: str, seen_seq: int, by: User, now: datetime) -> Lead:
    """The officer in charge leaves the lead to its department. Raises what check_can_return and hand_back raise."""
    lead = fresh(lead, seen_seq)
    check_can_return(by, lead)
    return hand_back(lead=lead, department=lead.department, reason=reason, seen_seq=seen_seq, by=by, now=now)


def _why(reason: str, *, needed: bool) -> str:
    why = bounded("reason", reason, REASON_LIMIT, needed=False, lines=True)
    if needed and not why:
        raise ReasonMissing
    return why
