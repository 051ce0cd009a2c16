"""What officers do with a lead: notes, replies, stages, next steps, pauses, assignment.

Each verb takes `seen_seq`, the number of the last event the form was drawn from: if somebody has
changed the lead's state since, nothing is done and the refusal names who did what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation

from leads.choices import DueKind, EventKind, Stage
from leads.models import Due, Lead, LeadEvent
from leads.services.assignment import (
    DepartmentUnavailable,
    HasItAlready,
    OfficerUnavailable,
    WaitsThereAlready,
    assign,
    hand_back,
)
from leads.services.calendar import working_calendar
from leads.services.clocks import closing_of
from leads.services.desk_lock import REASON_LIMIT, ReasonMissing, StaleLead, fresh, locked, name_of
from leads.services.desk_rules import (
    AlreadyPaused,
    DateNotAhead,
    DayOff,
    LeadClosed,
    NextStepMissing,
    NoStepHere,
    NotPaused,
    TooFarAhead,
    can_assign,
    can_change_stage,
    can_hand_back,
    can_pause,
    can_reply,
    can_resume,
    can_set_next_step,
    can_write_note,
    check_can_change_stage,
    check_can_pause,
    check_can_reply,
    check_can_resume,
    check_can_set_next_step,
    check_can_write_note,
    check_promised,
)
from leads.services.events import (
    NextStepSet,
    NoteWritten,
    Paused,
    Replied,
    Resumed,
    StageChanged,
    record,
    state_of,
)
from leads.services.gates import GateFacts, asked, gate_facts, may_state, missing, words_do
from leads.services.hold_queue import lock_holds
from leads.services.holds import follow_stage, touches_holds
from leads.services.lead_files import Checked, Upload, check_uploads, keep_files
from leads.services.lead_state import LeadState, Stated
from leads.services.letters import Enclosed, send_reply
from leads.services.loss import loss_facts
from leads.services.mail import mail_language
from leads.services.mentions import check_mentions, tell_mentioned
from leads.services.merge_fields import check_merged
from leads.services.stages import MoveKind, pipeline
from leads.services.targets import targets
from leads.services.words import ChoiceUnknown, bounded
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

__all__ = [
    "REASON_LIMIT",
    "STEP_LIMIT",
    "TEXT_LIMIT",
    "AlreadyPaused",
    "DateNotAhead",
    "DayOff",
    "DepartmentUnavailable",
    "GatesMissing",
    "HasItAlready",
    "LeadClosed",
    "NextStepMissing",
    "NoStepHere",
    "NoSuchMove",
    "NotPaused",
    "OfficerUnavailable",
    "ReasonMissing",
    "StaleLead",
    "Step",
    "TooFarAhead",
    "WaitsThereAlready",
    "WordsDoNotFit",
    "assign",
    "can_assign",
    "can_change_stage",
    "can_hand_back",
    "can_pause",
    "can_reply",
    "can_resume",
    "can_set_next_step",
    "can_write_note",
    "change_stage",
    "hand_back",
    "name_of",
    "pause",
    "record_reply",
    "resume",
    "set_next_step",
    "write_note",
]

TEXT_LIMIT = 5000
STEP_LIMIT = 200
LONGEST_PROMISE = timedelta(days=3660)  # ours: a year typed wrongly, such as 9999, is caught


class NoSuchMove(Refused):
    """The pipeline has no step from here to there. Facts: `old`, `new`."""

    code = "no_such_move"


class GatesMissing(Refused):
    """Facts: `stage`, `gates` (keys)."""

    code = "gates_missing"
    status = 422


class WordsDoNotFit(Refused):
    """The words do not answer the gate. Facts: `gate` (key)."""

    code = "words_do_not_fit"
    status = 422


@dataclass(frozen=True)
class Step:
    """What the desk does next, and by when."""

    what: str
    due: datetime


@dataclass(frozen=True)
class Reply:
    """What leaves with an officer's words: checked files, a way to the answer pack, the step promised."""

    text: str
    answers_all: bool
    step: Step | None
    files: tuple[Checked, ...]
    with_pack: bool


# --- What officers do ---


@transaction.atomic
def write_note(*, lead: Lead, text: str, seen_seq: int, by: User, now: datetime) -> LeadEvent:
    """Keep a note for the desk; who is named in it with @ is told. The same words sent twice are one note."""
    lead = locked(lead)
    check_can_write_note(by, lead)
    words = bounded("text", text, TEXT_LIMIT, lines=True)
    since = LeadEvent.objects.filter(lead=lead, seq__gt=seen_seq, kind=EventKind.NOTE_WRITTEN, by=by)
    twin = next((row for row in since if row.data["text"] == words), None)
    if twin:
        return twin
    named = check_mentions(lead, words)
    row = record(lead=lead, event=NoteWritten(text=words), by=by, at=now)
    tell_mentioned(lead=lead, officers=named, text=words, by=by, now=now)
    return row


