"""The working calendar as the duty head keeps it: a year's days off, and the office's hours.

A change is a ChangeSet of kind `desk_calendar`: proposed, shown with the promises it would move, applied in one
transaction, undone by its opposite. Its changes, each with `before` and `after` (None: no such row):
{"model": "calendar_year", "key": "2027", "field": "plan"}, {"model": "calendar_day", "key": "2027-02-04", "field":
"works"} and {"model": "office_hours", "key": "winter", "field": "hours"}.

Only days to come change: what was promised and kept, or broken, stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.calendar.hours import NoWorkingTime, WorkingCalendar
from leads.calendar.year import FIRST_YEAR, LAST_YEAR, PlanUnsound, Swap, Unusual, YearPlan, unusual_days
from leads.models import CalendarDay, CalendarYear, OfficeHours
from leads.services.calendar import OURS, built
from leads.services.due_times import Moved, move_due_times, moved_by
from leads.services.organisation import ChangedMeanwhile, check_can_organise
from leads.services.words import FieldMissing, bounded
from sitepages.choices import ChangeState
from sitepages.figures import PARK_TIME
from sitepages.models import ChangeSet
from sitepages.refusal import Refused

KIND = f"{ChangeSet.OF_THE_DESK}calendar"
SOURCE_LIMIT = 300
REASON_LENGTH = 40
DATED = re.compile(r"_\d{8}$")
Change = dict[str, Any]


class PlanUnfit(Refused):
    """The plan of the year cannot be. Facts: `fault`, `day`."""

    code = "plan_unfit"
    status = 422


class YearOutOfReach(Refused):
    """Facts: `first`, `last`."""

    code = "year_out_of_reach"
    status = 422


class PastDays(Refused):
    """The change would alter days that are over, or today. Facts: `days`."""

    code = "past_days"
    status = 422


class NothingChanges(Refused):
    """What was given is what stands."""

    code = "nothing_changes"
    status = 422


class HoursUnsound(Refused):
    """Periods that overlap, or end before they begin. Facts: `field`."""

    code = "hours_unsound"
    status = 422


class CalendarChangeDone(Refused):
    """It was applied or undone already. Facts: `state`."""

    code = "calendar_change_done"


@dataclass(frozen=True)
class YearFacts:
    """What stands in a year's record; `source` is the decision's number and date, needed once it is decided."""

    year: int
    decided: bool
    tet_first: date
    national_second: date
    swaps: tuple[Swap, ...] = ()
    source: str = ""

    @property
    def plan(self) -> YearPlan:
        return YearPlan(self.year, self.tet_first, self.national_second, self.swaps)


@dataclass(frozen=True)
class HoursFacts:
    """New opening periods of a season, from a day to come."""

    season: str
    periods: tuple[tuple[time, time], ...]
    valid_from: date
    source: str


def facts_of_year(row: CalendarYear) -> YearFacts:
    swaps = tuple(Swap(date.fromisoformat(off), date.fromisoformat(worked)) for off, worked in row.swaps)
    return YearFacts(row.year, row.decided, row.tet_first, row.national_second, swaps, row.source)


# --- Proposing ---


@transaction.atomic
def propose_year(*, facts: YearFacts, by: User, now: datetime, days: Mapping[date, Unusual] | None = None) -> ChangeSet:
    """The preview of a year's plan, saved. `days` are those of an imported decision; else the plan gives them.

    Raises NotAnOrganiser, YearOutOfReach, PlanUnfit, PastDays, NothingChanges, FieldMissing or TextTooLong.
    """
    check_can_organise(by)
    if not FIRST_YEAR <= facts.year <= LAST_YEAR:
        raise YearOutOfReach(first=FIRST_YEAR, last=LAST_YEAR)
    source = bounded("source", facts.source, SOURCE_LIMIT, needed=facts.decided)
    try:
        planned = unusual_days(facts.plan)
    except PlanUnsound as unsound:
        raise PlanUnfit(fault=unsound.code, day=unsound.day) from unsound
    given = planned if days is None else days
    certainty = "confirmed" if facts.decided else OURS
    wanted = {day.isoformat(): _day(one.works, one.reason, certainty) for day, one in given.items()}
    stands = {row.day.isoformat(): _day_of(row) for row in CalendarDay.objects.filter(day__year=facts.year)}
    row = CalendarYear.objects.filter(year=facts.year).first()
    plan = _plan(facts, source)
    changes = [
        *_changed("calendar_year", "plan", {str(facts.year): _plan_of(row) if row else None}, {str(facts.year): plan}),
        *_changed("calendar_day", "works", stands, wanted),
    ]
    return _proposed(str(facts.year), source, changes, by, now)


@transaction.atomic
def propose_hours(*, facts: HoursFacts, by: User, now: datetime) -> ChangeSet:
    """The preview of new office hours, saved: the season's row ends where the new one begins.

    Raises NotAnOrganiser, ChoiceUnknown, HoursUnsound, PastDays, FieldMissing or TextTooLong.
    """
    check_can_organise(by)
    row = OfficeHours.objects.filter(pk=facts.season, valid_to=None).first()
    if row is None:
        raise FieldMissing(field="season")
    source = bounded("source", facts.source, SOURCE_LIMIT)
    edges = [edge for period in facts.periods for edge in period]
    if not edges or any(a >= b for a, b in pairwise(edges)):
        raise HoursUnsound(field="periods")
    periods = [[opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in facts.periods]
    if periods == row.periods:
        raise NothingChanges
    starts = facts.valid_from.isoformat()
    key = f"{DATED.sub('', row.pk)[:15]}_{facts.valid_from:%Y%m%d}"
    new = {**_hours_of(row), "periods": periods, "source": source, "certainty": "confirmed", "valid_from": starts}
    changes = [
        *_changed("office_hours", "hours", {row.pk: _hours_of(row)}, {row.pk: {**_hours_of(row), "valid_to": starts}}),
        {"model": "office_hours", "key": key, "field": "hours", "before": None, "after": new},
    ]
    return _proposed(row.name_vi, source, changes, by, now)


def _proposed(title: str, source: str, changes: list[Change], by: User, now: datetime) -> ChangeSet:
    if not changes:
        raise NothingChanges
    _check_days_to_come(changes, now)
    try:
        _try_out(calendar_after(changes), now)
    except NoWorkingTime as never:
        raise HoursUnsound(field="periods") from never
    return ChangeSet.objects.create(
        kind=KIND, title=title, source=source, changes=changes, created_at=now, created_by=by
    )


def _try_out(calendar: WorkingCalendar, now: datetime) -> None:
    calendar.next_opening(now)


def _changed(model: str, field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield {"model": model, "key": key, "field": field, "before": before.get(key), "after": after.get(key)}


# --- What it would do ---


def first_changed_day(changes: Iterable[Change]) -> date | None:
    """The first day on which the office would be open at other times; None when only words and sources change."""
    return min(_changed_days(changes), default=None)


def _changed_days(changes: Iterable[Change]) -> Iterator[date]:
    for change in changes:
        before, after = change["before"] or {}, change["after"] or {}
        if change["model"] == "calendar_day" and before.get("works") != after.get("works"):
            yield date.fromisoformat(change["key"])
        if change["model"] == "office_hours":
            starts = (one.get("valid_from") for one in (before, after) if not (before and after))
            yield from (date.fromisoformat(start) for start in starts if start)


def _check_days_to_come(changes: Iterable[Change], now: datetime) -> None:
    today = now.astimezone(PARK_TIME).date()
    past = sorted(day for day in _changed_days(changes) if day <= today)
    if past:
        raise PastDays(days=past)


def calendar_after(changes: Sequence[Change]) -> WorkingCalendar:
    """The working calendar as it would be with these changes; nothing is written."""
    days = {row.day.isoformat(): _day_of(row) for row in CalendarDay.objects.all()}
    hours = {row.pk: _hours_of(row) for row in OfficeHours.objects.all()}
    for change in changes:
        table = {"calendar_day": days, "office_hours": hours}.get(change["model"])
        if table is not None:
            table.pop(change["key"], None)
            if change["after"]:
                table[change["key"]] = change["after"]
    return built(
        tuple(_hours_row(hours[key]) for key in sorted(hours)),
        tuple((date.fromisoformat(key), days[key]["works"], days[key]["certainty"]) for key in sorted(days)),
    )


def would_move(change_set: ChangeSet) -> list[Moved]:
    """The promises this change would move."""
    since = first_changed_day(change_set.changes)
    return list(moved_by(calendar_after(change_set.changes), since)) if since else []


# --- Doing it ---


@transaction.atomic
def apply_calendar_change(*, change_set: ChangeSet, by: User, now: datetime) -> int:
    """Write the change and move the promises it touches, all or nothing; how many leads moved.

    Raises NotAnOrganiser, CalendarChangeDone, ChangedMeanwhile or PastDays.
    """
    check_can_organise(by)
    change_set = _locked(change_set, ChangeState.PREVIEWED)
    change_set.state, change_set.applied_at, change_set.applied_by = ChangeState.APPLIED, now, by
    change_set.save(update_fields=["state", "applied_at", "applied_by"])
    return _write(change_set, change_set.changes, by, now)


@transaction.atomic
def undo_calendar_change(*, change_set: ChangeSet, by: User, now: datetime) -> int:
    """Put back what stood before, as long as its days are still to come; how many leads moved.

    Raises NotAnOrganiser, CalendarChangeDone, ChangedMeanwhile or PastDays.
    """
    check_can_organise(by)
    change_set = _locked(change_set, ChangeState.APPLIED)
    change_set.state, change_set.undone_at, change_set.undone_by = ChangeState.UNDONE, now, by
    change_set.save(update_fields=["state", "undone_at", "undone_by"])
    opposite = [{**change, "before": change["after"], "after": change["before"]} for change in change_set.changes]
    return _write(change_set, opposite, by, now)


def _locked(change_set: ChangeSet, wanted: ChangeState) -> ChangeSet:
    found = ChangeSet.objects.select_for_update().get(pk=change_set.pk, kind=KIND)
    if found.state != wanted:
        raise CalendarChangeDone(state=ChangeState(found.state))
    return found


def _write(change_set: ChangeSet, changes: Sequence[Change], by: User, now: datetime) -> int:
    _check_days_to_come(changes, now)
    for change in changes:
        if _stands(change) != change["before"]:
            raise ChangedMeanwhile(record=change_set.title)
        WRITERS[change["model"]](change["key"], change["after"])
    since = first_changed_day(changes)
    return move_due_times(change_set=change_set.pk, since=since, by=by, now=now) if since else 0


def _stands(change: Change) -> dict[str, Any] | None:
    match change["model"]:
        case "calendar_year":
            year = CalendarYear.objects.select_for_update().filter(pk=int(change["key"])).first()
            return _plan_of(year) if year else None
        case "calendar_day":
            day = CalendarDay.objects.select_for_update().filter(pk=change["key"]).first()
            return _day_of(day) if day else None
        case _:
            hours = OfficeHours.objects.select_for_update().filter(pk=change["key"]).first()
            return _hours_of(hours) if hours else None


def _write_year(key: str, after: dict[str, Any] | None) -> None:
    if after is None:
        CalendarYear.objects.filter(pk=int(key)).delete()
    else:
        CalendarYear.objects.update_or_create(year=int(key), defaults=after)


def _write_day(key: str, after: dict[str, Any] | None) -> None:
    if after is None:
        CalendarDay.objects.filter(pk=key).delete()
    else:
        CalendarDay.objects.update_or_create(day=date.fromisoformat(key), defaults=after)


def _write_hours(key: str, after: dict[str, Any] | None) -> None:
    if after is None:
        OfficeHours.objects.filter(pk=key).delete()
    else:
        OfficeHours.objects.update_or_create(key=key, defaults=after)


WRITERS = {"calendar_year": _write_year, "calendar_day": _write_day, "office_hours": _write_hours}


# --- Rows as plain values ---


def _day(works: bool, reason: str, certainty: str) -> dict[str, Any]:
    return {"works": works, "reason": reason[:REASON_LENGTH], "certainty": certainty}


def _day_of(row: CalendarDay) -> dict[str, Any]:
    return _day(row.works, row.reason, row.certainty)


def _plan(facts: YearFacts, source: str) -> dict[str, Any]:
    return {
        "decided": facts.decided,
        "tet_first": facts.tet_first.isoformat(),
        "national_second": facts.national_second.isoformat(),
        "swaps": [[swap.off.isoformat(), swap.worked.isoformat()] for swap in facts.swaps],
        "source": source,
    }


def _plan_of(row: CalendarYear) -> dict[str, Any]:
    return _plan(facts_of_year(row), row.source)


def _hours_of(row: OfficeHours) -> dict[str, Any]:
    names = ("name_vi", "name_en", "from_day", "to_day", "periods", "source", "certainty")
    dates = {name: value.isoformat() if (value := getattr(row, name)) else None for name in ("valid_from", "valid_to")}
    return {**{name: getattr(row, name) for name in names}, **dates}


def _hours_row(hours: Mapping[str, Any]) -> tuple[Any, ...]:
    dates = (date.fromisoformat(hours[name]) if hours[name] else None for name in ("valid_from", "valid_to"))
    return (hours["from_day"], hours["to_day"], tuple(tuple(period) for period in hours["periods"]), *dates)
