"""Who opens what: the table of design.md, for every role and every kind of lead."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from leads.choices import Role
from leads.models import Lead, Officer
from leads.services.access import (
    LeadHidden,
    NotAHead,
    OtherDepartment,
    ReadOnly,
    check_can_assign,
    check_can_see,
    check_can_work_on,
    leads_visible_to,
    officer_of,
    roles_of,
    seat_of,
    sees_leads,
    visible_lead,
)
from leads.services.intake import submit_lead
from tests.leads.conftest import NOW, Cast, a_match, a_submission, account

pytestmark = pytest.mark.django_db

# For An of so_khcn and the others of the cast: own, a colleague's, free in the department, another department's.
SEES: dict[Role, set[str]] = {
    Role.OFFICER: {"own", "free"},
    Role.HEAD_OF_DEPARTMENT: {"own", "colleague", "free"},
    Role.DUTY_HEAD: {"own", "colleague", "free", "other", "other_free"},
    Role.LEADER: {"own", "colleague", "free", "other", "other_free"},
    Role.JURIST: set(),
    Role.APPROVER: set(),
    Role.EDITOR: set(),
    Role.LAND_MANAGER: set(),
    Role.ADMIN: set(),
}
WORKS = {role: seen if role != Role.LEADER else set() for role, seen in SEES.items()}


@pytest.fixture
def leads(cast: Cast) -> dict[str, Lead]:
    owners: dict[str, tuple[Officer | None, str]] = {
        "own": (cast.an, "so_khcn"),
        "colleague": (cast.binh, "so_khcn"),
        "free": (None, "so_khcn"),
        "other": (cast.chi, "so_tai_chinh"),
        "other_free": (None, "so_tai_chinh"),
    }
    made = {}
    for name, (owner, department) in owners.items():
        lead, _ = submit_lead(submission=a_submission(a_match(), submission_key=name), by=None, now=NOW)
        Lead.objects.filter(pk=lead.pk).update(owner=owner, department=department)
        lead.refresh_from_db()
        made[name] = lead
    return made


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_its_rows_and_no_others(role: Role, cast: Cast, leads: dict[str, Lead]) -> None:
    user = cast.users[role]
    names = {lead.pk: name for name, lead in leads.items()}
    assert {names[pk] for pk in leads_visible_to(user).values_list("pk", flat=True)} == SEES[role]
    assert sees_leads(user) == bool(SEES[role])


@pytest.mark.parametrize("role", Role)
def test_every_door_keeps_the_same_rows(role: Role, cast: Cast, leads: dict[str, Lead]) -> None:
    user = cast.users[role]
    for name, lead in leads.items():
        seen, works = name in SEES[role], name in WORKS[role]
        assert seat_of(user).sees(lead) == seen
        if seen:
            check_can_see(user, lead)
            assert visible_lead(user, lead.pk) == lead
        else:
            for hidden in (lambda lead=lead: check_can_see(user, lead), lambda lead=lead: visible_lead(user, lead.pk)):
                with pytest.raises(LeadHidden):
                    hidden()
        if works:
            check_can_work_on(user, lead)
        else:
            with pytest.raises(ReadOnly if seen else LeadHidden):
                check_can_work_on(user, lead)


def test_a_lead_that_does_not_exist_looks_like_a_hidden_one(cast: Cast) -> None:
    with pytest.raises(LeadHidden):
        visible_lead(cast.vu.user, 999_999)


def test_strangers_and_closed_accounts_see_nothing(cast: Cast, leads: dict[str, Lead]) -> None:
    assert not leads_visible_to(AnonymousUser()).exists()
    User.objects.filter(pk=cast.vu.user.pk).update(is_active=False)
    assert not leads_visible_to(fresh(cast.vu.user)).exists()


def test_a_superuser_is_an_administrator_and_nothing_else(cast: Cast, leads: dict[str, Lead]) -> None:
    User.objects.filter(pk=cast.vu.user.pk).update(is_superuser=True)
    boss = fresh(cast.vu.user)
    assert roles_of(boss) == {Role.ADMIN}
    assert not leads_visible_to(boss).exists()


def test_an_officer_account_without_an_officer_record_sees_nothing(cast: Cast, leads: dict[str, Lead]) -> None:
    lost = account("lost", Role.OFFICER)
    assert officer_of(lost) is None
    assert not leads_visible_to(lost).exists()


def test_two_roles_add_up_but_reading_gives_no_right_to_write(cast: Cast, leads: dict[str, Lead]) -> None:
    cast.an.user.groups.add(Group.objects.get(name=Role.LEADER.value))
    an = fresh(cast.an.user)
    assert leads_visible_to(an).count() == 5
    check_can_work_on(an, leads["own"])
    with pytest.raises(ReadOnly):
        check_can_work_on(an, leads["other"])


def test_who_gives_a_lead_to_whom(cast: Cast, leads: dict[str, Lead]) -> None:
    check_can_assign(cast.vu.user, leads["other"], cast.an)
    check_can_assign(cast.head_khcn.user, leads["colleague"], cast.an)
    check_can_assign(cast.an.user, leads["free"], cast.an)
    for refused, who, name, to in (
        (NotAHead, cast.an.user, "own", cast.binh),
        (NotAHead, cast.an.user, "free", cast.binh),
        (LeadHidden, cast.an.user, "other_free", cast.an),
        (LeadHidden, cast.head_khcn.user, "other", cast.an),
        (ReadOnly, cast.leader, "own", cast.an),
        (OtherDepartment, cast.head_khcn.user, "colleague", cast.chi),
    ):
        with pytest.raises(refused):
            check_can_assign(who, leads[name], to)


def test_one_seat_costs_two_queries_however_often_it_is_asked(
    cast: Cast, leads: dict[str, Lead], django_assert_num_queries: object
) -> None:
    an = fresh(cast.an.user)
    with django_assert_num_queries(2):  # groups, officer record
        for lead in leads.values():
            seat_of(an).works_on(lead)
