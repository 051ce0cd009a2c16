"""A page used by its keys alone."""

from __future__ import annotations

from playwright.sync_api import Page


def tab_to(page: Page, wanted: str, most: int = 250) -> None:
    """Tab on until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never reached {wanted} on {page.url}")


def write(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def choose(page: Page, field: str, value: str) -> None:
    tab_to(page, field)
    for _ in range(page.locator(f"{field} option").count()):
        if page.locator(field).input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{field} has no {value}")


def go(page: Page, wanted: str) -> None:
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def send(page: Page, form: str) -> None:
    """Press the form's own button, which follows its last field."""
    go(page, f"form[action$='{form}'] button[type=submit]:not([formaction])")
