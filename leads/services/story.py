"""What a lead's history comes to: one frozen value, and the cells it counts in. No query, no clock.

The definitions in words stand in docs/reports.md; tests/leads/recount.py counts by them a second time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, Kept, Outcome, Stage, Standing
from leads.services.events import Happened, StageChanged, fold
from leads.services.link_events import AnswerJudged
from leads.services.loss import ERASED
from leads.services.service_figures import Measured, measure
from leads.services.stages import pipeline
from leads.services.targets import TargetBook
from sitepages.figures import PARK_TIME

STEPS = (
    Stage.NEW,
    Stage.IN_CONTACT,
    Stage.QUALIFIED,
    Stage.PROPOSED,
    Stage.VISIT,
    Stage.RESERVED,
    Stage.FILED,
    Stage.LICENSED,
    Stage.WON,
)
DAY_MINUTES = 1440
# Upper ends of the groups a stay (in days) or an answer (in working minutes) is counted in: medians are told by group.
DAYS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 270, 365)
MINUTES = (30, 60, 120, 240, 480, 960, 1440, 1920, 2400, 3360, 4800, 9600)
LONGER = "more"
NO_LAND = "no_fitting_land"
# A need of the request (JSON path, by its beginning) that would have to give -> the reason for loss that says the same.
CONSTRAINTS = (
    ("utilities.power", "power_short"),
    ("utilities.", "other_utility"),
    ("needed_by", "too_late"),
    ("ready", "too_late"),
    ("budget.", "price"),
    ("zones", "sector_not_permitted"),
    ("sector", "sector_not_permitted"),
)


@dataclass(frozen=True)
class Facts:
    """What the lead's own columns say beside its history. `without_option`: what would have to give if nothing fits."""

    sector: str = ""
    country: str = ""
    source: str = ""
    illustrative: bool = False
    area_m2: int | None = None
    jobs: int | None = None
    without_option: str = ""


@dataclass(frozen=True)
class Story:
    """One lead. `stays`: minutes in each stage it has left; `*_minutes`: working minutes of an answer that was given.

    `furthest`: the last step of the path it ever reached; `unmet`: the constraint that kept it out, empty if none.
    """

    seq: int
    month: date
    illustrative: bool
    department: str
    owner: str
    sector: str
    country: str
    source: str
    priority: str
    furthest: str
    standing: str
    loss_reason: str
    first_reply: str
    first_minutes: int | None
    full_answer: str
    full_minutes: int | None
    verdict: str
    unmet: str
    area_m2: int | None
    jobs: int | None
    stays: Mapping[str, int]


class Told(Protocol):
    """A story, or its stored row."""

    furthest: Any
    standing: Any
    loss_reason: Any
    first_reply: Any
    first_minutes: Any
    full_answer: Any
    full_minutes: Any
    verdict: Any
    unmet: Any
    area_m2: Any
    jobs: Any
    stays: Any


def month_of(at: datetime) -> date:
    """The first day of its month in the province."""
    return at.astimezone(PARK_TIME).date().replace(day=1)


def story_of(past: Sequence[Happened], facts: Facts, calendar: WorkingCalendar, book: TargetBook) -> Story:
    """The story of a whole history."""
    state = fold(past)
    # As of the arrival nothing is overdue: only what was answered has a time, and the story does not age.
    times = measure(state, state.department, state.received_at, calendar, book)
    standing = _standing(state.stage)
    reason = state.loss_reason if standing == Standing.LOST else ""
    return Story(
        seq=state.seq,
        month=month_of(state.received_at),
        illustrative=facts.illustrative,
        department=state.department,
        owner=state.owner,
        sector=facts.sector,
        country=facts.country,
        source=facts.source,
        priority=state.priority.value,
        furthest=_furthest(past),
        standing=standing.value,
        loss_reason=reason,
        first_reply=_kept(Clock.FIRST_REPLY, times.first_reply, times),
        first_minutes=times.first_reply,
        full_answer=_kept(Clock.FULL_ANSWER, times.full_answer, times),
        full_minutes=times.full_answer,
        verdict=_verdict(past, answered=times.full_answer is not None),
        unmet=_unmet(standing, state.stage, reason, facts.without_option),
        area_m2=facts.area_m2,
        jobs=facts.jobs,
        stays=_stays(past),
    )


def _standing(stage: Stage) -> Standing:
    closed = {Stage.PARKED: Standing.PARKED, Stage.LOST: Standing.LOST, Stage.NOT_A_LEAD: Standing.NO_LEAD}
    return closed.get(stage, Standing.OPEN)


def _moves(past: Iterable[Happened]) -> Iterator[tuple[StageChanged, datetime]]:
    for one in past:
        if isinstance(one.event, StageChanged):
            yield one.event, one.at


