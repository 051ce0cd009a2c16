"""Page values of the counted figures: funnel, time per stage, unmet demand, outcome; built before rendering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from leads.choices import Kept, Outcome, Stage, Standing
from leads.desk.figure_bars import bar
from leads.desk.figure_filter import (
    BY,
    DEPARTMENT,
    DIMENSIONS,
    Choices,
    FigureFilter,
    Values,
    dimension_name,
    span_name,
)
from leads.desk.figure_rows import (
    FUNNEL,
    TIMES,
    UNMET,
    Answered,
    Said,
    Stay,
    Step,
    Unmet,
    answers_of,
    number_of,
    outcome_of,
    stage_name,
    stays_of,
    steps_of,
    unmet_of,
    yes_share,
)
from leads.services.figures import LEAST, Asked, Counts, Scope, counts, counts_by, only_demo
from leads.services.officers import today_of
from leads.services.roll_up import ALL, run
from leads.services.story import STEPS


@dataclass(frozen=True)
class Frame:
    """What every page of the figures says of itself: the period, whose leads, as of when, whether of the demo."""

    wanted: FigureFilter
    asked: Asked
    scope: Scope
    period: str
    narrowed: str  # by what, in words
    as_of: datetime | None
    choices: Choices
    query: str

    @property
    def illustrative(self) -> bool:
        return self.asked.illustrative


def frame_of(scope: Scope, wanted: FigureFilter, now: datetime) -> tuple[Frame, Values]:
    values = Values()
    asked = wanted.asked(scope, today_of(now), illustrative=only_demo())
    choices = values.choices(scope, asked)
    names = [values.name(DEPARTMENT, asked.department)] if asked.department else []
    if asked.dimension != ALL:
        names.append(values.name(asked.dimension, asked.value))
    period = span_name(asked.first, asked.last)
    return Frame(wanted, asked, scope, period, ", ".join(names), run().as_of, choices, wanted.query()), values


def behind(frame: Frame, measure: str, key: str = "", **changes: str) -> str:
    """The address of the leads a number counts."""
    query = frame.wanted.query(by="", **changes)
    return f"{reverse('desk-behind')}?{urlencode({'measure': measure, 'key': key})}&{query}"


# --- Funnel ---


@dataclass(frozen=True)
class StepShown:
    step: Step
    bar: SafeString
    links: dict[str, str]  # reached, still, parked, lost -> the leads
    reasons: tuple[tuple[str, int, str], ...]  # name, count, link; the most frequent
    others: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Linked:
    """A number of a column, and the leads it counts."""

    name: str
    count: int
    link: str


@dataclass(frozen=True)
class Slice:
    """One value of the breakdown: how many reached the chosen steps. `query` narrows the page to it."""

    name: str
    query: str
    cells: tuple[Linked, ...]
    lost: int


@dataclass(frozen=True)
class FunnelPage:
    frame: Frame
    received: int
    no_lead: int
    steps: tuple[StepShown, ...]
    by: str
    bys: tuple[tuple[str, str, bool], ...]  # name, query, here
    columns: tuple[str, ...]
    slices: tuple[Slice, ...]


MOST_REASONS = 3
SHOWN_STEPS = (Stage.NEW, Stage.QUALIFIED, Stage.PROPOSED, Stage.RESERVED, Stage.WON)


def funnel_page(scope: Scope, wanted: FigureFilter, now: datetime) -> FunnelPage:
    frame, values = frame_of(scope, wanted, now)
    found = counts(frame.asked, *FUNNEL)
    steps = steps_of(found)
    by = _breakdown(frame)
    return FunnelPage(
        frame=frame,
        received=number_of(found, "received"),
        no_lead=number_of(found, "no_lead"),
        steps=tuple(_step_shown(frame, step, steps[0].reached) for step in steps),
        by=dimension_name(by[0]) if by else "",
        bys=tuple((dimension_name(one), wanted.query(by=one), one == by[0]) for one in BY if one in by),
        columns=tuple(stage_name(stage) for stage in SHOWN_STEPS),
        slices=tuple(_slices(frame, values, by[0])) if by else (),
    )


def _breakdown(frame: Frame) -> tuple[str, ...]:
    """By what the funnel may be broken down, what is shown first. One further value is counted, not two."""
    possible = [] if frame.asked.department else [DEPARTMENT]
    possible += DIMENSIONS if frame.asked.dimension == ALL else []
    wanted = frame.wanted.by if frame.wanted.by in possible else next(iter(possible), "")
    return (wanted, *(one for one in possible if one != wanted)) if wanted and not frame.scope.owner else ()


def _step_shown(frame: Frame, step: Step, whole: int) -> StepShown:
    parts = (("on", step.went_on), ("still", step.still), ("parked", step.parked), ("lost", step.lost))
    stands = {"still": Standing.OPEN, "parked": Standing.PARKED, "lost": Standing.LOST}
    links = {name: behind(frame, "stands", f"{step.key}:{one.value}") for name, one in stands.items()}
    reasons = tuple((one.name, one.count, behind(frame, "lost", one.key)) for one in step.reasons)
    return StepShown(
        step=step,
        bar=bar(parts, whole),
        links={"reached": behind(frame, "reached", step.key), **links},
        reasons=reasons[:MOST_REASONS],
        others=reasons[MOST_REASONS:],
    )


def _slices(frame: Frame, values: Values, dimension: str) -> Iterator[Slice]:
    rows = counts_by(frame.asked, dimension, "received", "reached", "stands")
    for value, found in sorted(rows.items(), key=lambda row: (-number_of(row[1], "received"), row[0])):
        change = _narrowing(dimension, value)
        cells = ((stage.value, number_of(found, "reached", stage.value)) for stage in SHOWN_STEPS)
        yield Slice(
            name=values.name(dimension, value),
            query=frame.wanted.query(by="", **change),
            cells=tuple(Linked(stage_name(key), n, behind(frame, "reached", key, **change)) for key, n in cells),
            lost=sum(number_of(found, "stands", f"{stage.value}:{Standing.LOST.value}") for stage in STEPS),
        )


def _narrowing(dimension: str, value: str) -> dict[str, str]:
    return {"department": value} if dimension == DEPARTMENT else {"only": f"{dimension}:{value}"}


# --- Time ---


@dataclass(frozen=True)
class StayShown:
    stay: Stay
    bar: SafeString


@dataclass(frozen=True)
class AnswerShown:
    answer: Answered
    bar: SafeString
    links: dict[str, str]


@dataclass(frozen=True)
class TimesPage:
    frame: Frame
    answers: tuple[AnswerShown, ...]
    stays: tuple[StayShown, ...]


def times_page(scope: Scope, wanted: FigureFilter, now: datetime) -> TimesPage:
    frame, _values = frame_of(scope, wanted, now)
    found = counts(frame.asked, *TIMES)
    stays = stays_of(found)
    longest = max((row.mean or 0 for row in stays), default=0)
    scaled = round(longest * 10)
    return TimesPage(
        frame=frame,
        answers=tuple(_answer_shown(frame, one) for one in answers_of(found)),
        stays=tuple(StayShown(row, bar([("on", round((row.mean or 0) * 10))], scaled)) for row in stays),
    )


def _answer_shown(frame: Frame, one: Answered) -> AnswerShown:
    parts = (("on", one.in_time), ("lost", one.late), ("parked", one.none))
    links = {kept.value: behind(frame, one.key, kept.value) for kept in Kept}
    return AnswerShown(one, bar(parts, one.total), links)


# --- Unmet demand ---


@dataclass(frozen=True)
class UnmetShown:
    row: Unmet
    bar: SafeString
    link: str


@dataclass(frozen=True)
class UnmetPage:
    frame: Frame
    rows: tuple[UnmetShown, ...]
    hidden: int
    least: int


def unmet_page(scope: Scope, wanted: FigureFilter, now: datetime) -> UnmetPage:
    frame, _values = frame_of(scope, wanted, now)
    rows, hidden = unmet_of(counts(frame.asked, *UNMET))
    most = max((row.projects for row in rows), default=0)
    return UnmetPage(
        frame=frame,
        rows=tuple(
            UnmetShown(row, bar([("lost", row.projects)], most), behind(frame, "unmet", row.key)) for row in rows
        ),
        hidden=hidden,
        least=LEAST,
    )


# --- Outcome ---


@dataclass(frozen=True)
class SaidShown:
    row: Said
    share: float | None
    bar: SafeString
    link: str


@dataclass(frozen=True)
class OutcomePage:
    frame: Frame
    rows: tuple[SaidShown, ...]
    total: int
    yes: float | None


KINDS = {Outcome.YES: "on", Outcome.PARTLY: "still", Outcome.NO: "lost", Outcome.SILENT: "parked"}


def outcome_page(scope: Scope, wanted: FigureFilter, now: datetime) -> OutcomePage:
    frame, _values = frame_of(scope, wanted, now)
    found: Counts = counts(frame.asked, "verdict")
    rows = outcome_of(found)
    total = sum(row.count for row in rows)
    return OutcomePage(
        frame=frame,
        rows=tuple(_said_shown(frame, row, total) for row in rows),
        total=total,
        yes=yes_share(rows),
    )


def _said_shown(frame: Frame, row: Said, total: int) -> SaidShown:
    kind = KINDS.get(Outcome(row.key), "parked")
    share = 100 * row.count / total if total else None
    return SaidShown(row, share, bar([(kind, row.count)], total), behind(frame, "verdict", row.key))
