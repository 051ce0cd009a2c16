"""Two of the thirty mystery shoppers (`make shoppers` sends all): every row of the yardstick holds for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PASSWORD
from tests.shoppers import walk
from tests.shoppers.people import shoppers
from tests.shoppers.run import go_shopping
from tests.shoppers.score import table

pytestmark = pytest.mark.browser
TWO = {"cmc_dc", "park_later"}  # a phone without scripts, and one who puts it off


def test_two_shoppers_get_a_full_answer(
    demo: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "READING_MS", 0)
    people = [one for one in shoppers() if one.key in TWO]
    visits, rows = go_shopping(browser, demo, people, password=PASSWORD, mails=tmp_path)
    assert len(visits) == 2
    assert all(row.points == 2 for row in rows), table(rows)


def test_thirty_shoppers_in_both_languages_on_phones_and_without_scripts() -> None:
    people = shoppers()
    assert len(people) == len({one.key for one in people}) == 30
    assert {one.lang for one in people} == {"vi", "en"}
    assert sum(one.device != "desktop" for one in people) >= 15
    assert all(one.asks for one in people)
