"""Numbers and days as visitors write them: what we print we can read, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.portal.numbers import plain, read_day, read_number
from sitepages import figures

pytestmark = pytest.mark.once

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)
LANGUAGES = st.sampled_from(["vi", "en"])


@given(AMOUNTS, LANGUAGES)
def test_what_we_print_we_read(amount: Decimal, lang: str) -> None:
    assert read_number(figures.number(amount, None, lang), lang) == amount


@pytest.mark.parametrize(
    ("written", "lang", "read"),
    [
        ("2,5", "vi", "2.5"),
        ("1.300", "vi", "1300"),
        ("25.398,6", "vi", "25398.6"),
        ("25 398,6", "vi", "25398.6"),
        ("2.5", "en", "2.5"),
        ("1,300", "en", "1300"),
        ("0", "en", "0"),
    ],
)
def test_each_language_has_its_own_form(written: str, lang: str, read: str) -> None:
    assert read_number(written, lang) == Decimal(read)


@pytest.mark.parametrize(
    ("written", "lang"),
    [
        ("2.5", "vi"),
        ("2,5", "en"),
        ("ba", "vi"),
        ("-2", "en"),
        ("1e5", "en"),
        ("1,3,00", "en"),
        ("NaN", "en"),
        ("٣", "vi"),
    ],
)
def test_the_other_form_is_refused_not_guessed(written: str, lang: str) -> None:
    assert read_number(written, lang) is None


def test_whole_numbers_stay_whole() -> None:
    assert repr(plain(Decimal("30000.00"))) == "30000"
    assert repr(plain(Decimal("2.50"))) == "2.5"


@pytest.mark.parametrize(
    ("written", "lang", "read"),
    [
        ("2028-12-31", "vi", date(2028, 12, 31)),
        ("31/12/2028", "vi", date(2028, 12, 31)),
        ("31 Dec 2028", "en", date(2028, 12, 31)),
        ("12/31/2028", "en", None),
        ("31/02/2028", "vi", None),
    ],
)
def test_days(written: str, lang: str, read: date | None) -> None:
    assert read_day(written, lang) == read
