"""The main job in a real browser: an investor asks and sends, an officer answers, an editor publishes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from leads.models import Lead, Mail
from leads.services.due import do_one
from tests.browser.conftest import WIDTHS, accessible, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "width"), [("vi", 390), ("en", 1440)])
def test_an_investor_asks_and_sends_and_follows_the_link(demo: str, open_page: Any, lang: str, width: int) -> None:
    page: Page = open_page(width, locale=lang)
    page.goto(f"{demo}/{lang}/match/")
    page.select_option("[name=sector]", "semiconductor_packaging_testing")
    page.fill("[name='land.area_min_m2']", "hai" if lang == "vi" else "two")
    page.click("main form button[type=submit]")
    accessible(page)  # the form says what is wrong and has lost nothing
    expect(page.locator("[name='land.area_min_m2']")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=sector]")).to_have_value("semiconductor_packaging_testing")

    page.fill("[name='land.area_min_m2']", "2")
    page.fill("[name='land.area_max_m2']", "3")
    page.fill("[name='utilities.power_kva']", "1.300" if lang == "vi" else "1,300")
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(rf"/{lang}/match/[\w-]{{20,}}/$"))
    expect(page.locator("h1")).to_contain_text("SX-23")
    accessible(page)

    page.locator("a[href$='/send/']").first.click()
    page.fill("[name=contact_name]", "Test Lin")
    page.fill("[name=contact_email]", "lin@yushan.example")
    page.fill("[name=organisation_name]", "Yushan Test")
    accessible(page)
    assert not page.locator("main [type=checkbox]:checked").count(), "consent is never ticked beforehand"
    page.check("[name='consent-answer_request']")
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(rf"/{lang}/lead/"))
    lead = Lead.objects.get(contact_email="lin@yushan.example")
    assert lead.owner
    expect(page.locator("main")).to_contain_text(lead.owner.name.removesuffix(" (mẫu)"))
    expect(page.locator("main")).to_contain_text(lead.reference)
    accessible(page)

    from django.core import mail
    from django.utils import timezone

    while do_one(timezone.now()):
        pass
    # The demo's late leads send mails of their own.
    assert {"lin@yushan.example", lead.owner.user.email} <= {sent.to[0] for sent in mail.outbox}
    confirmation = next(sent for sent in mail.outbox if sent.to == ["lin@yushan.example"])
    link = re.search(r"http\S+/lead/\S+", str(confirmation.body))
    assert link
    page.goto(link.group())
    expect(page.locator("main")).to_contain_text(lead.reference)


def test_an_officer_works_a_lead(demo: str, open_page: Any) -> None:
    for width in WIDTHS:
        page: Page = open_page(width, locale="vi")
        sign_in(page, demo, "off_chi")
        page.goto(f"{demo}/admin/desk/")
        accessible(page, ".yb")
        page.locator("tr.is-late a").first.click()
        expect(page.locator("#yb-log")).to_be_visible()
        accessible(page, ".yb")
    page.fill("section:has(#yb-note) textarea", "Đã gọi, hẹn chiều mai.")
    page.locator("section:has(#yb-note) button[type=submit]").click()
    expect(page.locator(".yb-log")).to_contain_text("Đã gọi, hẹn chiều mai.")
    page.fill("section:has(#yb-reply) textarea", "Dear Test Lin,\n\nwe have your request.")
    page.locator("section:has(#yb-reply)").get_by_role("button", name="Gửi trả lời").click()
    expect(page.locator("#yb-stage")).to_contain_text("Đang trao đổi")
    assert Mail.objects.filter(kind="reply", to="lead03@yushan.example").exists()
    page.locator("section:has(#yb-stage) a.button").click()
    expect(page.locator("#yb-gates")).to_be_visible()
    page.fill("[name=stated_g_needed_by]", "Cuối năm 2027")
    accessible(page, ".yb")
    page.locator(".yb form button[type=submit]").click()
    expect(page.locator("#yb-stage")).to_contain_text("Đã rõ nhu cầu")


def test_a_head_sees_all_and_an_editor_sees_no_lead(demo: str, open_page: Any) -> None:
    head: Page = open_page(locale="vi")
    sign_in(head, demo, "demo_head")
    head.goto(f"{demo}/admin/desk/?whose=visible&state=all")
    expect(head.locator(".yb")).to_contain_text("28 hồ sơ")
    editor: Page = open_page(locale="vi")
    sign_in(editor, demo, "demo_editor")
    assert editor.request.get(f"{demo}/admin/desk/", max_redirects=0).status in {302, 403}
    lead = Lead.objects.first()
    assert lead
    assert editor.request.get(f"{demo}/admin/desk/{lead.pk}/").status == 404


def test_without_javascript_the_whole_line_works(site: str, open_page: Any) -> None:
    page: Page = open_page(390, java_script_enabled=False)
    page.goto(f"{site}/vi/plots/")
    page.locator("main summary").first.click()
    page.check("[name=zone][value=DC]")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"zone=DC"))
    expect(page.locator("#list .row")).to_have_count(2)
    page.locator("#list .row a").last.click()
    expect(page.locator("h1")).to_contain_text("DC-02")
    page.locator("main a.btn").first.click()
    page.select_option("[name=sector]", "data_centre")
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_contain_text("DC-02")


def test_the_plan_is_reached_by_keyboard(site: str, open_page: Any) -> None:
    page: Page = open_page()
    page.goto(f"{site}/en/plots/")
    link = page.locator(".plan a[href$='/SX-23/']")
    link.focus()
    expect(link).to_have_attribute("aria-label", re.compile("SX-23, Available, 2.54"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/plots/SX-23/"))


def test_the_language_switch_keeps_the_place(site: str, open_page: Any) -> None:
    page: Page = open_page()
    page.goto(f"{site}/vi/plots/SX-23/")
    page.locator(".lang a[hreflang=en]").click()
    expect(page).to_have_url(f"{site}/en/plots/SX-23/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_weight_moves_by_keyboard_and_by_number_alone(demo: str, open_page: Any) -> None:
    """The slider and the number say the same; without JavaScript the number does it."""
    page: Page = open_page(390, locale="en")
    ask_for_a_chip_line(page, demo)
    page.locator("summary", has_text="Change what counts").click()
    slider, number = page.locator("[data-for='a-weights.price']"), page.locator("[id='a-weights.price']")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("110")
    expect(slider).to_have_attribute("aria-valuetext", "110%")
    number.fill("300")
    expect(slider).to_have_value("300")
    accessible(page)
    page.locator("form:has(.slides) button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Weight: Land price")

    plain: Page = open_page(390, locale="en", java_script_enabled=False)
    ask_for_a_chip_line(plain, demo)
    plain.locator("summary", has_text="Change what counts").click()
    expect(plain.locator("[data-for='a-weights.price']")).to_be_hidden()
    plain.locator("[id='a-weights.price']").fill("300")
    plain.locator("form:has(.slides) button[type=submit]").first.click()
    expect(plain.locator("main")).to_contain_text("Weight: Land price")


def ask_for_a_chip_line(page: Page, demo: str) -> None:
    page.goto(f"{demo}/en/match/")
    page.select_option("[name=sector]", "semiconductor_packaging_testing")
    page.fill("[name='land.area_min_m2']", "2")
    page.fill("[name='land.area_max_m2']", "3")
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(r"/en/match/[\w-]{20,}/$"))
