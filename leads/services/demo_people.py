"""The invented people of the demo: groups by role, accounts, officers with leave. Everything is marked illustrative."""

from __future__ import annotations

import os
import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from wagtail.users.models import UserProfile

from leads.calendar.relative import moment
from leads.choices import Role
from leads.models import Officer, Pool, RoutingRule
from leads.services.calendar import working_calendar
from leads.services.demo_leads import load_demo_leads
from leads.services.demo_work import load_demo_work
from leads.services.departments import PoolFacts, save_pool
from leads.services.officers import put_on_roster, take_leave
from leads.services.roles import role_group
from sitepages.figures import PARK_TIME
from sitepages.models import Person
from sitepages.services.demo_law import load_demo_draft
from sitepages.services.demo_park import load_demo_preview
from sitepages.services.demo_reports import load_demo_reports

PEOPLE = Path(__file__).resolve().parent.parent / "demo" / "demo_people.yaml"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TAKES_LEADS = {Role.OFFICER, Role.DUTY_HEAD}
AT_THE_DESK = TAKES_LEADS | {Role.HEAD_OF_DEPARTMENT, Role.LEADER}
LONG_AGO = timedelta(days=600)
Login = tuple[str, str, str]


def people() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    return data


def load_demo_people(*, now: datetime) -> list[Login]:
    """Accounts, officers and leads of the demo, once; gives (account, password, role) of each account.

    The password is YENBINH_DEMO_PASSWORD, else one made once and kept in the data folder.
    """
    data, password = people(), demo_password()
    load_accounts(rows=data["accounts"], password=password, now=now)
    load_demo_draft(editor=_of_role(Role.EDITOR), jurist=_of_role(Role.JURIST), now=now)
    load_demo_preview(by=_of_role(Role.LAND_MANAGER), now=now)
    load_demo_reports(by=_of_role(Role.LAND_MANAGER), now=now)
    load_demo_leads(data=data, now=now)
    load_demo_work(now=now)
    return demo_logins()


def demo_logins() -> list[Login]:
    """(account, password, role) of each demo account, as it was when they were made."""
    data, password = people(), demo_password()
    return [(row["username"], password, str(Role(row["role"]).label)) for row in data["accounts"]]


@transaction.atomic
def load_accounts(*, rows: list[dict[str, Any]], password: str, now: datetime) -> None:
    """The groups of every role with their rights, the accounts, and the officers behind them; what is there stays."""
    if not Officer.objects.exists():
        # The demo's stories begin before today: its routing rules are taken to have applied then.
        RoutingRule.objects.update(valid_from=(now - LONG_AGO).date())
    for role in Role:
        role_group(role)
    for row in rows:
        _account(row, password)
    for row in rows:
        if Role(row["role"]) in AT_THE_DESK:
            _officer(row, now)
    for row in rows:
        _deputy_and_leave(row, now)
    _pool_and_roster(now)


def demo_password() -> str:
    """The password of every demo account."""
    if given := os.environ.get("YENBINH_DEMO_PASSWORD", "").strip():
        return given
    path = settings.DATA_DIR / "demo_passwords.txt"
    if path.exists():
        return str(path.read_text(encoding="utf-8").strip())
    password = f"yenbinh-{secrets.token_hex(4)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password + "\n", encoding="utf-8")
    return password


def _account(row: dict[str, Any], password: str) -> User:
    user, made = User.objects.get_or_create(
        username=row["username"], defaults={"email": row["email"], **names_of(row["display_name"])}
    )
    if made:
        user.set_password(password)
        user.save()
        user.groups.add(Group.objects.get(name=row["role"]))
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "vi"})
    return user


def names_of(shown: str) -> dict[str, str]:
    """In the order a Vietnamese name stands: family and middle name, then the given name with its "(mẫu)"."""
    name, mark, rest = shown.partition(" (")
    before, _, given = name.rpartition(" ")
    return {"first_name": before or given, "last_name": f"{given}{mark}{rest}"}


def _of_role(role: Role) -> User:
    return User.objects.filter(groups__name=role.value).order_by("pk")[0]


def _officer(row: dict[str, Any], now: datetime) -> None:
    role = Role(row["role"])
    if Officer.objects.filter(key=row["key"]).exists():
        return
    person = Person.objects.create(
        name=row["display_name"], languages=row["languages"], email=row["email"], illustrative=True
    )
    days = row.get("pattern", {}).get("weekdays", WEEK[:5])
    Officer.objects.create(
        key=row["key"],
        user=User.objects.get(username=row["username"]),
        person=person,
        department_id=row["department"],
        takes_leads=role in TAKES_LEADS,
        is_duty_head=role == Role.DUTY_HEAD,
        sectors=row.get("sectors", []),
        capacity=row.get("capacity", 20),
        weekdays=[WEEK.index(day) + 1 for day in days],
        on_duty=row.get("duty", True),
        active_from=(now - LONG_AGO).date(),
    )


def _deputy_and_leave(row: dict[str, Any], now: datetime) -> None:
    officer = Officer.objects.filter(key=row["key"]).first()
    if officer is None or not row.get("deputy"):
        return
    if officer.deputy_id is None:
        officer.deputy = Officer.objects.get(key=row["deputy"])
        officer.save(update_fields=["deputy"])
    if not officer.leaves.exists():
        for leave in row["leave"]:
            take_leave(
                officer=officer,
                first_day=_day(leave["from"], now),
                last_day=_day(leave["to"], now),
                reason=leave["reason_vi"],
                deputy=leave["deputy"],
                by=User.objects.get(username="demo_head"),
                now=now,
            )


def _pool_and_roster(now: datetime) -> None:
    """A pool of those who speak Korean or Japanese; the Finance department's two officers on duty week by week."""
    if Pool.objects.exists():
        return
    head, today = User.objects.get(username="demo_head"), now.astimezone(PARK_TIME).date()
    members = PoolFacts("Nhóm Hàn Quốc, Nhật Bản (mẫu)", "Korea and Japan pool (demo)", ("off_binh", "off_chi"), today)
    save_pool(key="han_nhat", facts=members, seen="", by=head, now=now)
    monday = today + timedelta(days=7 - today.weekday())
    for week, key in enumerate(("off_dung", "off_chi")):
        first = monday + timedelta(weeks=2 * week)
        put_on_roster(
            officer=Officer.objects.get(key=key),
            first_day=first,
            last_day=first + timedelta(days=4),
            note="Trực tuần (mẫu)",
            by=head,
            now=now,
        )


def _day(text: str, now: datetime) -> date:
    return moment(text, now, working_calendar()).astimezone(PARK_TIME).date()