def _furthest(past: Iterable[Happened]) -> str:
    reached = [Stage.WON if event.new == Stage.AFTERCARE else Stage(event.new) for event, _at in _moves(past)]
    return max((stage for stage in (Stage.NEW, *reached) if stage in STEPS), key=STEPS.index).value


def _stays(past: Sequence[Happened]) -> dict[str, int]:
    """Minutes in each open stage it no longer stands in; a stage it came back to counts all its times."""
    spent: dict[str, timedelta] = {}
    stage, since = Stage.NEW, past[0].at
    for event, at in _moves(past):
        if pipeline().is_open(stage):
            spent[stage.value] = spent.get(stage.value, timedelta(0)) + (at - since)
        stage, since = Stage(event.new), at
    spent.pop(stage.value, None)
    return {key: int(span.total_seconds() // 60) for key, span in spent.items()}


def _kept(clock: Clock, minutes: int | None, times: Measured) -> str:
    if minutes is None:
        return Kept.NONE.value
    return (Kept.LATE if clock in times.late else Kept.IN_TIME).value


def _verdict(past: Iterable[Happened], *, answered: bool) -> str:
    said = [one.event.verdict for one in past if isinstance(one.event, AnswerJudged)]
    if said:
        return said[-1]
    return (Outcome.SILENT if answered else Outcome.WAITING).value


def _unmet(standing: Standing, stage: Stage, reason: str, without_option: str) -> str:
    """The officer's reason for the loss; of a lead that is not lost, what the match without an option says."""
    if standing == Standing.LOST:
        if reason == ERASED:  # what the match said of the demand stays said
            return without_option
        rule = pipeline().loss_reasons.get(reason)
        return reason if rule and rule.counts_as_unmet_demand else ""
    if standing == Standing.NO_LEAD or stage in {Stage.WON, Stage.AFTERCARE}:
        return ""
    return without_option


def constraint_of(near_misses: Sequence[Mapping[str, Any]], eliminated: Sequence[Mapping[str, Any]]) -> str:
    """What would have to give for a request nothing fits: the largest change of the nearest miss, else what ruled out
    most plots; land that is held or not cleared is land that does not fit.
    """
    changes = near_misses[0]["changes"] if near_misses else []
    if changes:
        return _as_reason(max(changes, key=lambda change: change["size"])["key"])
    if near_misses or not eliminated:
        return NO_LAND
    return _as_reason(max(eliminated, key=lambda row: len(row["plots"]))["key"])


def _as_reason(key: str) -> str:
    return next((reason for start, reason in CONSTRAINTS if key.startswith(start)), NO_LAND)


# --- Cells ---

Cell = tuple[str, str, int]  # measure, key, amount; each counts one


def cells_of(story: Told) -> Iterator[Cell]:
    """Every cell the lead counts in. What is no investment enquiry counts as that and nowhere else."""
    if story.standing == Standing.NO_LEAD:
        yield "no_lead", "", 0
        return
    yield "received", "", 0
    for step in STEPS[: STEPS.index(Stage(story.furthest)) + 1]:
        yield "reached", step.value, 0
    yield "stands", f"{story.furthest}:{story.standing}", 0
    if story.standing == Standing.LOST:
        yield "lost", f"{story.furthest}:{story.loss_reason}", 0
    for stage, minutes in story.stays.items():
        yield "stay", f"{stage}:{group_of(minutes, DAYS, DAY_MINUTES)}", minutes
    yield "first_reply", story.first_reply, 0
    if story.first_minutes is not None:
        yield "first_time", group_of(story.first_minutes, MINUTES), story.first_minutes
    yield "full_answer", story.full_answer, 0
    if story.full_minutes is not None:
        yield "full_time", group_of(story.full_minutes, MINUTES), story.full_minutes
    yield "verdict", story.verdict, 0
    if story.unmet:
        yield "unmet", story.unmet, 0
        if story.area_m2 is not None:
            yield "unmet_area", story.unmet, story.area_m2
        if story.jobs is not None:
            yield "unmet_jobs", story.unmet, story.jobs


def group_of(amount: int, ends: Sequence[int], unit: int = 1) -> str:
    """The group an amount falls in, by its upper end."""
    place = bisect_left([end * unit for end in ends], amount)
    return str(ends[place]) if place < len(ends) else LONGER


def median_group(counts: Mapping[str, int], ends: Sequence[int]) -> str | None:
    """The group in which the median by nearest rank lies; None of nothing."""
    total, seen = sum(counts.values()), 0
    for name in (*map(str, ends), LONGER):
        seen += counts.get(name, 0)
        if total and seen * 2 >= total:
            return name
    return None
