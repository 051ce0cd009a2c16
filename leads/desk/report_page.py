"""The monthly report as one value: tables of numbers with their words. Page, workbook and PDF show this and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import Kept, Outcome, Stage, Standing
from leads.desk.figure_filter import Values, dimension_name, month_name, months_before, span_name
from leads.desk.figure_rows import (
    FUNNEL,
    TIMES,
    UNMET,
    Step,
    answers_of,
    number_of,
    outcome_of,
    reasons_lost,
    stage_name,
    stays_of,
    steps_of,
    unmet_of,
)
from leads.desk.report_method import method
from leads.desk.report_values import Cell, Headline, Kind, Report, Row, Table
from leads.models import MonthCount
from leads.services.figures import LEAST, Asked, Counts, Scope, counts, counts_by, counts_by_month, moves_in, only_demo
from leads.services.roll_up import run
from leads.services.story import STEPS

YEAR = 12


@dataclass(frozen=True)
class Compared:
    """The month, the month before, the same month last year; None where nothing was counted yet."""

    now: int | None
    before: int | None
    last_year: int | None

    def cells(self) -> tuple[Cell, ...]:
        return (
            _count(self.now),
            _count(self.before),
            _change(self.now, self.before),
            _count(self.last_year),
            _change(self.now, self.last_year),
        )


def _count(value: int | None) -> Cell:
    return Cell(Kind.COUNT, value)


def _change(now: int | None, then: int | None) -> Cell:
    return Cell(Kind.CHANGE, None if now is None or then is None else now - then)


def report_of(scope: Scope, month: date) -> Report:
    """The report of a month: its own enquiries, what happened in it, and the twelve months that end with it."""
    return _Reporter(scope, month).report()


def first_month(*, illustrative: bool) -> date | None:
    """The first month with anything counted; what lies before it is not known."""
    found: date | None = MonthCount.objects.filter(illustrative=illustrative).aggregate(m=Min("month"))["m"]
    return found


class _Reporter:
    """Reads each part once; the tables are built from what was read."""

    def __init__(self, scope: Scope, month: date) -> None:
        self.scope, self.month, self.values = scope, month, Values()
        self.illustrative = only_demo()
        self.first = first_month(illustrative=self.illustrative)
        self.months = (month, months_before(month, 1), months_before(month, YEAR))
        self.asked = self._asked(months_before(month, YEAR - 1), month)
        self.cohorts = counts_by_month(
            self._asked(self.months[2], month), "received", "no_lead", "first_reply", "full_answer", "verdict"
        )
        self.moves = [moves_in(one, scope, illustrative=self.illustrative) for one in self.months]
        self.year = counts(self.asked, *FUNNEL, *TIMES, *UNMET, "verdict")
        before = months_before(month, 2 * YEAR - 1), months_before(month, YEAR)
        self.year_before = counts(self._asked(*before), *FUNNEL) if self._known(before[0]) else None
        self.steps = steps_of(self.year)

    def _asked(self, first: date, last: date) -> Asked:
        return Asked(first, last, self.illustrative, self.scope.department)

    def _known(self, month: date) -> bool:
        return self.first is not None and month >= self.first

    def report(self) -> Report:
        department = self.values.name("department", self.scope.department) if self.scope.department else ""
        return Report(
            month=self.month,
            title=_("Investor desk: report of %(month)s") % {"month": month_name(self.month)},
            whose=department or _("All departments"),
            as_of=run().as_of,
            illustrative=self.illustrative,
            headlines=tuple(self._headlines()),
            tables=tuple(self._tables()),
            method=tuple(method()),
        )

    # --- The month ---

    def _of_month(self, measure: str, key: str = "") -> Compared:
        return Compared(*(self._cohort(one, measure, key) for one in self.months))

    def _cohort(self, month: date, measure: str, key: str) -> int | None:
        return number_of(self.cohorts.get(month, {}), measure, key) if self._known(month) else None

    def _moved(self, stage: Stage) -> Compared:
        pairs = zip(self.months, self.moves, strict=True)
        return Compared(*(found.get(stage.value, 0) if self._known(one) else None for one, found in pairs))

    def _headlines(self) -> Iterator[Headline]:
        yield self._headline(_("Enquiries received"), self._of_month("received"))
        yield self._headline(_("First reply late"), self._of_month("first_reply", Kept.LATE.value))
        yield self._headline(_("Land contracts signed"), self._moved(Stage.WON))
        yield self._headline(_("Lost in the month"), self._moved(Stage.LOST))

    def _headline(self, name: str, compared: Compared) -> Headline:
        words = {"before": _said(compared.before), "year": _said(compared.last_year)}
        text = _("month before %(before)s, same month last year %(year)s")
        return Headline(name, _count(compared.now), text % words)

    def _tables(self) -> Iterator[Table]:
        yield from self._of_the_month()
        period = span_name(self.asked.first, self.asked.last)
        yield self._funnel(period)
        yield self._reasons(period)
        yield from self._times(period)
        yield self._outcome(period)
        yield self._unmet(period)
        dimensions = ["sector", "country", "source", *([] if self.scope.department else ["department"])]
        for dimension in dimensions:
            yield self._by(dimension, period)

    def _of_the_month(self) -> Iterator[Table]:
        names = [month_name(one) for one in self.months]
        change = pgettext("compared", "change")
        head = (names[0], names[1], change, names[2], change)
        rows = [(_("Enquiries received"), "received", ""), (_("No investment enquiries, apart"), "no_lead", "")]
        for measure, name in (("first_reply", _("First human reply")), ("full_answer", _("Full answer"))):
            rows += [(f"{name}: {one.label}", measure, one.value) for one in Kept]
        rows += [(f"{_('Did we answer?')} {one.label}", "verdict", one.value) for one in Outcome]
        yield Table(
            "month",
            _("Enquiries received in the month"),
            _("With what has become of them until now."),
            (_("Figure"), *head),
            tuple(Row(name, self._of_month(measure, key).cells()) for name, measure, key in rows),
        )
        stages = (*STEPS[1:], Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD)
        yield Table(
            "moves",
            _("What happened in the month"),
            _("Leads that came into the stage in the month, whenever they were received."),
            (_("Came into the stage"), *head),
            tuple(Row(stage_name(stage.value), self._moved(stage).cells()) for stage in stages),
        )

    # --- Twelve months ---

    def _funnel(self, period: str) -> Table:
        before = steps_of(self.year_before) if self.year_before is not None else ()
        earlier = {one.key: one.reached for one in before}
        return Table(
            "funnel",
            _("Funnel, received in %(period)s") % {"period": period},
            _("A step counts as reached when a later one was; parked and lost at the furthest step."),
            (
                pgettext("of the path", "Step"),
                _("Reached"),
                _("Of the step before"),
                pgettext("column", "Still there"),
                pgettext("column", "Parked"),
                _("Lost here"),
                _("Reached, twelve months before"),
            ),
            tuple(_step_row(one, earlier.get(one.key)) for one in self.steps),
        )

    def _reasons(self, period: str) -> Table:
        rows = reasons_lost(self.year)
        total = sum(n for _name, n in rows)
        return Table(
            "lost",
            _("Why lost, received in %(period)s") % {"period": period},
            "",
            (_("Reason"), pgettext("count", "Leads"), _("Share")),
            tuple(Row(name, (_count(n), _percent(n, total)), (("lost", n),)) for name, n in rows),
        )

    def _times(self, period: str) -> Iterator[Table]:
        yield Table(
            "answers",
            _("Promised answers, received in %(period)s") % {"period": period},
            "",
            (_("Promise"), _("In time"), _("Late"), _("Not yet"), _("In time, of those answered"), _("Half within")),
            tuple(
                Row(
                    one.name,
                    (
                        _count(one.in_time),
                        _count(one.late),
                        _count(one.none),
                        Cell(Kind.PERCENT, one.kept),
                        Cell(Kind.WORDS, one.median or None),
                    ),
                )
                for one in answers_of(self.year)
            ),
        )
        yield Table(
            "stays",
            _("Days in each stage, received in %(period)s") % {"period": period},
            _("Of leads that have left the stage; calendar days."),
            (_("Stage"), pgettext("count", "Leads"), _("Mean, days"), _("Half within")),
            tuple(
                Row(one.name, (_count(one.count), Cell(Kind.DAYS, one.mean), Cell(Kind.WORDS, one.median or None)))
                for one in stays_of(self.year)
            ),
        )

    def _outcome(self, period: str) -> Table:
        rows = outcome_of(self.year)
        total = sum(row.count for row in rows)
        return Table(
            "outcome",
            _("Did we answer? Received in %(period)s") % {"period": period},
            "",
            (_("The investor says"), pgettext("count", "Leads"), _("Share")),
            tuple(Row(row.name, (_count(row.count), _percent(row.count, total))) for row in rows),
        )

    def _unmet(self, period: str) -> Table:
        rows, hidden = unmet_of(self.year)
        note = _("A project counts once.")
        if hidden:
            more = _("Not shown, with fewer than %(least)s projects each: %(n)s.")
            note = f"{note} {more % {'least': LEAST, 'n': hidden}}"
        return Table(
            "unmet",
            _("Unmet demand, received in %(period)s") % {"period": period},
            note,
            (
                _("Constraint"),
                _("Projects"),
                _("Land asked for, ha"),
                _("Land stated by"),
                _("Jobs"),
                _("Jobs stated by"),
            ),
            tuple(
                Row(
                    one.name,
                    (
                        _count(one.projects),
                        *_sum(Cell(Kind.AREA, one.area_m2), one.area_known, few=one.area_few),
                        *_sum(_count(one.jobs), one.jobs_known, few=one.jobs_few),
                    ),
                    (("lost", one.projects),),
                )
                for one in rows
            ),
        )

    def _by(self, dimension: str, period: str) -> Table:
        asked = replace(self.asked, first=self.month)
        month = counts_by(asked, dimension, "received")
        year = counts_by(self.asked, dimension, "received", "reached", "stands")
        rows = sorted(year.items(), key=lambda row: (-number_of(row[1], "received"), row[0]))
        return Table(
            f"by_{dimension}",
            _("By: %(what)s") % {"what": dimension_name(dimension)},
            "",
            (
                dimension_name(dimension),
                month_name(self.month),
                period,
                stage_name(Stage.PROPOSED.value),
                stage_name(Stage.WON.value),
                pgettext("column", "Lost"),
            ),
            tuple(self._by_row(dimension, value, month.get(value, {}), found) for value, found in rows),
        )

    def _by_row(self, dimension: str, value: str, month: Counts, year: Counts) -> Row:
        lost = sum(number_of(year, "stands", f"{step.value}:{Standing.LOST.value}") for step in STEPS)
        numbers = (
            number_of(month, "received"),
            number_of(year, "received"),
            number_of(year, "reached", Stage.PROPOSED.value),
            number_of(year, "reached", Stage.WON.value),
            lost,
        )
        return Row(self.values.name(dimension, value), tuple(_count(n) for n in numbers))


def _step_row(step: Step, before: int | None) -> Row:
    cells = (
        _count(step.reached),
        Cell(Kind.PERCENT, step.share) if step.share is not None else Cell(Kind.WORDS, ""),
        _count(step.still),
        _count(step.parked),
        _count(step.lost),
        _count(before),
    )
    parts = (("on", step.went_on), ("still", step.still), ("parked", step.parked), ("lost", step.lost))
    return Row(step.name, cells, parts)


def _sum(cell: Cell, known: int, *, few: bool) -> tuple[Cell, Cell]:
    """A sum and how many stated it; neither, where those are few."""
    hidden = Cell(Kind.WORDS, _("not shown"))
    return (hidden, hidden) if few else (cell, _count(known))


def _percent(part: int, whole: int) -> Cell:
    return Cell(Kind.PERCENT, 100 * part / whole if whole else None)


def _said(value: int | None) -> str:
    return _("not known") if value is None else str(value)
