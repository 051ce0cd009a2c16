"""Page values of the working calendar: years, one year by months, a change with the promises it would move."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from leads.calendar.hours import WorkingCalendar
from leads.calendar.year import LAST_YEAR, default_plan, lunar_days, open_questions
from leads.models import CalendarDay, CalendarYear, OfficeHours
from leads.services.calendar import working_calendar
from leads.services.due_times import Moved
from leads.services.stages import Named, read_seed
from leads.services.working_days import KIND, YearFacts, facts_of_year, first_changed_day, would_move
from sitepages.choices import ChangeState
from sitepages.models import ChangeSet

CHANGES_SHOWN = 20
LEADS_SHOWN = 200
KINDS = {
    "holiday": "",
    "in_lieu": _("made up"),
    "off": _("off, by a swap"),
    "swap_off": _("off, by a swap"),
    "worked": _("worked, by a swap"),
}


@dataclass(frozen=True)
class YearRow:
    year: int
    decided: bool
    source: str
    working_days: int


@dataclass(frozen=True)
class HoursRow:
    name: str
    first: str
    last: str
    periods: str
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class ChangeRow:
    pk: int
    title: str
    source: str
    state: str
    at: datetime


@dataclass(frozen=True)
class CalendarPage:
    years: tuple[YearRow, ...]
    next_year: int | None
    hours: tuple[HoursRow, ...]
    changes: tuple[ChangeRow, ...]
    may_change: bool


@dataclass(frozen=True)
class Cell:
    """A day in a month; `state` is work, rest, off or worked; `why` names what differs from the plain week."""

    day: int
    state: str
    why: str


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class DayRow:
    day: date
    works: bool
    why: str


@dataclass(frozen=True)
class YearPage:
    year: int
    known: bool
    decided: bool
    source: str
    tet: date
    working_days: int
    months: tuple[Month, ...]
    days: tuple[DayRow, ...]
    open_questions: tuple[date, ...]
    may_change: bool


@dataclass(frozen=True)
class ChangedDay:
    day: date
    before: str
    after: str


@dataclass(frozen=True)
class ChangePage:
    change_set: ChangeSet
    state: str
    days: tuple[ChangedDay, ...]
    hours: tuple[HoursRow, ...]
    words_only: bool
    moved: tuple[Moved, ...]
    moved_count: int
    waiting: bool
    done: bool
    may_change: bool


def calendar_page(*, may_change: bool) -> CalendarPage:
    calendar = working_calendar()
    years = list(CalendarYear.objects.all())
    latest = max((row.year for row in years), default=None)
    return CalendarPage(
        years=tuple(YearRow(row.year, row.decided, row.source, working_days(calendar, row.year)) for row in years),
        next_year=latest + 1 if latest and latest < LAST_YEAR else None,
        hours=tuple(_hours()),
        changes=tuple(_changes()),
        may_change=may_change,
    )


def working_days(calendar: WorkingCalendar, year: int) -> int:
    """How many days of the year the office works."""
    weeks = (week for month in range(1, 13) for week in Calendar().monthdatescalendar(year, month))
    return sum(calendar.works_on(day) for day in {day for week in weeks for day in week if day.year == year})


def _hours() -> Iterator[HoursRow]:
    for row in OfficeHours.objects.order_by("from_day", "valid_from"):
        yield HoursRow(
            row.name,
            day_month(row.from_day),
            day_month(row.to_day),
            periods(row.periods),
            row.valid_from,
            row.valid_to,
            row.source,
        )


def day_month(text: str) -> str:
    """ "10-15" as people write it: 15/10 in Vietnamese, 15 Oct in English."""
    month, day = text.split("-")
    return f"{day}/{month}" if get_language() == "vi" else date(2000, int(month), int(day)).strftime("%-d %b")


def periods(rows: list[list[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in rows)


def _changes() -> Iterator[ChangeRow]:
    for row in ChangeSet.objects.filter(kind=KIND)[:CHANGES_SHOWN]:
        yield ChangeRow(row.pk, row.title, row.source, row.get_state_display(), row.created_at)


def year_page(year: int, *, may_change: bool) -> YearPage:
    """A year by months; one without a record shows the plain week and says that nothing is known."""
    row = CalendarYear.objects.filter(year=year).first()
    rows = {day.day: day for day in CalendarDay.objects.filter(day__year=year)}
    calendar = working_calendar()
    return YearPage(
        year=year,
        known=row is not None,
        decided=row is not None and row.decided,
        source=row.source if row else "",
        tet=lunar_days(year)[0],
        working_days=working_days(calendar, year),
        months=tuple(month_of(year, month, rows, calendar) for month in range(1, 13)),
        days=tuple(DayRow(day, one.works, reason_name(one.reason)) for day, one in rows.items()),
        open_questions=open_questions(year),
        may_change=may_change,
    )


def month_of(year: int, month: int, rows: Mapping[date, CalendarDay], calendar: WorkingCalendar) -> Month:
    def cell(day: date) -> Cell | None:
        if day.month != month:
            return None
        one = rows.get(day)
        plain = "work" if day.isoweekday() in calendar.week else "rest"
        state = plain if one is None else "worked" if one.works else "off"
        return Cell(day.day, state, reason_name(one.reason) if one else "")

    weeks = Calendar().monthdatescalendar(year, month)
    return Month(date(year, month, 1), tuple(tuple(cell(day) for day in week) for week in weeks))


@cache
def holiday_names() -> Mapping[str, Named]:
    rows = read_seed("calendar.yaml")["holiday_rules"]
    return {row["key"]: Named(row["key"], row["vi"], row["en"]) for row in rows}


def reason_name(reason: str) -> str:
    """ "tet/in_lieu" in words; an imported reason is shown as it was written."""
    if reason == "make_up_day":
        return str(KINDS["worked"])
    holiday, _slash, kind = reason.partition("/")
    if kind not in KINDS:
        return gettext("off, by the decision") if reason == "decision/off" else reason
    name, how = holiday_names().get(holiday), str(KINDS[kind])
    return f"{name.name} ({how})" if name and how else name.name if name else how


def facts_to_draw(year: int) -> YearFacts:
    """The year's record, or the law's default where there is none yet."""
    row = CalendarYear.objects.filter(year=year).first()
    if row:
        return facts_of_year(row)
    plan = default_plan(year)
    return YearFacts(year, False, plan.tet_first, plan.national_second)


def change_page(change_set: ChangeSet, *, may_change: bool) -> ChangePage:
    """The preview with the promises it would move, or what was done."""
    changes = change_set.changes
    waiting = change_set.state == ChangeState.PREVIEWED
    moved = would_move(change_set) if waiting else []
    hours = [one for one in changes if one["model"] == "office_hours" and not one["before"]]
    return ChangePage(
        change_set=change_set,
        state=change_set.get_state_display(),
        days=tuple(_changed_days(change_set)),
        hours=tuple(_hours_given(one["after"]) for one in hours),
        words_only=first_changed_day(changes) is None,
        moved=tuple(moved[:LEADS_SHOWN]),
        moved_count=len(moved),
        waiting=waiting,
        done=change_set.state == ChangeState.APPLIED,
        may_change=may_change,
    )


def _changed_days(change_set: ChangeSet) -> Iterator[ChangedDay]:
    for change in change_set.changes:
        before, after = change["before"] or {}, change["after"] or {}
        if change["model"] == "calendar_day" and before.get("works") != after.get("works"):
            day = date.fromisoformat(change["key"])
            yield ChangedDay(day, _state(day, before), _state(day, after))


def _state(day: date, row: Mapping[str, object]) -> str:
    works = row.get("works", day.isoweekday() < 6)
    state = gettext("worked") if works else gettext("off duty")
    return f"{state}: {reason_name(str(row['reason']))}" if row else state


def _hours_given(row: Mapping[str, object]) -> HoursRow:
    name = row["name_vi"] if get_language() == "vi" else row["name_en"]
    starts = date.fromisoformat(str(row["valid_from"]))
    first, last = day_month(str(row["from_day"])), day_month(str(row["to_day"]))
    return HoursRow(str(name), first, last, periods(row["periods"]), starts, None, str(row["source"]))
