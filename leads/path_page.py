"""Page values of the path after the match, for the desk and for the investor's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.calendar.hours import WorkingCalendar
from leads.models import Lead, LeadPath
from leads.services.lead_state import LeadState
from leads.services.path import PathStep, StepState, path_of
from sitepages.choices import DayBasis, StepTurn
from sitepages.figures import PARK_TIME, day
from sitepages.language import site_language


@dataclass(frozen=True)
class PathRow:
    """A step as shown: `count` is days used against days in the act, in words; `dates` when, or by when; `turn` who
    acts next, "" for a step that is done or waits; `mine`: the reader does; `reckoned` the days of a step not begun.
    """

    key: str
    number: int
    name: str
    body: str
    documents: tuple[str, ...]
    clause: str
    note: str
    state: str
    state_name: str
    count: str
    basis: str
    dates: str
    late: bool
    over: str  # what "late" means for the days of this step
    milestone: bool
    result: str
    waits_for: str
    begun: date | None
    done: date | None
    turn: str
    mine: bool
    reckoned: str


@dataclass(frozen=True)
class PathShown:
    """The whole path: its rows, how many are done, which run now."""

    rows: tuple[PathRow, ...]
    done: int
    total: int
    running: tuple[PathRow, ...]
    chosen_on: str
    can_mark: bool = False


def path_shown(
    lead: Lead, state: LeadState, now: datetime, calendar: WorkingCalendar, *, to_investor: bool = False
) -> PathShown | None:
    """The lead's path as it stands; None before one is chosen. One query. `to_investor`: the reader is the investor."""
    if not state.path.path:
        return None
    kept = LeadPath.objects.get(pk=state.path.path)
    lang = site_language()
    steps = path_of(state, kept, now.astimezone(PARK_TIME).date(), calendar)
    rows = tuple(_row(number, step, lang, to_investor) for number, step in enumerate(steps, start=1))
    return PathShown(
        rows=rows,
        done=sum(row.state == StepState.DONE for row in rows),
        total=len(rows),
        running=tuple(row for row in rows if row.state == StepState.RUNS),
        chosen_on=day(kept.made_at.astimezone(PARK_TIME).date(), lang),
    )


def _row(number: int, step: PathStep, lang: str, to_investor: bool) -> PathRow:
    theirs = investor_acts(step)
    return PathRow(
        key=step.key,
        number=number,
        name=step.told("name", lang),
        body=step.told("body", lang),
        documents=tuple(filter(None, step.told("documents", lang).splitlines())),
        clause=step.told("clause", lang),
        note=step.told("note", lang),
        state=step.state.value,
        state_name=STATES[step.state](),
        count=count_of(step),
        basis=str(DayBasis(step.basis).label) if step.allowed is not None else "",
        dates=_dates(step, lang),
        late=step.late,
        over=_("longer than the act allows") if step.basis == DayBasis.STATUTORY else _("longer than planned"),
        milestone=step.milestone,
        result=step.note,
        waits_for="; ".join(step.waits_for),
        begun=step.begun,
        done=step.done,
        turn=_turn(step, lang, to_investor),
        mine=theirs and to_investor,
        reckoned=_reckoned(step, lang),
    )


def investor_acts(step: PathStep) -> bool:
    """Whether the step waits for the investor now."""
    if step.state == StepState.READY:
        return step.turn in {StepTurn.INVESTOR, StepTurn.FILED}
    return step.state == StepState.RUNS and step.turn == StepTurn.INVESTOR


def _turn(step: PathStep, lang: str, to_investor: bool) -> str:
    """Who acts next, in a sentence."""
    body = {"body": step.told("body", lang)}
    if step.state not in {StepState.READY, StepState.RUNS}:
        return ""
    if not investor_acts(step):
        return _("The turn of: %(body)s.") % body
    if step.turn == StepTurn.FILED:
        words = _("Your turn: hand in the documents to %(body)s.")
        return (words if to_investor else _("The investor's turn: hand in the documents to %(body)s.")) % body
    return _("Your turn: you do this step.") if to_investor else _("The investor's turn.")


def _reckoned(step: PathStep, lang: str) -> str:
    """The earliest days of a step not begun, marked as reckoned."""
    found = step.reckoned
    if found is None:
        return ""
    given = {"start": day(found.start, lang), "end": day(found.end, lang) if found.end else ""}
    if found.end is None:
        words = _("reckoned: from %(start)s at the earliest; how long it takes is not known")
    elif found.least:
        words = _("reckoned: %(start)s – %(end)s at the earliest; a step before it has no known days")
    else:
        words = _("reckoned: %(start)s – %(end)s")
    return words % given


STATES: Mapping[StepState, object] = {
    StepState.WAITS: lambda: _("waits for earlier steps"),
    StepState.READY: lambda: _("can begin"),
    StepState.RUNS: lambda: _("running"),
    StepState.DONE: lambda: _("done"),
}


def count_of(step: PathStep) -> str:
    """Days used of the days in the act; "at least" is never said for a number that nobody knows."""
    if step.milestone:
        return ""
    unit = _("working days") if step.working else _("days")
    if step.used is None:
        return f"{step.allowed} {unit}" if step.allowed is not None else _("days not known")
    if step.allowed is None:
        words = _("%(used)s %(unit)s used; how many the act allows is not known") % {"used": step.used, "unit": unit}
    else:
        words = _("%(used)s of %(allowed)s %(unit)s used") % {"used": step.used, "allowed": step.allowed, "unit": unit}
    if step.paused:
        left_out = ngettext("%(n)s day stood still", "%(n)s days stood still", step.paused) % {"n": step.paused}
        return f"{words}; {left_out}"
    return words


def _dates(step: PathStep, lang: str) -> str:
    if step.done:
        if step.milestone or step.begun == step.done:
            return day(step.done, lang)
        return f"{day(step.begun, lang)} – {day(step.done, lang)}" if step.begun else day(step.done, lang)
    if step.begun:
        since = _("since %(day)s") % {"day": day(step.begun, lang)}
        until = _("by the act until %(day)s") % {"day": day(step.ends, lang)} if step.ends else ""
        return "; ".join(filter(None, [since, until]))
    return ""
