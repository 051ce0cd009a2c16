"""Whose lead it is: given, taken, handed back; who is told; who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from leads.choices import Role
from leads.models import Department, Lead, Leave, Mail, Officer
from leads.services import desk
from leads.services.access import LeadHidden, NotAHead, NotTheOwner, OtherDepartment, ReadOnly
from leads.services.assignment import return_lead
from leads.services.events import Assigned, record
from leads.services.intake import submit_lead
from leads.services.routing import with_load
from tests.leads.conftest import NOW, Cast, a_submission, did, seq_of
from tests.leads.test_desk_views import signed_in

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """An's, arrived just now."""
    made, _ = submit_lead(submission=a_submission(), by=None, now=NOW)
    return did(lambda: give(made, cast, to="an"))


def give(lead: Lead, cast: Cast, to: str) -> Lead:
    event = Assigned(department="so_khcn", officer=f"off_{to}")
    record(lead=lead, event=event, by=None, at=NOW)
    return Lead.objects.get(pk=lead.pk)


def at_home(key: str = "so_khcn") -> Department:
    return Department.objects.get(pk=key)


def hand_back(lead: Lead, cast: Cast, **more: Any) -> Lead:
    given = {"department": at_home(), "reason": "Tôi đi công tác", "seen_seq": seq_of(lead), "by": cast.an.user}
    return did(lambda: desk.hand_back(lead=lead, now=SOON, **{**given, **more}))


def test_a_head_gives_a_lead_to_another_and_both_department_and_mail_follow(lead: Lead, cast: Cast) -> None:
    given = did(
        lambda: desk.assign(
            lead=lead, officer=cast.chi, reason="Đúng ngành", seen_seq=seq_of(lead), by=cast.vu.user, now=SOON
        )
    )
    assert (given.owner, given.department_id) == (cast.chi, "so_tai_chinh")
    mail = Mail.objects.filter(kind="assigned").latest("pk")
    assert mail.to == cast.chi.user.email
    assert "Đúng ngành" in mail.body
    assert given.due_clock == "first_reply"


def test_an_officer_hands_back_a_lead_and_a_colleague_takes_it_without_a_word(lead: Lead, cast: Cast) -> None:
    due = lead.due_at
    waiting = hand_back(lead, cast)
    assert (waiting.owner, waiting.department_id, waiting.due_at) == (None, "so_khcn", due)
    taken = did(
        lambda: desk.assign(
            lead=waiting, officer=cast.binh, reason="", seen_seq=seq_of(waiting), by=cast.binh.user, now=SOON
        )
    )
    assert taken.owner == cast.binh


def test_the_departments_head_is_told_that_a_lead_waits(lead: Lead, cast: Cast) -> None:
    hand_back(lead, cast)
    mail = Mail.objects.get(kind="waiting")
    assert mail.to == cast.head_khcn.user.email
    assert lead.reference in mail.subject
    assert "Tôi đi công tác" in mail.body


def test_where_a_department_has_no_head_the_duty_head_is_told(lead: Lead, cast: Cast) -> None:
    hand_back(lead, cast, department=at_home("so_tai_chinh"), by=cast.vu.user)
    assert Mail.objects.get(kind="waiting").to == cast.vu.user.email


@pytest.mark.parametrize(
    ("who", "home", "refusal"),
    [
        ("an", "so_tai_chinh", NotAHead),  # an officer knows one department: the own
        ("binh", "so_khcn", LeadHidden),
        ("chi", "so_khcn", LeadHidden),
        ("leader", "so_khcn", ReadOnly),
    ],
)
def test_who_may_not_hand_a_lead_back(lead: Lead, cast: Cast, who: str, home: str, refusal: type[Exception]) -> None:
    user = cast.leader if who == "leader" else getattr(cast, who).user
    before = lead.events.count()
    with pytest.raises(refusal):
        hand_back(lead, cast, department=at_home(home), by=user)
    assert lead.events.count() == before


def test_a_head_sends_a_lead_to_the_desk_and_no_further(lead: Lead, cast: Cast) -> None:
    with pytest.raises(OtherDepartment):
        hand_back(lead, cast, department=at_home("so_tai_chinh"), by=cast.head_khcn.user)
    assert hand_back(lead, cast, department=at_home("desk"), by=cast.head_khcn.user).department_id == "desk"


def test_handing_back_says_why(lead: Lead, cast: Cast) -> None:
    with pytest.raises(desk.ReasonMissing):
        hand_back(lead, cast, reason="  ")


def test_a_lead_that_waits_there_is_not_handed_back_again(lead: Lead, cast: Cast) -> None:
    waiting = hand_back(lead, cast)
    with pytest.raises(desk.WaitsThereAlready):
        hand_back(waiting, cast, by=cast.head_khcn.user)


