"""The path after the match: chosen from the guide, marked with days, counted as the act counts them, seen by both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from leads.choices import EventKind, Stage
from leads.models import Lead, LeadPath
from leads.path_page import _turn
from leads.services import path
from leads.services.access import LeadHidden, ReadOnly
from leads.services.desk import pause
from leads.services.desk_lock import StaleLead
from leads.services.desk_rules import LeadClosed
from leads.services.events import state_of
from leads.services.links import live_link, token_for
from leads.services.path import (
    DayUnfit,
    NoPathYet,
    StepMarked,
    StepNotBegun,
    StepState,
    StepUnknown,
    StepWaits,
    begin_step,
    choose_path,
    clear_step,
    days_used,
    finish_step,
    likely_facts,
    path_of,
)
from leads.services.words import ChoiceUnknown
from sitepages.models import ProcedureStep
from sitepages.services.seed_procedures import load_procedures
from tests.leads.conftest import NOW, Cast, at, did, plain_calendar, seq_of
from tests.leads.desk_acts import act, answered, at_stage
from tests.leads.test_desk_views import lead as plain_lead
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
plain = plain_lead
DAY = date(2026, 11, 16)  # a Monday
CALENDAR = plain_calendar()
TODAY = NOW.date()
FIRST = "plot_reservation"


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    load_procedures()


@pytest.fixture
def chosen(lead: Lead, cast: Cast) -> Lead:
    answered(lead, cast)
    facts = likely_facts(lead, state_of(lead))
    did(lambda: choose_path(lead=lead, facts=facts, seen_seq=seq_of(lead), by=cast.an.user, now=NOW))
    return lead


def steps(lead: Lead, today: date = TODAY) -> dict[str, path.PathStep]:
    state = state_of(lead)
    return {step.key: step for step in path_of(state, LeadPath.objects.get(pk=state.path.path), today, CALENDAR)}


def begin(lead: Lead, cast: Cast, step: str = FIRST, on: date = DAY, **more: Any) -> None:
    did(lambda: begin_step(lead=lead, step=step, on=on, **({"by": cast.an.user, "now": NOW} | more)))


def finish(lead: Lead, cast: Cast, step: str = FIRST, on: date = DAY, note: str = "", **more: Any) -> None:
    did(lambda: finish_step(lead=lead, step=step, on=on, note=note, **({"by": cast.an.user, "now": NOW} | more)))


# --- Choosing ---


def test_the_answers_choose_the_steps_and_a_copy_is_kept(chosen: Lead) -> None:
    kept = LeadPath.objects.get()
    names = [row["key"] for row in kept.steps]
    assert FIRST in names
    assert "irc_after_policy" not in names  # a Vietnamese investor needs no registration certificate
    ProcedureStep.objects.filter(key=FIRST).update(name_vi="Khác", days=99)
    assert steps(chosen)[FIRST].allowed == 5
    assert steps(chosen)[FIRST].told("name", "vi").startswith("Giữ chỗ")


def test_what_the_lead_said_is_answered_beforehand(lead: Lead, cast: Cast) -> None:
    assert likely_facts(lead, state_of(lead))["investor_kind"] == "domestic"
    Lead.objects.filter(pk=lead.pk).update(organisation=None)
    lead.refresh_from_db()
    assert likely_facts(lead, state_of(lead))["investor_kind"] == "domestic"  # as it arrived


def test_choosing_anew_keeps_the_days(chosen: Lead, cast: Cast) -> None:
    begin(chosen, cast)
    facts = likely_facts(chosen, state_of(chosen)) | {"investor_kind": "foreign", "irc": "required"}
    act(choose_path, chosen, cast, facts=facts)
    assert LeadPath.objects.count() == 2
    assert "irc_after_policy" in steps(chosen)
    assert steps(chosen)[FIRST].begun == DAY


def test_what_makes_no_choice_is_refused(lead: Lead, cast: Cast) -> None:
    facts = likely_facts(lead, state_of(lead))
    with pytest.raises(ChoiceUnknown):
        act(choose_path, lead, cast, facts=facts | {"lane": "red"})
    with pytest.raises(ChoiceUnknown):
        act(choose_path, lead, cast, facts={})
    with pytest.raises(NoPathYet):
        begin(lead, cast)
    for by, refusal in ((cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            act(choose_path, lead, cast, facts=facts, by=by)
    seen = seq_of(lead)
    answered(lead, cast, by=cast.vu.user)
    with pytest.raises(StaleLead):
        act(choose_path, lead, cast, facts=facts, seen_seq=seen)
    at_stage(lead, cast, Stage.LOST)
    with pytest.raises(LeadClosed):
        act(choose_path, lead, cast, facts=facts)


# --- Marking ---


def test_a_step_is_begun_then_done_and_lets_the_next_begin(chosen: Lead, cast: Cast) -> None:
    later = next(step for step in steps(chosen).values() if step.waits_for and not step.milestone)
    assert (steps(chosen)[FIRST].state, later.state) == (StepState.READY, StepState.WAITS)
    with pytest.raises(StepWaits):
        begin(chosen, cast, later.key)
    with pytest.raises(StepNotBegun):
        finish(chosen, cast)
    begin(chosen, cast)
    with pytest.raises(StepMarked):
        begin(chosen, cast)
    finish(chosen, cast, on=date(2026, 11, 20), note="12/TB")
    with pytest.raises(StepMarked):
        finish(chosen, cast)
    done = steps(chosen)[FIRST]
    assert (done.state, done.used, done.allowed, done.note, done.late) == (StepState.DONE, 4, 5, "12/TB", False)
    assert any(step.state == StepState.READY for step in steps(chosen).values())


def test_a_mistake_is_taken_back(chosen: Lead, cast: Cast) -> None:
    begin(chosen, cast)
    did(lambda: clear_step(lead=chosen, step=FIRST, by=cast.vu.user, now=NOW))
    assert steps(chosen)[FIRST].state == StepState.READY
    with pytest.raises(StepNotBegun):
        clear_step(lead=chosen, step=FIRST, by=cast.vu.user, now=NOW)
    assert chosen.events.filter(kind=EventKind.STEP_BEGUN).count() == 1  # the history keeps the mistake


def test_a_day_to_come_or_before_the_beginning_is_refused(chosen: Lead, cast: Cast) -> None:
    with pytest.raises(DayUnfit):
        begin(chosen, cast, on=NOW.date() + timedelta(days=1))
    with pytest.raises(DayUnfit):
        begin(chosen, cast, on=date(1999, 1, 1))
    begin(chosen, cast)
    with pytest.raises(DayUnfit):
        finish(chosen, cast, on=DAY - timedelta(days=1))
    with pytest.raises(StepUnknown):
        begin(chosen, cast, "no_such_step")


# --- Days used ---


def test_days_are_counted_as_the_act_counts_them() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert days_used(friday, monday, True, frozenset(), CALENDAR) == (1, 0)
    assert days_used(friday, monday, False, frozenset(), CALENDAR) == (3, 0)
    assert days_used(friday, friday, True, frozenset(), CALENDAR) == (0, 0)
    assert days_used(friday, monday, True, frozenset({monday}), CALENDAR) == (0, 1)


def test_a_step_that_runs_over_says_so_and_a_pause_is_left_out(chosen: Lead, cast: Cast) -> None:
    begin(chosen, cast)
    assert (steps(chosen)[FIRST].used, steps(chosen)[FIRST].ends) == (7, date(2026, 11, 23))
    assert steps(chosen)[FIRST].late
    act(pause, chosen, cast, reason="waiting_documents", until=at("2026-12-04 17:00"), now=at("2026-11-25 10:30"))
    today = date(2026, 11, 30)
    running = steps(chosen, today)[FIRST]
    assert (running.used, running.paused) == (7, 3)
    assert running.ends == date(2026, 11, 26)


def test_a_pause_that_is_none_of_the_procedures_counts(chosen: Lead, cast: Cast) -> None:
    begin(chosen, cast)
    act(pause, chosen, cast, reason="waiting_investor", until=at("2026-12-04 17:00"), now=at("2026-11-25 10:30"))
    assert steps(chosen, date(2026, 11, 30))[FIRST].paused == 0


# --- Whose turn, and when ---


def test_steps_not_begun_have_reckoned_days_after_those_before_them(chosen: Lead, cast: Cast) -> None:
    """From what is done, what runs and what the acts allow; unknown days make it a least day."""
    before = steps(chosen)
    first = before[FIRST].reckoned
    assert first is not None
    assert (first.start, first.end, first.least) == (TODAY, date(2026, 12, 2), False)  # five working days
    begin(chosen, cast, on=date(2026, 11, 24))
    running = steps(chosen)
    assert running[FIRST].reckoned is None
    kept = {row["key"]: row for row in LeadPath.objects.get().steps}
    for key, step in running.items():
        if step.reckoned is None:
            continue
        for other in (running[one] for one in kept[key]["after"]):
            ends = other.reckoned.end or other.reckoned.start if other.reckoned else other.ends
            assert ends is None or step.reckoned.start >= ends
            if other.reckoned and other.reckoned.end is None:
                assert step.reckoned.least
        assert (step.reckoned.end is None) == (step.allowed is None and not step.milestone)
    after = next(step for step in running.values() if kept[step.key]["after"] == [FIRST])
    assert after.reckoned is not None
    assert after.reckoned.start == running[FIRST].ends


def test_every_step_of_the_guide_says_whose_turn_it_is() -> None:
    rows = {row.key: row.turn for row in ProcedureStep.objects.all()}
    assert (rows["deposit"], rows["capital_account"]) == ("investor", "investor")
    assert (rows["plot_reservation"], rows["irc_normal"]) == ("body", "filed")


@pytest.mark.parametrize(
    ("turn", "state", "you", "officer"),
    [
        ("investor", StepState.READY, "Your turn: you do this step.", "The investor's turn."),
        ("investor", StepState.RUNS, "Your turn: you do this step.", "The investor's turn."),
        ("filed", StepState.READY, "Your turn: hand in the documents to Desk.", "The investor's turn: hand in"),
        ("filed", StepState.RUNS, "The turn of: Desk.", "The turn of: Desk."),
        ("body", StepState.READY, "The turn of: Desk.", "The turn of: Desk."),
        ("investor", StepState.WAITS, "", ""),
    ],
)
def test_the_turn_is_told_to_the_investor_as_yours(
    chosen: Lead, turn: str, state: StepState, you: str, officer: str
) -> None:
    one = replace(steps(chosen)[FIRST], turn=turn, state=state, words={"body_en": "Desk"})
    with translation.override("en"):
        assert _turn(one, "en", True) == you
        assert _turn(one, "en", False).startswith(officer)


# --- The pages ---


def test_officer_and_investor_see_the_same_steps(cast: Cast, plain: Lead, client: Client) -> None:
    an, now = signed_in(cast.an.user), timezone.now()
    page = f"/admin/desk/{plain.pk}/path/"
    assert "Chọn thủ tục" in an.get(page).content.decode()
    facts = likely_facts(plain, state_of(plain))
    wrong = an.post(f"{page}choose/", facts | {"lane": "red", "seen_seq": seq_of(plain)})
    assert wrong.status_code == 422
    assert an.post(f"{page}choose/", facts | {"seen_seq": seq_of(plain)}).status_code == 302
    today = timezone.localdate()
    begun = an.post(f"{page}{FIRST}/begun/", {"on": (today - timedelta(days=1)).isoformat()})
    assert begun.headers["Location"] == f"{page}#step-{FIRST}"
    an.post(f"{page}{FIRST}/begun/", {"on": "khong"})
    assert "Hãy nhập ngày" in an.get(page).content.decode()
    done = an.post(f"{page}{FIRST}/done/", {"on": today.isoformat(), "note": "Biên bản 12"})
    assert done.status_code == 302
    shown = an.get(page).content.decode()
    assert "Biên bản 12" in shown
    assert f"{page}" in an.get(f"/admin/desk/{plain.pk}/").content.decode()
    investors = client.get(f"/vi/lead/{token_for(live_link(lead=plain, now=now))}/").content.decode()
    assert "Thủ tục của quý vị" in investors
    assert "Biên bản 12" in investors
    assert "Giữ chỗ lô đất" in client.get(f"/vi/lead/{token_for(live_link(lead=plain, now=now))}/").content.decode()


def test_a_reader_marks_nothing(cast: Cast, plain: Lead) -> None:
    an, leader = signed_in(cast.an.user), signed_in(cast.leader)
    page = f"/admin/desk/{plain.pk}/path/"
    an.post(f"{page}choose/", likely_facts(plain, state_of(plain)) | {"seen_seq": seq_of(plain)})
    assert "begun/" not in leader.get(page).content.decode()
    leader.post(f"{page}{FIRST}/begun/", {"on": timezone.localdate().isoformat()})
    assert not state_of(plain).path.steps
    assert signed_in(cast.chi.user).get(page).status_code == 404
