"""What is kept of the house is kept for one state: whoever writes, and however, the next request shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from leads.choices import Role
from leads.models import (
    CalendarDay,
    Department,
    HouseVersion,
    OfficeHours,
    Officer,
    Pool,
    ReplyTemplate,
    TargetVersion,
)
from leads.services import house
from leads.services.access import roles_of
from leads.services.asked import rate_on
from leads.services.calendar import working_calendar
from leads.services.demo_people import load_accounts, people
from leads.services.house_version import HOUSE
from leads.services.targets import targets
from leads.vocabulary import vocabulary
from sitepages.choices import ZoneStatus
from sitepages.models import (
    ExchangeRate,
    FactKey,
    FunctionalZone,
    IncentiveVersion,
    ParkSettings,
    Person,
    ProcedureStep,
    Sector,
    SectorPermission,
)
from sitepages.reading import one_page
from tests.leads.test_desk_views import signed_in

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def manned_once(whole_site_once: datetime, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole site with the demo's people, a pool and a version of the targets."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_accounts(rows=people()["accounts"], password="unused", now=whole_site_once)
        head = User.objects.get(username="demo_head")
        TargetVersion.objects.create(valid_from=DAY, source="thử", made_at=whole_site_once, made_by=head)
        Pool.objects.get_or_create(key="thu", defaults={"name_vi": "Nhóm", "name_en": "Pool", "valid_from": DAY})
        yield
        transaction.set_rollback(True)


@pytest.fixture
def manned(manned_once: None, db: None) -> None:
    """The same, for one test: what it writes is rolled back."""


@pytest.mark.parametrize("model", HOUSE.watched, ids=lambda model: model.__name__)
def test_the_database_itself_tells_of_each_write(manned: None, model: type[Model]) -> None:
    name, table = model._meta.pk.column, model._meta.db_table
    assert model._default_manager.exists()
    seen = [HOUSE.now()]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {name} = {name}")
    seen.append(HOUSE.now())
    assert len(set(seen)) == 2
    assert all(len(token) >= 24 for token in seen)


def test_signing_in_is_no_change_of_the_house(manned: None) -> None:
    before = HOUSE.now()
    User.objects.update(last_login=None)
    assert HOUSE.now() == before
    User.objects.filter(username="off_an").update(is_active=False)
    assert HOUSE.now() != before


def renamed_incentive() -> None:
    row = IncentiveVersion.objects.order_by("pk").first()
    row.pk, row.number, row.name_vi, row.published_at = None, 99, "Tên khác", None
    row.save()


CHANGES: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "a holiday": (
        lambda: CalendarDay.objects.create(day=DAY, works=False, reason="thử", certainty="ours"),
        lambda: working_calendar().periods(DAY),
    ),
    "hours": (
        lambda: OfficeHours.objects.update(periods=[["08:00", "09:00"]]),
        lambda: working_calendar().periods(DAY),
    ),
    "targets": (
        lambda: TargetVersion.objects.update(levels={"remind_owner": 7}, valid_from=DAY + timedelta(days=1)),
        lambda: targets().versions[-1][0],
    ),
    "a sector": (lambda: Sector.objects.filter(key="software").update(name_vi="Khác"), lambda: vocabulary().sectors),
    "a retired sector": (lambda: Sector.objects.update(retired_on=DAY), lambda: sorted(vocabulary().retired)),
    "a fact": (lambda: FactKey.objects.order_by("key").last().delete(), lambda: sorted(vocabulary().facts)),
    "a zone": (lambda: FunctionalZone.objects.update(name_en="Zone"), lambda: vocabulary().zones),
    "a permission": (lambda: SectorPermission.objects.all().delete(), house.allowed_zones),
    "a department": (
        lambda: Department.objects.update(name_vi="Sở"),
        lambda: [row.name_vi for row in house.departments().values()],
    ),
    "a pool": (lambda: Pool.objects.update(name_vi="Khác"), lambda: [row.name_vi for row in house.pools().values()]),
    "an officer": (
        lambda: Officer.objects.update(takes_leads=False),
        lambda: [one.takes_leads for one in house.officers()],
    ),
    "a name": (lambda: Person.objects.update(name="Ai"), lambda: [one.name for one in house.officers()]),
    "an account": (
        lambda: User.objects.filter(username="off_an").update(is_active=False),
        lambda: [one.user.is_active for one in house.officers()],
    ),
    "an account's name": (lambda: User.objects.update(last_name="Ai"), lambda: sorted(house.account_names().values())),
    "a role": (
        lambda: User.objects.get(username="off_an").groups.clear(),
        lambda: [[group.name for group in one.user.groups.all()] for one in house.officers()],
    ),
    "a group": (
        lambda: Group.objects.filter(name=Role.OFFICER).update(name="khác"),
        lambda: [[group.name for group in one.user.groups.all()] for one in house.officers()],
    ),
    "the zone's decision": (lambda: ParkSettings.objects.update(zone_status=ZoneStatus.ESTABLISHED), house.zone_status),
    "a step": (
        lambda: ProcedureStep.objects.update(name_vi="Bước"),
        lambda: [row.name_vi for row in house.guide_steps().values()],
    ),
    "an incentive": (renamed_incentive, lambda: house.incentive_names("vi")),
    "a template": (
        lambda: ReplyTemplate.objects.update(body="Khác"),
        lambda: [row.body for row in house.reply_templates()],
    ),
    "a rate": (lambda: ExchangeRate.objects.update(value=Decimal(1)), lambda: rate_on(date(2099, 1, 1))),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_read_at_once_and_a_rollback_too(manned: None, name: str) -> None:
    change, read = CHANGES[name]
    before = read()
    with transaction.atomic():
        change()
        changed = read()
        transaction.set_rollback(True)
    assert changed != before
    assert read() == before
    change()
    with one_page():
        assert read() == changed


def test_an_unchanged_house_is_read_once(manned: None) -> None:
    reads = (working_calendar, targets, vocabulary, house.officers, house.departments, house.reply_templates)
    first = [read() for read in reads]
    with CaptureQueriesContext(connection) as asked, one_page():
        assert all(read() is known for read, known in zip(reads, first, strict=True))
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert all(read() is known for read, known in zip(reads, first, strict=True))
    assert len(asked) == len(reads)


def test_what_is_kept_is_read_without_the_database(manned: None) -> None:
    house.officers()
    with CaptureQueriesContext(connection) as asked, one_page():
        for one in house.officers():
            assert one.name
            assert one.department.name
            assert one.user.username
            assert list(one.user.groups.all())
    assert len(asked) == 1


def test_a_page_shows_what_was_changed_by_form_by_update_and_by_hand(manned: None) -> None:
    client = signed_in(User.objects.get(username="demo_head"))

    def page() -> str:
        return client.get("/admin/desk/?whose=visible").content.decode()

    assert "Sở Đổi Tên" not in page()
    form = client.get("/admin/desk/departments/so_khcn/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not None} | {"name_vi": "Sở Đổi Tên"}
    response = client.post("/admin/desk/departments/so_khcn/", sent)
    assert response.status_code == 302
    assert "Sở Đổi Tên" in page()
    Person.objects.filter(pk=Officer.objects.get(key="off_an").person_id).update(name="Người Đổi Tên")
    assert "Người Đổi Tên" in page()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sitepages_sector SET name_vi = 'Ngành Đổi Tên' WHERE key = 'software'")
    assert "Ngành Đổi Tên" in page()


def test_who_is_no_longer_of_the_desk_sees_it_no_longer(manned: None) -> None:
    user = User.objects.get(username="off_an")
    client = signed_in(user)
    assert client.get("/admin/desk/").status_code == 200
    user.groups.remove(Group.objects.get(name=Role.OFFICER))
    assert client.get("/admin/desk/").status_code in {302, 403}
    assert roles_of(User.objects.get(username="off_an")) == frozenset()
    Officer.objects.filter(user=user).update(department="so_tai_chinh")
    user.groups.add(Group.objects.get(name=Role.OFFICER))
    assert client.get("/admin/desk/").wsgi_request.user.officer.department_id == "so_tai_chinh"


def test_without_a_token_nothing_is_kept(manned: None) -> None:
    HouseVersion.objects.all().delete()
    assert HOUSE.now() == ""
    assert house.officers() is not house.officers()


def test_triggers_go_and_come_back(manned: None) -> None:
    HOUSE.take_down(connection)
    before = HOUSE.now()
    Department.objects.update(phone="1")
    assert HOUSE.now() == before
    HOUSE.put_up(using="default")
    HOUSE.put_up(using="default")  # again and again to the same end
    after = HOUSE.now()
    assert after != before  # what was written meanwhile
    Department.objects.update(phone="2")
    assert HOUSE.now() not in {before, after}


def test_only_a_page_that_is_read_asks_once(manned: None) -> None:
    """A form sent sees what it writes itself."""
    with one_page():
        assert HOUSE.now()
        first = house.departments()
        Department.objects.update(phone="3")
        assert house.departments() is first
    assert house.departments() is not first
    client = Client()
    client.get("/healthz")
    assert {row.phone for row in house.departments().values()} == {"3"}
