"""Typed, append-only events, and the row as their sum."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from leads.choices import EventKind, Stage
from leads.models import Lead, LeadEvent
from leads.services import events
from leads.services.events import Happened, fold, from_json, history, record, to_json
from tests.leads.conftest import NOW, at, did, seq_of

# One stored sample per kind and version: what is in the database must stay readable for ever.
SAMPLES: dict[tuple[str, int], dict[str, Any]] = {
    ("received", 1): {
        "source": "site",
        "language": "ko",
        "priority": "high",
        "country": "KR",
        "question": "",
        "match_run": 7,
    },
    ("assigned", 1): {"department": "so_khcn", "officer": "off_an", "reason": {"rule": "r_digital"}},
    ("mail_sent", 1): {"mail": 3, "mail_kind": "confirmation"},
    ("mail_failed", 1): {"mail": 3, "mail_kind": "confirmation", "failure": "550 5.1.1 mailbox unknown"},
    ("pack_issued", 1): {"number": 1, "match_run": 7, "digest": "b7196188f8924427"},
    ("message_written", 1): {"message": 5, "files": 1},
    ("reminded", 1): {"clock": "first_reply", "was_due": "2026-11-25T11:00:00+07:00"},
    ("profile_changed", 1): {"match_run": 9, "was": 7},
    ("link_changed", 1): {"what": "forwarded", "link": 3},
    ("answer_judged", 1): {"verdict": "partly", "message": 5},
    ("described", 1): {
        "priority": "high",
        "sector": "software",
        "country": "KR",
        "question": "eia",
        "area_min_m2": 20000,
        "area_max_m2": None,
    },
    ("note_written", 1): {"text": "Gọi lại chiều nay"},
    ("replied", 1): {"mail": 4, "answers_all": True, "files": 0},
    ("stage_changed", 1): {
        "old": "in_contact",
        "new": "parked",
        "reason": "",
        "loss_reason": "",
        "come_back_on": "2027-01-15",
        "stated": {"g_size": "20 người"},
    },
    ("next_step_set", 1): {"what": "Gửi phương án", "due": "2026-11-27T17:00:00+07:00"},
    ("paused", 1): {"reason": "waiting_investor", "until": "2026-12-01T17:00:00+07:00"},
    ("contacted", 1): {"channel": "phone", "text": "Hẹn gửi bản đồ", "answers_all": False},
    ("escalated", 1): {
        "clock": "first_reply",
        "was_due": "2026-11-25T11:00:00+07:00",
        "level": 3,
        "to": ["Bùi Quản Lý (mẫu)"],
    },
    ("acknowledged", 1): {"level": 3, "text": "Đã gọi cán bộ"},
    ("due_moved", 1): {
        "change_set": 4,
        "clock": "full_answer",
        "was_due": "2027-02-04T10:00:00+07:00",
        "now_due": "2027-02-11T10:00:00+07:00",
    },
    ("consent_given", 1): {"purposes": ["answer_request"], "channel": "link"},
    ("mail_received", 1): {"incoming": 9, "automatic": False, "known": True, "files": 2},
    ("contact_changed", 1): {"fields": ["contact_email"]},
    ("held", 1): {
        "hold": 5,
        "plots": ["SX-20"],
        "until": "2026-12-09T17:00:00+07:00",
        "days": 10,
        "area_m2": 31171.0,
    },
    ("hold_queued", 1): {"hold": 6, "plots": ["SX-20", "SX-21"], "days": 15, "area_m2": 60000.0},
    ("hold_extended", 1): {"hold": 5, "until": "2026-12-16T17:00:00+07:00", "reason": "Chờ ngân hàng"},
    ("hold_approved", 1): {"hold": 5},
    ("hold_signed", 1): {"hold": 5},
    ("hold_ended", 1): {"hold": 5, "how": "expired", "reason": ""},
    ("path_chosen", 1): {"path": 3},
    ("step_begun", 1): {"step": "plot_reservation", "on": "2026-11-25"},
    ("step_done", 1): {"step": "plot_reservation", "on": "2026-12-01", "note": "12/QĐ"},
    ("step_cleared", 1): {"step": "plot_reservation"},
    ("task_set", 1): {
        "title": "Gọi lại",
        "due": "2026-11-26T09:00:00+07:00",
        "officer": "off_an",
        "task_kind": "todo",
        "task": 0,
    },
    ("task_done", 1): {"task": 5},
    ("task_reopened", 1): {"task": 5},
    ("merged", 1): {"what": "organisation", "old": 7, "new": 3, "change_set": 12},
    ("unmerged", 1): {"what": "person", "old": 3, "new": 7, "change_set": 12},
    ("concealed", 1): {"code_name": "Dự án Hoa Sen"},
    ("released", 1): {},
    ("referred", 1): {"department": "so_nnmt", "question": "Đất đã giải phóng mặt bằng chưa?", "officer": ""},
    ("referral_taken", 1): {"referral": 5, "officer": "off_chi"},
    ("referral_done", 1): {"referral": 5, "answer": "Đã xong 90%"},
    ("referral_back", 1): {"referral": 5, "reason": "Thuộc thẩm quyền của phường"},
    ("referral_ended", 1): {"referral": 5, "reason": ""},
    ("privacy_asked", 1): {"request": 4, "right": "withdraw", "purpose": "newsletter"},
    ("privacy_answered", 1): {"request": 4, "right": "withdraw", "outcome": "done", "purpose": "newsletter"},
    ("restricted", 1): {"request": 5},
    ("freed", 1): {"request": 5},
    ("meeting_set", 1): {
        "appointment": 3,
        "what": "video",
        "starts_at": "2026-12-01T08:00:00+07:00",
        "officer": "off_an",
        "how": "booked",
    },
    ("meeting_ended", 1): {"appointment": 3, "what": "video", "how": "desk", "text": "Bận họp"},
    ("meeting_answered", 1): {"appointment": 3, "what": "video", "reply": "declined"},
    ("erased", 1): {"rule": "lost", "request": 0},
    ("kept_longer", 1): {"kept_until": "2028-01-31", "reason": "Đang có khiếu nại"},
    ("resumed", 1): {"ended_at": "2026-11-26T09:00:00+07:00"},
}


def test_every_kind_has_a_sample_of_each_version() -> None:
    assert {(cls.kind.value, cls.version) for cls in events.TYPES.values()} == set(SAMPLES)
    assert set(events.TYPES) == set(EventKind)


@pytest.mark.parametrize(("kind", "version"), SAMPLES)
def test_stored_samples_load_and_store_the_same_again(kind: str, version: int) -> None:
    event = from_json(kind, version, SAMPLES[kind, version])
    assert to_json(event) == SAMPLES[kind, version]
    with pytest.raises(FrozenInstanceError):
        event.kind = EventKind.RECEIVED  # type: ignore[misc]  # frozen: that is what is tried


def test_times_load_as_times() -> None:
    paused = from_json("paused", 1, SAMPLES["paused", 1])
    assert isinstance(paused, events.Paused)
    assert paused.until == at("2026-12-01 17:00")
    moved = from_json("stage_changed", 1, SAMPLES["stage_changed", 1])
    assert isinstance(moved, events.StageChanged)
    assert moved.come_back_on == date(2027, 1, 15)


@pytest.mark.parametrize(("kind", "version"), [("teleported", 1), ("received", 99)])
def test_an_event_of_another_release_is_named_not_guessed(kind: str, version: int) -> None:
    with pytest.raises(events.UnknownEvent, match=kind):
        from_json(kind, version, {})


def test_a_lead_begins_with_its_arrival() -> None:
    note = Happened(1, events.NoteWritten(text="x"), NOW)
    for wrong in ([], [note]):
        with pytest.raises(ValueError, match="lead"):
            fold(wrong)


def received(**more: Any) -> Happened:
    return Happened(1, events.Received(source="site", language="vi", priority="normal", **more), NOW)


def happened(*what: events.Event) -> list[Happened]:
    """These events after an arrival, an hour apart."""
    rest = [Happened(seq, event, NOW + timedelta(hours=seq - 1)) for seq, event in enumerate(what, start=2)]
    return [received(), *rest]


def test_the_first_reply_stays_the_first_and_the_full_answer_ends_once() -> None:
    state = fold(happened(events.Replied(mail=1), events.Replied(mail=2, answers_all=True), events.Replied(mail=3)))
    assert state.first_reply_at == NOW + timedelta(hours=1)
    assert state.full_answer_at == NOW + timedelta(hours=2)
    assert state.seq == 4


def test_closing_a_lead_ends_its_pause_and_its_step() -> None:
    state = fold(
        happened(
            events.NextStepSet(what="Gọi", due=at("2026-11-30 09:00")),
            events.Paused(reason="waiting_investor", until=at("2026-12-01 17:00")),
            events.StageChanged(old="new", new="lost", loss_reason="silent"),
        )
    )
    assert (state.stage, state.pause, state.next_step, state.loss_reason) == (Stage.LOST, None, None, "silent")
    assert [(span.start, span.end) for span in state.paused] == [(NOW + timedelta(hours=2), NOW + timedelta(hours=3))]


def test_a_pause_is_never_longer_than_it_was_promised() -> None:
    until = NOW + timedelta(hours=1, minutes=30)
    state = fold(
        happened(
            events.Paused(reason="waiting_investor", until=until), events.Resumed(ended_at=NOW + timedelta(hours=9))
        )
    )
    assert state.paused[0].end == until


def test_stated_facts_stay_with_the_lead() -> None:
    state = fold(
        happened(
            events.StageChanged(old="new", new="qualified", stated={"g_size": "300 người"}),
            events.StageChanged(old="qualified", new="visit", stated={"g_visit_date": "01/12"}),
        )
    )
    assert {key: fact.text for key, fact in state.stated.items()} == {"g_size": "300 người", "g_visit_date": "01/12"}


@pytest.mark.django_db
def test_record_numbers_events_and_brings_the_row_up_to_date(lead: Lead) -> None:
    before = seq_of(lead)
    event = events.NextStepSet(what="Gọi", due=at("2026-11-25 10:30"))
    row = did(lambda: record(lead=lead, event=event, by=None, at=NOW))
    assert row.seq == before + 1
    assert (lead.due_at, lead.due_clock) == (at("2026-11-25 10:30"), "next_step")
    assert history(lead)[-1].event == event


@pytest.mark.django_db
def test_two_events_never_share_a_number(lead: Lead) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadEvent.objects.create(lead=lead, seq=1, kind="note_written", data={"text": "x"}, at=NOW)


@pytest.mark.django_db
def test_events_are_never_changed_nor_removed(lead: Lead) -> None:
    row = lead.events.first()
    assert row is not None
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


@pytest.mark.django_db
def test_the_helper_catches_a_row_edited_by_hand(lead: Lead) -> None:
    Lead.objects.filter(pk=lead.pk).update(stage=Stage.WON)
    with pytest.raises(AssertionError):
        did(lambda: None)
