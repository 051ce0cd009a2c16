"""Departments and pools as the duty head keeps them, each with dates."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from leads.models import Department, Lead, Officer, Pool, PoolMember
from leads.models.desk import dated
from leads.services.hand_over import KEPT
from leads.services.officers import LeadsInHand, today_of
from leads.services.organisation import NameTaken, check_can_organise, check_dates, check_stamp, noted
from leads.services.presence import active_on
from leads.services.questions import questions
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing, bounded
from sitepages.models import Sector
from sitepages.refusal import Refused

KEY = re.compile(r"^[a-z][a-z0-9_]{1,23}$")
KINDS = (
    "virtual",
    "authority",
    "office",
    "department",
    "board",
    "police",
    "commune",
    "tax",
    "customs",
    "utility",
    "centre",
    "developer",
)


class KeyUnreadable(Refused):
    """Facts: `field`."""

    code = "key_unreadable"
    status = 422


class OfficersInside(Refused):
    """Officers still belong to it. Facts: `department`, `count`."""

    code = "officers_inside"


@dataclass(frozen=True)
class DepartmentFacts:
    """What stands in a department's record; `source` says where name and role come from."""

    name_vi: str
    name_en: str
    kind: str
    role_vi: str
    role_en: str
    sectors: tuple[str, ...]
    questions: tuple[str, ...]
    phone: str
    email: str
    source: str
    certainty: str
    valid_from: date
    valid_to: date | None = None


def facts_of_department(row: Department) -> DepartmentFacts:
    return DepartmentFacts(
        name_vi=row.name_vi,
        name_en=row.name_en,
        kind=row.kind,
        role_vi=row.role_vi,
        role_en=row.role_en,
        sectors=tuple(row.answers.get("sectors", ())),
        questions=tuple(row.answers.get("questions", ())),
        phone=row.phone,
        email=row.email,
        source=row.source,
        certainty=row.certainty,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


@transaction.atomic
def add_department(*, key: str, facts: DepartmentFacts, by: User, now: datetime) -> Department:
    """A new department. Raises KeyUnreadable, NameTaken and what is wrong with its record."""
    check_can_organise(by)
    if not KEY.match(key):
        raise KeyUnreadable(field="key")
    if Department.objects.filter(pk=key).exists():
        raise NameTaken(field="key", value=key)
    row = Department(pk=key)
    _write(row, _checked(facts), by, {})
    return row


@transaction.atomic
def save_department(
    *, department: Department, facts: DepartmentFacts, seen: str, by: User, now: datetime
) -> Department:
    """Change a department's record; it ends only when nobody works there and no open lead waits there."""
    check_can_organise(by)
    row = Department.objects.select_for_update().get(pk=department.pk)
    before = facts_of_department(row)
    check_stamp(seen, before, row.name)
    clean = _checked(facts)
    if clean.valid_to is not None and clean.valid_to != before.valid_to:
        _check_empty(row, clean.valid_to)
    _write(row, clean, by, asdict(before))
    return row


def _check_empty(row: Department, on: date) -> None:
    count = Officer.objects.filter(active_on(on), department=row).count()
    if count:
        raise OfficersInside(department=row.name, count=count)
    waiting = Lead.objects.filter(department=row).exclude(stage__in=KEPT).count()
    if waiting:
        raise LeadsInHand(officer=row.name, count=waiting)


def _checked(facts: DepartmentFacts) -> DepartmentFacts:
    clean = replace(
        facts,
        name_vi=bounded("name_vi", facts.name_vi, 200),
        name_en=bounded("name_en", facts.name_en, 200),
        role_vi=bounded("role_vi", facts.role_vi, 1000),
        role_en=bounded("role_en", facts.role_en, 1000),
        phone=bounded("contact_phone", facts.phone, 40, needed=False),
        email=facts.email.strip().lower(),
        source=bounded("source", facts.source, 300),
    )
    if clean.email:
        try:
            validate_email(clean.email)
        except ValidationError as error:
            raise EmailInvalid(field="contact_email") from error
    for field, given, known in (
        ("kind", (clean.kind,), KINDS),
        ("sectors", clean.sectors, tuple(Sector.objects.values_list("key", flat=True))),
        ("questions", clean.questions, (*questions(), "unroutable")),
        ("certainty", (clean.certainty,), ("confirmed", "partly", "unconfirmed", "ours")),
    ):
        for value in given:
            if value not in known:
                raise ChoiceUnknown(field=field, value=value[:40])
    check_dates(clean.valid_from, clean.valid_to, "valid_to")
    return clean


def _write(row: Department, facts: DepartmentFacts, by: User, before: dict[str, object]) -> None:
    row.name_vi, row.name_en, row.kind = facts.name_vi, facts.name_en, facts.kind
    row.role_vi, row.role_en, row.phone, row.email = facts.role_vi, facts.role_en, facts.phone, facts.email
    row.answers = {"sectors": list(facts.sectors), "questions": list(facts.questions)}
    row.source, row.certainty = facts.source, facts.certainty
    row.role_certainty = row.role_certainty or facts.certainty
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to
    row.save()
    noted(row, by, before, asdict(facts))


# --- Pools ---


@dataclass(frozen=True)
class PoolFacts:
    """A pool's names, its dates and the keys of the officers in it."""

    name_vi: str
    name_en: str
    members: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None


def facts_of_pool(pool: Pool, on: date) -> PoolFacts:
    members = PoolMember.objects.filter(dated(on), pool=pool).values_list("officer__key", flat=True)
    return PoolFacts(pool.name_vi, pool.name_en, tuple(sorted(members)), pool.valid_from, pool.valid_to)


@transaction.atomic
def save_pool(*, key: str, facts: PoolFacts, seen: str, by: User, now: datetime) -> Pool:
    """Add or change a pool (`seen` empty: add). Members come and go with today's date."""
    check_can_organise(by)
    today = today_of(now)
    row = Pool.objects.select_for_update().filter(pk=key).first()
    if row is None:
        if not KEY.match(key):
            raise KeyUnreadable(field="key")
        row, before = Pool(pk=key), None
    elif not seen:
        raise NameTaken(field="key", value=key)
    else:
        before = facts_of_pool(row, today)
        check_stamp(seen, before, row.name)
    row.name_vi, row.name_en = bounded("name_vi", facts.name_vi, 120), bounded("name_en", facts.name_en, 120)
    check_dates(facts.valid_from, facts.valid_to, "valid_to")
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to
    if not facts.members:
        raise FieldMissing(field="members")
    row.save()
    _set_members(row, set(facts.members), today)
    noted(row, by, asdict(before) if before else {}, asdict(replace(facts, members=tuple(sorted(facts.members)))))
    return row


def _set_members(pool: Pool, wanted: set[str], today: date) -> None:
    officers = {one.key: one for one in Officer.objects.filter(active_on(today), takes_leads=True, key__in=wanted)}
    unknown = sorted(wanted - officers.keys())
    if unknown:
        raise ChoiceUnknown(field="members", value=unknown[0])
    there = {one.officer.key: one for one in pool.members.filter(valid_to=None).select_related("officer")}
    for key in there.keys() - wanted:
        if there[key].valid_from >= today:
            there[key].delete()
        else:
            PoolMember.objects.filter(pk=there[key].pk).update(valid_to=today)
    for key in sorted(wanted - there.keys()):
        PoolMember.objects.create(pool=pool, officer=officers[key], valid_from=today)
