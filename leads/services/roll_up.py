"""Months counted from the leads' stories: in the background as events come, or all anew; both give the same cells.

A month is written whole in one transaction under one lock, so two workers at once, or one that dies, leave every month
as some round had it; what was not reached is reached by the next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from leads.choices import DueKind
from leads.models import Due, FigureRun, Lead, LeadEvent, LeadStory, MatchRun, MonthCount
from leads.services.asked import facts_of_lead
from leads.services.calendar import working_calendar
from leads.services.events import histories
from leads.services.story import Facts, Story, cells_of, constraint_of, month_of, story_of
from leads.services.targets import targets
from sitepages.figures import PARK_TIME

EVERY = timedelta(minutes=10)
ROUND = "round"  # the target of the due row that comes again
OF_ORGANISATION = "organisation:"  # of one whose leads are counted again though nothing happened to them
EVENTS = 5_000  # looked at in a round
OVERLAP = 1_000  # events looked at again: a transaction that was slow commits behind later numbers
BATCH = 500
ALL = "all"
DIMENSIONS = ("sector", "country", "owner", "source", "priority")
MARK = ["kind", "target", "due_at"]
COLUMNS = tuple(part.name for part in fields(Story))
Key = tuple[bool, str, str, str, str, str]  # illustrative, department, dimension, value, measure, key


@transaction.atomic
def plan_figures(*, now: datetime) -> None:
    """One row of the due table, for good: each round puts it off to the next."""
    if not Due.objects.filter(kind=DueKind.FIGURES, target=ROUND, done_at=None).exists():
        Due.objects.create(kind=DueKind.FIGURES, target=ROUND, due_at=now, next_try_at=now)


def count_again(*, organisations: Iterable[int], now: datetime) -> None:
    """What the figures read of an organisation (its country) may have changed: the next round counts its leads again.

    A row in the transaction of the change, so that no round sees the one without the other.
    """
    targets = [f"{OF_ORGANISATION}{pk}" for pk in organisations]
    rows = [Due(kind=DueKind.FIGURES, target=target, due_at=now, next_try_at=now) for target in targets]
    Due.objects.bulk_create(rows, update_conflicts=True, unique_fields=MARK, update_fields=["done_at", "parked_at"])


def run() -> FigureRun:
    """How far the figures are."""
    return FigureRun.objects.get_or_create(pk=1)[0]


def count_news(*, now: datetime) -> bool:
    """Count again the months of the leads that had events, or whose organisation changed, since the last round.

    Whether there is more to do.
    """
    return _round(now)[1]


def _round(now: datetime) -> tuple[int, bool]:
    """How many leads were counted again, and whether there is more to do."""
    marks = dict(
        Due.objects.filter(kind=DueKind.FIGURES, target__startswith=OF_ORGANISATION, done_at=None, parked_at=None)
        .order_by("pk")
        .values_list("pk", "target")
    )
    organisations = [int(target.removeprefix(OF_ORGANISATION)) for target in marks.values()]
    changed = Lead.objects.filter(organisation__in=organisations).values_list("pk", flat=True) if marks else ()
    since = run().last_event
    news = list(
        LeadEvent.objects.filter(pk__gt=since - OVERLAP)
        .order_by("pk")
        .values_list("pk", "lead_id", "seq")[: EVENTS + OVERLAP]
    )
    newest: dict[int, int] = {}
    for _pk, lead, seq in news:
        newest[lead] = max(seq, newest.get(lead, 0))
    late = {*_behind(newest), *changed}
    for month, leads in sorted(_by_month(late).items()):
        _write_month(month, leads)
    Due.objects.filter(pk__in=marks, done_at=None).update(done_at=now, leased_until=None)
    more = len(news) == EVENTS + OVERLAP
    done = {"last_event": news[-1][0]} if news and news[-1][0] > since else {}
    FigureRun.objects.filter(pk=1).update(**done, **({} if more else {"as_of": now}))
    return len(late), more


def take_in(*, now: datetime) -> int:
    """Rounds until nothing is new; of how many leads something was."""
    late, more = _round(now)
    while more:
        count, more = _round(now)
        late += count
    return late


def count_all(*, now: datetime) -> int:
    """Count every month anew, the oldest first; how many there are."""
    run()
    last = LeadEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    found = list(months())
    for month in found:
        _write_month(month, None)
    MonthCount.objects.exclude(month__in=found).delete()
    FigureRun.objects.filter(pk=1).update(last_event=last, as_of=now)
    return len(found)


def months() -> Iterator[date]:
    """Every month from the first lead to the last."""
    ends = Lead.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    if ends["first"] is None:
        return
    month = month_of(ends["first"])
    while month <= month_of(ends["last"]):
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """[start, end) in the province."""
    return datetime.combine(month, time(0), PARK_TIME), datetime.combine(next_month(month), time(0), PARK_TIME)


def _behind(newest: Mapping[int, int]) -> list[int]:
    """Leads whose story does not know their newest event."""
    known = dict(LeadStory.objects.filter(lead__in=newest).values_list("lead_id", "seq"))
    return [lead for lead, seq in newest.items() if known.get(lead, 0) < seq]


def _by_month(leads: Collection[int]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = defaultdict(list)
    for pk, received in Lead.objects.filter(pk__in=leads).values_list("pk", "received_at"):
        found[month_of(received)].append(pk)
    return found


@transaction.atomic
def _write_month(month: date, leads: Collection[int] | None) -> None:
    """The stories of these leads (None: of all received in the month), and the month's cells from all its stories."""
    FigureRun.objects.select_for_update().get(pk=1)
    start, end = month_bounds(month)
    wanted = Lead.objects.filter(received_at__gte=start, received_at__lt=end)
    if leads is not None:
        wanted = wanted.filter(pk__in=leads)
    for batch in _batches(list(wanted.order_by("pk").values_list("pk", flat=True))):
        rows = [LeadStory(lead_id=pk, **asdict(story)) for pk, story in stories_of(batch)]
        LeadStory.objects.bulk_create(rows, update_conflicts=True, unique_fields=["lead"], update_fields=COLUMNS)
    cells = summed(LeadStory.objects.filter(month=month).iterator(chunk_size=2000))
    MonthCount.objects.filter(month=month).delete()
    MonthCount.objects.bulk_create(rows_of(month, cells), batch_size=2000)


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]


