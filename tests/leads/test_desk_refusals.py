"""What the desk refuses: who was too late, who may not, and the sentence each reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from leads.choices import Stage
from leads.models import Lead, Mail
from leads.refusals import FIELDS, SENTENCES, sentence
from leads.services import desk
from leads.services.access import LeadHidden, NotAHead, ReadOnly
from leads.services.desk import Step, assign, change_stage, pause, record_reply, resume, set_next_step, write_note
from leads.services.due import do_one
from leads.services.intake import submit_lead
from leads.services.stages import pipeline
from leads.services.words import ChoiceUnknown, FieldMissing, TextTooLong
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, furnish, hire, seq_of
from tests.leads.desk_acts import SOON, TOMORROW, act, at_stage
from tests.leads.test_intake import in_threads

pytestmark = pytest.mark.django_db

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
        [lambda by=by: record_reply(lead=lead, text="Xin chào", seen_seq=seen, by=by, now=SOON) for by in hands]
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
