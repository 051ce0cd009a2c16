"""The investor's whole way on a phone: by keyboard in English, without JavaScript in Vietnamese."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from leads.choices import Stage
from leads.models import Appointment, Lead, LeadMessage, PrivacyRequest
from tests.browser.conftest import accessible
from tests.browser.keyboard import choose, go, tab_to, write

pytestmark = pytest.mark.browser
ON = "main form:not([hidden]) button.btn[type=submit]:not(.alt)"


def test_by_keyboard_alone_from_the_first_question_to_the_end_of_the_case(demo: str, open_page: Any) -> None:
    page: Page = open_page(390, locale="en")
    page.goto(f"{demo}/en/match/ask/")
    accessible(page)
    write(page, "[name=text]", "chip packaging plant, 40 people")
    go(page, ON)
    go(page, "button[name=found][value=semiconductor_packaging_testing]")
    write(page, "[name='land.area_min_m2']", "2")
    go(page, ON)
    while "/more/" not in page.url:
        accessible(page)
        go(page, "button[name=skip]")
    go(page, "main a.go")
    accessible(page)
    go(page, "main a[href$='/send/']")
    write(page, "[name=contact_name]", "Ada Test")
    write(page, "[name=contact_email]", "ada@room.example")
    choose(page, "[name=country]", "SG")
    choose(page, "[name=language]", "en")
    write(page, "[name=message]", "How much power can the plot have?")
    tab_to(page, "[name='consent-answer_request']")
    page.keyboard.press("Space")
    go(page, ON)
    expect(page).to_have_url(re.compile(r"/en/lead/"))
    accessible(page)
    file = page.url
    go(page, "main a[href$='/pack/']")
    expect(page.locator("#questions dd b").first).to_contain_text("kVA")
    accessible(page)

    page.goto(file)
    write(page, "form[action*='/message/'] textarea", "A word more.")
    go(page, "form[action*='/message/'] button[type=submit]")
    lead = Lead.objects.get(contact_email="ada@room.example")
    assert LeadMessage.objects.get(lead=lead).text == "A word more."
    go(page, "main a[href$='/meet/']")
    accessible(page)
    tab_to(page, "[name=slot]")
    page.keyboard.press("Space")
    go(page, "form.slots .at-hand button")
    assert Appointment.objects.filter(lead=lead).count() == 1
    expect(page.locator(".booked")).to_be_visible()
    accessible(page)

    page.goto(f"{file}data/")
    accessible(page)
    page.goto(f"{file}end/")
    choose(page, "[name=reason]", "cancelled")
    go(page, ON)
    lead.refresh_from_db()
    assert lead.stage == Stage.LOST
    accessible(page)


def test_without_javascript_in_vietnamese(demo: str, open_page: Any) -> None:
    page: Page = open_page(390, locale="vi", java_script_enabled=False)
    page.goto(f"{demo}/vi/match/ask/")
    page.fill("[name=text]", "trung tam du lieu")
    page.click(ON)
    page.click("button[name=found][value=data_centre]")
    while "/more/" not in page.url:
        page.click("button[name=skip]")
    page.locator("main a.go").first.click()
    page.locator("main a[href$='/send/']").first.click()
    page.fill("[name=contact_name]", "Nguyễn Thử")
    page.fill("[name=contact_email]", "thu@room.example")
    page.fill("[name=message]", "Giá thuê đất bao nhiêu?\nCó trường mẫu giáo không?")
    page.check("[name='consent-answer_request']")
    page.click(ON)
    expect(page).to_have_url(re.compile(r"/vi/lead/"))
    file = page.url
    page.locator("main a[href$='/pack/']").first.click()
    expect(page.locator("#questions li").first).to_contain_text("USD/m²")
    expect(page.locator("#questions li").last).to_contain_text("Không có trong")

    page.goto(f"{file}meet/")
    page.locator("[name=slot]").first.check(force=True)
    page.click("form.slots .at-hand button")
    lead = Lead.objects.get(contact_email="thu@room.example")
    row = Appointment.objects.get(lead=lead)
    page.locator(f"form[action$='/meet/{row.pk}/cancel/'] button").click()
    row.refresh_from_db()
    assert row.state == "cancelled"

    page.goto(f"{file}forward/")
    page.fill("[name=contact_name]", "Trần Bạn Đồng Nghiệp")
    page.fill("[name=contact_email]", "dong@room.example")
    page.click(ON)
    assert lead.links.filter(rights="guest").count() == 1

    page.goto(f"{file}data/")
    page.click("form:has([name=right][value=restrict]) button")
    lead.refresh_from_db()
    assert lead.restricted_at or PrivacyRequest.objects.filter(lead=lead, right="restrict").exists()
    expect(page.locator("main")).to_contain_text(lead.reference)