def record_reply(
    *,
    lead: Lead,
    text: str,
    seen_seq: int,
    by: User,
    now: datetime,
    answers_all: bool = False,
    step: Step | None = None,
    files: Sequence[Upload] = (),
    with_pack: bool = False,
) -> Lead:
    """Mail the officer's words to the investor; a new lead goes in contact when its gates are met.

    `files` hang on no mail: they wait behind the signed link, and the mail says so. `with_pack`: the mail leads to the
    newest answer pack too. Raises besides what the desk refuses TooManyFiles and FileRefused.
    """
    if files:  # scanned before anything is locked, and for nobody who may not write
        check_can_reply(by, lead)
    reply = Reply(text, answers_all, step, check_uploads(files), with_pack)
    return _reply(lead=lead, reply=reply, seen_seq=seen_seq, by=by, now=now)


@transaction.atomic
def _reply(*, lead: Lead, reply: Reply, seen_seq: int, by: User, now: datetime) -> Lead:
    lead = fresh(lead, seen_seq)
    check_can_reply(by, lead)
    words = bounded("text", reply.text, TEXT_LIMIT, lines=True)
    check_merged(words)
    enclosed = Enclosed(len(reply.files), pack=reply.with_pack, question=reply.answers_all)
    with translation.override(mail_language(lead.language)):
        author = name_of(by)
    mail = send_reply(lead=lead, text=words, author=author, enclosed=enclosed, now=now)
    keep_files(files=reply.files, reply=mail, now=now)
    event = Replied(mail=mail.pk, answers_all=reply.answers_all, files=len(reply.files))
    record(lead=lead, event=event, by=by, at=now)
    answered(lead, reply.step, by, now)
    return lead


@transaction.atomic
def change_stage(
    *,
    lead: Lead,
    to: Stage,
    seen_seq: int,
    by: User,
    now: datetime,
    reason: str = "",
    loss_reason: str = "",
    come_back_on: date | None = None,
    stated: Mapping[str, str] | None = None,
    step: Step | None = None,
    lost_to_place: str = "",
    loss_detail: str = "",
) -> Lead:
    """Move a lead along the pipeline when the move exists and its gates are met.

    `lost_to_place` and `loss_detail` are what a reason for loss asks besides itself; `stated` gives, per gate
    key, a fact in words where the product has no field for it yet.
    """
    if touches_holds(Stage(lead.stage), to):
        lock_holds()
    lead = fresh(lead, seen_seq)
    check_can_change_stage(by, lead)
    start = Stage(lead.stage)
    kind = _move(start, to)
    why = bounded("reason", reason, REASON_LIMIT, needed=False, lines=True)
    if kind in {"back", "reopen"} and not why:
        raise ReasonMissing
    if loss_reason and loss_reason not in pipeline().loss_reasons:
        raise ChoiceUnknown(field="loss_reason", value=loss_reason[:40])
    if step:
        _set_step(lead, step, by, now)
    words = _check_gates(lead, to, kind, stated or {}, {"loss_reason": loss_reason, "come_back_on": come_back_on}, now)
    event = StageChanged(
        old=start.value,
        new=to.value,
        reason=why,
        loss_reason=loss_reason if to == Stage.LOST else "",
        come_back_on=_come_back(lead, come_back_on, now) if to == Stage.PARKED else None,
        stated=words | (loss_facts(loss_reason, lost_to_place, loss_detail) if to == Stage.LOST else {}),
    )
    record(lead=lead, event=event, by=by, at=now)
    follow_stage(lead=lead, start_stage=start, to=to, by=by, now=now)
    check_promised(lead)
    return lead


@transaction.atomic
def set_next_step(*, lead: Lead, step: Step, seen_seq: int, by: User, now: datetime) -> Lead:
    """Promise what comes next and by when; it replaces the step before."""
    lead = fresh(lead, seen_seq)
    check_can_set_next_step(by, lead)
    _set_step(lead, step, by, now)
    return lead


