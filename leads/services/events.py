"""A lead's history: one typed event per thing that happens, appended, and the row as their sum."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, EventKind, Priority, Stage
from leads.models import Lead, LeadEvent, Officer
from leads.services.appointment_events import APPOINTMENT_EVENTS, appointments_after, appointments_erased
from leads.services.appointment_rows import plan_settling
from leads.services.calendar import working_calendar
from leads.services.clocks import due_of
from leads.services.erasure_events import ERASURE_EVENTS, Erased, KeptLonger, quiet_after
from leads.services.event_base import Event, Happened
from leads.services.hold_events import HOLD_EVENTS
from leads.services.hold_events import after as holds_after
from leads.services.lead_events import (
    Acknowledged,
    Assigned,
    Concealed,
    ConsentGiven,
    Contacted,
    Described,
    DueMoved,
    Escalated,
    MailFailed,
    MailSent,
    NextStepSet,
    NoteWritten,
    PackIssued,
    Paused,
    Received,
    Released,
    Replied,
    Resumed,
    StageChanged,
)
from leads.services.lead_search import REKEYS, write_lines
from leads.services.lead_state import Escalation, LeadState, NextStep, Pause, Project, Stated, unpaused
from leads.services.level_rows import plan_levels
from leads.services.levels import standing
from leads.services.link_events import LINK_EVENTS, MessageWritten, ProfileChanged
from leads.services.path_events import PATH_EVENTS, path_after
from leads.services.post_events import POST_EVENTS, MailReceived
from leads.services.privacy_events import PRIVACY_EVENTS, Freed, Restricted, freed
from leads.services.record_events import RECORD_EVENTS
from leads.services.referral_events import (
    ReferralBack,
    ReferralDone,
    ReferralEnded,
    ReferralTaken,
    Referred,
    all_referrals_dropped,
    referrals_after,
    referrals_dropped,
)
from leads.services.referral_rows import write_referrals
from leads.services.stages import pipeline
from leads.services.targets import AnyTargets, targets
from leads.services.task_events import TASK_EVENTS, all_tasks_dropped, tasks_after, tasks_dropped, tasks_given_on
from leads.services.task_rows import write_tasks
from sitepages.figures import PARK_TIME

__all__ = [
    "OWES_FULL_ANSWER",
    "READERS",
    "TYPES",
    "Acknowledged",
    "Assigned",
    "Concealed",
    "ConsentGiven",
    "Contacted",
    "Described",
    "DueMoved",
    "Escalated",
    "Event",
    "Happened",
    "MailFailed",
    "MailSent",
    "NextStepSet",
    "NoteWritten",
    "PackIssued",
    "Paused",
    "Received",
    "ReferralDone",
    "Referred",
    "Released",
    "Replied",
    "Resumed",
    "StageChanged",
    "UnknownEvent",
    "columns_of",
    "fold",
    "from_json",
    "histories",
    "history",
    "project_columns",
    "record",
    "state_of",
    "to_json",
]
OWES_FULL_ANSWER = frozenset({Stage.NEW, Stage.IN_CONTACT, Stage.QUALIFIED})


class UnknownEvent(LookupError):
    """A stored event of a kind or version this release cannot read."""


TYPES: Mapping[EventKind, type[Event]] = {
    cls.kind: cls
    for cls in (
        Received,
        Assigned,
        MailSent,
        MailFailed,
        PackIssued,
        NoteWritten,
        Replied,
        StageChanged,
        NextStepSet,
        Paused,
        Resumed,
        Contacted,
        Described,
        *HOLD_EVENTS,
        *RECORD_EVENTS,
        DueMoved,
        Escalated,
        Acknowledged,
        ConsentGiven,
        *TASK_EVENTS,
        *POST_EVENTS,
        *PATH_EVENTS,
        *LINK_EVENTS,
        *APPOINTMENT_EVENTS,
        Referred,
        ReferralTaken,
        ReferralDone,
        ReferralBack,
        ReferralEnded,
        Concealed,
        Released,
        *PRIVACY_EVENTS,
        *ERASURE_EVENTS,
    )
}
STORED_AS = {kind.value: cls for kind, cls in TYPES.items()}
MOMENTS = ("due", "until", "ended_at", "was_due", "now_due", "starts_at")
DAYS = ("come_back_on", "kept_until", "on")
READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(MOMENTS, datetime.fromisoformat),
    **dict.fromkeys(DAYS, date.fromisoformat),
}


def to_json(event: Event) -> dict[str, Any]:
    """The payload as stored: times as ISO text with offset."""
    out = {part.name: getattr(event, part.name) for part in dataclasses.fields(event)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in out.items()}


def from_json(kind: str, version: int, data: Mapping[str, Any]) -> Event:
    """The typed event of a stored row; raises UnknownEvent for what this release cannot read."""
    cls = STORED_AS.get(kind)
    if cls is None or version != cls.version:
        raise UnknownEvent(f"{kind} version {version}")
    return cls(**{name: READERS[name](value) if value and name in READERS else value for name, value in data.items()})


def history(lead: Lead) -> tuple[Happened, ...]:
    """All events of a lead in their order, typed."""
    return tuple(
        Happened(row.seq, from_json(row.kind, row.version, row.data), row.at, row.by_id)
        for row in LeadEvent.objects.filter(lead=lead).order_by("seq")
    )


def histories(leads: Iterable[Lead]) -> dict[int, tuple[Happened, ...]]:
    """The events of several leads at once, by the lead's number."""
    found: dict[int, list[Happened]] = {lead.pk: [] for lead in leads}
    for row in LeadEvent.objects.filter(lead__in=found).order_by("lead", "seq"):
        event = from_json(row.kind, row.version, row.data)
        found[row.lead_id].append(Happened(row.seq, event, row.at, row.by_id))
    return {pk: tuple(rows) for pk, rows in found.items()}


