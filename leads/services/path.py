"""The path after the match: the procedure guide made real for one lead, its steps marked with their days.

Days used are counted as the act counts them (working days by the province's calendar, or calendar days), from the
day after the beginning to the day of the end; days on which the clock stood still for a reason that stops
procedures (leads/seed/stages.yaml) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import get_language

from leads.calendar.hours import WorkingCalendar
from leads.choices import Stage
from leads.models import Lead, LeadPath
from leads.services.asked import facts_of_lead
from leads.services.desk_lock import fresh, locked
from leads.services.desk_rules import LeadClosed, as_question, check_can_use
from leads.services.events import record, state_of
from leads.services.lead_state import LeadState
from leads.services.path_days import Reckoned, after_days, reckoned_days
from leads.services.path_events import PathChosen, StepBegun, StepCleared, StepDays, StepDone
from leads.services.stages import read_seed
from leads.services.words import ChoiceUnknown, bounded
from sitepages.choices import StepTurn
from sitepages.figures import PARK_TIME
from sitepages.models import ProcedureCase, ProcedureFact, ProcedureStep
from sitepages.procedures.path import Step, applies, way
from sitepages.refusal import Refused

NOTE_LIMIT = 200
WORDS = ("name", "body", "documents", "clause", "note")
NO_PATH = frozenset({Stage.LOST, Stage.NOT_A_LEAD})


class NoPathYet(Refused):
    """The steps are not chosen yet."""

    code = "no_path_yet"


class StepUnknown(Refused):
    """The path has no such step."""

    code = "step_unknown"
    status = 404


class StepWaits(Refused):
    """Other steps come first. Facts: `steps` (names), `step`."""

    code = "step_waits"


class StepMarked(Refused):
    """The step stands so already. Facts: `step`."""

    code = "step_marked"


class StepNotBegun(Refused):
    """A step that takes days is begun before it is done. Facts: `step`."""

    code = "step_not_begun"


LONGEST_AGO = timedelta(days=5 * 365)  # ours: a day before that is a slip of the pen


class DayUnfit(Refused):
    """A day still to come, before the step was begun, or more than five years ago. Facts: `field`."""

    code = "day_unfit"
    status = 422


class StepState(StrEnum):
    """Where a step stands."""

    WAITS = "waits"
    READY = "ready"
    RUNS = "runs"
    DONE = "done"


@dataclass(frozen=True)
class PathStep:
    """A step of the kept copy with its days. `used` and `allowed` in the unit of the act; None: not known.

    `ends` is the last day by the act, for a step that runs; `paused` the days left out; `turn` (StepTurn) who moves
    the step on; `reckoned` the earliest days of one not begun.
    """

    key: str
    words: Mapping[str, str]  # name_vi, name_en, body_vi ...
    milestone: bool
    later: bool
    state: StepState
    begun: date | None
    done: date | None
    note: str
    working: bool
    basis: str
    allowed: int | None
    used: int | None
    paused: int
    ends: date | None
    waits_for: tuple[str, ...]
    turn: str
    reckoned: Reckoned | None = None

    @property
    def late(self) -> bool:
        return self.allowed is not None and self.used is not None and self.used > self.allowed

    def told(self, name: str, lang: str) -> str:
        return self.words[f"{name}_{lang}"]


# --- Choosing ---


def check_can_work_path(user: User, lead: Lead) -> None:
    """Raises LeadClosed and what `check_can_use` raises."""
    check_can_use(user, lead)
    if lead.stage in NO_PATH:
        raise LeadClosed(stage=lead.stage)


can_work_path = as_question(check_can_work_path)


def likely_facts(lead: Lead, state: LeadState) -> dict[str, str]:
    """Answers to begin from: those of the usual case, with what the lead has said itself."""
    cases = list(ProcedureCase.objects.all())
    usual = next((case for case in cases if case.facts.get("lane") == "normal"), cases[0] if cases else None)
    facts: dict[str, str] = dict(usual.facts) if usual else {}
    country = str(facts_of_lead(lead).get("origin") or "") or state.country
    if country:
        facts["investor_kind"] = "domestic" if country == "VN" else "foreign"
        if country == "VN":
            facts["irc"] = "not_required"
    lane = state.stated.get("g_lane")
    return facts | ({"lane": lane.text} if lane else {})


@transaction.atomic
def choose_path(*, lead: Lead, facts: Mapping[str, str], seen_seq: int, by: User, now: datetime) -> LeadPath:
    """Keep the steps that these answers ask, as the guide has them today; days already marked stay.

    Raises LeadHidden, ReadOnly, LeadClosed, StaleLead or ChoiceUnknown.
    """
    lead = fresh(lead, seen_seq)
    check_can_work_path(by, lead)
    offered = {fact.key: {one["value"] for one in fact.values} for fact in ProcedureFact.objects.all()}
    for key, values in offered.items():
        if facts.get(key) not in values:
            raise ChoiceUnknown(field=key, value=str(facts.get(key))[:40])
    chosen = {key: facts[key] for key in offered}
    kept = LeadPath.objects.create(lead=lead, facts=chosen, steps=list(_steps(chosen)), made_at=now, made_by=by)
    record(lead=lead, event=PathChosen(path=kept.pk), by=by, at=now)
    return kept


def _steps(facts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The steps of the guide that apply, in the order of their earliest beginning."""
    rows = [row for row in ProcedureStep.objects.prefetch_related("after") if applies(row.applies_when, facts)]
    green = facts.get("lane") == "green"
    here = {row.key for row in rows}
    after = {row.key: sorted({other.key for other in row.after.all()} & here) for row in rows}
    bars = {bar.key: bar for bar in way([_timed(row, tuple(after[row.key]), green) for row in rows]).bars}
    for row in sorted(rows, key=lambda row: (bars[row.key].start, bars[row.key].end, row.order)):
        words = {f"{name}_{lang}": getattr(row, f"{name}_{lang}") for name in WORDS for lang in ("vi", "en")}
        yield {
            "key": row.key,
            **words,
            "days": None if row.milestone else row.green_days if green else row.days,
            "working": row.days_unit == "working",
            "basis": row.days_basis,
            "certainty": row.certainty,
            "turn": row.turn,
            "after": after[row.key],
            "milestone": row.milestone,
            "later": row.after_construction,
        }


