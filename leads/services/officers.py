"""Officers as the duty head keeps them: what they know, when they work, leave with a deputy, turns on the roster."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import DueKind, MailStyle, ReplyLanguage
from leads.models import Department, Due, DutyTurn, Lead, Leave, Officer
from leads.models.desk import dated
from leads.services.hand_over import KEPT, check_duty_head_left
from leads.services.leaves import give_back
from leads.services.organisation import check_can_lead, check_can_organise, check_dates, check_stamp, noted
from leads.services.presence import covers, inside
from leads.services.words import ChoiceUnknown, FieldMissing, bounded
from sitepages.figures import PARK_TIME
from sitepages.models import Sector
from sitepages.refusal import Refused

NAME_LIMIT, PHONE_LIMIT, NOTE_LIMIT = 120, 40, 120
MOST_LEADS = 200


class CapacityOutOfRange(Refused):
    """Facts: `most`."""

    code = "capacity_out_of_range"
    status = 422


class LeadsInHand(Refused):
    """The officer still owns leads: hand them over first. Facts: `officer`, `count`."""

    code = "leads_in_hand"


class DeputyUnfit(Refused):
    """The officer cannot stand in: the same person, without leads, gone, or away on these days. Facts: `officer`."""

    code = "deputy_unfit"
    status = 422


class DaysTaken(Refused):
    """Another leave or turn of the same officer covers some of these days. Facts: `first`, `last`."""

    code = "days_taken"


class LeaveGone(Refused):
    """Somebody else took the leave back meanwhile."""

    code = "leave_gone"
    status = 409


class DayPast(Refused):
    """Facts: `field`."""

    code = "day_past"
    status = 422


@dataclass(frozen=True)
class OfficerFacts:
    """What stands in an officer's record. `weekdays` are ISO (1 = Monday); `active_to` is the first day gone."""

    name: str
    department: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    capacity: int
    weekdays: tuple[int, ...]
    on_duty: bool
    takes_leads: bool
    deputy: str
    active_from: date
    active_to: date | None = None
    phone: str = ""


def facts_of_officer(officer: Officer) -> OfficerFacts:
    return OfficerFacts(
        name=officer.person.name,
        department=officer.department_id,
        languages=tuple(officer.person.languages),
        sectors=tuple(officer.sectors),
        capacity=officer.capacity,
        weekdays=tuple(officer.weekdays),
        on_duty=officer.on_duty,
        takes_leads=officer.takes_leads,
        deputy=officer.deputy.key if officer.deputy else "",
        active_from=officer.active_from,
        active_to=officer.active_to,
        phone=officer.person.phone,
    )


@transaction.atomic
def save_officer(*, officer: Officer, facts: OfficerFacts, seen: str, by: User, now: datetime) -> Officer:
    """Change an officer's record. Raises what is wrong with it, or LeadsInHand when leads would be stranded."""
    officer = locked_officer(officer)
    check_can_organise(by)
    before = facts_of_officer(officer)
    check_stamp(seen, before, officer.name)
    clean = checked(facts, now, keeps=before.department)
    _check_leads_go_on(officer, before, clean, now)
    write_facts(officer, clean)
    noted(officer, by, asdict(before), asdict(clean))
    return officer


def write_facts(officer: Officer, facts: OfficerFacts) -> None:
    person = officer.person
    person.name, person.languages, person.phone = facts.name, list(facts.languages), facts.phone
    person.save(update_fields=["name", "languages", "phone"])
    officer.department_id = facts.department
    officer.sectors, officer.capacity, officer.weekdays = list(facts.sectors), facts.capacity, list(facts.weekdays)
    officer.on_duty, officer.takes_leads = facts.on_duty, facts.takes_leads
    officer.deputy = Officer.objects.filter(key=facts.deputy).first() if facts.deputy else None
    officer.active_from, officer.active_to = facts.active_from, facts.active_to
    officer.save()


