"""Another department is asked: the owner stays, the question has its own clock, the file opens for the department."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from leads.choices import Role
from leads.models import Department, Due, Lead, LeadEvent, Mail, Referral
from leads.services import desk, due
from leads.services.access import LeadHidden, OnlyAsked, ReadOnly, leads_visible_to, seat_of
from leads.services.assignment import DepartmentUnavailable
from leads.services.desk_rules import LeadClosed
from leads.services.referrals import (
    AnswererUnfit,
    AskedAlready,
    NotAsked,
    OwnDepartment,
    ReferralOver,
    ReferralUnknown,
    answer_referral,
    end_referral,
    move_referrals,
    refer,
    referred_to,
    remind_of_referral,
    return_referral,
    take_referral,
)
from leads.services.words import FieldMissing
from tests.leads.conftest import NOW, Cast, at, did, plain_calendar, seq_of
from tests.leads.test_desk_views import signed_in

QUESTION = "Xưởng có cần đánh giá tác động môi trường không?"


def finance() -> Department:
    return Department.objects.get(pk="so_tai_chinh")


def asked(lead: Lead, by: User, **more: Any) -> int:
    given = {"department": finance(), "question": QUESTION, "seen_seq": seq_of(lead), "now": NOW, **more}
    return did(lambda: refer(lead=lead, by=by, **given))


@pytest.fixture
def number(lead: Lead, cast: Cast) -> int:
    return asked(lead, cast.an.user)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def sees(user: User, lead: Lead) -> bool:
    listed = leads_visible_to(again(user)).filter(pk=lead.pk).exists()
    assert listed == seat_of(again(user)).sees(lead)
    return listed


def test_the_lead_keeps_its_owner_and_the_file_opens_for_whoever_is_asked(lead: Lead, cast: Cast, number: int) -> None:
    lead.refresh_from_db()
    assert (lead.owner, lead.department_id) == (cast.an, "so_khcn")
    assert sees(cast.chi.user, lead)
    with pytest.raises(OnlyAsked):
        desk.write_note(lead=lead, text="x", seen_seq=seq_of(lead), by=cast.chi.user, now=NOW)
    assert [row.number for row in referred_to(cast.chi.user)] == [number]
    assert not referred_to(cast.binh.user)
    did(lambda: answer_referral(lead=lead, number=number, text="Không cần.", by=cast.chi.user, now=NOW))
    assert not sees(cast.chi.user, lead)
    row = Referral.objects.get()
    assert (row.state, row.answer) == ("done", "Không cần.")
    assert Mail.objects.get(kind="referral_answer").to == cast.an.user.email


def test_the_answer_is_due_in_the_working_time_of_its_target(lead: Lead, number: int) -> None:
    """Normal priority: 960 working minutes (service_targets.yaml) from Wednesday 10:00 is Friday 10:00."""
    assert Referral.objects.get().due_at == at("2026-11-27 10:00")
    assert lead.due_at == at("2026-11-25 11:00")  # the lead's own promise is another clock


def test_asked_twice_is_one_question_and_a_department_has_one_at_a_time(lead: Lead, cast: Cast, number: int) -> None:
    assert asked(lead, cast.an.user) == number
    with pytest.raises(AskedAlready):
        asked(lead, cast.an.user, question="Và điện?")
    assert asked(lead, cast.an.user, department=Department.objects.get(pk="desk")) != number


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"question": "  "}, FieldMissing),
        ({"department": "so_khcn"}, OwnDepartment),
        ({"department": "gone"}, DepartmentUnavailable),
    ],
)
def test_what_cannot_be_asked_is_refused(lead: Lead, cast: Cast, more: dict[str, Any], refusal: type) -> None:
    if "department" in more:
        key = more["department"]
        defaults = {"name_vi": "Cũ", "name_en": "Old", "valid_from": NOW.date(), "valid_to": NOW.date()}
        more = {"department": Department.objects.get_or_create(pk=key, defaults=defaults)[0]}
    with pytest.raises(refusal):
        asked(lead, cast.an.user, **more)


def test_only_who_works_on_the_lead_asks_and_a_closed_one_asks_nobody(lead: Lead, cast: Cast) -> None:
    for user, refusal in ((cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            asked(lead, user)
    closed = {"to": desk.Stage.NOT_A_LEAD, "seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW}
    desk.change_stage(lead=lead, **closed)
    with pytest.raises(LeadClosed):
        asked(lead, cast.an.user)


def test_the_question_is_given_back_with_a_reason_or_withdrawn(lead: Lead, cast: Cast, number: int) -> None:
    by_chi = {"lead": lead, "number": number, "by": cast.chi.user, "now": NOW}
    with pytest.raises(FieldMissing):
        return_referral(reason=" ", **by_chi)
    did(lambda: return_referral(reason="Thuộc thẩm quyền cơ quan khác", **by_chi))
    with pytest.raises(ReferralOver):
        end_referral(lead=lead, number=number, reason="", by=cast.an.user, now=NOW)
    second = asked(lead, cast.an.user)
    did(lambda: end_referral(lead=lead, number=second, reason="", by=cast.an.user, now=NOW))
    assert list(Referral.objects.order_by("number").values_list("state", flat=True)) == ["back", "ended"]
    with pytest.raises(ReferralUnknown):
        answer_referral(lead=lead, number=999, text="x", by=cast.an.user, now=NOW)


def test_who_was_not_asked_answers_nothing_but_the_owner_may_note_an_answer_heard(
    lead: Lead, cast: Cast, number: int
) -> None:
    terms = {"lead": lead, "number": number, "now": NOW}
    with pytest.raises(LeadHidden):
        answer_referral(text="x", by=cast.binh.user, **terms)
    with pytest.raises(NotAsked):
        answer_referral(text="x", by=cast.leader, **terms)
    with pytest.raises(NotAsked):
        return_referral(reason="x", by=cast.an.user, **terms)
    did(lambda: answer_referral(text="Qua điện thoại: không cần.", by=cast.an.user, **terms))
    assert not Mail.objects.filter(kind="referral_answer").exists()  # one tells oneself nothing


def test_an_officer_takes_it_or_is_named_and_then_it_is_this_officers(lead: Lead, cast: Cast, number: int) -> None:
    from tests.leads.conftest import person

    dung = person("off_dung", "Phạm Tiến Dũng (mẫu)", "so_tai_chinh", Role.OFFICER)
    terms = {"lead": lead, "number": number, "now": NOW}
    with pytest.raises(NotAsked):
        take_referral(officer=dung, by=cast.chi.user, **terms)
    with pytest.raises(AnswererUnfit):
        take_referral(officer=cast.an, by=cast.vu.user, **terms)
    did(lambda: take_referral(officer=dung, by=cast.vu.user, **terms))
    assert sees(dung.user, lead)
    assert not sees(cast.chi.user, lead)
    with pytest.raises(LeadHidden):
        answer_referral(text="x", by=again(cast.chi.user), **terms)


def test_a_lost_lead_needs_no_advice(lead: Lead, cast: Cast, number: int) -> None:
    more = {"to": desk.Stage.NOT_A_LEAD, "seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW}
    did(lambda: desk.change_stage(lead=lead, **more))
    assert Referral.objects.get().state == "ended"
    assert not sees(cast.chi.user, lead)


def test_a_late_answer_is_told_once_to_both_sides(lead: Lead, cast: Cast, number: int) -> None:
    row = Due.objects.get(kind="referral")
    while due.do_one(row.due_at):
        pass
    late = Mail.objects.filter(kind="referral", created_at=row.due_at)
    lead.refresh_from_db()  # Finance has no head here; the lead itself was late and was taken back meanwhile
    assert {mail.to for mail in late} == {cast.vu.user.email, lead.owner.user.email}
    did(lambda: answer_referral(lead=lead, number=number, text="x", by=cast.chi.user, now=row.due_at))
    remind_of_referral(target=row.target, now=row.due_at + timedelta(days=1))
    assert Mail.objects.filter(kind="referral", created_at=row.due_at).count() == 2


def test_a_changed_calendar_moves_what_is_still_open(lead: Lead, number: int) -> None:
    from dataclasses import replace

    holiday = replace(plain_calendar(), exceptions={NOW.date() + timedelta(days=1): False})
    assert move_referrals(calendar=holiday) == 1
    row = Referral.objects.get()
    assert row.due_at == at("2026-11-30 10:00")
    remind_of_referral(target=f"{lead.pk}:{number}", now=at("2026-11-27 10:00"))
    assert Due.objects.filter(kind="referral", due_at=row.due_at).count() == 1
    assert not Mail.objects.filter(kind="referral", created_at=at("2026-11-27 10:00")).exists()


# --- The pages ---


def test_the_owner_asks_by_form_and_the_department_answers_by_form(lead: Lead, cast: Cast) -> None:
    # A match of the tests has no answer to draw: this lead came in without one.
    Lead.objects.filter(pk=lead.pk).update(match_run=None)
    received = lead.events.get(kind="received")
    LeadEvent.objects.filter(pk=received.pk).update(data={**received.data, "match_run": None})
    an, chi = signed_in(cast.an.user), signed_in(cast.chi.user)
    page = f"/admin/desk/{lead.pk}/"
    assert chi.get(page).status_code == 404
    given = {"seen_seq": seq_of(lead), "department": "so_tai_chinh", "question_asked": ""}
    assert an.post(f"{page}refer/", given).status_code == 422
    assert an.post(f"{page}refer/", {**given, "question_asked": QUESTION}).status_code == 302
    row = Referral.objects.get()
    one = f"{page}referral/{row.number}/"
    assert one in an.get(page).content.decode()
    assert one in chi.get("/admin/desk/referrals/").content.decode()
    assert QUESTION in chi.get(page).content.decode()
    assert f"{one}back/" in chi.get(one).content.decode()
    assert f"{one}back/" not in an.get(one).content.decode()
    assert chi.post(f"{one}take/").status_code == 302
    assert chi.post(f"{one}answer/", {"answer": ""}).status_code == 422
    sent = chi.post(f"{one}answer/", {"answer": "Không cần."})
    assert sent.headers["Location"] == "/admin/desk/referrals/"
    assert chi.get(one).status_code == 404
    assert "Không cần." in an.get(page).content.decode()
    assert an.post(f"{one}end/").status_code == 409
    head = signed_in(cast.vu.user)
    assert head.post(f"{one}name/", {"officer": "off_chi"}).status_code == 409
    assert head.post(f"{one}back/", {"reason": "x"}).status_code == 409
