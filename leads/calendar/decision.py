"""A year's decision as a table: day, off or worked, why. Pure.

The first column of each row is a day (24/11/2026, 2026-11-24, or a spreadsheet's own date), the second says
whether it is off (nghỉ, off) or worked (làm, làm việc, làm bù, work); the third, if any, why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leads.calendar.year import Unusual

DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
OFF = {"nghỉ", "nghi", "off", "nghỉ bù", "nghi bu", "0"}
WORKED = {"làm", "lam", "làm việc", "lam viec", "làm bù", "lam bu", "work", "worked", "1"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be read. `code`: unreadable_day, other_year, unreadable_state or day_twice."""

    line: int
    code: str
    cell: str


def read_decision(
    rows: Iterable[tuple[int, Sequence[Any]]], year: int
) -> tuple[dict[date, Unusual], tuple[Fault, ...]]:
    """(days of the year as decided, rows that cannot be read). A header and empty rows are passed over."""
    days: dict[date, Unusual] = {}
    faults: list[Fault] = []
    for line, cells in rows:
        first, second, third = (str(cell or "").strip() for cell in [*cells, "", "", ""][:3])
        day = _day(cells[0] if cells else "", first)
        state = second.casefold()
        if day is None:
            if days or faults or line > 1:
                faults.append(Fault(line, "unreadable_day", first[:40]))
        elif day.year != year:
            faults.append(Fault(line, "other_year", first[:40]))
        elif state not in OFF | WORKED:
            faults.append(Fault(line, "unreadable_state", second[:40]))
        elif day in days:
            faults.append(Fault(line, "day_twice", first[:40]))
        else:
            days[day] = Unusual(state in WORKED, third or ("swap/worked" if state in WORKED else "decision/off"))
    return {day: one for day, one in sorted(days.items()) if one.works == _rests(day)}, tuple(faults)


def _rests(day: date) -> bool:
    """A rest day given as off, or a weekday as worked, is what the plain week says anyway: left out."""
    return day.isoweekday() > 5


def _day(cell: Any, text: str) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if found := DAY_FIRST.match(text):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    elif found := ISO.match(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
