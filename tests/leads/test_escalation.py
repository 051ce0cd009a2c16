"""Escalation in levels: each once, at its share of the target, to whom it goes; acknowledged by whom it went to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from leads.choices import Clock, DueKind, EventKind, Priority, Role, Stage
from leads.desk.due_pages import due_page
from leads.models import Due, Lead, Mail
from leads.services import desk
from leads.services.access import LeadHidden
from leads.services.due import do_one
from leads.services.escalation import (
    NotAddressed,
    NothingToAcknowledge,
    acknowledge,
    addressed,
    addressed_to,
    can_acknowledge,
    escalate,
)
from leads.services.events import state_of
from leads.services.intake import submit_lead
from leads.services.lead_state import LeadState, NextStep
from leads.services.levels import open_levels
from leads.services.targets import seed_targets
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, person, plain_calendar, seq_of
from tests.leads.test_desk_views import signed_in

CALENDAR = plain_calendar()


@pytest.fixture
def lead(lead: Lead) -> Lead:
    """Its mails are gone; what comes up are the levels of its promises."""
    Due.objects.filter(kind=DueKind.SEND_MAIL).delete()
    return lead


def levels(**more: Any) -> dict[str, datetime]:
    given: dict[str, Any] = {"stage": Stage.NEW, "priority": Priority.NORMAL, "received_at": NOW}
    found = open_levels(LeadState(**given | more), CALENDAR, seed_targets())
    return {f"{one.due.clock}/{one.level.key}": one.at for one in found}


def work(now: datetime) -> list[str]:
    """Everything due by now; the addresses of the escalation mails it wrote."""
    before = set(Mail.objects.values_list("pk", flat=True))
    while did(lambda: do_one(now)):
        pass
    new = Mail.objects.filter(kind="escalation").exclude(pk__in=before).order_by("pk")
    return [mail.to for mail in new]


# --- When ---


def test_the_levels_of_an_hour() -> None:
    """60 working minutes from 10:00: 50, 80, 100, 150 and 300 percent of them, over lunch."""
    found = levels()
    assert [found[f"first_reply/{key}"] for key in ("remind_owner", "warn_deputy", "breach_head")] == [
        at("2026-11-25 10:30"),
        at("2026-11-25 10:48"),
        at("2026-11-25 11:00"),
    ]
    assert found["first_reply/take_back"] == at("2026-11-25 11:30")
    assert found["first_reply/leader"] == at("2026-11-25 14:30")


def test_a_pause_moves_the_levels_and_while_it_lasts_there_are_none() -> None:
    from leads.services.lead_state import Pause, PausedSpan

    answered = {"stage": Stage.IN_CONTACT, "first_reply_at": NOW}
    plain = levels(**answered)["full_answer/remind_owner"]
    assert plain == at("2026-11-26 10:00")
    span = PausedSpan("waiting_investor", at("2026-11-25 14:00"), at("2026-11-26 14:00"))
    assert levels(**answered, paused=(span,))["full_answer/remind_owner"] == at("2026-11-27 10:00")
    assert levels(**answered, pause=Pause("waiting_investor", at("2026-11-25 14:00"), at("2026-12-01 17:00"), 4)) == {}


def test_the_levels_of_a_step_are_shares_of_the_time_it_was_given() -> None:
    step = NextStep("Gửi", at("2026-11-26 15:00"), NOW)
    found = levels(stage=Stage.QUALIFIED, first_reply_at=NOW, full_answer_at=NOW, next_step=step)
    assert found["next_step/breach_head"] == step.due
    whole = CALENDAR.minutes_between(NOW, step.due)
    assert CALENDAR.minutes_between(NOW, found["next_step/remind_owner"]) == whole // 2
    assert CALENDAR.minutes_between(step.due, found["next_step/take_back"]) == whole // 2


def test_a_day_to_come_back_has_no_half() -> None:
    found = levels(stage=Stage.PARKED, come_back_on=at("2026-12-10 00:00").date())
    assert set(found) == {"next_step/breach_head", "next_step/take_back", "next_step/leader"}
    assert found["next_step/take_back"] == at("2026-12-11 11:30")


# --- By due rows ---


def test_each_level_goes_out_once_at_its_moment_to_whom_it_goes(lead: Lead, cast: Cast) -> None:
    cast.an.deputy = cast.binh
    cast.an.save()
    assert work(at("2026-11-25 10:29")) == []
    assert work(at("2026-11-25 10:30")) == [cast.an.user.email]
    assert work(at("2026-11-25 10:47")) == []
    assert work(at("2026-11-25 10:48")) == [cast.an.user.email, cast.binh.user.email]
    assert work(at("2026-11-25 11:00")) == [cast.head_khcn.user.email]
    lead.refresh_from_db()
    assert (lead.escalation, lead.acknowledged) == (3, False)
    assert work(at("2026-11-25 11:30")) == [cast.vu.user.email]
    lead.refresh_from_db()
    assert lead.owner == cast.binh  # taken back from who was silent
    assert lead.due_at == at("2026-11-25 11:00")
    assert work(at("2026-11-25 14:30")) == [cast.leader.email]
    assert [row.data["level"] for row in lead.events.filter(kind=EventKind.ESCALATED)] == [1, 2, 3, 4, 5]
    mail = Mail.objects.filter(kind="escalation").order_by("pk").last()
    assert mail
    assert lead.reference in mail.subject
    assert "đã quá hạn" in mail.body
    assert lead.contact_name not in mail.body  # a name is read in the file, by whoever may


def test_a_worker_that_comes_late_sends_only_the_highest_level(lead: Lead, cast: Cast) -> None:
    assert work(at("2026-11-25 11:10")) == [cast.head_khcn.user.email]
    assert [row.data["level"] for row in lead.events.filter(kind=EventKind.ESCALATED)] == [3]


def test_a_kept_promise_is_left_alone_and_the_next_one_has_levels_of_its_own(lead: Lead, cast: Cast) -> None:
    work(at("2026-11-25 10:30"))
    replied = at("2026-11-25 10:40")
    desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), by=cast.an.user, now=replied)
    Due.objects.filter(kind=DueKind.SEND_MAIL).delete()
    lead.refresh_from_db()
    assert lead.escalation == 0
    assert work(at("2026-11-25 16:00")) == []
    assert work(at("2026-11-26 10:00")) == [cast.an.user.email]  # half of the two days of the full answer


def test_a_lead_nobody_owns_is_the_heads(lead: Lead, cast: Cast) -> None:
    by: dict[str, Any] = {"seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW}
    desk.hand_back(lead=lead, department=lead.department, reason="Quá tải", **by)
    Due.objects.filter(kind=DueKind.SEND_MAIL).delete()
    assert work(at("2026-11-25 10:30")) == [cast.head_khcn.user.email]


def test_without_a_head_the_duty_head_is_told_and_finds_it_on_the_list(cast: Cast) -> None:
    lead, _ = submit_lead(submission=a_submission(a_match("electronics_hardware")), by=None, now=NOW)
    assert lead.department_id == "so_tai_chinh"
    assert addressed(lead, "head_of_department", NOW) == [cast.vu]
    Due.objects.filter(kind=DueKind.SEND_MAIL).delete()
    assert work(at("2026-11-25 11:00")) == [cast.vu.user.email]
    assert due_page(cast.vu.user, at("2026-11-25 11:00")).told[0].number == 3
    assert due_page(cast.chi.user, at("2026-11-25 11:00")).told == ()
    person("head_tai_chinh", "Phạm Tài Chính (mẫu)", "so_tai_chinh", Role.HEAD_OF_DEPARTMENT, takes_leads=False)
    assert due_page(cast.vu.user, at("2026-11-25 11:00")).told == ()  # from now on it is theirs


def test_what_nobody_owns_stands_on_the_heads_list(lead: Lead, cast: Cast) -> None:
    by: dict[str, Any] = {"seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW}
    desk.hand_back(lead=lead, department=lead.department, reason="Quá tải", **by)
    Due.objects.filter(kind=DueKind.SEND_MAIL).delete()
    work(at("2026-11-25 10:30"))
    told = {officer.key: due_page(officer.user, at("2026-11-25 10:30")).told for officer in (cast.an, cast.head_khcn)}
    assert {key: len(lines) for key, lines in told.items()} == {"off_an": 0, "head_khcn": 1}


def test_a_level_is_sent_once_however_often_its_row_comes_up(lead: Lead) -> None:
    late = at("2026-11-25 11:00")
    first = did(lambda: escalate(lead=lead, clock=Clock.FIRST_REPLY, by=None, now=late))
    assert first
    assert first.level.number == 3
    assert did(lambda: escalate(lead=lead, clock=Clock.FIRST_REPLY, by=None, now=late)) is None


# --- Acknowledged ---


@pytest.mark.parametrize(
    ("when", "level", "may"),
    [
        ("2026-11-25 10:30", 1, {Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD}),
        ("2026-11-25 10:48", 2, {Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD}),
        ("2026-11-25 11:00", 3, {Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD}),
        ("2026-11-25 11:30", 4, {Role.DUTY_HEAD}),
        ("2026-11-25 14:30", 5, {Role.LEADER}),
    ],
)
def test_whoever_a_level_was_sent_to_takes_note_of_it(
    lead: Lead, cast: Cast, when: str, level: int, may: set[Role]
) -> None:
    work(at(when))
    lead.refresh_from_db()
    assert lead.escalation == level
    assert {role for role, user in cast.users.items() if can_acknowledge(user, lead)} == may
    told = {role for role, user in cast.users.items() if addressed_to(user, lead, {"so_khcn"})}
    assert told == ({Role.OFFICER} if level < 3 else {Role.HEAD_OF_DEPARTMENT} if level == 3 else may)


def test_taking_note_is_an_event_and_the_next_level_asks_anew(lead: Lead, cast: Cast) -> None:
    work(at("2026-11-25 11:00"))
    with pytest.raises(NotAddressed):
        acknowledge(lead=lead, text="", by=cast.an.user, now=NOW)
    with pytest.raises(LeadHidden):
        acknowledge(lead=lead, text="", by=cast.chi.user, now=NOW)
    did(lambda: acknowledge(lead=lead, text="Đang gọi", by=cast.head_khcn.user, now=NOW))
    lead.refresh_from_db()
    assert lead.acknowledged
    with pytest.raises(NothingToAcknowledge):
        acknowledge(lead=lead, text="", by=cast.head_khcn.user, now=NOW)
    work(at("2026-11-25 11:30"))
    lead.refresh_from_db()
    assert (lead.escalation, lead.acknowledged) == (4, False)
    assert state_of(lead).escalations[0].acknowledged


# --- The page ---


def test_the_due_list_shows_each_their_own(cast: Cast) -> None:
    """Received long ago by the real clock, so that it is late whenever the test runs."""
    from django.utils import timezone

    long_ago = timezone.now() - timedelta(days=30)
    lead, _ = submit_lead(submission=a_submission(), by=None, now=long_ago)
    did(lambda: escalate(lead=lead, clock=Clock.FIRST_REPLY, by=None, now=timezone.now()))
    lead.refresh_from_db()
    assert lead.escalation == 5
    leader, duty_head = signed_in(cast.leader), signed_in(cast.vu.user)
    assert lead.reference not in due(signed_in(cast.chi.user))
    assert "Việc được báo tới" not in due(duty_head)
    assert lead.reference in due(duty_head)
    assert "Việc được báo tới quý vị" in due(leader)
    answer = leader.post(f"/admin/desk/{lead.pk}/acknowledge/", {"text": "Giao đồng chí trưởng phòng", "back": ""})
    assert answer["Location"] == "/admin/desk/due/"
    lead.refresh_from_db()
    assert lead.acknowledged
    assert "Giao đồng chí trưởng phòng" in duty_head.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert duty_head.post(f"/admin/desk/{lead.pk}/acknowledge/", {"back": "lead"})["Location"].endswith(f"{lead.pk}/")
    assert "không có cấp nhắc việc nào" in duty_head.get(f"/admin/desk/{lead.pk}/").content.decode()


def due(client: Client) -> str:
    return client.get("/admin/desk/due/").content.decode()
