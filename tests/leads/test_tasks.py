"""Tasks of a lead: events and rows, who may, reminders; and that no open lead is left without a promise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from leads.choices import DueKind, Stage, TaskKind, TaskState
from leads.models import Due, Lead, Mail, Task
from leads.services import tasks
from leads.services.access import LeadHidden, ReadOnly
from leads.services.assignment import assign, hand_back
from leads.services.contact import record_contact
from leads.services.desk import (
    DateNotAhead,
    NextStepMissing,
    TooFarAhead,
    change_stage,
    record_reply,
)
from leads.services.due import do_one
from leads.services.tasks import NewTask, add_task, change_task, finish_task, open_task, reopen_task
from leads.services.words import FieldMissing
from tests.leads.conftest import NOW, Cast, at, did, seq_of
from tests.leads.desk_acts import TOMORROW, act, answered, at_stage

pytestmark = pytest.mark.django_db

DUE = at("2026-11-26 15:00")


def set_task(lead: Lead, cast: Cast, title: str = "Hỏi Sở Xây dựng", **more: Any) -> int:
    given: dict[str, Any] = {"due": DUE} | more
    task = NewTask(title=title, **{key: given.pop(key) for key in ("due", "officer", "kind") if key in given})
    number: int = act(add_task, lead, cast, task=task, **given)
    return number


def row(lead: Lead, number: int) -> Task:
    return Task.objects.get(lead=lead, number=number)


# --- What happens to a task ---


def test_a_task_is_the_owners_unless_somebody_is_named(lead: Lead, cast: Cast) -> None:
    mine = row(lead, set_task(lead, cast))
    assert (mine.title, mine.due_at, mine.officer, mine.state) == ("Hỏi Sở Xây dựng", DUE, cast.an, TaskState.OPEN)
    heads = row(lead, set_task(lead, cast, officer="head_khcn"))
    assert heads.officer == cast.head_khcn
    assert Mail.objects.get(kind="task").to == cast.head_khcn.user.email  # a colleague hears of it, oneself does not


def test_a_task_is_done_and_opened_again(lead: Lead, cast: Cast) -> None:
    number = set_task(lead, cast)
    did(lambda: finish_task(lead=lead, number=number, by=cast.an.user, now=NOW))
    assert (row(lead, number).state, row(lead, number).ended_at) == (TaskState.DONE, NOW)
    with pytest.raises(tasks.TaskEnded):
        finish_task(lead=lead, number=number, by=cast.an.user, now=NOW)
    did(lambda: reopen_task(lead=lead, number=number, by=cast.vu.user, now=NOW))
    assert (row(lead, number).state, row(lead, number).ended_at) == (TaskState.OPEN, None)
    with pytest.raises(tasks.TaskNotDone):
        reopen_task(lead=lead, number=number, by=cast.an.user, now=NOW)


def test_a_task_is_changed_and_saved_unchanged_writes_nothing(lead: Lead, cast: Cast) -> None:
    number = set_task(lead, cast)
    later = NewTask(title="Hỏi lại", due=DUE + timedelta(days=1), officer="demo_head")
    did(lambda: change_task(lead=lead, number=number, task=later, by=cast.an.user, now=NOW))
    assert (row(lead, number).title, row(lead, number).officer) == ("Hỏi lại", cast.vu)
    before = lead.events.count()
    change_task(lead=lead, number=number, task=later, by=cast.an.user, now=NOW)
    assert lead.events.count() == before


def test_the_same_task_sent_twice_is_one(lead: Lead, cast: Cast) -> None:
    seen = seq_of(lead)
    assert set_task(lead, cast, seen_seq=seen) == set_task(lead, cast, seen_seq=seen)
    assert Task.objects.count() == 1


def test_a_task_goes_with_the_lead(lead: Lead, cast: Cast) -> None:
    own, heads = set_task(lead, cast), set_task(lead, cast, title="Duyệt", officer="head_khcn")
    done = set_task(lead, cast, title="Đã làm")
    finish_task(lead=lead, number=done, by=cast.an.user, now=NOW)
    give = {"reason": "Quá tải", "by": cast.vu.user, "now": NOW}
    did(lambda: assign(lead=lead, officer=cast.binh, seen_seq=seq_of(lead), **give))
    found = {task.number: task.officer for task in Task.objects.select_related("officer")}
    assert found == {own: cast.binh, heads: cast.head_khcn, done: cast.an}
    did(lambda: hand_back(lead=lead, department=lead.department, seen_seq=seq_of(lead), **give))
    assert row(lead, own).officer is None
    lead.refresh_from_db()
    did(lambda: assign(lead=lead, officer=cast.an, seen_seq=seq_of(lead), **give))
    assert row(lead, own).officer == cast.an


def test_a_lost_lead_has_nothing_left_to_do(lead: Lead, cast: Cast) -> None:
    number = set_task(lead, cast)
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="silent")
    assert row(lead, number).state == TaskState.DROPPED
    with pytest.raises(tasks.TaskEnded):
        finish_task(lead=lead, number=number, by=cast.an.user, now=NOW)


def test_a_way_in_brings_a_call_along_without_words(lead: Lead, cast: Cast) -> None:
    call = NewTask(title="", due=DUE, kind=TaskKind.CALL)
    number = did(lambda: open_task(lead=lead, task=call, by=None, now=NOW))
    assert row(lead, number).officer == cast.an
    with translation.override("vi"):
        assert tasks.shown_title(row(lead, number)) == "Gọi cho nhà đầu tư"


# --- What is refused ---


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": " "}, FieldMissing),
        ({"due": at("2026-11-25 09:00")}, DateNotAhead),
        ({"due": at("9999-11-25 09:00")}, TooFarAhead),
        ({"officer": "off_chi"}, tasks.TaskTakerUnfit),  # another department: would never see the file
        ({"officer": "off_binh"}, tasks.TaskTakerUnfit),  # a colleague's lead is not Bình's to open
    ],
)
def test_a_task_that_makes_no_sense_is_refused(
    lead: Lead, cast: Cast, change: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        set_task(lead, cast, **change)
    assert not Task.objects.exists()


def test_only_who_works_on_the_lead_touches_its_tasks(lead: Lead, cast: Cast) -> None:
    number = set_task(lead, cast)
    for by, refusal in ((cast.chi.user, LeadHidden), (cast.binh.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            set_task(lead, cast, by=by)
        with pytest.raises(refusal):
            finish_task(lead=lead, number=number, by=by, now=NOW)
    with pytest.raises(tasks.TaskUnknown):
        finish_task(lead=lead, number=999, by=cast.an.user, now=NOW)


# --- Reminders ---


def sent(now: Any) -> list[str]:
    Due.objects.filter(kind=DueKind.ESCALATE).delete()  # the lead stays with its officer, however late
    while do_one(now):
        pass
    return list(Mail.objects.filter(kind="task").order_by("pk").values_list("to", flat=True))


def test_a_reminder_comes_when_the_office_opens_and_only_once(lead: Lead, cast: Cast) -> None:
    set_task(lead, cast)
    assert Due.objects.get(kind=DueKind.TASK).due_at == at("2026-11-26 07:30")
    assert sent(at("2026-11-26 07:29")) == []
    assert sent(at("2026-11-26 07:31")) == [cast.an.user.email]
    assert sent(at("2026-11-27 07:31")) == [cast.an.user.email]


def test_a_call_is_reminded_of_a_quarter_of_an_hour_ahead(lead: Lead, cast: Cast) -> None:
    open_task(lead=lead, task=NewTask("", DUE, kind=TaskKind.CALL), by=None, now=NOW)
    assert Due.objects.get(kind=DueKind.TASK).due_at == at("2026-11-26 14:45")


def test_a_task_for_today_is_reminded_of_when_it_is_due(lead: Lead, cast: Cast) -> None:
    set_task(lead, cast, due=at("2026-11-25 16:00"))
    assert Due.objects.get(kind=DueKind.TASK).due_at == at("2026-11-25 16:00")


def test_what_is_done_or_put_off_is_not_reminded_of(lead: Lead, cast: Cast) -> None:
    done, late = set_task(lead, cast), set_task(lead, cast, title="Hai")
    finish_task(lead=lead, number=done, by=cast.an.user, now=NOW)
    put_off = NewTask("Hai", at("2026-11-30 15:00"), "off_an")
    did(lambda: change_task(lead=lead, number=late, task=put_off, by=cast.an.user, now=NOW))
    assert sent(at("2026-11-27 09:00")) == []
    assert len(sent(at("2026-11-30 09:00"))) == 1


def test_a_task_that_nobody_has_is_told_to_the_head(lead: Lead, cast: Cast) -> None:
    set_task(lead, cast)
    hand_back(lead=lead, department=lead.department, reason="x", seen_seq=seq_of(lead), by=cast.an.user, now=NOW)
    assert sent(at("2026-11-26 08:00")) == [cast.head_khcn.user.email]


# --- No open lead without a promise ---


def test_an_answer_to_everything_needs_a_next_step(lead: Lead, cast: Cast) -> None:
    for verb, more in ((record_reply, {}), (record_contact, {"channel": "phone"})):
        with pytest.raises(NextStepMissing):
            act(verb, lead, cast, text="Đã trả lời hết.", answers_all=True, **more)
    assert not Mail.objects.filter(kind="reply").exists()
    answered(lead, cast, answers_all=True, step=TOMORROW)
    assert lead.due_at == TOMORROW.due


def test_a_lead_taken_back_into_work_needs_a_next_step(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, answers_all=True, step=TOMORROW)
    at_stage(lead, cast, Stage.WON)
    with pytest.raises(NextStepMissing):
        act(change_stage, lead, cast, to=Stage.LICENSED, reason="Hợp đồng bị huỷ")
    act(change_stage, lead, cast, to=Stage.LICENSED, reason="Hợp đồng bị huỷ", step=TOMORROW)
    assert lead.due_at == TOMORROW.due
