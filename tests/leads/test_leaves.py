"""Leaves of several people that touch: leads go where the leaves of the day put them, and come home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from leads.choices import Clock, DueKind, Role
from leads.desk.people_pages import hand_over_page
from leads.models import Department, Due, Lead, Leave, Mail, Officer, Pool, PoolMember, Referral, RoutingRule, Task
from leads.services import desk, officers
from leads.services.assignment import OfficerUnavailable
from leads.services.departures import end_service
from leads.services.due import do_one
from leads.services.escalation import addressed, escalate
from leads.services.hand_over import LastDutyHead, apply_hand_over, propose_hand_over, undo_hand_over
from leads.services.intake import submit_lead
from leads.services.officers import facts_of_officer
from leads.services.referrals import AnswererUnfit, answer_referral, refer, take_referral
from leads.services.roles import role_group
from leads.services.routing import route
from leads.services.staff_letters import duty_heads
from leads.services.tasks import NewTask, add_task
from sitepages.models import ChangeSet
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, seq_of
from tests.leads.test_desk_views import signed_in
from tests.leads.test_organisation import leads_of, refusal_of, save

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def leave(cast: Cast, officer: Officer, first: int, last: int, deputy: str = "") -> Leave:
    """From and until so many days from today."""
    days = {"first_day": TODAY + timedelta(days=first), "last_day": TODAY + timedelta(days=last)}
    return officers.take_leave(officer=officer, **days, reason="", deputy=deputy, by=cast.vu.user, now=NOW)


def owners(day: int) -> list[str]:
    """Who has the leads once the worker has done what was due by the first minute of the day."""
    now = max(at(f"{TODAY + timedelta(days=day)} 00:01"), NOW)
    other = Due.objects.exclude(kind__in=[DueKind.START_LEAVE, DueKind.END_LEAVE])
    other.filter(done_at=None).update(done_at=NOW)
    while do_one(now):
        other.filter(done_at=None).update(done_at=NOW)
    return [lead.owner.key if lead.owner else "" for lead in Lead.objects.select_related("owner").order_by("pk")]


def by_day(days: Iterable[int]) -> dict[int, str]:
    return {day: one for day in days for one in owners(day)}


def test_leaves_side_by_side_are_one_in_whatever_order_they_were_entered(cast: Cast) -> None:
    leads_of(cast.an, 1)
    leave(cast, cast.an, 8, 14, "off_binh")
    leave(cast, cast.an, 5, 7, "off_chi")  # entered second, ends when the other begins
    assert by_day([4, 5, 7, 8, 14, 15]) == {
        4: "off_an",
        5: "off_chi",
        7: "off_chi",
        8: "off_binh",
        14: "off_binh",
        15: "off_an",
    }
    did(lambda: None)


def test_the_deputys_deputy_gives_back_to_whoever_is_back(cast: Cast) -> None:
    leads_of(cast.an, 1)
    leave(cast, cast.an, 5, 7, "off_binh")
    leave(cast, cast.binh, 7 + 1, 9, "off_chi")
    Leave.objects.filter(officer=cast.binh).update(first_day=TODAY + timedelta(days=7))  # a deputy who falls ill
    Due.objects.filter(kind=DueKind.START_LEAVE, target=str(Leave.objects.get(officer=cast.binh).pk)).update(
        due_at=at(f"{TODAY + timedelta(days=7)} 00:00"), next_try_at=at(f"{TODAY + timedelta(days=7)} 00:00")
    )
    assert by_day([5, 7, 8, 10]) == {5: "off_binh", 7: "off_chi", 8: "off_an", 10: "off_an"}


def test_a_deputy_who_is_back_before_the_officer_has_the_leads_again(cast: Cast) -> None:
    leads_of(cast.an, 1)
    Officer.objects.filter(pk=cast.binh.pk).update(deputy=cast.chi)
    leave(cast, cast.an, 5, 12, "off_binh")
    leave(cast, cast.binh, 7, 8)
    assert by_day([5, 7, 9, 13]) == {5: "off_binh", 7: "off_chi", 9: "off_binh", 13: "off_an"}


def test_what_was_given_to_somebody_during_a_leave_stays_there(cast: Cast) -> None:
    (lead,) = leads_of(cast.an, 1)
    leave(cast, cast.an, 0, 2, "off_binh")
    assert owners(0) == ["off_binh"]
    lead.refresh_from_db()
    desk.assign(lead=lead, officer=cast.chi, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)
    assert owners(3) == ["off_chi"]


# --- Hand-over ---


def test_nobody_on_leave_is_handed_leads_nor_given_them_back(cast: Cast) -> None:
    leads_of(cast.an, 1)
    terms: dict[str, Any] = {"why": "x", "departs_on": None, "by": cast.vu.user, "now": NOW}
    preview = propose_hand_over(officer=cast.an, taker=cast.binh, **terms)
    away = leave(cast, cast.binh, 0, 3)
    assert refusal_of(lambda: propose_hand_over(officer=cast.an, taker=cast.binh, **terms)) == OfficerUnavailable
    by = {"by": cast.vu.user, "now": NOW}
    assert refusal_of(lambda: apply_hand_over(change_set=preview, **by)) == OfficerUnavailable
    away.delete()
    apply_hand_over(change_set=preview, **by)
    leave(cast, cast.an, 0, 3)
    assert refusal_of(lambda: undo_hand_over(change_set=preview, **by)) == OfficerUnavailable


def test_a_hand_over_to_each_goes_the_way_routing_goes(cast: Cast) -> None:
    leads_of(cast.an, 2)
    for one in (cast.binh, cast.vu):
        leave(cast, one, 0, 3)
    RoutingRule.objects.filter(key="r_digital").update(also=["so_tai_chinh"])
    preview = propose_hand_over(officer=cast.an, taker=None, why="x", departs_on=None, by=cast.vu.user, now=NOW)
    assert [change["after"] for change in preview.changes] == ["off_chi", "off_chi"]


# --- The duty head away ---


def test_the_duty_heads_deputy_takes_what_fits_nowhere_and_hears_what_the_duty_head_hears(cast: Cast) -> None:
    leave(cast, cast.vu, 0, 5, "off_chi")
    found = route(facts={"sector": "no_such"}, language="vi", now=NOW)
    RoutingRule.objects.all().delete()
    found = route(facts={}, language="vi", now=NOW)
    assert (found.officer, found.reason["deputy_of"]) == (cast.chi, cast.vu.key)
    assert duty_heads(NOW) == [cast.vu, cast.chi]


def test_a_level_nobody_would_hear_passes_on_to_the_next_at_once(lead: Lead, cast: Cast) -> None:
    Officer.objects.filter(pk__in=[cast.vu.pk, cast.head_khcn.pk]).update(is_duty_head=False)
    cast.head_khcn.user.groups.clear()
    assert addressed(lead, "duty_head", NOW) == []
    late = at("2026-11-26 16:59")
    did(lambda: escalate(lead=lead, clock=Clock(lead.due_clock), by=None, now=late))
    assert all(event.data["to"] for event in lead.events.filter(kind="escalated"))


def test_the_last_duty_head_neither_leaves_nor_loses_the_account(cast: Cast) -> None:
    terms = {"taker": None, "why": "x", "departs_on": TODAY, "by": cast.vu.user, "now": NOW}
    assert refusal_of(lambda: propose_hand_over(officer=cast.vu, **terms)) == LastDutyHead
    assert refusal_of(lambda: save(cast.vu, cast.vu.user, active_to=TODAY + timedelta(days=9))) == LastDutyHead
    edit(signed_in(cast.users[Role.ADMIN]), cast.vu, is_active="")
    cast.vu.user.refresh_from_db()
    assert cast.vu.user.is_active


# --- Role and last day ---


def edit(client: Client, officer: Officer, **more: Any) -> None:
    user = officer.user
    data = {"username": user.username, "email": user.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    client.post(f"/admin/users/edit/{user.pk}/", data | more)


def test_a_role_is_not_taken_from_whoever_has_leads_and_routing_passes_such_a_one_over(cast: Cast) -> None:
    leads_of(cast.an, 1)
    admin = signed_in(cast.users[Role.ADMIN])
    editors = role_group(Role.EDITOR)
    edit(admin, cast.an, groups=[editors.pk])
    assert set(cast.an.user.groups.values_list("name", flat=True)) == {Role.OFFICER}
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.an
    cast.an.user.groups.set([editors])  # by whatever other way
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.binh


def test_after_the_last_day_leads_go_on_and_the_account_is_closed(cast: Cast) -> None:
    save(cast.an, cast.vu.user, active_to=TODAY + timedelta(days=2))
    lead, _new = submit_lead(submission=a_submission(a_match()), by=None, now=NOW)
    assert lead.owner == cast.an
    assert end_service(now=at("2026-11-26 08:00")) == 0
    assert did(lambda: end_service(now=at("2026-11-27 08:00"))) == 1
    lead.refresh_from_db()
    assert lead.owner == cast.binh
    cast.an.user.refresh_from_db()
    assert not cast.an.user.is_active
    change_set = ChangeSet.objects.get()
    assert hand_over_page(change_set, cast.an).why == ""


def test_a_leave_gives_nothing_back_to_whoever_has_left(cast: Cast) -> None:
    leads_of(cast.an, 1)
    leave(cast, cast.an, 0, 2, "off_binh")
    owners(0)
    save(cast.an, cast.vu.user, active_to=TODAY + timedelta(days=1))
    assert owners(3) == ["off_binh"]


def test_a_pool_past_its_last_day_is_asked_no_more(cast: Cast) -> None:
    pool = Pool.objects.create(key="p", name_vi="N", name_en="P", valid_from=date(2026, 1, 1))
    PoolMember.objects.create(pool=pool, officer=cast.chi, valid_from=date(2026, 1, 1))
    RoutingRule.objects.filter(key="r_digital").update(pool="p")
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.chi
    Pool.objects.filter(pk="p").update(valid_to=TODAY)
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.an


# --- Questions and tasks of somebody who goes ---


def asked(cast: Cast, lead: Lead) -> int:
    """A question to the other department, which Chi answers."""
    finance = Department.objects.get(pk="so_tai_chinh")
    by = {"by": cast.an.user, "now": NOW}
    number = refer(lead=lead, department=finance, question="Q?", seen_seq=seq_of(lead), **by)
    take_referral(lead=lead, number=number, officer=cast.chi, by=cast.vu.user, now=NOW)
    return number


def test_a_question_of_somebody_who_departs_is_the_departments_again(lead: Lead, cast: Cast) -> None:
    number = asked(cast, lead)
    terms = {"taker": None, "why": "x", "departs_on": TODAY, "by": cast.vu.user, "now": NOW}
    preview = propose_hand_over(officer=cast.chi, **terms)
    did(lambda: apply_hand_over(change_set=preview, by=cast.vu.user, now=NOW))
    assert Referral.objects.get(lead=lead, number=number).officer is None


def test_a_question_of_somebody_on_leave_is_the_departments_and_late_mails_reach_who_is_there(
    lead: Lead, cast: Cast
) -> None:
    number = asked(cast, lead)
    leave(cast, cast.chi, 0, 30)
    row = Referral.objects.get(lead=lead, number=number)
    Due.objects.exclude(kind__in=[DueKind.START_LEAVE, DueKind.REFERRAL]).update(done_at=NOW)
    while do_one(row.due_at):
        pass
    told = set(Mail.objects.filter(kind="referral", created_at=row.due_at).values_list("to", flat=True))
    assert told == {cast.vu.user.email, cast.an.user.email}
    assert refusal_of(lambda: take_referral(lead=lead, number=number, officer=cast.chi, by=cast.vu.user, now=NOW)) == (
        AnswererUnfit
    )
    answer_referral(lead=lead, number=number, text="A", by=cast.vu.user, now=NOW)


def test_a_task_of_somebody_who_departs_is_the_owners_who_is_reminded(lead: Lead, cast: Cast) -> None:
    due = at("2026-11-26 15:00")
    task = NewTask("Hỏi điện", due, officer=cast.head_khcn.key)
    number = add_task(lead=lead, task=task, seen_seq=seq_of(lead), by=cast.an.user, now=NOW)
    terms = {"taker": None, "why": "x", "departs_on": TODAY, "by": cast.vu.user, "now": NOW}
    preview = propose_hand_over(officer=cast.head_khcn, **terms)
    did(lambda: apply_hand_over(change_set=preview, by=cast.vu.user, now=NOW))
    assert Task.objects.get(lead=lead, number=number).officer == cast.an
    Due.objects.exclude(kind=DueKind.TASK).update(done_at=NOW)
    before: datetime = NOW
    while do_one(due):
        pass
    assert Mail.objects.filter(kind="task", to=cast.an.user.email, created_at__gt=before).exists()
    assert facts_of_officer(cast.an).name
