"""Days and years as tables write them: exact where one day is meant, both ends where only a span is named. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from leads.reading.measures import NotRead, plainly

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NAMES = {name: number for number, month in enumerate(MONTHS, 1) for name in (month, month[:3])}
NAMES["sept"] = 9
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
FIRST_YEAR, LAST_YEAR = 1990, 2100
THREE = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})(?: 00:00(?::00)?)?")
WORDY = re.compile(r"(?:([0-9]{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.?,? (?:([0-9]{1,2}),? )?([0-9]{4})")
VIETNAMESE = re.compile(r"(?:ngay ([0-9]{1,2}) )?thang ([0-9]{1,2})(?: nam |/| )([0-9]{4})")
MONTH = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})|([0-9]{4})[./-]([0-9]{1,2})")
QUARTER = re.compile(r"(?:q|quy |quarter )\s*([0-9]|i{1,3}|iv)(?:[ /.-]| nam )*([0-9]{4})|([0-9]{4})[ /.-]*q([0-9])")
YEAR = re.compile(r"(?:nam |year |fy ?)?([0-9]{4})")


def days_in(cell: object) -> tuple[date, ...]:
    """The day, or the two it may be: day and month exchanged, or the ends of a month, quarter or year.

    Raises NotRead.
    """
    if isinstance(cell, datetime):
        return (cell.date(),)
    if isinstance(cell, date):
        return (cell,)
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise NotRead("value")
    text = plainly(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    found = _exact(text) or _span(text)
    found = tuple(day for day in found if FIRST_YEAR <= day.year <= LAST_YEAR)
    if not found:
        raise NotRead("value")
    return found


def years_in(cell: object) -> tuple[int, ...]:
    """The year a day, a month or a year lies in. Raises NotRead."""
    years = tuple(dict.fromkeys(day.year for day in days_in(cell)))
    if len(years) != 1:
        raise NotRead("value")
    return years


def _exact(text: str) -> tuple[date, ...]:
    if match := THREE.fullmatch(text):
        first, second, third = (int(one) for one in match.groups())
        if first > 31:
            return _days((first, second, third))
        return tuple(dict.fromkeys(_days((third, second, first), (third, first, second))))
    if match := WORDY.fullmatch(text):
        before, name, after, year = match.groups()
        if name in NAMES and (before or after) and not (before and after):
            return _days((int(year), NAMES[name], int(before or after)))
    if (match := VIETNAMESE.fullmatch(text)) and match.group(1):
        return _days((int(match.group(3)), int(match.group(2)), int(match.group(1))))
    return ()


def _span(text: str) -> tuple[date, ...]:
    if match := QUARTER.fullmatch(text):
        quarter, year, other_year, other = match.groups()
        number = ROMAN.get(quarter or "") or int(quarter or other)
        return _ends(int(year or other_year), 3 * number - 2, 3 * number)
    if match := MONTH.fullmatch(text):
        month, year, other_year, other = match.groups()
        return _ends(int(year or other_year), int(month or other), int(month or other))
    if match := VIETNAMESE.fullmatch(text):
        return _ends(int(match.group(3)), int(match.group(2)), int(match.group(2)))
    if (match := WORDY.fullmatch(text)) and match.group(2) in NAMES and not match.group(1) and not match.group(3):
        return _ends(int(match.group(4)), NAMES[match.group(2)], NAMES[match.group(2)])
    if match := YEAR.fullmatch(text):
        return _ends(int(match.group(1)), 1, 12)
    return ()


def _days(*given: tuple[int, int, int]) -> tuple[date, ...]:
    found = []
    for year, month, day in given:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(found)


def _ends(year: int, first: int, last: int) -> tuple[date, ...]:
    if not (1 <= first <= last <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        return ()
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
