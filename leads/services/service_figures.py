"""The published figures of service, from the events of the last 90 days (leads/seed/service_targets.yaml).

Median and 90th percentile by nearest rank, over clocks that ended or are overdue; an overdue one counts with the
time so far. Paused time is left out of the full answer and shown apart. Groups below the least number are hidden.
Real enquiries only; while there are none, those of the demo, and the figures say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import Any

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, Priority, Stage
from leads.models import Department, Lead
from leads.services.calendar import working_calendar
from leads.services.clocks import after_minutes, running_clocks, started_on
from leads.services.events import fold, histories
from leads.services.lead_state import LeadState
from leads.services.stages import pipeline, read_seed
from leads.services.targets import TargetBook, targets
from sitepages.figures import PARK_TIME
from sitepages.service_figures import Group, ServiceFigures

BATCH = 500
MEDIAN, P90 = 50, 90
CLOCKS = (Clock.FIRST_REPLY, Clock.FULL_ANSWER)


@dataclass(frozen=True)
class Measured:
    """What one enquiry adds: minutes of each clock that ended or is overdue, minutes paused, promises broken."""

    department: str
    counts: bool  # not spam, an offer or a job request
    answered: bool
    first_reply: int | None
    full_answer: int | None
    paused: int | None
    late: tuple[Clock, ...]  # clocks that ended after their due time, or are overdue

    @property
    def breaches(self) -> int:
        """Promises broken."""
        return len(self.late)


@cache
def rules() -> dict[str, Any]:
    found: dict[str, Any] = read_seed("service_targets.yaml")["display_rules"]
    return found


def figures_of(now: datetime) -> ServiceFigures:
    """The figures at a moment: everything received in the window before it."""
    start = now - timedelta(days=rules()["window_days"])
    received = Lead.objects.filter(received_at__gte=start, received_at__lte=now)
    real = received.filter(illustrative=False)
    leads = real if real.exists() else received
    calendar, book = working_calendar(), targets()
    measured = list(_measured(leads.order_by("pk"), now, calendar, book))
    names = {row.key: (row.name_vi, row.name_en) for row in Department.objects.all()}
    by_department = sorted({one.department for one in measured}, key=lambda key: names[key][0])
    promised = book.on(now.astimezone(PARK_TIME).date()).minutes
    return ServiceFigures(
        since=start.astimezone(PARK_TIME).date(),
        until=now.astimezone(PARK_TIME).date(),
        at=now,
        least=rules()["hide_below_count"],
        whole=group(("Tất cả", "All"), measured),
        departments=tuple(
            group(names[key], [one for one in measured if one.department == key]) for key in by_department
        ),
        first_reply_target=promised[Clock.FIRST_REPLY, Priority.NORMAL],
        full_answer_target=promised[Clock.FULL_ANSWER, Priority.NORMAL],
        illustrative=any(lead for lead in leads.values_list("illustrative", flat=True)[:1]),
    )


def _measured(leads: Any, now: datetime, calendar: WorkingCalendar, book: TargetBook) -> Iterator[Measured]:
    keys = list(leads.values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        batch = list(leads.filter(pk__in=keys[first : first + BATCH]))
        past = histories(batch)
        for lead in batch:
            state = fold(one for one in past[lead.pk] if one.at <= now)
            yield measure(state, lead.department_id, now, calendar, book)


def measure(state: LeadState, department: str, now: datetime, calendar: WorkingCalendar, book: TargetBook) -> Measured:
    """One enquiry's times; a clock that neither ended nor is overdue says nothing yet."""
    running = {due.clock: due.at for due in running_clocks(state, calendar, book)}
    promised = book.on(started_on(state)).minutes
    due = {
        clock: after_minutes(state, clock, state.received_at, promised[clock, state.priority], calendar)
        for clock in CLOCKS
    }
    ended = {Clock.FIRST_REPLY: state.first_reply_at, Clock.FULL_ANSWER: state.answered_all_at}
    overdue = {clock: clock in running and running[clock] < now for clock in CLOCKS}
    until = {clock: ended[clock] or (now if overdue[clock] else None) for clock in CLOCKS}
    first, full = until[Clock.FIRST_REPLY], until[Clock.FULL_ANSWER]
    paused = _paused(state, full, calendar) if full else None
    return Measured(
        department=department,
        counts=state.stage != Stage.NOT_A_LEAD,
        answered=state.first_reply_at is not None,
        first_reply=calendar.minutes_between(state.received_at, first) if first else None,
        full_answer=calendar.minutes_between(state.received_at, full) - (paused or 0) if full else None,
        paused=paused,
        late=tuple(clock for clock, at in until.items() if _late(at, due[clock])),
    )


def _late(at: datetime | None, due: datetime | None) -> bool:
    return at is not None and due is not None and at > due


def _paused(state: LeadState, until: datetime, calendar: WorkingCalendar) -> int:
    """Working minutes during which the full answer stood still, before it ended."""
    stops = pipeline().pause_reasons
    spans = [(one.start, one.end) for one in state.paused if Clock.FULL_ANSWER in stops[one.reason].stops]
    if state.pause and Clock.FULL_ANSWER in stops[state.pause.reason].stops:
        spans.append((state.pause.since, until))
    return sum(calendar.minutes_between(start, min(end, until)) for start, end in spans)


def group(names: tuple[str, str], measured: Sequence[Measured]) -> Group:
    """The figures of some enquiries, or only how few they are."""
    counted = [one for one in measured if one.counts]
    if len(counted) < rules()["hide_below_count"]:
        return Group(*names, len(counted), enough=False)
    first = [one.first_reply for one in counted if one.first_reply is not None]
    full = [one.full_answer for one in counted if one.full_answer is not None]
    return Group(
        *names,
        len(counted),
        enough=True,
        answered_share=100 * sum(one.answered for one in counted) / len(counted),
        first_reply_median=nearest_rank(first, MEDIAN),
        first_reply_p90=nearest_rank(first, P90),
        full_answer_median=nearest_rank(full, MEDIAN),
        full_answer_p90=nearest_rank(full, P90),
        paused_median=nearest_rank([one.paused for one in counted if one.paused], MEDIAN),
        breaches=sum(one.breaches for one in counted),
    )


def nearest_rank(values: Iterable[int], percent: int) -> int | None:
    """The percentile by nearest rank: the smallest value that at least so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None
