"""A year's days off and days worked, from the law's holidays and the Government's plan of the year. Pure.

Bộ luật Lao động 2019, Đ.111 k.3 and Đ.112; Nghị quyết 28/2026/QH16, Đ.2. Each holiday with its source:
leads/seed/calendar.yaml. Lunar dates: the package `holidays` (a test compares them with the seed's).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)
TET_DAYS = 5
TET_OFFSETS = (-3, -2, -1)  # one, two or three days of the old year (Đ.112 k.1 b: five days)
CULTURE_SINCE = 2026
FIRST_YEAR, LAST_YEAR = 2024, 2099


@dataclass(frozen=True, slots=True)
class Swap:
    """A weekday off, and the rest day worked for it (hoán đổi ngày làm việc)."""

    off: date
    worked: date


@dataclass(frozen=True)
class YearPlan:
    """What the Prime Minister decides each year (Đ.112 k.3), or the law's default until then.

    `tet_first`: the first of the five days of Tết; `national_second`: the day before or after 2 September.
    """

    year: int
    tet_first: date
    national_second: date
    swaps: tuple[Swap, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusual:
    """A day that differs from the plain week. `reason` is "holiday/kind": tet/in_lieu, swap/off, swap/worked."""

    works: bool
    reason: str


class PlanUnsound(ValueError):
    """The plan cannot be: `code` says why, `day` where."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(code)
        self.code, self.day = code, day


@cache
def lunar_days(year: int) -> tuple[date, date]:
    """(first day of the lunar year, 10th of the third lunar month), by the Vietnamese calendar."""
    known = holidays.country_holidays("VN", years=year, language="vi", observed=False)
    return known.get_named("Tết Nguyên Đán", lookup="exact")[0], known.get_named("Giỗ Tổ Hùng Vương")[0]


def default_plan(year: int) -> YearPlan:
    """What is to be expected before the decision: two days of the old year, and the workday beside 2 September.

    Ours: as in 2024 and 2025 (Tết), and so that the two days of National Day meet the weekend where they can.
    """
    tet, _kings = lunar_days(year)
    before, after = date(year, 9, 1), date(year, 9, 3)
    weekday = date(year, 9, 2).isoweekday()
    return YearPlan(year, tet - 2 * DAY, after if weekday in {1, 4, 7} else before)


def unusual_days(plan: YearPlan) -> dict[date, Unusual]:
    """Every day of the year on which the office does other than the plain week says. Raises PlanUnsound."""
    _check(plan)
    names = dict(_holidays(plan))
    off = {day: f"{name}/holiday" for day, name in names.items()}
    made_up: dict[date, str] = {}
    for day, name in sorted(names.items()):
        if _rests(day) and name != "culture":  # outside Đ.112: whether it is made up is an open question
            made_up[_next_workday(day, off, made_up)] = f"{name}/in_lieu"
    for swap in plan.swaps:
        if swap.off in off or swap.off in made_up:
            raise PlanUnsound("swap_off_already", swap.off)
        if swap.worked in off:
            raise PlanUnsound("swap_works_a_holiday", swap.worked)
        made_up[swap.off] = "swap/off"
    weekdays = {day: Unusual(False, why) for day, why in (off | made_up).items() if not _rests(day)}
    return dict(sorted((weekdays | {swap.worked: Unusual(True, "swap/worked") for swap in plan.swaps}).items()))


def open_questions(year: int) -> tuple[date, ...]:
    """Days of which the law does not say whether they are made up: a Culture Day on a weekend."""
    culture = date(year, 11, 24)
    return (culture,) if year >= CULTURE_SINCE and _rests(culture) else ()


def _holidays(plan: YearPlan) -> Iterator[tuple[date, str]]:
    year = plan.year
    _tet, kings = lunar_days(year)
    if year >= CULTURE_SINCE:
        yield date(year, 11, 24), "culture"
    yield kings, "hung_kings"
    yield from ((plan.tet_first + number * DAY, "tet") for number in range(TET_DAYS))
    yield date(year, 1, 1), "new_year"
    yield date(year, 4, 30), "victory"
    yield date(year, 5, 1), "labour"
    yield date(year, 9, 2), "national"
    yield plan.national_second, "national"


def _check(plan: YearPlan) -> None:
    tet, _kings = lunar_days(plan.year)
    if (plan.tet_first - tet).days not in TET_OFFSETS:
        raise PlanUnsound("tet_outside", plan.tet_first)
    if plan.national_second not in {date(plan.year, 9, 1), date(plan.year, 9, 3)}:
        raise PlanUnsound("national_day_apart", plan.national_second)
    seen: set[date] = set()
    for swap in plan.swaps:
        for day, rests in ((swap.off, False), (swap.worked, True)):
            if day.year != plan.year:
                raise PlanUnsound("swap_in_another_year", day)
            if day in seen:
                raise PlanUnsound("swap_twice", day)
            if _rests(day) != rests:
                raise PlanUnsound("swap_wrong_way", day)
            seen.add(day)


def _rests(day: date) -> bool:
    return day.isoweekday() > 5


def _next_workday(day: date, off: Mapping[date, str], made_up: Mapping[date, str]) -> date:
    while _rests(day) or day in off or day in made_up:
        day += DAY
    return day
