"""Asking another department: the lead keeps its owner, the question has its own clock and answer."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from leads.calendar.hours import WorkingCalendar
from leads.choices import DueKind, ReferralState, Role, Stage
from leads.models import Department, Due, Lead, Officer, Referral
from leads.models.desk import dated
from leads.services.access import Seat, check_can_see, check_can_work_on, seat_of
from leads.services.assignment import DepartmentUnavailable
from leads.services.desk_lock import REASON_LIMIT, locked
from leads.services.desk_rules import LeadClosed, check_can_use
from leads.services.events import record, state_of
from leads.services.referral_events import (
    ReferralBack,
    ReferralDone,
    ReferralEnded,
    ReferralFacts,
    ReferralTaken,
    Referred,
)
from leads.services.referral_rows import due_of_referral
from leads.services.sharing import check_may_read
from leads.services.staff_letters import can_act, tell_of_answer, tell_of_referral
from leads.services.words import bounded
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

TEXT_LIMIT = 3000
CLOSED = frozenset({Stage.LOST, Stage.NOT_A_LEAD})


class ReferralUnknown(Refused):
    """The lead has no referral of this number."""

    code = "referral_unknown"
    status = 404


class ReferralOver(Refused):
    """It was answered, given back or withdrawn already. Facts: `referral_state`."""

    code = "referral_over"


class AskedAlready(Refused):
    """An open question waits there. Facts: `department`."""

    code = "asked_already"


class OwnDepartment(Refused):
    """The lead is this department's own. Facts: `department`."""

    code = "own_department"
    status = 422


class NotAsked(Refused):
    """Somebody else was asked. Facts: `who` (the officer named, else the department)."""

    code = "not_asked"
    status = 403


class AnswererUnfit(Refused):
    """Not of the department asked, gone, on leave, or without a first password. Facts: `officer`, `department`."""

    code = "answerer_unfit"
    status = 422


# --- What happens ---


@transaction.atomic
def refer(*, lead: Lead, department: Department, question: str, seen_seq: int, by: User, now: datetime) -> int:
    """Ask another department; its heads are told. The same question twice is one. Gives its number.

    Raises what `check_can_refer` raises, DeveloperConsentMissing, OwnDepartment, DepartmentUnavailable,
    AskedAlready, FieldMissing or TextTooLong. `seen_seq` is not needed: nothing of the lead's state changes.
    """
    lead = locked(lead)
    check_can_refer(by, lead)
    check_may_read(lead, department)
    words = bounded("question_asked", question, TEXT_LIMIT, lines=True)
    if department.pk == lead.department_id:
        raise OwnDepartment(department=department.name)
    if not Department.objects.filter(dated(now.astimezone(PARK_TIME).date()), pk=department.pk).exists():
        raise DepartmentUnavailable(department=department.name)
    known = _open_there(lead, department)
    if known:
        if known.question == words:
            return known.number
        raise AskedAlready(department=department.name)
    row = record(lead=lead, event=Referred(department=department.pk, question=words), by=by, at=now)
    asked = Referral.objects.select_related("department", "lead").get(lead=lead, number=row.seq)
    Due.objects.create(
        kind=DueKind.REFERRAL, target=f"{lead.pk}:{row.seq}", due_at=asked.due_at, next_try_at=asked.due_at
    )
    tell_of_referral(referral=asked, asked_by=by, late=False, now=now)
    return row.seq


@transaction.atomic
def take_referral(*, lead: Lead, number: int, officer: Officer, by: User, now: datetime) -> None:
    """An officer of the department takes the question, or is named by its head; the clock runs on.

    Raises ReferralUnknown, ReferralOver, NotAsked or AnswererUnfit.
    """
    facts = _open(locked(lead), number)
    seat = seat_of(by)
    names_others = _heads_there(seat, facts)
    if not names_others and not (seat.own == officer and officer.department_id == facts.department):
        raise NotAsked(who=_asked(facts))
    if officer.department_id != facts.department or not can_act(officer, now):
        raise AnswererUnfit(officer=officer.name, department=_department(facts))
    if facts.officer != officer.key:
        record(lead=lead, event=ReferralTaken(referral=number, officer=officer.key), by=by, at=now)


@transaction.atomic
def answer_referral(*, lead: Lead, number: int, text: str, by: User, now: datetime) -> None:
    """Answer the question; whoever works on the lead may note the answer of a body that has no account here.

    Raises ReferralUnknown, ReferralOver, NotAsked, FieldMissing or TextTooLong.
    """
    lead = locked(lead)
    _check_can_answer(by, lead, _open(lead, number), on_behalf=True)
    words = bounded("answer", text, TEXT_LIMIT, lines=True)
    record(lead=lead, event=ReferralDone(referral=number, answer=words), by=by, at=now)
    _tell_owner(lead, number, by, now)


@transaction.atomic
def return_referral(*, lead: Lead, number: int, reason: str, by: User, now: datetime) -> None:
    """Give the question back: not this department's matter, or something is missing; says why.

    Raises ReferralUnknown, ReferralOver, NotAsked, FieldMissing or TextTooLong.
    """
    lead = locked(lead)
    _check_can_answer(by, lead, _open(lead, number), on_behalf=False)
    why = bounded("reason", reason, REASON_LIMIT, lines=True)
    record(lead=lead, event=ReferralBack(referral=number, reason=why), by=by, at=now)
    _tell_owner(lead, number, by, now)


