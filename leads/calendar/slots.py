"""Free times for a talk or a site visit: the office's hours less notice, absence and what is taken. Pure.

Time is taken in quarters of an hour of the clock (every zone's offset is whole quarters), so that two appointments
overlap if and only if they share a quarter: what the table's unique constraint keeps apart, this module keeps apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leads.calendar.hours import NoWorkingTime, WorkingCalendar

QUARTER = timedelta(minutes=15)
FAR_DAYS = 120  # a horizon of working days ends within these days, over Tết and all
Taken = Collection[tuple[str, datetime]]  # key of an officer, start of a quarter


@dataclass(frozen=True, slots=True)
class Terms:
    """What a kind of appointment needs: minutes it lasts, minutes on the way before and after, all whole quarters.

    `notice`: working minutes between asking and beginning; `horizon`: working days ahead that are offered; `step`:
    minutes between two times offered, counted from the full hour.
    """

    minutes: int
    travel: int
    notice: int
    horizon: int
    step: int = 30

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def margin(self) -> timedelta:
        return timedelta(minutes=self.travel)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be had: [starts_at, ends_at) with this officer (key)."""

    starts_at: datetime
    ends_at: datetime
    officer: str


def free_slots(
    calendar: WorkingCalendar, terms: Terms, *, now: datetime, who: Callable[[date], str], taken: Taken
) -> Iterator[Slot]:
    """Every time that can be had from now, in order.

    `who`: the key of whoever has the file and is there on a day, "" for nobody. With its way before and after, a slot
    lies in one opening period of a working day.
    """
    try:
        earliest = calendar.add_minutes(now, terms.notice)
    except NoWorkingTime:
        return
    for day in days_ahead(calendar, now, terms.horizon):
        officer = who(day)
        if officer:
            for starts in _starts(calendar, terms, day):
                if starts >= earliest and not any((officer, one) in taken for one in quarters(starts, terms)):
                    yield Slot(starts, starts + terms.length, officer)


def fits(calendar: WorkingCalendar, terms: Terms, starts_at: datetime) -> bool:
    """Whether an appointment may begin then as far as the office's hours go, with its way before and after."""
    day = starts_at.astimezone(calendar.zone).date()
    return any(
        opens <= starts_at - terms.margin and starts_at + terms.length + terms.margin <= closes
        for opens, closes in calendar.periods(day)
    )


def quarters(starts_at: datetime, terms: Terms) -> Iterator[datetime]:
    """The quarters of an hour an appointment takes, its way before and after with it."""
    at, end = quarter_of(starts_at - terms.margin), starts_at + terms.length + terms.margin
    while at < end:
        yield at
        at += QUARTER


def quarter_of(at: datetime) -> datetime:
    """The quarter of an hour in which the moment lies."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)


def days_ahead(calendar: WorkingCalendar, now: datetime, horizon: int) -> Iterator[date]:
    """Today, if it is a working day, and so many working days after it."""
    today = now.astimezone(calendar.zone).date()
    left = horizon
    for number in range(FAR_DAYS):
        day = today + timedelta(days=number)
        if not calendar.periods(day):
            continue
        if number:
            left -= 1
        if left < 0:
            return
        yield day


def _starts(calendar: WorkingCalendar, terms: Terms, day: date) -> Iterator[datetime]:
    step = timedelta(minutes=terms.step)
    for opens, closes in calendar.periods(day):
        at = opens.replace(minute=0, second=0, microsecond=0)
        while at + terms.length + terms.margin <= closes:
            if at - terms.margin >= opens:
                yield at
            at += step


def by_day(slots: Iterable[Slot], zone: ZoneInfo) -> dict[date, list[Slot]]:
    """The slots under the day they begin on a clock elsewhere, in order."""
    found: dict[date, list[Slot]] = {}
    for slot in sorted(slots, key=lambda one: one.starts_at):
        found.setdefault(slot.starts_at.astimezone(zone).date(), []).append(slot)
    return found


def eve_of(calendar: WorkingCalendar, starts_at: datetime) -> datetime | None:
    """When the office opens on the last working day before that of the appointment; None where none is found."""
    day = starts_at.astimezone(calendar.zone).date()
    for back in range(1, FAR_DAYS):
        periods = calendar.periods(day - timedelta(days=back))
        if periods:
            return periods[0][0]
    return None
