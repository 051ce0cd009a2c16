"""Reading the counted months: what is asked, and the sums. Real leads; while there are none, those of the demo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, QuerySet, Sum

from leads.choices import Stage, Standing
from leads.models import Lead, LeadEvent, LeadStory, MonthCount, Officer
from leads.services.access import seat_of
from leads.services.levels import WHOLE
from leads.services.roll_up import ALL, month_bounds, run
from leads.services.stages import pipeline
from leads.services.story import STEPS
from leads.services.targets import targets
from sitepages.figures import PARK_TIME

Counts = Mapping[tuple[str, str], tuple[int, int]]  # (measure, key) -> (count, amount)
LEAST = 5  # projects; a smaller group of unmet demand is hidden
DEPARTMENT = "department"


@dataclass(frozen=True)
class Asked:
    """Leads received in the months `first` to `last`, both included, narrowed by department and one further value."""

    first: date
    last: date
    illustrative: bool
    department: str = ""
    dimension: str = ALL
    value: str = ""

    def cells(self, measures: Collection[str]) -> QuerySet[MonthCount]:
        """The cells of its one value."""
        return self.cells_by(self.dimension, measures).filter(value=self.value)

    def cells_by(self, dimension: str, measures: Collection[str]) -> QuerySet[MonthCount]:
        """The cells of every value of a dimension."""
        rows = MonthCount.objects.filter(
            illustrative=self.illustrative,
            dimension=dimension,
            measure__in=measures,
            month__gte=self.first,
            month__lte=self.last,
        )
        return rows.filter(department=self.department) if self.department else rows

    def stories(self) -> QuerySet[LeadStory]:
        """The leads themselves."""
        rows = LeadStory.objects.filter(
            illustrative=self.illustrative, month__gte=self.first, month__lte=self.last
        ).exclude(standing=Standing.NO_LEAD)
        rows = rows.filter(department=self.department) if self.department else rows
        return rows if self.dimension == ALL else rows.filter(**{self.dimension: self.value})

    def narrowed(self, dimension: str, value: str) -> Asked:
        """The same of one value; a department stands beside any other."""
        if dimension == DEPARTMENT:
            return replace(self, department=value)
        return replace(self, dimension=dimension, value=value)


@dataclass(frozen=True)
class Scope:
    """How wide a person's figures are: everything, a department, or an officer's own leads."""

    department: str = ""
    owner: str = ""

    @property
    def whole(self) -> bool:
        return not self.department and not self.owner

    def leads(self, *, illustrative: bool) -> QuerySet[Lead]:
        """The leads of the scope as they stand now: the real ones, or those of the demo."""
        found = Lead.objects.filter(illustrative=illustrative)
        if self.owner:
            return found.filter(owner__key=self.owner)
        return found.filter(department=self.department) if self.department else found

    def officers(self) -> QuerySet[Officer]:
        if self.owner:
            return Officer.objects.filter(key=self.owner)
        return Officer.objects.filter(department=self.department) if self.department else Officer.objects.all()


def scope_of(user: User | AnonymousUser) -> Scope | None:
    """A leader and the duty head see all, a head the department, an officer the own leads; nobody else sees figures."""
    seat = seat_of(user)
    if seat.sees_all:
        return Scope()
    if seat.whole_department:
        return Scope(department=seat.whole_department)
    return Scope(owner=seat.own.key) if seat.own else None


def may_report(user: User | AnonymousUser) -> bool:
    """The monthly report is for who sees more than the own leads."""
    scope = scope_of(user)
    return scope is not None and not scope.owner


def only_demo() -> bool:
    """Whether there is no real lead yet; one that no round has counted yet is one."""
    if LeadStory.objects.filter(illustrative=False).exists():
        return False
    new = LeadEvent.objects.filter(kind="received", pk__gt=run().last_event, lead__illustrative=False)
    return not new.exists()


def counts(asked: Asked, *measures: str) -> Counts:
    """The sums of these measures: one query."""
    rows = asked.cells(measures).values_list("measure", "key").annotate(n=Sum("count"), a=Sum("amount")).order_by()
    return {(measure, key): (n, a) for measure, key, n, a in rows}


def counts_by(asked: Asked, dimension: str, *measures: str) -> dict[str, Counts]:
    """The sums for each value of a dimension: one query. Only where nothing but a department is asked."""
    if dimension == DEPARTMENT:
        rows, name = asked.cells(measures), "department"
    else:
        rows, name = asked.cells_by(dimension, measures), "value"
    sums = rows.values_list(name, "measure", "key").annotate(n=Sum("count"), a=Sum("amount")).order_by()
    found: dict[str, dict[tuple[str, str], tuple[int, int]]] = defaultdict(dict)
    for value, measure, key, n, a in sums:
        found[value][measure, key] = (n, a)
    return dict(found)


def counts_by_month(asked: Asked, *measures: str) -> dict[date, Counts]:
    """The sums of each month: one query."""
    sums = asked.cells(measures).values_list("month", "measure", "key")
    found: dict[date, dict[tuple[str, str], tuple[int, int]]] = defaultdict(dict)
    for month, measure, key, n, a in sums.annotate(n=Sum("count"), a=Sum("amount")).order_by():
        found[month][measure, key] = (n, a)
    return dict(found)


# --- What a number counts ---


def leads_behind(asked: Asked, measure: str, key: str) -> QuerySet[LeadStory] | None:
    """The leads a number counts, or None for a measure that counts no leads one can list."""
    stories = asked.stories()
    first, _colon, second = key.partition(":")
    match measure:
        case "received":
            return stories
        case "reached" if first in STEPS:
            return stories.filter(furthest__in=STEPS[STEPS.index(Stage(first)) :])
        case "stands":
            return stories.filter(furthest=first, standing=second)
        case "lost":
            return stories.filter(furthest=first, standing=Standing.LOST, loss_reason=second)
        case "first_reply" | "full_answer" | "verdict":
            return stories.filter(**{measure: key})
        case "unmet" if key:
            return stories.filter(unmet=key)
    return None


# --- What happened in a month ---


def moves_in(month: date, scope: Scope, *, illustrative: bool) -> dict[str, int]:
    """How many leads came into each stage in the month, each once per stage, whenever they were received."""
    start, end = month_bounds(month)
    rows = LeadEvent.objects.filter(kind="stage_changed", at__gte=start, at__lt=end, lead__illustrative=illustrative)
    if scope.department:
        rows = rows.filter(lead__department=scope.department)
    pairs = rows.order_by().values("data__new").annotate(n=Count("lead", distinct=True))
    return dict(pairs.values_list("data__new", "n"))


def broken_since(scope: Scope, since: datetime, *, illustrative: bool) -> QuerySet[Lead]:
    """Leads of which a promise passed its time since: the level that tells the head was sent."""
    told = LeadEvent.objects.filter(kind="escalated", at__gte=since, data__level__gte=overdue_level())
    return scope.leads(illustrative=illustrative).filter(pk__in=told.values("lead"))


def overdue_level() -> int:
    """The first level of escalation at which the target is used up (leads/seed/service_targets.yaml)."""
    newest = targets().versions[-1][1]
    return min(level.number for level in newest.levels if level.percent >= WHOLE)


def received_since(scope: Scope, since: datetime, *, illustrative: bool) -> QuerySet[Lead]:
    """Leads received since, by the index of events by time."""
    came = LeadEvent.objects.filter(kind="received", at__gte=since)
    return scope.leads(illustrative=illustrative).filter(pk__in=came.values("lead"))


def start_of_day(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(PARK_TIME).date(), time(0), PARK_TIME)


def start_of_week(now: datetime) -> datetime:
    """Monday, 0:00 in the province."""
    start = start_of_day(now)
    return start - timedelta(days=start.weekday())


def step_names() -> Mapping[str, str]:
    return {step.value: pipeline().stages[step].name for step in STEPS}
