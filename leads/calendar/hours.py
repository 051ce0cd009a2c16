"""Working time of a provincial office: half-open intervals, subtracted and summed.

Pure. All moments are aware datetimes; days and periods are read in the office's own time zone.
Sources of the rows: leads/seed/calendar.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Period = tuple[time, time]
WEEK = frozenset({1, 2, 3, 4, 5})
FAR = timedelta(days=3660)  # a calendar without a single working day in ten years is wrong data


class NoWorkingTime(ValueError):
    """The calendar has no opening in the next ten years."""


@dataclass(frozen=True, slots=True)
class Season:
    """Opening periods from one day of the year to another, both included; may wrap over New Year.

    They hold on days in [valid_from, valid_to), where given.
    """

    first: tuple[int, int]  # (month, day)
    last: tuple[int, int]
    periods: tuple[Period, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        if (self.valid_from and day < self.valid_from) or (self.valid_to and day >= self.valid_to):
            return False
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class WorkingCalendar:
    """When the office works.

    `seasons`: the first that covers a day wins. `exceptions`: day -> works or not, over the plain week.
    `known_until`: the last day for which exceptions are known; beyond it the plain week is used.
    `undecided`: years whose days off are still the law's default, until the Government decides.
    """

    zone: ZoneInfo
    seasons: tuple[Season, ...]
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    known_until: date | None = None
    undecided: frozenset[int] = frozenset()
    week: frozenset[int] = WEEK

    def works_on(self, day: date) -> bool:
        """Whether the day is a working day."""
        return self.exceptions.get(day, day.isoweekday() in self.week)

    def unsure_year(self, at: datetime) -> int | None:
        """The year of this moment while its days off are not decided, or not known at all; else None."""
        day = self._day(at)
        unknown = self.known_until is not None and day > self.known_until
        return day.year if unknown or day.year in self.undecided else None

    def periods(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The day's opening periods [from, to) as moments; empty on a day off."""
        if not self.works_on(day):
            return ()
        season = next((season for season in self.seasons if season.covers(day)), None)
        return tuple(
            (datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone))
            for start, end in (season.periods if season else ())
        )

    def is_open(self, at: datetime) -> bool:
        """Whether the office works at this moment; a period's end is already closed."""
        return any(start <= at < end for start, end in self.periods(self._day(at)))

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while open, else the next moment the office opens. Raises NoWorkingTime."""
        start, _end = next(self._from(at))
        return max(start, at.astimezone(self.zone))

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The first moment at which the minutes of working time since `start` are used up. Raises NoWorkingTime."""
        return self.add(start, timedelta(minutes=minutes))

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The first moment at which this much working time since `start` is used up. Raises NoWorkingTime."""
        left, begin = span, start.astimezone(self.zone)
        if not left:
            return begin
        for opens, closes in self._from(begin):
            opens = max(opens, begin)
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise NoWorkingTime

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time in [start, end); none when end is not after start."""
        spans = self._until(start, end) if end > start else ()
        return sum((min(closes, end) - max(opens, start) for opens, closes in spans), timedelta())

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of working time in [start, end); 0 when end is not after start."""
        return int(self.worked(start, end).total_seconds() // 60)

    def end_of_nth_working_day(self, after: datetime, n: int) -> datetime:
        """Closing time of the nth working day after the day of `after` (so the law's "2 working days")."""
        day, found = self._day(after), 0
        while found < n:
            day += timedelta(days=1)
            if day - self._day(after) > FAR:
                raise NoWorkingTime
            found += bool(self.periods(day))
        return self.periods(day)[-1][1]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening periods that end after `at`, in order."""
        first = self._day(at)
        day = first
        while day - first <= FAR:
            yield from ((opens, closes) for opens, closes in self.periods(day) if closes > at)
            day += timedelta(days=1)
        raise NoWorkingTime

    def _until(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening periods that overlap [start, end)."""
        day, last = self._day(start), self._day(end)
        while day <= last:
            yield from ((o, c) for o, c in self.periods(day) if o < end and c > start)
            day += timedelta(days=1)
