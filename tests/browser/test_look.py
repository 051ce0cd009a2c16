"""What a reader's hands and printer meet: the whole line by keyboard, paper, bytes over the wire, no cookie."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
KB = 1024
FIRST_VIEWS = ("", "plots/", "plots/SX-12/", "match/")
SEEN = """() => {
    const style = getComputedStyle(document.activeElement), plot = document.activeElement.querySelector("path");
    const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return line || (plot !== null && getComputedStyle(plot).stroke !== "none");
}"""
SMALL_TEXT = """() => {
    const small = [];
    for (const one of document.querySelectorAll("main *")) {
        const box = one.getBoundingClientRect();
        const own = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!own || !box.width || one.closest("svg, .sr") || getComputedStyle(one).visibility === "hidden") continue;
        if (parseFloat(getComputedStyle(one).fontSize) < 9.3) small.push(one.outerHTML.slice(0, 90));
    }
    return small;
}"""
A4_TEXT = {"width": 680, "height": 1000}  # the text of an A4 sheet, 180 mm at 96 dots an inch


def tab_to(page: Page, selector: str, most: int = 160) -> None:
    """Tab on until the focus is there; each stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def go(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_filter_to_plot_to_match_to_sending_by_keyboard_alone(site: str, open_page: Any) -> None:
    page: Page = open_page(locale="en")
    page.goto(f"{site}/en/plots/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    press(page, "[name=zone][value=DC]", "Space")
    expect(page).to_have_url(re.compile("zone=DC"))  # already: the button is for who has no scripts, and works too
    go(page, "main form [type=submit]")
    expect(page).to_have_url(re.compile("zone=DC"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu
    press(page, ".skip-map")
    go(page, "#list a[href*='/DC-02/']")
    expect(page.locator("h1")).to_contain_text("DC-02")
    go(page, "main a.btn")
    tab_to(page, "[name=sector]")
    page.keyboard.type("Data c")
    expect(page.locator("[name=sector]")).to_have_value("data_centre")
    go(page, "main form button[type=submit]")
    expect(page.locator("h1")).to_contain_text("DC-02")
    go(page, "a[href$='/send/']")
    tab_to(page, "[name=contact_name]")
    page.keyboard.type("Keys Only")
    tab_to(page, "[name=contact_email]")
    page.keyboard.type("keys@yushan.example")
    press(page, "[name='consent-answer_request']", "Space")
    go(page, "main form button[type=submit]")
    expect(page).to_have_url(re.compile("/en/lead/"))


def test_what_is_wrong_is_reached_first_and_leads_to_its_field(site: str, open_page: Any) -> None:
    page: Page = open_page(locale="vi")
    page.goto(f"{site}/vi/match/")
    page.click("main form button[type=submit]")
    page.locator(".errs a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=sector]")).to_be_focused()
    expect(page.locator("[name=sector]")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(("path", "sheets"), [("/vi/match/{fits}/", 6), ("/en/plots/SX-16/", 4)])
def test_result_and_plot_are_legible_on_paper(
    site: str, made: dict[str, str], open_page: Any, path: str, sheets: int
) -> None:
    page: Page = open_page(color_scheme="dark")
    page.goto(site + path.format(**made))
    page.emulate_media(media="print")
    page.set_viewport_size(A4_TEXT)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(SMALL_TEXT) == []
    for needless in (".nav", ".menu", ".lang", ".btn", ".skip"):
        expect(page.locator(needless).first).to_be_hidden()
    chosen = page.locator(".plan .on-y").first
    expect(chosen).to_be_visible()
    box = chosen.bounding_box()
    assert box
    assert box["height"] > 6, "the plot's code can be read"
    written = page.pdf(format="A4", print_background=True)
    assert 1 <= len(re.findall(rb"/Type /Page\b", written)) <= sheets


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_first_view_over_the_wire_is_light_and_leaves_nothing_with_the_reader(
    site: str, open_page: Any, lang: str
) -> None:
    """The demo sends styles uncompressed: what the browser counts here is more than production sends."""
    for path in FIRST_VIEWS:
        page: Page = open_page(locale=lang)  # nothing kept from the page before
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: list[float] = []
        hosts: set[str] = set()
        wire.on("Network.loadingFinished", lambda done, sizes=sizes: sizes.append(done["encodedDataLength"]))
        page.on("request", lambda asked, hosts=hosts: hosts.add(asked.url.split("/")[2]))
        answer = page.goto(f"{site}/{lang}/{path}", wait_until="networkidle")
        assert answer
        assert 0 < sum(sizes) < 200 * KB, (path, sum(sizes))
        assert len(sizes) <= 12, "few requests"
        assert hosts == {site.split("/")[2]}, "nothing from anybody else"
        if path != "match/":  # that one carries a form's token
            assert page.context.cookies() == []
            assert answer.headers["etag"]
            assert "public" in answer.headers["cache-control"]