def checked(facts: OfficerFacts, now: datetime, *, keeps: str = "") -> OfficerFacts:
    """The record tidied; raises what is wrong with it. `keeps`: a department that may stay though it has ended."""
    today = now.astimezone(PARK_TIME).date()
    clean = replace(
        facts,
        name=bounded("person_name", facts.name, NAME_LIMIT),
        phone=bounded("contact_phone", facts.phone, PHONE_LIMIT, needed=False),
    )
    there = Department.objects.filter(dated(today), pk=facts.department).exists()
    if not there and facts.department != keeps:
        raise ChoiceUnknown(field="department", value=facts.department[:40])
    _within("languages", facts.languages, ReplyLanguage.values)
    _within("sectors", facts.sectors, Sector.objects.values_list("key", flat=True))
    _within("weekdays", [str(day) for day in facts.weekdays], [str(day) for day in range(1, 8)])
    if not facts.languages:
        raise FieldMissing(field="languages")
    if not facts.weekdays:
        raise FieldMissing(field="weekdays")
    if not 1 <= facts.capacity <= MOST_LEADS:
        raise CapacityOutOfRange(most=MOST_LEADS)
    check_dates(facts.active_from, facts.active_to, "active_to")
    return clean


def _within(field: str, given: Collection[str], known: Collection[str]) -> None:
    for value in given:
        if value not in set(known):
            raise ChoiceUnknown(field=field, value=value[:40])


def _check_leads_go_on(officer: Officer, before: OfficerFacts, after: OfficerFacts, now: datetime) -> None:
    """Nobody is moved, ended or taken out of the rota over the leads in hand: those are handed over first."""
    if after.deputy:
        fit_deputy(officer, after.deputy)
    ends = after.active_to is not None and after.active_to != before.active_to
    moves = after.department != before.department
    stops = before.takes_leads and not after.takes_leads
    if ends:
        check_duty_head_left(officer, now)
    count = Lead.objects.filter(owner=officer).exclude(stage__in=KEPT).count() if ends or moves or stops else 0
    if count:
        raise LeadsInHand(officer=officer.name, count=count)


def fit_deputy(officer: Officer, key: str, first: date | None = None, last: date | None = None) -> Officer:
    """The deputy by key; raises DeputyUnfit."""
    deputy = Officer.objects.select_related("user", "person").filter(key=key).first()
    if deputy is None:
        raise ChoiceUnknown(field="deputy", value=key[:40])
    fit = deputy.pk != officer.pk and deputy.takes_leads and inside(deputy.user)
    if first and last:
        away = deputy.leaves.filter(first_day__lte=last, last_day__gte=first).exists()
        fit = fit and not away and (deputy.active_to is None or deputy.active_to > last)
    if not fit:
        raise DeputyUnfit(officer=deputy.name)
    return deputy


@transaction.atomic
def choose_mail_style(*, officer: Officer, style: str, by: User, now: datetime) -> Officer:
    """How the officer hears of new leads: the officer's own choice, or the duty head's."""
    officer = locked_officer(officer)
    check_can_lead(by, officer, or_self=True)
    if style not in MailStyle.values:
        raise ChoiceUnknown(field="mail_style", value=style[:20])
    noted(officer, by, {"mail_style": officer.mail_style}, {"mail_style": style})
    officer.mail_style = style
    officer.save(update_fields=["mail_style"])
    return officer


# --- Leave ---


