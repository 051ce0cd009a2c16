"""Numbers, bounds and days as consultants write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from leads.reading.days import days_in
from leads.reading.measures import NotRead, readings, said_in
from leads.services.questionnaire import tongue

# --- Numbers, bounds, days ---


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("2.500", [2500, 2.5]),
        ("2,500", [2500, 2.5]),
        ("2,5", [2.5]),
        ("0.500", [0.5]),
        ("1.500.000", [1500000]),
        ("1,500.5", [1500.5]),
        ("1.500,5", [1500.5]),
        ("12.3456", [12.3456]),
        ("1.50.000", []),
        ("1,2.3,4", []),
    ],
)
def test_a_number_has_every_reading_its_marks_allow(written: str, numbers: list[float]) -> None:
    assert [float(one) for one in readings(written)] == numbers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5-8 ha", ([[5], [8]], "", "ha")),
        ("từ 5 ha đến 8 ha", ([[5], [8]], "", "ha")),
        ("tối thiểu 5 ha", ([[5]], "min", "ha")),
        ("<= 8ha", ([[8]], "max", "ha")),
        ("khoảng 25 000 m²", ([[25000]], "", "m2")),
        ("≥ 2,5 ha (flat)", ([[2.5]], "min", "ha")),
        ("5 ha or more", ([[5]], "", "ha or more")),
    ],
)
def test_bounds_and_ranges_are_read_as_they_are_written(text: str, said: tuple[Any, ...]) -> None:
    found = said_in(text, tongue())
    assert ([[float(one) for one in ends] for ends in found.numbers], found.bound, found.unit) == said


@pytest.mark.parametrize("text", ["", "chưa biết", "5 ha (50.000 m2)", "5 / 6 / 7", "-5", "2 x 5 ha", "5 or 8 ha"])
def test_a_text_with_several_figures_or_none_is_not_read(text: str) -> None:
    with pytest.raises(NotRead):
        said_in(text, tongue())


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("2028-06-30", ["2028-06-30"]),
        ("30/06/2028", ["2028-06-30"]),
        ("6/7/2028", ["2028-07-06", "2028-06-07"]),
        ("7/7/2028", ["2028-07-07"]),
        ("30 June 2028", ["2028-06-30"]),
        ("Jun 30, 2028", ["2028-06-30"]),
        ("ngày 2 tháng 9 năm 2028", ["2028-09-02"]),
        ("tháng 6/2028", ["2028-06-01", "2028-06-30"]),
        ("Q3 2028", ["2028-07-01", "2028-09-30"]),
        ("Quý II/2028", ["2028-04-01", "2028-06-30"]),
        (2028, ["2028-01-01", "2028-12-31"]),
        (date(2028, 6, 30), ["2028-06-30"]),
    ],
)
def test_a_day_is_exact_or_has_both_ends(cell: object, days: list[str]) -> None:
    assert [day.isoformat() for day in days_in(cell)] == days
