"""Notes, replies, next steps and pauses: what each verb does to the lead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leads.choices import DueKind, EventKind, Stage
from leads.models import Due, Lead, Mail
from leads.services import desk
from leads.services.desk import Step, change_stage, pause, resume, set_next_step, write_note
from leads.services.due import do_one
from leads.services.events import Replied, record, state_of
from leads.services.gates import missing_for
from tests.leads.conftest import Cast, at, did, seq_of
from tests.leads.desk_acts import SOON, TOMORROW, act, answered, at_stage

pytestmark = pytest.mark.django_db

# --- Notes ---


def test_a_note_is_kept_and_changes_nothing_else(lead: Lead, cast: Cast) -> None:
    due = lead.due_at
    row = act(write_note, lead, cast, text=" Gọi lại\r\nchiều nay ")
    assert (row.kind, row.data, row.by) == (EventKind.NOTE_WRITTEN, {"text": "Gọi lại\nchiều nay"}, cast.an.user)
    assert (lead.stage, lead.due_at) == (Stage.NEW, due)


def test_a_note_sent_twice_is_one_note(lead: Lead, cast: Cast) -> None:
    seen = seq_of(lead)
    first = act(write_note, lead, cast, text="Một", seen_seq=seen)
    assert act(write_note, lead, cast, text="Một", seen_seq=seen) == first
    act(write_note, lead, cast, text="Hai", seen_seq=seen)
    assert lead.events.filter(kind=EventKind.NOTE_WRITTEN).count() == 2


def test_a_note_is_welcome_though_a_colleague_was_quicker(lead: Lead, cast: Cast) -> None:
    seen = seq_of(lead)
    act(set_next_step, lead, cast, step=TOMORROW, by=cast.vu.user)
    act(write_note, lead, cast, text="Một", seen_seq=seen)


# --- Replies ---


def test_a_reply_is_mailed_stops_the_first_clock_and_puts_the_lead_in_contact(lead: Lead, cast: Cast) -> None:
    answered(lead, cast)
    mail = Mail.objects.get(kind="reply")
    assert (mail.to, mail.language) == (lead.contact_email, "vi")
    assert "Chào quý vị, chúng tôi đã xem." in mail.body
    assert cast.an.name in mail.body
    assert Due.objects.filter(kind=DueKind.SEND_MAIL, target=str(mail.pk)).exists()
    assert state_of(lead).first_reply_at == SOON
    assert (lead.stage, lead.due_clock, lead.due_at) == (Stage.IN_CONTACT, "full_answer", at("2026-11-27 10:00"))


def test_a_reply_that_answers_everything_ends_the_full_answer(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, answers_all=True, step=TOMORROW)
    assert (lead.stage, lead.due_clock, lead.due_at) == (Stage.IN_CONTACT, "next_step", TOMORROW.due)


def test_a_lead_without_anything_to_come_goes_nowhere_until_a_step_is_set(lead: Lead, cast: Cast) -> None:
    with pytest.raises(desk.NextStepMissing):
        answered(lead, cast, answers_all=True)
    did(lambda: record(lead=lead, event=Replied(mail=1, answers_all=True), by=None, at=SOON))
    assert missing_for(lead, Stage.IN_CONTACT, SOON) == ("g_next_step",)
    act(change_stage, lead, cast, to=Stage.IN_CONTACT, step=TOMORROW)
    assert lead.stage == Stage.IN_CONTACT


def test_a_reply_is_signed_by_who_wrote_it(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, by=cast.vu.user)
    assert cast.vu.name in Mail.objects.get(kind="reply").body


def test_a_closed_lead_is_answered_without_a_next_step(lead: Lead, cast: Cast) -> None:
    at_stage(lead, cast, Stage.LOST)
    with pytest.raises(desk.NoStepHere):
        answered(lead, cast, step=TOMORROW)
    answered(lead, cast)
    assert lead.due_at is None


# --- Next step, pause, resume ---


def test_a_next_step_replaces_the_one_before(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, answers_all=True, step=TOMORROW)
    act(set_next_step, lead, cast, step=Step("Gọi", at("2026-11-30 09:00")))
    assert lead.due_at == at("2026-11-30 09:00")


def test_a_pause_stops_the_clock_and_the_worker_lets_it_run_again(lead: Lead, cast: Cast) -> None:
    answered(lead, cast)
    until = at("2026-11-26 10:20")
    act(pause, lead, cast, reason="waiting_investor", until=until)
    assert (lead.due_at, lead.due_clock, lead.paused_until) == (None, "", until)
    while do_one(until - timedelta(minutes=1)):
        pass
    lead.refresh_from_db()
    assert lead.paused_until == until
    assert did(lambda: do_one(until + timedelta(minutes=5)))
    lead.refresh_from_db()
    assert (lead.paused_until, lead.pause_reason) == (None, "")
    assert (lead.due_clock, lead.due_at) == ("full_answer", at("2026-11-30 10:00"))


def test_a_pause_ended_by_hand_is_not_ended_again(lead: Lead, cast: Cast) -> None:
    answered(lead, cast)
    first, second = at("2026-11-26 10:20"), at("2026-11-30 10:20")
    act(pause, lead, cast, reason="waiting_investor", until=first)
    act(resume, lead, cast, now=at("2026-11-25 11:20"))
    assert lead.due_at == at("2026-11-27 11:00")
    act(pause, lead, cast, reason="waiting_investor", until=second, now=at("2026-11-25 14:00"))
    while did(lambda: do_one(first + timedelta(hours=1))):
        pass
    lead.refresh_from_db()
    assert lead.paused_until == second
    assert not Due.objects.filter(done_at=None, due_at=first).exists()


def test_a_pause_does_not_hide_the_first_reply(lead: Lead, cast: Cast) -> None:
    act(pause, lead, cast, reason="waiting_investor", until=at("2026-11-26 10:20"))
    assert (lead.due_clock, lead.due_at) == ("first_reply", at("2026-11-25 11:00"))