@transaction.atomic
def take_leave(
    *, officer: Officer, first_day: date, last_day: date, reason: str, deputy: str, by: User, now: datetime
) -> Leave:
    """Put a leave in; at its first minute the deputy becomes owner of the leads, after its last the officer again.

    Raises DatesCrossed, DayPast, DaysTaken or DeputyUnfit. Without a deputy here, the officer's own stands in.
    """
    officer = locked_officer(officer)
    check_can_lead(by, officer, or_self=True)
    check_dates(first_day, last_day, "last_day")
    if last_day < today_of(now):
        raise DayPast(field="last_day")
    _check_free(officer.leaves.all(), first_day, last_day)
    stands_in = fit_deputy(officer, deputy, first_day, last_day) if deputy else None
    leave = Leave.objects.create(
        officer=officer,
        first_day=first_day,
        last_day=last_day,
        reason=bounded("reason", reason, NOTE_LIMIT, needed=False),
        deputy=stands_in,
    )
    _set_alarm(DueKind.START_LEAVE, leave, max(midnight(first_day), now))
    _set_alarm(DueKind.END_LEAVE, leave, midnight(last_day + timedelta(days=1)))
    noted(officer, by, {"leave": None}, {"leave": f"{first_day} – {last_day}"})
    return leave


@transaction.atomic
def cancel_leave(*, leave: Leave, by: User, now: datetime) -> None:
    """Take a leave back: before it begins it is gone; once begun it ends now and the leads come back."""
    officer = locked_officer(leave.officer)
    check_can_lead(by, officer, or_self=True)
    standing = Leave.objects.select_for_update().filter(pk=leave.pk).first()
    if standing is None:
        raise LeaveGone
    leave = standing
    if leave.last_day < today_of(now):
        raise DayPast(field="last_day")
    give_back(leave=leave, now=now, ended=False)
    noted(officer, by, {"leave": f"{leave.first_day} – {leave.last_day}"}, {"leave": None})
    Due.objects.filter(kind__in=[DueKind.START_LEAVE, DueKind.END_LEAVE], target=str(leave.pk), done_at=None).update(
        done_at=now
    )
    if leave.first_day < today_of(now):
        Leave.objects.filter(pk=leave.pk).update(last_day=today_of(now) - timedelta(days=1))
    else:
        leave.delete()


# --- Roster ---


@transaction.atomic
def put_on_roster(*, officer: Officer, first_day: date, last_day: date, note: str, by: User, now: datetime) -> DutyTurn:
    """Give an officer a turn; on its days the department's new leads go to those who have one."""
    officer = locked_officer(officer)
    check_can_lead(by, officer)
    check_dates(first_day, last_day, "last_day")
    if last_day < today_of(now):
        raise DayPast(field="last_day")
    if not officer.takes_leads:
        raise DeputyUnfit(officer=officer.name)
    _check_free(officer.duty_turns.all(), first_day, last_day)
    turn = DutyTurn.objects.create(
        officer=officer,
        first_day=first_day,
        last_day=last_day,
        note=bounded("note", note, NOTE_LIMIT, needed=False),
    )
    noted(officer, by, {"turn": None}, {"turn": f"{first_day} – {last_day}"})
    return turn


@transaction.atomic
def take_off_roster(*, turn: DutyTurn, by: User, now: datetime) -> None:
    """End a turn: one to come is gone, one that runs ends yesterday."""
    check_can_lead(by, turn.officer)
    if turn.last_day < today_of(now):
        raise DayPast(field="last_day")
    noted(turn.officer, by, {"turn": f"{turn.first_day} – {turn.last_day}"}, {"turn": None})
    if turn.first_day < today_of(now):
        DutyTurn.objects.filter(pk=turn.pk).update(last_day=today_of(now) - timedelta(days=1))
    else:
        turn.delete()


# --- Shared ---


def locked_officer(officer: Officer) -> Officer:
    rows = Officer.objects.select_for_update(of=("self",)).select_related("person", "user", "department", "deputy")
    return rows.get(pk=officer.pk)


def today_of(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARK_TIME)


def _check_free(spans: Collection[Leave] | Collection[DutyTurn], first: date, last: date) -> None:
    for span in spans:
        if covers(span, first) or first <= span.first_day <= last:
            raise DaysTaken(first=span.first_day, last=span.last_day)


def _set_alarm(kind: DueKind, leave: Leave, at: datetime) -> None:
    Due.objects.create(kind=kind, target=str(leave.pk), due_at=at, next_try_at=at)