def fold(events: Iterable[Happened]) -> LeadState:
    """What the events add up to. Pure; the first event must be `Received`."""
    state, quiet, seq = None, None, 0
    for happened in events:
        state = _received(happened) if state is None else _after(state, happened)
        quiet, seq = quiet_after(quiet or happened.at, happened), happened.seq
    if state is None:
        raise ValueError("A lead without events has no state.")
    return replace(state, seq=seq, quiet_since=quiet)


def state_of(lead: Lead) -> LeadState:
    """The state a lead's stored events add up to."""
    return fold(history(lead))


def _received(happened: Happened) -> LeadState:
    event = happened.event
    if not isinstance(event, Received):
        raise ValueError("The first event of a lead is its arrival.")
    return LeadState(
        stage=Stage.NEW,
        priority=Priority(event.priority),
        received_at=happened.at,
        country=event.country,
        match_run=event.match_run,
    )


def _after(state: LeadState, happened: Happened) -> LeadState:
    at = happened.at
    match happened.event:
        case Assigned(department=department, officer=officer):
            tasks = tasks_given_on(state.tasks, state.owner, officer)
            return replace(state, department=department, owner=officer, tasks=tasks)
        case Replied(answers_all=answers_all) | Contacted(answers_all=answers_all):
            return replace(
                state,
                message_at=None,
                first_reply_at=state.first_reply_at or at,
                full_answer_at=state.full_answer_at or (at if answers_all else None),
                answered_all_at=state.answered_all_at or (at if answers_all else None),
            )
        case StageChanged() as moved:
            return _moved(state, moved, at)
        case MailReceived(automatic=False) | MessageWritten():
            return replace(state, message_at=state.message_at or at)
        case NextStepSet(what=what, due=due):
            return replace(state, next_step=NextStep(what, due, at))
        case Paused(reason=reason, until=until):
            return replace(state, pause=Pause(reason, at, until, happened.seq))
        case Resumed(ended_at=ended_at):
            return unpaused(state, ended_at)
        case Concealed(code_name=code_name):
            return replace(state, code_name=code_name)
        case Released():
            return replace(state, code_name="")
        case Escalated(clock=clock, was_due=due, level=level):
            return replace(state, escalations=(*state.escalations, Escalation(Clock(clock), due, level)))
        case Acknowledged(level=level):
            seen = (replace(one, acknowledged=one.acknowledged or one.level <= level) for one in state.escalations)
            return replace(state, escalations=tuple(seen))
        case PackIssued():
            return replace(state, pack_at=at)
        case Described() as noted:
            project = Project(noted.sector, noted.country, noted.question, noted.area_min_m2, noted.area_max_m2)
            return replace(state, priority=Priority(noted.priority), country=noted.country, project=project)
        case ProfileChanged(match_run=run):
            return replace(state, match_run=run)
        case KeptLonger(kept_until=day):
            return replace(state, kept_until=day)
        case Restricted():
            return replace(unpaused(state, at), restricted_at=state.restricted_at or at)
        case Freed():
            return freed(state, at)
        case Erased():
            return _erased(state, at)
        case _:
            event = happened.event
            return replace(
                state,
                holds=holds_after(state.holds, event, at),
                path=path_after(state.path, event),
                tasks=tasks_after(state.tasks, happened),
                referrals=referrals_after(state.referrals, happened, state.priority),
                appointments=appointments_after(state.appointments, happened),
            )


