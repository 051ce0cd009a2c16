"""The cast of the desk, and the check that a lead's row is what its events add up to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, connections

from leads.calendar.hours import Season, WorkingCalendar
from leads.choices import ConsentPurpose, Role
from leads.models import ConsentText, Department, HeldPlot, Lead, MatchRun, OfficeHours, Officer, RoutingRule
from leads.services.appointment_events import AppointmentFacts
from leads.services.calendar import working_calendar
from leads.services.events import columns_of, project_columns, state_of
from leads.services.hold_queue import columns_of_hold
from leads.services.intake import Submission, submit_lead
from leads.services.lead_search import write_lines
from leads.services.referral_rows import columns_of_referral
from leads.services.task_rows import columns_of_task
from sitepages.figures import PARK_TIME
from sitepages.models import Person, Plot, Sector
from tests.kept_rows import written_once

T = TypeVar("T")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=PARK_TIME)  # a Wednesday morning, office open
SINCE = date(2026, 1, 1)
OURS = {"source": "ours", "certainty": "ours"}


def at(text: str) -> datetime:
    """A moment in the province's time: at("2026-11-25 11:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=PARK_TIME)


def plain_calendar() -> WorkingCalendar:
    """Monday to Friday, 07:30-11:30 and 13:00-17:00, no holidays: arithmetic one can do in one's head."""
    periods = ((time(7, 30), time(11, 30)), (time(13), time(17)))
    return WorkingCalendar(zone=PARK_TIME, seasons=(Season((1, 1), (12, 31), periods),))


def did(act: Callable[[], T]) -> T:
    """Do it, then prove that every lead's row, tasks and referrals are what its events give, and its words."""
    result = act()
    for lead in Lead.objects.select_related("owner"):
        state = state_of(lead)
        assert row_of(lead) == columns_of(state), lead.reference
        noted = project_columns(state)
        assert {name: getattr(lead, name) for name in noted} == noted
        assert rows_of_referrals(lead) == {
            number: columns_of_referral(one, working_calendar()) for number, one in state.referrals.items()
        }
        assert rows_of_tasks(lead) == {number: columns_of_task(task) for number, task in state.tasks.items()}
        assert rows_of_appointments(lead) == state.appointments
    assert write_lines(Lead.objects.all()) == 0
    check_holds()
    return result


def rows_of_referrals(lead: Lead) -> dict[int, dict[str, Any]]:
    names = ("question", "state", "asked_at", "due_at", "ended_at", "answer")
    return {
        row.number: {name: getattr(row, name) for name in names}
        | {"officer": row.officer.key if row.officer else "", "department": row.department_id}
        for row in lead.referrals.select_related("officer")
    }


def rows_of_appointments(lead: Lead) -> dict[int, AppointmentFacts]:
    names = [one.name for one in fields(AppointmentFacts) if one.name != "officer"]
    return {
        row.pk: AppointmentFacts(**{name: getattr(row, name) for name in names}, officer=row.officer.key)
        for row in lead.appointments.select_related("officer")
    }


def check_holds() -> None:
    """Every hold's row and its plots' are what the events of its lead add up to; no plot is live twice."""
    for lead in Lead.objects.filter(holds__isnull=False).distinct():
        lines, rows = state_of(lead).holds, {hold.pk: hold for hold in lead.holds.all()}
        assert set(rows) == set(lines)
        for number, line in lines.items():
            wanted = columns_of_hold(line)
            assert {name: getattr(rows[number], name) for name in wanted} == wanted
            assert sorted(line.plots) == sorted(rows[number].plots.values_list("code", flat=True))
    for row in HeldPlot.objects.select_related("hold"):
        assert (row.live, row.open) == (row.hold.state in ("live", "signed"), row.hold.state != "ended")
    live = sorted(HeldPlot.objects.filter(live=True).values_list("code", flat=True))
    assert live == sorted(Plot.objects.filter(held_since__isnull=False).values_list("code", flat=True))


def rows_of_tasks(lead: Lead) -> dict[int, dict[str, Any]]:
    rows = lead.tasks.select_related("officer")
    names = ("title", "due_at", "kind", "state", "set_at", "ended_at")
    return {
        row.number: {name: getattr(row, name) for name in names} | {"officer": row.officer.key if row.officer else ""}
        for row in rows
    }


def row_of(lead: Lead) -> dict[str, Any]:
    return {
        "stage": lead.stage,
        "priority": lead.priority,
        "department": lead.department_id,
        "owner": lead.owner.key if lead.owner else "",
        "due_at": lead.due_at,
        "due_clock": lead.due_clock,
        "paused_until": lead.paused_until,
        "pause_reason": lead.pause_reason,
        "code_name": lead.code_name,
        "match_run_id": lead.match_run_id,
        "escalation": lead.escalation,
        "acknowledged": lead.acknowledged,
        "quiet_since": lead.quiet_since,
        "kept_until": lead.kept_until,
        "restricted_at": lead.restricted_at,
        "erased_at": lead.erased_at,
    }


def seq_of(lead: Lead) -> int:
    """The number of the last event a form drawn now would carry."""
    return lead.events.order_by("-seq").values_list("seq", flat=True).first() or 0


@dataclass
class Cast:
    """Two departments and the desk: An and Bình know digital matters, Chi knows factories, Vũ is duty head."""

    an: Officer
    binh: Officer
    chi: Officer
    vu: Officer
    head_khcn: Officer
    leader: User
    users: dict[Role, User] = field(default_factory=dict)