@transaction.atomic
def pause(*, lead: Lead, reason: str, until: datetime, seen_seq: int, by: User, now: datetime) -> Lead:
    """Stop the clocks this reason stops, until a moment at the latest; the worker lets them run again then."""
    lead = fresh(lead, seen_seq)
    check_can_pause(by, lead)
    rule = pipeline().pause_reasons.get(reason)
    if rule is None:
        raise ChoiceUnknown(field="reason", value=reason[:40])
    if until <= now:
        raise DateNotAhead(field="until")
    latest = working_calendar().end_of_nth_working_day(now, rule.max_working_days)
    if until > latest:
        raise TooFarAhead(field="until", latest=latest)
    event = record(lead=lead, event=Paused(reason=reason, until=until), by=by, at=now)
    Due.objects.create(kind=DueKind.END_PAUSE, target=f"{lead.pk}:{event.seq}", due_at=until, next_try_at=until)
    return lead


@transaction.atomic
def resume(*, lead: Lead, seen_seq: int, by: User, now: datetime) -> Lead:
    """Let the clock run again from now."""
    lead = fresh(lead, seen_seq)
    check_can_resume(by, lead)
    record(lead=lead, event=Resumed(ended_at=now), by=by, at=now)
    return lead


# --- Shared steps ---


def answered(lead: Lead, step: Step | None, by: User | None, now: datetime) -> None:
    """After a person has answered: the promised step, and a new lead goes in contact when its gates are met."""
    if step and by:
        check_can_set_next_step(by, lead)
        _set_step(lead, step, by, now)
    if lead.stage == Stage.NEW and not missing(gate_facts(lead, state_of(lead), now), Stage.IN_CONTACT):
        record(lead=lead, event=StageChanged(old=Stage.NEW.value, new=Stage.IN_CONTACT.value), by=by, at=now)
    if by:  # what an investor does is never refused for the desk's sake
        check_promised(lead)


def _move(start: Stage, to: Stage) -> MoveKind:
    kind = pipeline().move(start, to)
    if kind is None:
        raise NoSuchMove(old=start.value, new=to.value)
    return kind


def _check_no_holiday(due: datetime) -> None:
    """A day that the working calendar takes off promises nothing; a plain weekend is the officer's own choice."""
    calendar, day = working_calendar(), due.astimezone(PARK_TIME).date()
    if calendar.exceptions.get(day) is False:
        raise DayOff(field="next_step_due", day=day, next_day=calendar.next_opening(due).astimezone(PARK_TIME).date())


def _set_step(lead: Lead, step: Step, by: User | None, now: datetime) -> None:
    what = bounded("next_step", step.what, STEP_LIMIT)
    if step.due <= now:
        raise DateNotAhead(field="next_step_due")
    if step.due > now + LONGEST_PROMISE:
        raise TooFarAhead(field="next_step_due", latest=now + LONGEST_PROMISE)
    _check_no_holiday(step.due)
    record(lead=lead, event=NextStepSet(what=what, due=step.due), by=by, at=now)


def _check_gates(
    lead: Lead, to: Stage, kind: MoveKind, stated: Mapping[str, str], given: Mapping[str, object], now: datetime
) -> dict[str, str]:
    """The words to keep with the step; raises WordsDoNotFit or GatesMissing. A step back asks no gate."""
    facts = gate_facts(lead, state_of(lead), now)
    facts = replace(facts, values={**facts.values, **{key: value for key, value in given.items() if value}})
    words = _fitting_words(facts, to, stated)
    facts = replace(facts, stated={**facts.stated, **{key: Stated(text, facts.today) for key, text in words.items()}})
    unmet = missing(facts, to)
    if unmet and kind != "back":
        raise GatesMissing(stage=to.value, gates=unmet)
    return words


def _fitting_words(facts: GateFacts, to: Stage, stated: Mapping[str, str]) -> dict[str, str]:
    gates = {gate.key: gate for gate in asked(facts, to) if words_do(gate.key, to)}
    words = {key: bounded(key, text, STEP_LIMIT, needed=False) for key, text in stated.items()}
    given = {key: text for key, text in words.items() if text}
    for key, text in given.items():
        if key not in gates or not may_state(gates[key], text):
            raise WordsDoNotFit(gate=key)
    return given


def _come_back(lead: Lead, on: date | None, now: datetime) -> date | None:
    state: LeadState = state_of(lead)
    days = targets().on(now.astimezone(PARK_TIME).date()).step_days[Stage.PARKED, state.priority]
    calendar = working_calendar()
    latest = calendar.end_of_nth_working_day(now, days)
    if on and closing_of(on, calendar) > latest:
        raise TooFarAhead(field="come_back_on", latest=latest)
    return on
