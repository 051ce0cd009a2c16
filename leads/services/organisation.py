"""Who may change the desk's organisation, and how a change is checked, written once and kept in the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from wagtail.log_actions import log

from leads.choices import Role
from leads.models import Department, Officer
from leads.services.access import seat_of
from sitepages.refusal import Refused

ORGANISERS = frozenset({Role.DUTY_HEAD, Role.ADMIN})


class NotAnOrganiser(Refused):
    """Departments, officers, pools and the roster belong to the duty head and the administrator."""

    code = "not_an_organiser"
    status = 403


class ChangedMeanwhile(Refused):
    """Somebody saved this record after the form was drawn. Facts: `record`."""

    code = "changed_meanwhile"


class DatesCrossed(Refused):
    """The end lies before the start. Facts: `field`."""

    code = "dates_crossed"
    status = 422


class NameTaken(Refused):
    """Facts: `field`, `value`."""

    code = "name_taken"
    status = 422


def can_organise(user: User | AnonymousUser) -> bool:
    return bool(seat_of(user).roles & ORGANISERS)


def can_lead(user: User | AnonymousUser, officer: Officer) -> bool:
    """Leave, roster and hand-over of an officer: the organisers, and the head of the officer's department."""
    return can_organise(user) or seat_of(user).whole_department == officer.department_id


def can_see(user: User | AnonymousUser, officer: Officer) -> bool:
    """An officer's page: who leads the officer, and the officer."""
    return can_lead(user, officer) or officer.user_id == user.pk


def check_can_organise(user: User | AnonymousUser) -> None:
    """Raises NotAnOrganiser."""
    if not can_organise(user):
        raise NotAnOrganiser


def check_can_lead(user: User | AnonymousUser, officer: Officer, *, or_self: bool = False) -> None:
    """Raises NotAnOrganiser."""
    if not (can_lead(user, officer) or (or_self and officer.user_id == user.pk)):
        raise NotAnOrganiser


def departments_open_to(user: User | AnonymousUser) -> models.QuerySet[Department]:
    """The departments whose people this person manages: all, or the own."""
    if can_organise(user):
        return Department.objects.all()
    return Department.objects.filter(pk=seat_of(user).whole_department)


def check_dates(first: date, last: date | None, field: str) -> None:
    """Raises DatesCrossed."""
    if last is not None and last < first:
        raise DatesCrossed(field=field)


def stamp(values: Any) -> str:
    """A short mark of a record as a form showed it; saved with another mark, it has changed meanwhile."""
    plain = asdict(values) if is_dataclass(values) and not isinstance(values, type) else values
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()[:16]


def check_stamp(seen: str, values: Any, record: str) -> None:
    """Raises ChangedMeanwhile."""
    if seen != stamp(values):
        raise ChangedMeanwhile(record=record)


def noted(row: models.Model, by: User | None, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Keep in the admin's log what changed: {"changes": {field: [before, after]}}; nothing changed, nothing kept."""
    changes = {
        field: [_plain(before.get(field)), _plain(value)]
        for field, value in after.items()
        if before.get(field) != value
    }
    if changes:
        log(instance=row, action="wagtail.edit" if before else "wagtail.create", user=by, data={"changes": changes})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
