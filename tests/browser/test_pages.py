"""Every page of tests/browser/pages.py: axe without exceptions, no sideways scroll, nothing in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import accessible
from tests.browser.pages import ADMIN_PART, DESK, EN, PUBLIC, VI

pytestmark = pytest.mark.browser
# Each page is read once in each language: in the light theme at one width, then in the dark one at the other, which is
# the same page in other colours.
IN_THE_DARK = ["color-contrast", "target-size", "scrollable-region-focusable"]
PHONE, DESKTOP = 390, 1440
ALL_WIDTHS = (320, 390, 768, 1024, 1440, 1920, 2560)
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)"""


BROKEN_CODES = """() => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const node = texts.currentNode;
        for (const code of node.data.matchAll(/(?<![\\p{L}\\d-])[A-Z]{2}-\\d{2,4}(?![\\p{L}\\d-])/gu)) {
            const range = document.createRange();
            range.setStart(node, code.index);
            range.setEnd(node, code.index + code[0].length);
            const lines = [...range.getClientRects()].filter(one => one.width).map(one => Math.round(one.top));
            if (new Set(lines).size > 1) found.push(node.data.trim().slice(0, 80));
        }
    }
    return found;
}"""


def addresses(lang: str, made: dict[str, str]) -> list[str]:
    own = VI if lang == "vi" else EN
    return [path.format(lang=lang, **made) for path in (*PUBLIC, *own)]


def stays_in_its_frame(page: Page) -> None:
    before = page.viewport_size
    assert before
    for width in ALL_WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, (page.url, width, page.evaluate(TOO_WIDE))
        assert page.evaluate(BROKEN_CODES) == [], (page.url, width)
    page.set_viewport_size(before)


def turn(page: Page, theme: Literal["light", "dark"], width: int) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize(("lang", "width", "other"), [("vi", PHONE, DESKTOP), ("en", DESKTOP, PHONE)])
def test_every_public_page_is_accessible_and_in_its_frame(
    site: str, made: dict[str, str], open_page: Any, lang: str, width: int, other: int
) -> None:
    page: Page = open_page(width, locale=lang, reduced_motion="reduce")  # no colour is half way when it is looked at
    for path in addresses(lang, made):
        turn(page, "light", width)
        page.goto(site + path)
        stays_in_its_frame(page)
        accessible(page)
        turn(page, "dark", other)
        accessible(page, rules=IN_THE_DARK)


@pytest.mark.parametrize("half", [0, 1])
def test_every_view_of_the_desk_is_accessible(
    site: str, made: dict[str, str], keys: Callable[[str], Any], open_page: Any, half: int
) -> None:
    pages: dict[str, Page] = {}  # one for each colleague: the admin's scripts are fetched and read once
    for user, path in DESK[half::2]:
        if user not in pages:
            pages[user] = open_page(DESKTOP, locale="vi", storage_state=keys(user), reduced_motion="reduce")
        page = pages[user]
        turn(page, "light", DESKTOP)
        page.goto(site + path.format(lang="vi", **made))
        page.evaluate("document.querySelectorAll('.yb details').forEach(one => { one.open = true })")
        accessible(page, ADMIN_PART)
        turn(page, "dark", PHONE)
        accessible(page, ADMIN_PART, IN_THE_DARK)