@transaction.atomic
def end_referral(*, lead: Lead, number: int, reason: str, by: User, now: datetime) -> None:
    """Withdraw the question. Raises LeadHidden, ReadOnly, ReferralUnknown, ReferralOver or TextTooLong."""
    lead = locked(lead)
    check_can_work_on(by, lead)
    _open(lead, number)
    why = bounded("reason", reason, REASON_LIMIT, needed=False, lines=True)
    record(lead=lead, event=ReferralEnded(referral=number, reason=why), by=by, at=now)


def remind_of_referral(*, target: str, now: datetime) -> None:
    """The time of an answer has come: one mail to whoever was asked and to the owner, if it is still open."""
    lead_pk, _, number = target.partition(":")
    rows = Referral.objects.select_related("department", "lead__owner__user", "officer__user")
    row = rows.filter(lead=int(lead_pk), number=int(number), state=ReferralState.OPEN).first()
    if row is None:
        return
    if row.due_at > now:  # the calendar changed meanwhile
        target_row = {"kind": DueKind.REFERRAL, "target": target, "due_at": row.due_at}
        Due.objects.get_or_create(**target_row, defaults={"next_try_at": row.due_at})
        return
    tell_of_referral(referral=row, asked_by=None, late=True, now=now)


def move_referrals(*, calendar: WorkingCalendar) -> int:
    """After the calendar has changed: the due times of the open referrals anew; how many moved."""
    moved = 0
    for row in Referral.objects.filter(state="open").select_related("lead"):
        facts = state_of(row.lead).referrals[row.number]
        due = due_of_referral(facts, calendar)
        moved += Referral.objects.filter(pk=row.pk).exclude(due_at=due).update(due_at=due)
    return moved


# --- Who may ---


def check_can_refer(user: User, lead: Lead) -> None:
    """Whoever works on the lead, while it is not closed. Raises LeadClosed and what `check_can_use` raises."""
    check_can_use(user, lead)
    if lead.stage in CLOSED:
        raise LeadClosed(stage=lead.stage)


def can_refer(user: User, lead: Lead) -> bool:
    try:
        check_can_refer(user, lead)
    except Refused:
        return False
    return True


def answers(seat: Seat, referral: Referral | ReferralFacts) -> bool:
    """Whether this seat was asked: the officer named, else anybody of the department; its head; the duty head."""
    department = referral.department_id if isinstance(referral, Referral) else referral.department
    named = referral.officer.key if isinstance(referral, Referral) and referral.officer else referral.officer
    if seat.is_duty_head or seat.whole_department == department:
        return True
    return seat.own is not None and seat.own.department_id == department and named in (None, "", seat.own.key)


def may_name(seat: Seat, department: str) -> bool:
    """Whether this seat names the officer who answers for the department."""
    return seat.is_duty_head or seat.whole_department == department


def _heads_there(seat: Seat, facts: ReferralFacts) -> bool:
    return may_name(seat, facts.department)


def _check_can_answer(user: User, lead: Lead, facts: ReferralFacts, *, on_behalf: bool) -> None:
    check_can_see(user, lead)
    seat = seat_of(user)
    if not (answers(seat, facts) or (on_behalf and seat.works_on(lead))):
        raise NotAsked(who=_asked(facts))


def _asked(facts: ReferralFacts) -> str:
    named = Officer.objects.select_related("person").filter(key=facts.officer).first() if facts.officer else None
    return named.name if named else _department(facts)


def _department(facts: ReferralFacts) -> str:
    return Department.objects.get(pk=facts.department).name


# --- Questions ---


def referred_to(user: User) -> QuerySet[Referral]:
    """The open questions this person may answer, by due time."""
    seat = seat_of(user)
    rows = Referral.objects.filter(state=ReferralState.OPEN).select_related(
        "lead__organisation", "lead__sector", "lead__owner__person", "department", "officer__person"
    )
    if Role.DUTY_HEAD in seat.roles:
        return rows
    if seat.whole_department:
        return rows.filter(department=seat.whole_department)
    if seat.own:
        return rows.filter(Q(officer=None) | Q(officer=seat.own), department=seat.own.department_id)
    return rows.none()


def _known(lead: Lead, number: int) -> ReferralFacts:
    facts = state_of(lead).referrals.get(number)
    if facts is None:
        raise ReferralUnknown
    return facts


def _open(lead: Lead, number: int) -> ReferralFacts:
    facts = _known(lead, number)
    if not facts.is_open:
        raise ReferralOver(referral_state=facts.state)
    return facts


def _open_there(lead: Lead, department: Department) -> Referral | None:
    return Referral.objects.filter(lead=lead, department=department, state=ReferralState.OPEN).first()


def _tell_owner(lead: Lead, number: int, by: User, now: datetime) -> None:
    row = Referral.objects.select_related("department", "lead__owner__user").get(lead=lead, number=number)
    if row.lead.owner and row.lead.owner.user_id != by.pk:
        tell_of_answer(referral=row, answered_by=by, now=now)
