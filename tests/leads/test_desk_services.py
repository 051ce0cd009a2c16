"""What officers do with a lead, each through `did`, and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from leads.choices import DueKind, EventKind, Stage
from leads.models import Due, Lead, Mail, Organisation
from leads.refusals import FIELDS, SENTENCES, sentence
from leads.services import desk
from leads.services.access import LeadHidden, NotAHead, ReadOnly
from leads.services.desk import Step, assign, change_stage, pause, record_reply, resume, set_next_step, write_note
from leads.services.desk_rules import ConsentWithdrawn
from leads.services.due import do_one
from leads.services.events import Replied, StageChanged, history, record, state_of
from leads.services.gates import checklist, missing_for, words_do
from leads.services.holds import hold_plots
from leads.services.intake import submit_lead
from leads.services.stages import pipeline
from leads.services.words import ChoiceUnknown, FieldMissing, TextTooLong
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, furnish, hire, seq_of
from tests.leads.land import lay_out
from tests.leads.test_intake import in_threads

pytestmark = pytest.mark.django_db

SOON = at("2026-11-25 10:20")
TOMORROW = Step("Gửi phương án", at("2026-11-26 15:00"))
PARK_ON = date(2027, 1, 15)


def act(verb: Callable[..., Any], lead: Lead, cast: Cast, now: Any = SOON, **more: Any) -> Any:
    """One verb by An, from a form drawn just now."""
    given: dict[str, Any] = {"lead": lead, "seen_seq": seq_of(lead), "by": cast.an.user, "now": now}
    result = did(lambda: verb(**(given | more)))
    lead.refresh_from_db()
    return result


def answered(lead: Lead, cast: Cast, **more: Any) -> Lead:
    act(record_reply, lead, cast, text="Chào quý vị, chúng tôi đã xem.", **more)
    return lead


def land_held(lead: Lead, cast: Cast) -> None:
    lay_out(A1=8000)
    act(hold_plots, lead, cast, plots=["A1"], until=date(2026, 12, 9), queue=False)


def at_stage(lead: Lead, cast: Cast, stage: Stage) -> Lead:
    """Put the lead there by its events, as an older release might have left it."""
    did(lambda: record(lead=lead, event=StageChanged(old=lead.stage, new=stage.value), by=None, at=SOON))
    return lead


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


# --- Two officers at once ---

VERBS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (record_reply, {"text": "Xin chào"}),
    (change_stage, {"to": Stage.LOST, "loss_reason": "silent"}),
    (set_next_step, {"step": TOMORROW}),
    (pause, {"reason": "waiting_investor", "until": at("2026-11-26 10:00")}),
    (resume, {}),
    (assign, {"reason": "x"}),
]


@pytest.mark.parametrize(("verb", "more"), VERBS)
def test_a_form_drawn_before_a_colleagues_step_is_refused_by_name(
    lead: Lead, cast: Cast, verb: Callable[..., Any], more: dict[str, Any]
) -> None:
    seen = seq_of(lead)
    act(set_next_step, lead, cast, step=TOMORROW)
    before = lead.events.count()
    given = more | ({"officer": cast.chi} if verb is assign else {})
    with pytest.raises(desk.StaleLead) as refused:
        act(verb, lead, cast, seen_seq=seen, by=cast.vu.user, **given)
    assert refused.value.facts == {"who": cast.an.name, "what": "next_step_set", "at": SOON}
    assert lead.events.count() == before


def test_mails_and_notes_meanwhile_disturb_nobody(lead: Lead, cast: Cast) -> None:
    seen = seq_of(lead)
    act(write_note, lead, cast, text="Một", by=cast.vu.user)
    while do_one(SOON):
        pass
    act(set_next_step, lead, cast, step=TOMORROW, seen_seq=seen)


def test_two_officers_at_one_moment_one_wins(shared_database: None) -> None:
    furnish()
    cast = hire()
    lead, _ = submit_lead(submission=a_submission(a_match()), by=None, now=NOW)
    seen = seq_of(lead)
    hands = [cast.an.user, cast.vu.user, cast.head_khcn.user, cast.an.user]
    results = in_threads(
        [
            lambda by=by: record_reply(lead=lead, text="Xin chào", seen_seq=seen, by=by, now=SOON)  # type: ignore[misc]
            for by in hands
        ]
    )
    assert sum(isinstance(result, Lead) for result in results) == 1
    assert sum(isinstance(result, desk.StaleLead) for result in results) == 3
    assert Mail.objects.filter(kind="reply").count() == 1
    did(lambda: None)


# --- Refusals ---


def test_what_each_verb_refuses(lead: Lead, cast: Cast) -> None:
    past = Step("Gọi", SOON - timedelta(minutes=1))
    far = at("2027-02-26 10:00")
    cases: list[tuple[type[Refused], Callable[..., Any], dict[str, Any]]] = [
        (FieldMissing, write_note, {"text": " \n "}),
        (TextTooLong, write_note, {"text": "x" * 5001}),
        (FieldMissing, record_reply, {"text": ""}),
        (TextTooLong, change_stage, {"to": Stage.LOST, "reason": "x" * 501}),
        (FieldMissing, set_next_step, {"step": Step("", TOMORROW.due)}),
        (desk.DateNotAhead, set_next_step, {"step": past}),
        (desk.DateNotAhead, record_reply, {"text": "x", "step": past}),
        (desk.DateNotAhead, pause, {"reason": "waiting_investor", "until": SOON}),
        (desk.TooFarAhead, pause, {"reason": "waiting_investor", "until": far}),
        (ChoiceUnknown, pause, {"reason": "lunch", "until": TOMORROW.due}),
        (desk.NotPaused, resume, {}),
        (NotAHead, assign, {"officer": cast.binh, "reason": "x"}),
        (desk.ReasonMissing, assign, {"officer": cast.binh, "reason": "", "by": cast.vu.user}),
        (desk.OfficerUnavailable, assign, {"officer": cast.head_khcn, "reason": "x", "by": cast.vu.user}),
    ]
    before = (lead.events.count(), Mail.objects.count())
    for refusal, verb, more in cases:
        with pytest.raises(refusal):
            act(verb, lead, cast, **more)
        assert (lead.events.count(), Mail.objects.count()) == before, (refusal, verb)


def test_paused_is_paused_and_closed_is_closed(lead: Lead, cast: Cast) -> None:
    act(pause, lead, cast, reason="waiting_investor", until=TOMORROW.due)
    with pytest.raises(desk.AlreadyPaused):
        act(pause, lead, cast, reason="waiting_investor", until=TOMORROW.due)
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="silent")
    assert lead.paused_until is None
    for verb, more in ((set_next_step, {"step": TOMORROW}), (pause, {"reason": "waiting_investor", "until": NOW})):
        with pytest.raises(desk.NoStepHere):
            act(verb, lead, cast, **more)


@pytest.mark.parametrize(("verb", "more"), [*VERBS, (write_note, {"text": "x"})])
def test_nobody_works_on_a_lead_that_is_not_theirs(
    lead: Lead, cast: Cast, verb: Callable[..., Any], more: dict[str, Any]
) -> None:
    given = more | ({"officer": cast.chi} if verb is assign else {})
    with pytest.raises(LeadHidden):
        act(verb, lead, cast, by=cast.chi.user, **given)
    with pytest.raises(ReadOnly):
        act(verb, lead, cast, by=cast.leader, **given)


def test_button_and_post_agree(lead: Lead, cast: Cast) -> None:
    """For every stage, paused or not, and every role: a button is drawn if and only if the service would begin."""
    pairs = [
        (desk.can_write_note, write_note, {"text": "x"}),
        (desk.can_reply, record_reply, {"text": "x"}),
        (desk.can_set_next_step, set_next_step, {"step": TOMORROW}),
        (desk.can_pause, pause, {"reason": "waiting_investor", "until": TOMORROW.due}),
        (desk.can_resume, resume, {}),
    ]
    barred = (LeadHidden, ReadOnly, desk.LeadClosed, desk.NoStepHere, desk.AlreadyPaused, desk.NotPaused)
    for stage in pipeline().stages:
        if stage != Stage.NEW:
            at_stage(lead, cast, stage)
        for user in cast.users.values():
            for can, verb, more in pairs:
                lead.refresh_from_db()
                assert can(user, lead) == accepted(verb, lead, user, more, barred), (stage, user, verb)


def accepted(verb: Any, lead: Lead, user: Any, more: dict[str, Any], barred: tuple[type[Refused], ...]) -> bool:
    from django.db import transaction

    class Undo(Exception):
        pass

    try:
        with transaction.atomic():
            verb(lead=lead, seen_seq=seq_of(lead), by=user, now=SOON, **more)
            raise Undo
    except (Undo, desk.NextStepMissing):  # it began; at its end an open lead lacked a promise
        return True
    except barred:
        return False


def all_refusals(base: type[Refused] = Refused) -> set[type[Refused]]:
    return {base} | {found for child in base.__subclasses__() for found in all_refusals(child)}


def test_every_refusal_of_the_desk_has_a_sentence_in_both_languages() -> None:
    ours = {cls for cls in all_refusals() if cls.__module__.startswith("leads.services")}
    codes = {cls.code for cls in ours}
    assert codes <= set(SENTENCES)
    with translation.override("vi"):
        untranslated = [code for code in SENTENCES if str(SENTENCES[code]) == SENTENCES_EN[code]]
        unnamed = [field for field in FIELDS if str(FIELDS[field]) == FIELDS_EN[field]]
    assert (untranslated, unnamed) == ([], [])


with translation.override("en"):
    SENTENCES_EN = {code: str(text) for code, text in SENTENCES.items()}
    FIELDS_EN = {field: str(text) for field, text in FIELDS.items()}


def test_facts_are_said_as_people_read_them() -> None:
    missing = desk.GatesMissing(stage="reserved", gates=("g_capital", "g_plots"))
    stale = desk.StaleLead(who="", what="replied", at=SOON)
    with translation.override("en"):
        assert sentence(missing) == "Before Land held, still missing: Planned capital; Plots held."
        assert "the system" in sentence(stale)
        assert "10:20, 25 Nov 2026 (UTC+7)" in sentence(stale)
        assert sentence(TextTooLong(field="message", limit=5000)) == "Message: at most 5000 characters."
        assert sentence(desk.WordsDoNotFit(gate="g_lane")).startswith("Procedure lane")
    with translation.override("vi"):
        assert "Vốn dự kiến; Lô đất giữ chỗ" in sentence(missing)
        assert sentence(TextTooLong(field="message", limit=5000)).startswith("Lời nhắn")
