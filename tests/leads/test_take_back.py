"""A lead is taken back from an officer who let its promise pass, by a head or by the rule of escalation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone, translation

from leads.choices import Role
from leads.models import Lead
from leads.services import desk
from leads.services.access import LeadHidden, NotAHead, ReadOnly
from leads.services.intake import submit_lead
from leads.services.officers import take_leave
from leads.services.routing_words import public_reason, reason_in_words
from leads.services.take_back import NobodySilent, take_back, take_back_by_rule
from tests.leads.conftest import NOW, Cast, a_match, a_submission, did, seq_of
from tests.leads.test_desk_views import signed_in

LATE = NOW + timedelta(hours=6)  # the first reply was due within a working hour


def taken(lead: Lead, by: User, now: Any = LATE, **more: Any) -> Lead:
    return did(lambda: take_back(lead=lead, seen_seq=seq_of(lead), by=by, now=now, **more))


def reason_of(lead: Lead) -> dict[str, Any]:
    data: dict[str, Any] = lead.events.filter(kind="assigned").latest("seq").data["reason"]
    return data


def test_the_head_takes_a_late_lead_to_a_colleague_and_both_are_told(lead: Lead, cast: Cast) -> None:
    back = taken(lead, cast.head_khcn.user, reason="Gọi hai lần không thưa")
    assert back.owner == cast.binh
    assert back.due_clock == "first_reply"  # the promise to the investor stays as it was
    mails = back.mails.filter(created_at=LATE)
    assert {(mail.kind, mail.to) for mail in mails} == {
        ("assigned", cast.binh.user.email),
        ("taken_back", cast.an.user.email),
    }
    with translation.override("en"):
        told = reason_in_words(reason_of(back))
        assert told.startswith("Bùi Quản Lý (invented) took it back from Nguyễn Hà An (invented)")
        assert told.endswith("Gọi hai lần không thưa")
        assert public_reason(reason_of(back)) == "Given by decision of the desk."


def test_with_nobody_else_present_it_waits_in_the_department_for_its_head_and_moves_on_for_the_duty_head(
    lead: Lead, cast: Cast
) -> None:
    day = LATE.date()
    away = {"first_day": day, "last_day": day + timedelta(days=9), "reason": "", "deputy": "", "now": NOW}
    take_leave(officer=cast.binh, by=cast.vu.user, **away)
    waits = taken(lead, cast.head_khcn.user)
    assert (waits.owner, waits.department_id) == (None, "so_khcn")
    again, _ = submit_lead(submission=a_submission(a_match(), submission_key="k2"), by=None, now=NOW)
    assert again.owner == cast.an
    moved = taken(again, cast.vu.user)
    assert moved.owner == cast.vu


def test_a_second_silence_asks_somebody_new_and_the_first_again_only_when_nobody_else_may(
    lead: Lead, cast: Cast
) -> None:
    assert taken(lead, cast.head_khcn.user).owner == cast.binh
    assert taken(lead, cast.vu.user, now=LATE + timedelta(days=1)).owner == cast.vu  # not An, who was silent
    other, _ = submit_lead(submission=a_submission(a_match(), submission_key="k2"), by=None, now=NOW)
    assert other.owner == cast.an
    assert taken(other, cast.head_khcn.user).owner == cast.binh
    assert taken(other, cast.head_khcn.user, now=LATE + timedelta(days=1)).owner == cast.an


def test_nothing_is_taken_back_in_time_or_from_nobody(lead: Lead, cast: Cast) -> None:
    with pytest.raises(NobodySilent):
        taken(lead, cast.vu.user, now=NOW + timedelta(minutes=5))
    desk.hand_back(lead=lead, department=lead.department, reason="x", seen_seq=seq_of(lead), by=cast.an.user, now=NOW)
    with pytest.raises(NobodySilent):
        taken(lead, cast.vu.user)


@pytest.mark.parametrize(
    ("role", "refusal"), [(Role.OFFICER, NotAHead), (Role.LEADER, ReadOnly), (Role.EDITOR, LeadHidden)]
)
def test_only_heads_take_back(lead: Lead, cast: Cast, role: Role, refusal: type) -> None:
    with pytest.raises(refusal):
        taken(lead, cast.users[role])


def test_the_rule_takes_back_what_is_late_still_and_nothing_else(lead: Lead, cast: Cast) -> None:
    assert not take_back_by_rule(lead=lead, by=None, now=NOW)
    assert did(lambda: take_back_by_rule(lead=lead, by=None, now=LATE))
    lead.refresh_from_db()
    assert lead.owner == cast.binh
    with translation.override("vi"):
        assert "theo quy tắc báo cáo vượt cấp" in reason_in_words(reason_of(lead))


def test_the_button_stands_on_a_late_lead_and_does_it(cast: Cast) -> None:
    month_ago = timezone.now() - timedelta(days=30)
    lead, _ = submit_lead(submission=a_submission(sector="software"), by=None, now=month_ago)
    client = signed_in(cast.head_khcn.user)
    url = f"/admin/desk/{lead.pk}/take-back/"
    assert url in client.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert url not in signed_in(cast.an.user).get(f"/admin/desk/{lead.pk}/").content.decode()
    assert client.post(url, {"seen_seq": seq_of(lead)}).status_code == 302
    lead.refresh_from_db()
    assert lead.owner == cast.binh