def test_a_department_that_is_no_more_gets_no_lead(lead: Lead, cast: Cast) -> None:
    Department.objects.filter(pk="so_tai_chinh").update(valid_to=SOON.date())
    with pytest.raises(desk.DepartmentUnavailable):
        hand_back(lead, cast, department=at_home("so_tai_chinh"), by=cast.vu.user)


def test_who_has_a_lead_is_not_given_it_again(lead: Lead, cast: Cast) -> None:
    before = seq_of(lead)
    with pytest.raises(desk.HasItAlready):
        desk.assign(lead=lead, officer=cast.an, reason="x", seen_seq=before, by=cast.vu.user, now=NOW)
    assert seq_of(lead) == before


def test_an_officer_who_takes_no_leads_is_given_none(lead: Lead, cast: Cast) -> None:
    with pytest.raises(desk.OfficerUnavailable):
        desk.assign(lead=lead, officer=cast.head_khcn, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=SOON)


def test_who_is_away_is_given_none(lead: Lead, cast: Cast) -> None:
    Leave.objects.create(officer=cast.binh, first_day=SOON.date(), last_day=SOON.date(), reason="ốm")
    with pytest.raises(desk.OfficerUnavailable):
        desk.assign(lead=lead, officer=cast.binh, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=SOON)


# --- At the desk ---


def test_handed_back_at_the_desk_it_stands_among_those_without_an_officer(lead: Lead, cast: Cast) -> None:
    an, binh, chi = (signed_in(user) for user in (cast.an.user, cast.binh.user, cast.chi.user))
    form = {"reason": "Nghỉ phép", "seen_seq": seq_of(lead)}
    assert an.post(f"/admin/desk/{lead.pk}/hand-back/", form).status_code == 302
    assert lead.reference in shown(binh, "whose=unassigned&state=open")
    assert lead.reference not in shown(chi, "whose=unassigned&state=open")
    assert lead.reference not in shown(binh, "whose=mine&state=open")
    assert binh.post(f"/admin/desk/{lead.pk}/take/", {"seen_seq": seq_of(lead)}).status_code == 302
    assert lead.reference in shown(binh, "whose=mine&state=open")
    assert an.get(f"/admin/desk/{lead.pk}/").status_code == 404


def test_the_investor_reads_of_a_lead_that_waits_but_not_why(lead: Lead, cast: Cast, client: Client) -> None:
    from leads.services.links import live_link, token_for

    waiting = hand_back(lead, cast, reason="Khách khó tính")
    page = client.get(f"/vi/lead/{token_for(live_link(lead=waiting, now=NOW))}/").content.decode()
    assert "so_khcn" not in page
    assert "Sở Khoa học và Công nghệ" in page
    assert "Khách khó tính" not in page


def test_a_head_leaves_a_lead_to_another_department(lead: Lead, cast: Cast) -> None:
    form = {"officer": "department:so_tai_chinh", "reason": "Nhà máy", "seen_seq": seq_of(lead)}
    assert signed_in(cast.vu.user).post(f"/admin/desk/{lead.pk}/assign/", form).status_code == 302
    lead.refresh_from_db()
    assert (lead.owner, lead.department_id) == (None, "so_tai_chinh")
    assert lead.reference in shown(signed_in(cast.chi.user), "whose=unassigned&state=open")


@pytest.mark.parametrize("chosen", ["department:none", "off_nobody", "department:", "'; DROP TABLE", "x" * 5000])
def test_an_unknown_taker_is_refused_in_words(lead: Lead, cast: Cast, chosen: str) -> None:
    form = {"officer": chosen, "reason": "x", "seen_seq": seq_of(lead)}
    assert signed_in(cast.vu.user).post(f"/admin/desk/{lead.pk}/assign/", form).status_code == 422


def test_the_form_to_hand_back_is_drawn_for_the_owner_alone(lead: Lead, cast: Cast) -> None:
    for role, drawn in ((Role.OFFICER, True), (Role.HEAD_OF_DEPARTMENT, False), (Role.LEADER, False)):
        page = signed_in(cast.users[role]).get(f"/admin/desk/{lead.pk}/").content.decode()
        assert ("/hand-back/" in page) is drawn, role
    with pytest.raises(NotTheOwner):
        return_lead(lead=lead, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)


def shown(client: Client, query: str) -> str:
    return client.get(f"/admin/desk/?{query}").content.decode()


def test_who_was_given_a_lead_counts_as_given_one_wherever_the_lead_is_by_now(lead: Lead, cast: Cast) -> None:
    record(lead=lead, event=Assigned(department="so_tai_chinh", officer=cast.chi.key), by=None, at=SOON)
    last = {one.key: one.last_assigned_at for one in with_load(Officer.objects.all())}
    assert (last[cast.an.key], last[cast.chi.key], last[cast.binh.key]) == (NOW, SOON, None)
