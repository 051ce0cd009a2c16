"""Stages: what each step asks, what it refuses, the whole pipeline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from leads.choices import Stage
from leads.models import Lead, Organisation
from leads.services import desk
from leads.services.desk import Step, change_stage, record_reply, set_next_step
from leads.services.desk_rules import ConsentWithdrawn
from leads.services.events import StageChanged, history, state_of
from leads.services.gates import checklist, missing_for, words_do
from leads.services.intake import submit_lead
from leads.services.stages import pipeline
from leads.services.words import ChoiceUnknown
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did
from tests.leads.desk_acts import PARK_ON, SOON, TOMORROW, act, answered, at_stage, land_held

pytestmark = pytest.mark.django_db

# --- Stages ---


def test_a_step_forward_needs_every_gate_on_the_way(lead: Lead, cast: Cast) -> None:
    answered(lead, cast)
    assert missing_for(lead, Stage.QUALIFIED, SOON) == ()
    act(change_stage, lead, cast, to=Stage.QUALIFIED)
    with pytest.raises(desk.GatesMissing) as refused:
        act(change_stage, lead, cast, to=Stage.RESERVED)
    assert refused.value.facts["stage"] == "reserved"
    assert set(refused.value.facts["gates"]) == set(missing_for(lead, Stage.RESERVED, SOON))
    assert {"g_visit_date", "g_plots", "g_capital"} <= set(refused.value.facts["gates"])
    assert lead.stage == Stage.QUALIFIED


def test_who_took_the_consent_back_is_written_to_no_more(lead: Lead, cast: Cast) -> None:
    assert desk.can_reply(cast.an.user, lead)
    lead.consents.update(withdrawn_at=SOON)
    assert not desk.can_reply(cast.an.user, lead)
    with pytest.raises(ConsentWithdrawn):
        act(record_reply, lead, cast, text="Chào quý vị")


def test_facts_the_product_has_no_field_for_are_stated_in_words(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, step=TOMORROW)
    act(change_stage, lead, cast, to=Stage.VISIT, stated={"g_visit_date": "Đã hẹn 27/11", "g_match": ""})
    lines = {line.key: line for line in checklist(lead, Stage.RESERVED, SOON)}
    assert (lines["g_visit_date"].met, lines["g_visit_date"].stated) == (True, "Đã hẹn 27/11")
    assert (lines["g_plots"].met, lines["g_plots"].can_state) == (False, False)  # read from the holds
    won = {line.key: line for line in checklist(lead, Stage.WON, SOON)}
    assert (won["g_contract"].met, won["g_contract"].can_state) == (False, True)
    assert state_of(lead).full_answer_at == SOON


@pytest.mark.parametrize(
    ("to", "stated"),
    [
        (Stage.PROPOSED, {"g_owner": "tôi"}),
        (Stage.PROPOSED, {"g_visit_date": "mai"}),
        (Stage.PROPOSED, {"no_such_gate": "x"}),
        (Stage.FILED, {"g_lane": "xanh lá"}),
        (Stage.RESERVED, {"g_capital": "nhiều"}),
    ],
)
def test_words_that_do_not_answer_the_gate_are_refused(
    lead: Lead, cast: Cast, to: Stage, stated: dict[str, str]
) -> None:
    answered(lead, cast, step=TOMORROW)
    with pytest.raises(desk.WordsDoNotFit):
        act(change_stage, lead, cast, to=to, stated=stated)


def test_the_whole_pipeline_can_be_walked(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, answers_all=True, step=Step("Theo dõi", at("2027-03-01 09:00")))
    walked = [Stage.IN_CONTACT]
    land_held(lead, cast)
    for to in list(pipeline().stages)[2:10]:
        words = {key: "1" for key in missing_for(lead, to, SOON) if words_do(key, to)}
        words |= {"g_lane": "normal"} if "g_lane" in words else {}
        act(change_stage, lead, cast, to=to, stated=words)
        walked.append(Stage(lead.stage))
    assert walked == list(pipeline().stages)[1:10]
    assert (lead.stage, lead.due_at) == (Stage.AFTERCARE, None)
    act(set_next_step, lead, cast, step=TOMORROW)
    assert lead.due_at == TOMORROW.due


def test_gates_that_hang_on_a_fact_are_asked_only_then(lead: Lead, cast: Cast) -> None:
    assert "g_head_approval" not in missing_for(lead, Stage.RESERVED, SOON)
    assert "g_lane_zone" in missing_for(lead, Stage.FILED, SOON)
    big, _ = did(
        lambda: submit_lead(
            submission=a_submission(a_match(land={"area_min_m2": 50_000}), submission_key="big"), by=None, now=NOW
        )
    )
    assert "g_head_approval" in missing_for(big, Stage.RESERVED, SOON)
    land_held(lead, cast)
    words = {key: "1" for key in missing_for(lead, Stage.FILED, SOON) if words_do(key, Stage.FILED)}
    answered(lead, cast, step=TOMORROW)
    with pytest.raises(desk.GatesMissing) as refused:
        act(change_stage, lead, cast, to=Stage.FILED, stated=words | {"g_lane": "green"})
    assert refused.value.facts["gates"] == ("g_lane_zone",)
    act(change_stage, lead, cast, to=Stage.FILED, stated=words | {"g_lane": "normal"})


def test_a_stale_match_is_missing_until_somebody_says_it_was_renewed(lead: Lead, cast: Cast) -> None:
    later = at("2026-12-28 09:00")
    assert "g_match" in missing_for(lead, Stage.PROPOSED, later)
    assert "g_match" not in missing_for(lead, Stage.PROPOSED, SOON)
    answered(lead, cast, step=Step("Gọi", at("2027-02-01 09:00")))
    act(change_stage, lead, cast, to=Stage.PROPOSED, now=later, stated={"g_match": "Chạy lại"})
    assert "g_match" in missing_for(lead, Stage.VISIT, later + timedelta(days=31))


def test_a_legal_name_counts_only_with_a_tax_code(lead: Lead) -> None:
    assert "g_org_name" in missing_for(lead, Stage.RESERVED, SOON)
    Organisation.objects.update(tax_code="0100000000")
    lead = Lead.objects.get(pk=lead.pk)
    assert "g_org_name" not in missing_for(lead, Stage.RESERVED, SOON)


def test_withdrawn_consent_closes_every_way_forward(lead: Lead) -> None:
    lead.consents.update(withdrawn_at=SOON)
    assert "g_consent_answer" in missing_for(lead, Stage.IN_CONTACT, SOON)


def test_a_step_back_says_why_and_asks_no_gate(lead: Lead, cast: Cast) -> None:
    at_stage(lead, cast, Stage.VISIT)
    with pytest.raises(desk.ReasonMissing):
        act(change_stage, lead, cast, to=Stage.QUALIFIED, reason="  ")
    act(change_stage, lead, cast, to=Stage.QUALIFIED, reason="Đổi ngành")
    moved = history(lead)[-1].event
    assert isinstance(moved, StageChanged)
    assert (moved.old, moved.new, moved.reason) == ("visit", "qualified", "Đổi ngành")


def test_parking_takes_a_day_to_come_back(lead: Lead, cast: Cast) -> None:
    for wrong, refusal in (
        ({}, desk.GatesMissing),
        ({"come_back_on": SOON.date()}, desk.GatesMissing),
        ({"come_back_on": date(2027, 12, 31)}, desk.TooFarAhead),
    ):
        with pytest.raises(refusal):
            act(change_stage, lead, cast, to=Stage.PARKED, **wrong)
    act(change_stage, lead, cast, to=Stage.PARKED, come_back_on=PARK_ON)
    assert (lead.due_clock, lead.due_at) == ("next_step", at("2027-01-15 17:00"))


def test_losing_takes_a_reason_of_the_list(lead: Lead, cast: Cast) -> None:
    with pytest.raises(desk.GatesMissing) as refused:
        act(change_stage, lead, cast, to=Stage.LOST)
    assert refused.value.facts["gates"] == ("g_loss_reason",)
    with pytest.raises(ChoiceUnknown):
        act(change_stage, lead, cast, to=Stage.LOST, loss_reason="bored")
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="power_short", loss_detail="150 MVA", reason="150 MVA")
    assert (lead.due_at, state_of(lead).loss_reason) == (None, "power_short")


def test_a_lost_lead_is_reopened_with_a_reason_and_its_gates(lead: Lead, cast: Cast) -> None:
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="silent")
    with pytest.raises(desk.ReasonMissing):
        act(change_stage, lead, cast, to=Stage.IN_CONTACT)
    with pytest.raises(desk.GatesMissing) as refused:
        act(change_stage, lead, cast, to=Stage.IN_CONTACT, reason="Gọi lại")
    assert refused.value.facts["gates"] == ("g_first_reply", "g_next_step")
    answered(lead, cast)
    assert lead.stage == Stage.LOST
    act(change_stage, lead, cast, to=Stage.IN_CONTACT, reason="Gọi lại", step=TOMORROW)
    assert lead.stage == Stage.IN_CONTACT


def test_spam_is_closed_early_only_and_for_good(lead: Lead, cast: Cast) -> None:
    at_stage(lead, cast, Stage.QUALIFIED)
    with pytest.raises(desk.NoSuchMove):
        act(change_stage, lead, cast, to=Stage.NOT_A_LEAD)
    at_stage(lead, cast, Stage.IN_CONTACT)
    act(change_stage, lead, cast, to=Stage.NOT_A_LEAD)
    for verb, more in ((change_stage, {"to": Stage.IN_CONTACT, "reason": "x"}), (record_reply, {"text": "x"})):
        with pytest.raises(desk.LeadClosed):
            act(verb, lead, cast, **more)


@pytest.mark.parametrize(
    ("start", "to"),
    [
        (Stage.IN_CONTACT, Stage.NEW),
        (Stage.NEW, Stage.NEW),
        (Stage.WON, Stage.LOST),
        (Stage.PARKED, Stage.QUALIFIED),
        (Stage.LOST, Stage.PARKED),
    ],
)
def test_steps_the_pipeline_does_not_have(lead: Lead, cast: Cast, start: Stage, to: Stage) -> None:
    if start != Stage.NEW:
        at_stage(lead, cast, start)
    with pytest.raises(desk.NoSuchMove):
        act(change_stage, lead, cast, to=to, reason="x", come_back_on=PARK_ON, loss_reason="silent")


def test_every_gate_of_the_table_can_be_asked_and_has_two_names(lead: Lead) -> None:
    for stage in pipeline().stages:
        missing_for(lead, stage, SOON)
    for gate in pipeline().gates:
        assert gate.name_vi
        assert gate.name_en