def stories_of(keys: Collection[int]) -> Iterator[tuple[int, Story]]:
    """The stories of these leads, from their events: three queries for all."""
    leads = Lead.objects.filter(pk__in=keys).select_related("organisation", "match_run")
    found = list(leads.defer("match_run__answer", "match_run__versions").order_by("pk"))
    past, without = histories(found), _without_option({lead.match_run_id for lead in found})
    calendar, book = working_calendar(), targets()
    for lead in found:
        yield lead.pk, story_of(past[lead.pk], _facts(lead, without), calendar, book)


def _without_option(runs: Iterable[int | None]) -> dict[int | None, str]:
    """Of the matches nothing fits: what would have to give."""
    rows = MatchRun.objects.filter(pk__in=[pk for pk in runs if pk], answer__match__options=[])
    parts = rows.values_list("pk", "answer__match__near_misses", "answer__match__eliminated")
    return {pk: constraint_of(near or [], eliminated or []) for pk, near, eliminated in parts}


def _facts(lead: Lead, without: Mapping[int | None, str]) -> Facts:
    """Land: the least asked for; where only a most is said, that."""
    known = facts_of_lead(lead)
    area = known.get("area_min_m2") or known.get("area_max_m2")
    return Facts(
        sector=str(known.get("sector") or ""),
        country=str(known.get("origin") or ""),
        source=lead.source,
        illustrative=lead.illustrative,
        area_m2=int(area) if area else None,
        jobs=int(known["jobs"]) if known.get("jobs") else None,
        without_option=without.get(lead.match_run_id, ""),
    )


def summed(stories: Iterable[Any]) -> dict[Key, tuple[int, int]]:
    """(count, amount) of every cell of one month's stories."""
    counts: Counter[Key] = Counter()
    amounts: Counter[Key] = Counter()
    for story in stories:
        groups = [(ALL, ""), *((name, getattr(story, name)) for name in DIMENSIONS)]
        for measure, key, amount in cells_of(story):
            for dimension, value in groups:
                cell = (story.illustrative, story.department, dimension, value, measure, key)
                counts[cell] += 1
                amounts[cell] += amount
    return {cell: (count, amounts[cell]) for cell, count in counts.items()}


def rows_of(month: date, cells: Mapping[Key, tuple[int, int]]) -> Iterator[MonthCount]:
    names = ("illustrative", "department", "dimension", "value", "measure", "key")
    for cell, (count, amount) in cells.items():
        yield MonthCount(month=month, count=count, amount=amount, **dict(zip(names, cell, strict=True)))


def wrong_cells() -> Iterator[str]:
    """Every stored cell that a recount from the events gives otherwise, in words for the operator."""
    found = list(months())
    for month in found:
        start, end = month_bounds(month)
        keys = list(Lead.objects.filter(received_at__gte=start, received_at__lt=end).values_list("pk", flat=True))
        counted = summed(story for batch in _batches(keys) for _pk, story in stories_of(batch))
        stored: dict[Key, tuple[int, int]] = {
            (row.illustrative, row.department, row.dimension, row.value, row.measure, row.key): (row.count, row.amount)
            for row in MonthCount.objects.filter(month=month)
        }
        for cell in sorted(counted.keys() | stored.keys()):
            if counted.get(cell) != stored.get(cell):
                yield f"{month:%Y-%m} {cell}: stored {stored.get(cell)}, counted {counted.get(cell)}"
    for month in MonthCount.objects.exclude(month__in=found).values_list("month", flat=True).distinct():
        yield f"{month:%Y-%m}: stored, and no lead was received"