def _timed(row: ProcedureStep, after: tuple[str, ...], green: bool) -> Step:
    days = 0 if row.milestone else row.green_days if green else row.days
    return Step(row.key, days, row.days_unit == "working", after, row.after_construction)


# --- Marking ---


@transaction.atomic
def begin_step(*, lead: Lead, step: str, on: date, by: User, now: datetime) -> None:
    """The step was begun on this day. Raises what check_can_work_path raises, NoPathYet, StepUnknown, StepWaits,
    StepMarked or DayUnfit.
    """
    lead = locked(lead)
    check_can_work_path(by, lead)
    row, days = _step(lead, step)
    if days.begun:
        raise StepMarked(step=_name(row))
    _check_day(on, None, now)
    _check_turn(lead, row)
    record(lead=lead, event=StepBegun(step=step, on=on), by=by, at=now)


@transaction.atomic
def finish_step(*, lead: Lead, step: str, on: date, note: str, by: User, now: datetime) -> None:
    """The step is done. A milestone, which takes no time, needs no beginning. Raises what begin_step raises
    and StepNotBegun.
    """
    lead = locked(lead)
    check_can_work_path(by, lead)
    row, days = _step(lead, step)
    if days.done:
        raise StepMarked(step=_name(row))
    if not days.begun and not row["milestone"]:
        raise StepNotBegun(step=_name(row))
    _check_day(on, days.begun, now)
    if row["milestone"]:
        _check_turn(lead, row)
    words = bounded("note", note, NOTE_LIMIT, needed=False)
    record(lead=lead, event=StepDone(step=step, on=on, note=words), by=by, at=now)


@transaction.atomic
def clear_step(*, lead: Lead, step: str, by: User, now: datetime) -> None:
    """Take back the days of a step entered by mistake. Raises as begin_step, and StepNotBegun."""
    lead = locked(lead)
    check_can_work_path(by, lead)
    row, days = _step(lead, step)
    if not days.begun:
        raise StepNotBegun(step=_name(row))
    record(lead=lead, event=StepCleared(step=step), by=by, at=now)


def _step(lead: Lead, key: str) -> tuple[Mapping[str, Any], StepDays]:
    state = state_of(lead).path
    if not state.path:
        raise NoPathYet
    kept = LeadPath.objects.get(pk=state.path)
    row = next((row for row in kept.steps if row["key"] == key), None)
    if row is None:
        raise StepUnknown
    return row, state.steps.get(key, StepDays())