def _moved(state: LeadState, event: StageChanged, at: datetime) -> LeadState:
    to = Stage(event.new)
    still_open = pipeline().is_open(to)
    opens = still_open and not pipeline().is_open(state.stage)
    runs_on = still_open or to == Stage.AFTERCARE
    if not still_open:
        state = unpaused(state, at)
    on = at.astimezone(PARK_TIME).date()
    return replace(
        state,
        stage=to,
        opened_at=at if opens else state.opened_at,
        full_answer_at=state.full_answer_at or (None if to in OWES_FULL_ANSWER else at),
        next_step=state.next_step if runs_on else None,
        come_back_on=event.come_back_on,
        loss_reason=event.loss_reason,
        stated={**state.stated, **{key: Stated(text, on) for key, text in event.stated.items()}},
        tasks=tasks_dropped(state.tasks, to, at),
        referrals=referrals_dropped(state.referrals, to, at),
    )


def _erased(state: LeadState, at: datetime) -> LeadState:
    """Nobody can be answered any more: no promise, pause, task or question is left open, and nothing is restricted."""
    return replace(
        freed(unpaused(state, at), at),
        erased_at=at,
        next_step=None,
        tasks=all_tasks_dropped(state.tasks, at),
        referrals=all_referrals_dropped(state.referrals, at),
        appointments=appointments_erased(state.appointments, at),
    )


def columns_of(state: LeadState) -> dict[str, Any]:
    """The lead's columns, as folding its events gives them (keys for owner and department)."""
    return _columns(state, working_calendar(), targets())


def _columns(state: LeadState, calendar: WorkingCalendar, book: AnyTargets) -> dict[str, Any]:
    due = due_of(state, calendar, book)
    level, acknowledged = standing(state, calendar, book)
    return {
        "stage": state.stage.value,
        "priority": state.priority.value,
        "department": state.department,
        "owner": state.owner,
        "due_at": due.at if due else None,
        "due_clock": due.clock.value if due else "",
        "paused_until": state.pause.until if state.pause else None,
        "pause_reason": state.pause.reason if state.pause else "",
        "match_run_id": state.match_run,
        "escalation": level,
        "acknowledged": acknowledged,
        "code_name": state.code_name,
        "quiet_since": state.quiet_since,
        "kept_until": state.kept_until,
        "restricted_at": state.restricted_at,
        "erased_at": state.erased_at,
    }


def project_columns(state: LeadState) -> dict[str, Any]:
    """The lead's columns about the project, once an officer noted something; before, they are as it came in."""
    if state.project is None:
        return {}
    columns = dataclasses.asdict(state.project)
    return columns | {"sector_id": columns.pop("sector") or None}


def record(*, lead: Lead, event: Event, by: User | None, at: datetime) -> LeadEvent:
    """Append one event and set the lead's columns to what its events now add up to; see `record_all`."""
    return record_all(lead=lead, events=[(event, by)], at=at)[0]


@transaction.atomic(savepoint=False)
def record_all(*, lead: Lead, events: Sequence[tuple[Event, User | None]], at: datetime) -> list[LeadEvent]:
    """Append events of one moment, each with who did it, and set the lead's columns to what all add up to.

    The lead's row is locked, so numbers follow each other; the unique constraint on (lead, seq) guards
    what a lock cannot. `lead` is brought up to date in place.
    """
    Lead.objects.select_for_update().only("pk").get(pk=lead.pk)
    past = history(lead)
    start = past[-1].seq + 1 if past else 1
    new = [Happened(seq, event, at, by.pk if by else None) for seq, (event, by) in enumerate(events, start)]
    rows = LeadEvent.objects.bulk_create(
        LeadEvent(
            lead=lead,
            seq=one.seq,
            kind=one.event.kind,
            version=one.event.version,
            data=to_json(one.event),
            at=at,
            by=by,
        )
        for one, (_event, by) in zip(new, events, strict=True)
    )
    state = fold([*past, *new])
    before, calendar, book = fold(past) if past else None, working_calendar(), targets()
    _write_columns(lead, _columns(state, calendar, book) | project_columns(state))
    if any(
        event.kind in REKEYS and not (event.kind == EventKind.RECEIVED and lead.search_line) for event, _by in events
    ):
        write_lines(Lead.objects.filter(pk=lead.pk))
    plan_levels(lead=lead, before=before, after=state, calendar=calendar, book=book)
    write_tasks(lead=lead, before=before.tasks if before else {}, after=state.tasks)
    write_referrals(lead=lead, before=before.referrals if before else {}, after=state.referrals)
    plan_settling(lead=lead, before=before, after=state, at=at)
    return rows


def _write_columns(lead: Lead, columns: dict[str, Any]) -> None:
    department, owner = columns.pop("department"), columns.pop("owner")
    if department:
        columns["department_id"] = department
        columns["owner_id"] = Officer.objects.values_list("pk", flat=True).get(key=owner) if owner else None
    Lead.objects.filter(pk=lead.pk).update(**columns)
    for name, value in columns.items():
        setattr(lead, name, value)