def person(key: str, name: str, department: str, role: Role, **more: Any) -> Officer:
    user = account(key, role)
    face = Person.objects.create(name=name, languages=more.pop("languages", ["vi", "en"]))
    return Officer.objects.create(
        key=key,
        user=user,
        person=face,
        department_id=department,
        weekdays=[1, 2, 3, 4, 5],
        active_from=SINCE,
        **more,
    )


def account(name: str, role: Role) -> User:
    user = User.objects.create(username=name, email=f"{name}@demo.example", is_superuser=role == Role.ADMIN)
    if role != Role.ADMIN:
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return user


def furnish() -> None:
    """Departments, rules, hours and consent texts, small enough to reason about."""
    for key, vi, en in (
        ("desk", "Bàn đón nhà đầu tư", "Investor desk"),
        ("so_khcn", "Sở Khoa học và Công nghệ", "Department of Science and Technology"),
        ("so_tai_chinh", "Sở Tài chính", "Department of Finance"),
    ):
        Department.objects.create(
            key=key, name_vi=vi, name_en=en, kind="department", role_certainty="ours", valid_from=SINCE, **OURS
        )
    for order, (key, when, to) in enumerate(
        (
            ("r_digital", {"sector": ["software", "data_centre"]}, "so_khcn"),
            ("r_factory", {"sector": ["electronics_hardware"]}, "so_tai_chinh"),
            ("r_last", {"always": True}, "desk"),
        )
    ):
        RoutingRule.objects.create(key=key, order=10 * (order + 1), when=when, to_id=to, valid_from=SINCE, **OURS)
    OfficeHours.objects.create(
        key="all_year",
        name_vi="Cả năm",
        name_en="All year",
        from_day="01-01",
        to_day="12-31",
        periods=[["07:30", "11:30"], ["13:00", "17:00"]],
        **OURS,
    )
    for purpose in ConsentPurpose:
        ConsentText.objects.create(
            purpose=purpose, version=1, text_vi=f"Đồng ý: {purpose}", text_en=f"I agree: {purpose}", valid_from=SINCE
        )
    for order, key in enumerate(("software", "data_centre", "electronics_hardware")):
        Sector.objects.create(key=key, order=order, name_vi=f"Ngành {key}", name_en=f"Sector {key}")


def hire() -> Cast:
    cast = Cast(
        an=person("off_an", "Nguyễn Hà An (mẫu)", "so_khcn", Role.OFFICER, sectors=["software"]),
        binh=person("off_binh", "Trần Quốc Bình (mẫu)", "so_khcn", Role.OFFICER, sectors=["data_centre"]),
        chi=person("off_chi", "Lê Mai Chi (mẫu)", "so_tai_chinh", Role.OFFICER, sectors=["electronics_hardware"]),
        vu=person("demo_head", "Vũ Trực Ban (mẫu)", "desk", Role.DUTY_HEAD, is_duty_head=True),
        head_khcn=person("head_khcn", "Bùi Quản Lý (mẫu)", "so_khcn", Role.HEAD_OF_DEPARTMENT, takes_leads=False),
        leader=account("demo_leader", Role.LEADER),
    )
    cast.users = {
        Role.OFFICER: cast.an.user,
        Role.HEAD_OF_DEPARTMENT: cast.head_khcn.user,
        Role.DUTY_HEAD: cast.vu.user,
        Role.LEADER: cast.leader,
    }
    others = (Role.JURIST, Role.APPROVER, Role.EDITOR, Role.LAND_MANAGER, Role.ADMIN)
    cast.users |= {role: account(f"demo_{role.value}", role) for role in others}
    return cast


@pytest.fixture
def cast(db: None) -> Cast:
    def furnished() -> Cast:
        furnish()
        return hire()

    return written_once("cast", furnished)


def a_match(sector: str = "software", **more: Any) -> MatchRun:
    request = {"sector": sector, "land": {"area_min_m2": 5000, "area_max_m2": 8000}, "needed_by": "2027-06-30", **more}
    option = {"plots": ["SX-23"], "area_m2": 25398.6, "lease_usd": 2288414}
    return MatchRun.objects.create(
        request=request,
        answer={"match": {"options": [option]}},
        versions={"engine": "test"},
        on=NOW.date(),
        created_at=NOW,
    )


def a_submission(run: MatchRun | None = None, **more: Any) -> Submission:
    given: dict[str, Any] = {
        "submission_key": "form-1",
        "match_run": run,
        "contact_name": "Ngô Thử Nghiệm (demo)",
        "contact_email": "lead01@lachongthu.example",
        "contact_phone": "+84 912 000 000",
        "organisation_name": "Công ty mẫu Phần mềm Lạc Hồng Thử (demo)",
        "country": "VN",
        "language": "vi",
        "message": "Cần đất cho trung tâm phần mềm.",
        "consents": frozenset({"answer_request"}),
    }
    return Submission(**(given | more))


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """A software enquiry, just in, An's."""

    def sent() -> Lead:
        made, _ = did(lambda: submit_lead(submission=a_submission(a_match()), by=None, now=NOW))
        assert made.owner == cast.an
        return made

    return written_once(f"lead of {cast.an.pk}", sent)


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database threads can share: on SQLite the test database in a file of its own, as in production."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as copy:
        memory.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")  # the change of mode itself waits for nobody
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connections["default"].close()
        connection.connection, connection.settings_dict["NAME"] = memory, name
