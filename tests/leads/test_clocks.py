"""Due times: a pure function of state, calendar and targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import Clock, Priority, Stage
from leads.services.clocks import Due, due_of, running_clocks, suggested_step
from leads.services.lead_state import LeadState, NextStep, Pause, PausedSpan
from leads.services.priority import priority_of
from leads.services.targets import TargetBook, seed_targets, version_of
from tests.leads.conftest import NOW, at, plain_calendar

CALENDAR = plain_calendar()


def state(**more: Any) -> LeadState:
    given: dict[str, Any] = {"stage": Stage.NEW, "priority": Priority.NORMAL, "received_at": NOW}
    return LeadState(**(given | more))


def due(lead: LeadState) -> Due | None:
    return due_of(lead, CALENDAR, seed_targets())


ANSWERED = {"stage": Stage.IN_CONTACT, "first_reply_at": at("2026-11-25 10:40")}


@pytest.mark.parametrize(
    ("priority", "expected"),
    [(Priority.NORMAL, "2026-11-25 11:00"), (Priority.HIGH, "2026-11-25 11:00"), (Priority.URGENT, "2026-11-25 10:30")],
)
def test_the_first_reply_is_due_in_working_minutes(priority: Priority, expected: str) -> None:
    assert due(state(priority=priority)) == Due(Clock.FIRST_REPLY, at(expected))


def test_after_hours_the_clock_starts_at_the_next_opening() -> None:
    assert due(state(received_at=at("2026-11-25 17:01"))) == Due(Clock.FIRST_REPLY, at("2026-11-26 08:30"))


def test_after_the_first_reply_the_full_answer_runs_from_arrival() -> None:
    assert due(state(**ANSWERED)) == Due(Clock.FULL_ANSWER, at("2026-11-27 10:00"))
    assert due(state(**ANSWERED, priority=Priority.URGENT)) == Due(Clock.FULL_ANSWER, at("2026-11-26 10:00"))


def test_the_earliest_running_clock_is_shown() -> None:
    step = NextStep("Gọi", at("2026-11-26 09:00"), NOW)
    running = running_clocks(state(**ANSWERED, next_step=step), CALENDAR, seed_targets())
    assert [promise.clock for promise in running] == [Clock.NEXT_STEP, Clock.FULL_ANSWER]


WROTE = at("2026-11-26 11:00")
TALKED = ANSWERED | {"full_answer_at": at("2026-11-25 10:40"), "message_at": WROTE}


@pytest.mark.parametrize(
    ("priority", "expected"),
    [(Priority.NORMAL, "2026-11-27 11:00"), (Priority.HIGH, "2026-11-26 16:30"), (Priority.URGENT, "2026-11-26 14:30")],
)
def test_a_message_is_answered_in_working_minutes_from_when_it_came(priority: Priority, expected: str) -> None:
    assert due(state(**TALKED, priority=priority)) == Due(Clock.REPLY_TO_MESSAGE, at(expected))


def test_a_message_before_the_first_reply_is_answered_by_it() -> None:
    early = {"stage": Stage.NEW, "message_at": at("2026-11-25 10:20"), "full_answer_at": NOW}
    assert due(state(**early)) == Due(Clock.FIRST_REPLY, at("2026-11-25 11:00"))


def test_a_message_is_not_paused_by_what_stops_other_clocks() -> None:
    """The targets say so: reply_to_message is not pausable."""
    paused = state(**TALKED, pause=Pause("waiting_other_body", at("2026-11-26 10:00"), at("2026-12-01 17:00"), 4))
    assert due(paused) == Due(Clock.REPLY_TO_MESSAGE, at("2026-11-27 11:00"))


def test_a_message_to_a_parked_lead_counts_from_the_day_it_is_open_again() -> None:
    parked = state(**TALKED | {"stage": Stage.PARKED})
    assert due(parked) is None
    opened = state(**TALKED, opened_at=at("2026-12-08 09:00"))
    assert due(opened) == Due(Clock.REPLY_TO_MESSAGE, at("2026-12-09 09:00"))


def test_a_new_target_holds_for_messages_from_its_day_on() -> None:
    halved = version_of({"reply_to_message/any_open": {"urgent": 60, "high": 120, "normal": 240}}, {})
    book = TargetBook(((date.min, seed_targets()), (date(2026, 11, 27), halved)))
    later = replace(state(**TALKED), message_at=at("2026-11-27 08:00"))
    assert due_of(state(**TALKED), CALENDAR, book) == Due(Clock.REPLY_TO_MESSAGE, at("2026-11-27 11:00"))
    assert due_of(later, CALENDAR, book) == Due(Clock.REPLY_TO_MESSAGE, at("2026-11-27 13:30"))


def test_the_first_reply_is_never_paused() -> None:
    paused = state(pause=Pause("waiting_investor", NOW, at("2026-12-01 17:00"), 3))
    assert due(paused) == Due(Clock.FIRST_REPLY, at("2026-11-25 11:00"))


def test_while_paused_nothing_is_due() -> None:
    assert (
        due(state(**ANSWERED, pause=Pause("waiting_investor", at("2026-11-25 14:00"), at("2026-12-01 17:00"), 4)))
        is None
    )


def test_a_reason_stops_only_the_clocks_it_names() -> None:
    step = NextStep("Gọi", at("2026-11-26 10:00"), NOW)
    pause = Pause("mail_bounced", at("2026-11-25 14:00"), at("2026-11-27 17:00"), 4)
    assert due(state(**ANSWERED, next_step=step, pause=pause)) == Due(Clock.NEXT_STEP, at("2026-11-26 10:00"))


def test_a_paused_interval_is_left_out() -> None:
    a_working_day = PausedSpan("waiting_investor", at("2026-11-25 14:00"), at("2026-11-26 14:00"))
    assert due(state(**ANSWERED, paused=(a_working_day,))) == Due(Clock.FULL_ANSWER, at("2026-11-30 10:00"))


def test_a_pause_after_the_breach_mends_nothing() -> None:
    late = at("2026-11-27 10:00")
    pause = Pause("waiting_investor", at("2026-11-30 08:00"), at("2026-12-01 17:00"), 4)
    assert due(state(**ANSWERED, pause=pause)) == Due(Clock.FULL_ANSWER, late)
    over = PausedSpan("waiting_investor", at("2026-11-30 08:00"), at("2026-12-01 17:00"))
    assert due(state(**ANSWERED, paused=(over,))) == Due(Clock.FULL_ANSWER, late)


def test_a_next_step_is_put_off_by_the_pause_since_it_was_set() -> None:
    before = PausedSpan("waiting_investor", at("2026-11-23 08:00"), at("2026-11-24 08:00"))
    inside = PausedSpan("waiting_investor", at("2026-11-25 14:00"), at("2026-11-25 15:00"))
    lead = state(
        **ANSWERED,
        full_answer_at=NOW,
        next_step=NextStep("Gọi", at("2026-11-26 09:00"), NOW),
        paused=(before, inside),
    )
    assert due(lead) == Due(Clock.NEXT_STEP, at("2026-11-26 10:00"))


def test_a_step_promised_outside_office_hours_keeps_its_hour() -> None:
    evening = NextStep("Họp trực tuyến", at("2026-11-26 20:00"), NOW)
    assert due(state(**ANSWERED, full_answer_at=NOW, next_step=evening)) == Due(Clock.NEXT_STEP, at("2026-11-26 20:00"))


@pytest.mark.parametrize("stage", [Stage.LOST, Stage.NOT_A_LEAD, Stage.WON])
def test_closed_leads_owe_nothing(stage: Stage) -> None:
    assert due(state(stage=stage)) is None


@pytest.mark.parametrize(("day", "expected"), [("2026-12-10", "2026-12-10 17:00"), ("2026-12-12", "2026-12-14 17:00")])
def test_a_parked_lead_is_due_on_the_day_to_come_back(day: str, expected: str) -> None:
    parked = state(stage=Stage.PARKED, come_back_on=date.fromisoformat(day))
    assert due(parked) == Due(Clock.NEXT_STEP, at(expected))


def test_the_targets_suggest_a_date_for_the_next_step() -> None:
    qualified = state(stage=Stage.QUALIFIED)
    assert suggested_step(qualified, CALENDAR, seed_targets(), NOW) == at("2026-12-02 17:00")
    assert suggested_step(state(), CALENDAR, seed_targets(), NOW) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Priority.NORMAL),
        ({"sector": "software"}, Priority.NORMAL),
        ({"sector": "data_centre"}, Priority.HIGH),
        ({"capital_usd": 20_000_000}, Priority.HIGH),
        ({"capital_usd": 19_999_999}, Priority.NORMAL),
        ({"area_m2": 50_000}, Priority.HIGH),
        ({"capital_vnd_bn": 6000, "sector": "ai"}, Priority.URGENT),
    ],
)
def test_priority_is_the_first_rule_met(facts: dict[str, Any], expected: Priority) -> None:
    assert priority_of(facts) == expected


moments = st.integers(0, 60 * 24 * 20).map(lambda minutes: at("2026-11-23 00:00") + timedelta(minutes=minutes))


@given(st.lists(moments, min_size=2, max_size=8, unique=True))
def test_pauses_never_bring_a_due_time_nearer_and_leave_the_minutes_whole(edges: list[datetime]) -> None:
    ordered = sorted(edges[: len(edges) // 2 * 2])
    pairs = zip(ordered[::2], ordered[1::2], strict=True)
    spans = tuple(PausedSpan("waiting_investor", start, end) for start, end in pairs)
    lead = state(**ANSWERED, received_at=at("2026-11-23 07:30"))
    plain, paused = due(lead), due(replace(lead, paused=spans))
    assert plain
    assert paused
    assert paused.at >= plain.at
    worked = CALENDAR.minutes_between(lead.received_at, paused.at)
    left_out = sum(
        CALENDAR.minutes_between(span.start, min(span.end, paused.at)) for span in spans if span.start < paused.at
    )
    assert worked - left_out == 960
