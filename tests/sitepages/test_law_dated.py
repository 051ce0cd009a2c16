"""Which version counts on a day: the day before, on and after every border, whatever came after."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitepages.incentives.shared import Figure, dated, figure_of

Span = tuple[int, int | None]


def counts(versions: list[Span], on: int) -> int | None:
    """The number (from 1) of the version that counts."""
    found = dated(list(enumerate(versions, start=1)), on, lambda one: one[1])
    return found and found[0]


@pytest.mark.parametrize(
    ("versions", "by_year"),
    [
        ([(10, None)], {9: 1, 10: 1, 11: 1}),
        ([(10, None), (20, None)], {9: 1, 10: 1, 19: 1, 20: 2, 21: 2}),
        ([(10, 20)], {9: 1, 19: 1, 20: 1, 30: 1}),  # ended: the one that says so
        ([(10, None), (10, 20)], {9: 1, 10: 2, 19: 2, 20: 2, 30: 2}),  # an end signed later holds
        ([(10, None), (20, None), (12, 15)], {11: 1, 12: 3, 14: 3, 20: 2}),  # a mended past leaves what came after
        ([(10, None), (20, None), (10, None)], {9: 1, 15: 3, 25: 3}),  # undone: the old content again
        ([(30, None), (20, 25)], {10: 2, 22: 2, 25: 2, 30: 1}),
        ([], {5: None}),
    ],
)
def test_the_version_of_each_day(versions: list[Span], by_year: dict[int, int | None]) -> None:
    assert {on: counts(versions, on) for on in by_year} == by_year


spans = st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(1, 20))).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)


@given(st.lists(spans, min_size=1, max_size=6), st.integers(-5, 60))
def test_some_version_always_counts_and_the_last_covers_wherever_it_can(versions: list[Span], on: int) -> None:
    found = counts(versions, on)
    assert found is not None
    first, last = versions[-1]
    if first <= on and (last is None or on < last):
        assert found == len(versions)


def test_a_figure_by_year() -> None:
    rows = [Figure(Decimal(20), "pct", 2025), Figure(Decimal(18), "pct", 2028), Figure(Decimal(17), "pct", 2030, 2032)]
    values = {year: int(figure_of({"x": rows}, "x", year)) for year in (2020, 2025, 2027, 2028, 2029, 2030, 2031, 2032)}
    assert values == {2020: 20, 2025: 20, 2027: 20, 2028: 18, 2029: 18, 2030: 17, 2031: 17, 2032: 17}
    with pytest.raises(KeyError):
        figure_of({}, "x", 2025)
