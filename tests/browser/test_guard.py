"""The check of a form that was sent too quickly, in a real browser: worked out by itself, or confirmed by mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from leads.models import Lead, Mail
from tests.browser.conftest import ASKED, CONTACT, accessible, fill_in

pytestmark = pytest.mark.browser


def sent_at_once(page: Page, demo: str, lang: str) -> None:
    """The form that sends a match, filled in and sent within a second: it comes back and asks."""
    result = fill_in(page, f"{demo}/{lang}/match/", ASKED["fits"])
    page.goto(f"{result}send/")
    for name, value in CONTACT.items():
        field = page.locator(f"main form [name='{name}']")
        if name.startswith("consent"):
            field.check()
        elif name == "language":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form button[type=submit]").press("Enter")
    expect(page.locator("#guard-check")).to_be_attached()
    expect(page.locator("[name=contact_name]")).to_have_value(CONTACT["contact_name"])
    assert not page.locator(".trap input").is_visible()


@pytest.mark.parametrize(("lang", "width"), [("vi", 390), ("en", 1440)])
def test_the_browser_works_it_out_and_the_form_goes(demo: str, open_page: Any, lang: str, width: int) -> None:
    with override_settings(FORM_GUARD=True, GUARD_TRIES=64):
        page: Page = open_page(width, locale=lang)
        sent_at_once(page, demo, lang)
        expect(page.locator("#guard-check [data-state=verified]")).to_be_attached()
        accessible(page)
        page.locator("main form button[type=submit]").press("Enter")
        expect(page).to_have_url(re.compile(rf"/{lang}/lead/"))
    assert Lead.objects.filter(contact_email=CONTACT["contact_email"]).count() == 1


def test_a_press_before_it_is_done_is_kept(demo: str, open_page: Any) -> None:
    with override_settings(FORM_GUARD=True, GUARD_TRIES=256):
        page: Page = open_page(390, locale="vi")
        sent_at_once(page, demo, "vi")
        page.locator("main form button[type=submit]").press("Enter")
        expect(page).to_have_url(re.compile(r"/vi/lead/"))


def test_without_scripts_a_mail_confirms_it(demo: str, open_page: Any) -> None:
    with override_settings(FORM_GUARD=True):
        page: Page = open_page(390, locale="vi", java_script_enabled=False)
        sent_at_once(page, demo, "vi")
        expect(page.locator("#guard-check noscript p")).to_be_visible()
        page.locator("main form button[type=submit]").press("Enter")
        expect(page.locator("h1")).to_contain_text("thư điện tử")
        assert not Lead.objects.filter(contact_email=CONTACT["contact_email"]).exists()
        link = re.search(r"http\S+/confirm/\S+", Mail.objects.get(kind="confirm_form").body)
        assert link
        elsewhere: Page = open_page(1440, locale="vi")
        elsewhere.goto(link.group())
        accessible(elsewhere)
        page.goto(link.group())
        page.locator("main form button[type=submit]").press("Enter")
        expect(page).to_have_url(re.compile(r"/vi/lead/"))
    assert Lead.objects.filter(contact_email=CONTACT["contact_email"]).count() == 1