def _check_turn(lead: Lead, row: Mapping[str, Any]) -> None:
    state = state_of(lead).path
    names = {one["key"]: _name(one) for one in LeadPath.objects.get(pk=state.path).steps}
    open_ones = [names[key] for key in row["after"] if not state.steps.get(key, StepDays()).done]
    if open_ones:
        raise StepWaits(steps=open_ones, step=_name(row))


def _check_day(on: date, begun: date | None, now: datetime) -> None:
    today = now.astimezone(PARK_TIME).date()
    if on > today or (begun and on < begun) or on < today - LONGEST_AGO:
        raise DayUnfit(field="on")


def _name(row: Mapping[str, Any]) -> str:
    return str(row["name_vi" if get_language() == "vi" else "name_en"])


# --- As it stands ---


def path_of(state: LeadState, kept: LeadPath, today: date, calendar: WorkingCalendar) -> tuple[PathStep, ...]:
    """Every step with its days used against its days in the act."""
    marks = state.path.steps
    names = {row["key"]: row for row in kept.steps}
    stopped = stopped_days(state, today)

    def step(row: Mapping[str, Any]) -> PathStep:
        days = marks.get(row["key"], StepDays())
        waits = tuple(key for key in row["after"] if not marks.get(key, StepDays()).done)
        used, paused = (None, 0)
        if days.begun and not row["milestone"]:
            used, paused = days_used(days.begun, days.done or today, row["working"], stopped, calendar)
        return PathStep(
            key=row["key"],
            words={key: str(value) for key, value in row.items() if key.endswith(("_vi", "_en"))},
            milestone=row["milestone"],
            later=row["later"],
            state=_state(days, waits),
            begun=days.begun,
            done=days.done,
            note=days.note,
            working=row["working"],
            basis=row["basis"],
            allowed=row["days"],
            used=used,
            paused=paused,
            ends=_ends(days, row, paused, calendar),
            waits_for=tuple(_name(names[key]) for key in waits),
            turn=row.get("turn", StepTurn.FILED),
        )

    told = [step(row) for row in kept.steps]
    days = reckoned_days(kept.steps, marks, {one.key: one.ends for one in told}, today, calendar)
    return tuple(replace(one, reckoned=days.get(one.key)) for one in told)


def _state(days: StepDays, waits: Sequence[str]) -> StepState:
    if days.done:
        return StepState.DONE
    if days.begun:
        return StepState.RUNS
    return StepState.WAITS if waits else StepState.READY


def _ends(days: StepDays, row: Mapping[str, Any], paused: int, calendar: WorkingCalendar) -> date | None:
    """The last day by the act, put off by the days that stood still."""
    if not days.begun or days.done or row["days"] is None:
        return None
    return after_days(days.begun, row["days"] + paused, row["working"], calendar)


def days_used(
    begun: date, end: date, working: bool, stopped: frozenset[date], calendar: WorkingCalendar
) -> tuple[int, int]:
    """Days counted in (begun, end], and days left out because the clock stood still."""
    days = [begun + timedelta(days=number) for number in range(1, (end - begun).days + 1)]
    counted = [day for day in days if not working or calendar.works_on(day)]
    paused = sum(day in stopped for day in counted)
    return len(counted) - paused, paused


def stopped_days(state: LeadState, today: date) -> frozenset[date]:
    """Days on which the lead's clock stood still for a reason that stops procedures: (first day, last day]."""
    spans: list[tuple[str, datetime, datetime | None]] = [(one.reason, one.start, one.end) for one in state.paused]
    if state.pause:
        spans.append((state.pause.reason, state.pause.since, None))
    found: set[date] = set()
    for reason, start, end in spans:
        if reason not in _stop_procedures():
            continue
        first = start.astimezone(PARK_TIME).date()
        last = end.astimezone(PARK_TIME).date() if end else today
        found |= {first + timedelta(days=number) for number in range(1, (last - first).days + 1)}
    return frozenset(found)


@cache
def _stop_procedures() -> frozenset[str]:
    return frozenset(row["key"] for row in read_seed("stages.yaml")["pause_reasons"] if "procedure" in row["stops"])
