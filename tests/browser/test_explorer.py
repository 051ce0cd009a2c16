"""Finding land in a real browser: filter, compare, keep, pass on, take away; on a phone, by keyboard, no script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import accessible
from tests.browser.test_look import SEEN

pytestmark = pytest.mark.browser


def codes(page: Page) -> list[str]:
    return [str(row.get_attribute("data-code")) for row in page.locator("#list .row").all()]


def test_on_a_phone_one_filters_compares_keeps_and_passes_on(site: str, open_page: Any) -> None:
    page: Page = open_page(390)
    page.goto(f"{site}/vi/plots/")
    page.locator(".filters > summary").click()
    page.locator("input[name=zone][value=SX]").check()
    expect(page).to_have_url(re.compile(r"/vi/plots/\?zone=SX$"))  # exchanged in place, the address follows
    expect(page.locator("#list .row").first).to_have_attribute("data-code", re.compile("^SX-"))
    assert all(code.startswith("SX-") for code in codes(page))
    accessible(page)
    picked = codes(page)[:2]
    for code in picked:
        page.locator(f"input[name=pick][value={code}]").check()
        expect(page.locator(".tray .chip", has_text=code)).to_be_visible()
    page.locator(".tray a.btn").first.click()
    expect(page.locator("h1")).to_contain_text(picked[1])
    assert page.locator(".versus .differs").count()
    accessible(page)
    page.locator("a[href*='/shortlist/']").first.click()
    expect(page).to_have_url(re.compile(r"/vi/shortlist/[\w.-]{20,}/$"))
    accessible(page)

    other: Page = open_page(390)  # somebody else, with nothing but the address
    other.goto(page.locator("#address").input_value().replace("http://127.0.0.1:8000", site))
    for code in picked:
        expect(other.locator(".kept h2", has_text=code)).to_be_visible()
    with other.expect_download() as taken:
        other.locator(".files a[href$='brochure.pdf']").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("width", [390, 1440])
def test_all_of_it_goes_by_keyboard(site: str, open_page: Any, width: int) -> None:
    """Filter, search, pick, compare, keep, pass on, take the brochure: keys alone, the focus always to be seen."""
    page: Page = open_page(width)
    page.goto(f"{site}/en/plots/")
    if width == 390:
        press_until(page, ".filters > summary")
        page.keyboard.press("Enter")
    press_until(page, "input[name=zone][value=RD]")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"zone=RD"))
    expect(page.locator("input[name=zone][value=RD]")).to_be_focused()  # the exchange leaves the reader where he was
    expect(page.locator("#list .row").first).to_have_attribute("data-code", re.compile("^RD-"))
    picked = codes(page)[:2]
    for code in picked:
        press_until(page, f"input[name=pick][value={code}]", 400)
        page.keyboard.press("Space")
        expect(page.locator(".tray .chip", has_text=code)).to_be_visible()
        expect(page.locator(f"#list input[name=pick][value={code}]")).to_be_focused()
    follow(page, ".tray a[href*='/compare/']")
    expect(page.locator("h1")).to_have_text(" · ".join(picked))
    follow(page, "a[href*='/shortlist/']")
    expect(page).to_have_url(re.compile(r"/en/shortlist/[\w.-]{20,}/$"))
    press_until(page, "#address")
    page.keyboard.press("Control+A")
    assert page.evaluate("document.activeElement.value") == page.url
    press_until(page, ".files a[href$='brochure.pdf']")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def follow(page: Page, link: str) -> None:
    press_until(page, link)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_until(page: Page, wanted: str, most: int = 160) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never reached {wanted}")


def test_without_a_script_ticks_are_taken_over_and_layers_switch(site: str, open_page: Any) -> None:
    page: Page = open_page(390, java_script_enabled=False)
    page.goto(f"{site}/en/plots/?zone=DC")
    expect(page.locator(".plan .power")).to_be_hidden()
    page.locator("#layer-power").check()
    expect(page.locator(".plan .power")).to_be_visible()
    page.locator("#layer-roads").uncheck()
    expect(page.locator(".plan .road").first).to_be_hidden()
    for code in ("DC-01", "DC-02"):
        page.locator(f"input[name=pick][value={code}]").check()
    page.locator("button", has_text="Take over the ticks").click()
    page.locator(".tray a", has_text="Compare").click()
    expect(page.locator("h1")).to_have_text("DC-01 · DC-02")


def test_list_and_plan_light_up_together(site: str, open_page: Any) -> None:
    page: Page = open_page(1440)
    page.goto(f"{site}/en/plots/?zone=DC")
    page.locator(".row[data-code=DC-02]").hover()
    expect(page.locator(".plan a.lit")).to_have_attribute("href", re.compile("/DC-02/"))
    page.locator(".plan a[href*='/DC-01/'] path").hover()
    expect(page.locator(".row.lit")).to_have_attribute("data-code", "DC-01")


def test_a_wrong_fact_is_reported_from_a_phone(site: str, open_page: Any) -> None:
    page: Page = open_page(390)
    page.goto(f"{site}/vi/plots/SX-12/")
    page.locator("a[href$='/SX-12/report/']").click()
    accessible(page)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".errs")).to_be_visible()
    accessible(page)
    page.fill("[name=said]", "Đường trước lô rộng 30 m.")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".due b")).to_have_text(re.compile(r"\d\d/\d\d/\d{4}"))
    accessible(page)
