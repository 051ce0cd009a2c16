"""Page value of the procedure guide: the steps of a case, their way through time, the longest chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil
from textwrap import wrap
from typing import Any

from django.utils.translation import ngettext

from sitepages.choices import StepCertainty
from sitepages.language import site_language
from sitepages.models import ProcedureCase, ProcedureFact, ProcedureNote, ProcedureStep
from sitepages.models.procedures import told
from sitepages.procedures.path import Bar, applies, way
from sitepages.services.procedure_steps import steps_of

MARKS = {
    StepCertainty.CONFIRMED: "c-full",
    StepCertainty.PARTLY: "c-half",
    StepCertainty.UNCONFIRMED: "c-none",
    StepCertainty.OURS: "c-none",
}
HEAD, LABEL_SIGNS, LINE = 26, 46, 16  # px of the scale, signs in a line of a label, px to the next line
BAR, BELOW = 17, 12  # px of a bar, and beneath it where names stand above


@dataclass(frozen=True)
class Paper:
    """px of a drawing: where time begins, its whole width, room for the days after a bar; `ticks`: at most so many.

    `above`: names stand above their bars, not beside them.
    """

    left: int
    width: int
    right: int
    ticks: int
    above: bool

    def height(self, lines: int) -> int:
        """Of a row whose name has so many lines."""
        return LINE * lines + BAR + BELOW if self.above else 30 + LINE * (lines - 1)

    def bar(self, lines: int) -> int:
        """From the top of a row to its bar."""
        return LINE * lines + 6 if self.above else LINE * (lines - 1) // 2 + 7

    @property
    def baseline(self) -> int:
        """From the top of a row to the foot of its first line."""
        return 15 if self.above else 20


WIDE, NARROW = Paper(330, 980, 90, 9, above=False), Paper(6, 358, 34, 5, above=True)


@dataclass(frozen=True)
class Choice:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class StepRow:
    """`days`: as the act counts them; "" where the step takes none; `span`: calendar days from the start.

    A `milestone` is a date, not an act: it has no papers and no fee.
    """

    number: int
    name: str
    purpose: str
    body: str
    documents: tuple[str, ...]
    fee: str
    days: str
    basis: str
    clause: str
    note: str
    certainty: str
    mark: str
    span: str
    known: bool
    milestone: bool
    critical: bool
    later: bool


@dataclass(frozen=True)
class DrawnBar:
    """Geometry formatted here: a template would write a Vietnamese comma into it."""

    label: tuple[tuple[str, str], ...]  # lines with their y
    y: str
    text_y: str
    x: str
    width: str
    look: str
    days: str
    days_x: str
    critical: bool


@dataclass(frozen=True)
class Tick:
    x: str
    words: str


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    bottom: int
    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class NoteRow:
    text: str
    clause: str
    certainty: str
    mark: str


@dataclass(frozen=True)
class Contradiction:
    """Answers that do not go together, question and answer, and the note they contradict."""

    answers: tuple[tuple[str, str], ...]
    note: NoteRow


@dataclass(frozen=True)
class ProcedurePage:
    """`unknown`: steps of the total whose days nobody knows, so that the total is a lower bound; `refused`: what the
    address says and the page cannot use, by name.
    """

    cases: tuple[Choice, ...]
    questions: tuple[Question, ...]
    own: bool
    green: bool
    steps: tuple[StepRow, ...]
    longest: tuple[str, ...]
    total: int
    unknown: int
    drawing: Drawing
    narrow: Drawing
    notes: tuple[NoteRow, ...]
    contradictions: tuple[Contradiction, ...]
    refused: tuple[str, ...]


def procedure_page(asked: Mapping[str, str]) -> ProcedurePage:
    """`asked`: `case` and answers by fact, from the address; what is not offered is left out and named. Six queries."""
    cases, facts = list(ProcedureCase.objects.all()), list(ProcedureFact.objects.all())
    case = next((case for case in cases if case.key == asked.get("case")), _usual(cases))
    base: dict[str, str] = case.facts if case else {}
    given = base | {fact.key: value for fact in facts if (value := asked.get(fact.key)) in _values(fact)}
    notes = list(ProcedureNote.objects.all())
    green = given.get("lane") == "green"
    rows, steps = steps_of(given, green=green)
    found = way(steps)
    bars = dict(zip((row.key for row in rows), found.bars, strict=True))
    rows.sort(key=lambda row: (bars[row.key].start, bars[row.key].end, row.order))
    return ProcedurePage(
        cases=tuple(Choice(one.key, told(one, "name"), one == case and given == base) for one in cases),
        questions=tuple(_question(fact, given) for fact in facts),
        own=given != base,
        green=green,
        steps=tuple(_row(number, row, bars[row.key], green) for number, row in enumerate(rows, start=1)),
        longest=tuple(told(row, "name") for row in rows if bars[row.key].critical and not row.milestone),
        total=found.total,
        unknown=len(found.unknown),
        drawing=_drawing(rows, bars, WIDE),
        narrow=_drawing(rows, bars, NARROW),
        notes=tuple(map(_note, notes)),
        contradictions=tuple(_contradictions(notes, facts, given)),
        refused=_refused(asked, cases, facts),
    )


def _refused(asked: Mapping[str, str], cases: list[ProcedureCase], facts: list[ProcedureFact]) -> tuple[str, ...]:
    """Names of at most five parameters that are not asked for here, or have a value that is not offered."""
    offered = {"case": {case.key for case in cases}} | {fact.key: _values(fact) for fact in facts}
    return tuple(sorted(name for name, value in asked.items() if value and value not in offered.get(name, set()))[:5])


def _contradictions(
    notes: list[ProcedureNote], facts: list[ProcedureFact], given: Mapping[str, str]
) -> Iterator[Contradiction]:
    """What was answered stands; it is said what the law asks instead."""
    for note in notes:
        if note.against and applies(note.against, given):
            asked = (_question(fact, given) for fact in facts if fact.key in note.against)
            said = tuple((one.label, choice.name) for one in asked for choice in one.choices if choice.chosen)
            yield Contradiction(said, _note(note))


def _usual(cases: list[ProcedureCase]) -> ProcedureCase | None:
    """The first case that needs no established zone."""
    return next((case for case in cases if case.facts.get("lane") == "normal"), cases[0] if cases else None)


def _values(fact: ProcedureFact) -> set[str]:
    return {choice["value"] for choice in fact.values}


def _question(fact: ProcedureFact, given: Mapping[str, str]) -> Question:
    choices = (Choice(one["value"], one[site_language()], one["value"] == given.get(fact.key)) for one in fact.values)
    return Question(fact.key, told(fact, "label"), tuple(choices))


def _row(number: int, row: ProcedureStep, bar: Bar, green: bool) -> StepRow:
    days = row.green_days if green else row.days
    return StepRow(
        number=number,
        name=told(row, "name"),
        purpose=told(row, "purpose"),
        body=told(row, "body"),
        documents=tuple(filter(None, told(row, "documents").splitlines())),
        fee=told(row, "fee"),
        days=_days(days, row.days_unit) if not row.milestone else "",
        basis=row.get_days_basis_display() if days is not None and not row.milestone else "",
        clause=told(row, "clause"),
        note=told(row, "note"),
        certainty=row.get_certainty_display(),
        mark=MARKS[StepCertainty(row.certainty)],
        span=_span(bar),
        known=row.milestone or days is not None,
        milestone=row.milestone,
        critical=bar.critical,
        later=row.after_construction,
    )


def _days(days: int | None, unit: str) -> str:
    if days is None:
        return ""
    if unit == "working":
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _span(bar: Bar) -> str:
    last = ceil(bar.end)
    first = int(bar.start) if bar.end > bar.start else last
    return str(first) if first == last else f"{first}–{last}"


def _note(row: ProcedureNote) -> NoteRow:
    mark = MARKS[StepCertainty(row.certainty)]
    return NoteRow(told(row, "text"), told(row, "clause"), row.get_certainty_display(), mark)


# --- the drawing ---


def _drawing(rows: Iterable[ProcedureStep], bars: Mapping[str, Bar], paper: Paper) -> Drawing:
    shown = list(rows)
    last = max((ceil(bars[row.key].end) for row in shown), default=0)
    step = next(size for size in (7, 14, 28, 56, 112) if last / size <= paper.ticks or size == 112)
    scale = Fraction(paper.width - paper.left - paper.right, max(last, step))
    labels = [wrap(told(row, "name"), LABEL_SIGNS) or [""] for row in shown]
    heights = [paper.height(len(label)) for label in labels]
    tops = list(accumulate(heights, initial=HEAD))
    return Drawing(
        width=paper.width,
        height=tops[-1] + 6,
        bottom=tops[-1],
        bars=tuple(
            _drawn(row, bars[row.key], label, top, scale, paper)
            for row, label, top in zip(shown, labels, tops[:-1], strict=True)
        ),
        ticks=tuple(
            Tick(_px(paper.left + day * scale), str(day)) for day in range(0, last + step, step) if day <= last
        ),
    )


def _drawn(row: ProcedureStep, bar: Bar, label: Sequence[str], top: int, scale: Fraction, paper: Paper) -> DrawnBar:
    """The whole name, on as many lines as it needs; the bar stands in the middle of them, or below."""
    length = ceil(bar.end - bar.start)
    width = max((bar.end - bar.start) * scale, Fraction(3))
    drawn = width if bar.known else Fraction(26)
    y = top + paper.bar(len(label))
    return DrawnBar(
        label=tuple((line, str(top + paper.baseline + LINE * index)) for index, line in enumerate(label)),
        y=str(y),
        text_y=str(y + 13),
        x=_px(paper.left + bar.start * scale),
        width=_px(drawn),
        look=_look(row, bar),
        days="" if row.milestone else (str(length) if bar.known else "?"),
        days_x=_px(paper.left + bar.start * scale + drawn + 6),
        critical=bar.critical,
    )


def _look(row: ProcedureStep, bar: Bar) -> str:
    if row.milestone:
        return "mile"
    if not bar.known:
        return "unkb"
    return "law" if row.days_basis == "statutory" else "own"


def _px(value: Any) -> str:
    return f"{float(value):.1f}"
