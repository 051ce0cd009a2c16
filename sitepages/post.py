"""Letters and working days, asked of whoever keeps the desk's post and calendar (`sitepages.registry`).

Without a desk there is no calendar of the province's holidays: Monday to Friday then count as working days, and a
letter that nobody can send is an error, never silently dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sitepages.registry import CALENDAR, POST


class Post(Protocol):
    """Queues templates/emails/<kind>.<language>.txt in the transaction of the caller."""

    def __call__(self, *, kind: str, to: str, language: str, words: Mapping[str, Any], now: datetime) -> object: ...


class WorkingDay(Protocol):
    """The working day `count` working days after this one."""

    def __call__(self, day: date, count: int) -> date: ...


class NoPost(RuntimeError):
    """No app has said how letters are sent."""


def send_letter(*, kind: str, to: str, language: str, words: Mapping[str, Any], now: datetime) -> None:
    if POST.last is None:
        raise NoPost(kind)
    POST.last(kind=kind, to=to, language=language, words=words, now=now)


def working_day_from(day: date, count: int) -> date:
    return (CALENDAR.last or weekday_from)(day, count)


def weekday_from(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.isoweekday() < 6
    return day
