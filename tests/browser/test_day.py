"""An officer's day in a real browser, by keyboard: new lead, reply, another department, land, procedures, contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.choices import Stage
from leads.models import Lead
from leads.services.events import state_of
from tests.browser.conftest import ASKED, CONTACT, PASSWORD, accessible, fill_in
from tests.browser.keyboard import choose, go, send, tab_to, write

pytestmark = pytest.mark.browser
OURS = ".yb"
INVESTOR = {**CONTACT, "contact_email": "day@yushan.example", "language": "en", "country": "TW"}
STATED = {
    "g_needed_by": "Quý II năm 2027",
    "g_visit_date": "25/11/2026",
    "g_org_name": "Công ty TNHH Yushan Thử Nghiệm",
    "g_duplicates": "Đã kiểm tra, không trùng",
    "g_capital": "45 triệu USD",
    "g_filed_at": "26/11/2026, Ban Quản lý",
    "g_jobs": "600",
    "g_decision": "12/GCN, 26/11/2026",
    "g_contract": "07/HĐ, 26/11/2026",
    "g_contract_area": "2,54 ha",
}


def promise(page: Page, what: str, prefix: str = "next_step") -> None:
    """A next step, two days ahead at ten."""
    write(page, f"[name={prefix}]", what)
    ahead = timezone.localtime(timezone.now() + timedelta(days=4))
    tab_to(page, f"[name={prefix}_due]")
    page.keyboard.type(f"{ahead:%m%d%Y}")
    page.keyboard.press("Tab")
    page.keyboard.type("1000AM")


def signed_in(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}/admin/login/")
    write(page, "[name=username]", user)
    write(page, "[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/admin/")


def test_from_a_new_lead_to_the_contract_by_keyboard(demo: str, open_page: Any) -> None:
    investor: Page = open_page(390, locale="en")
    fill_in(investor, f"{demo}/en/match/", ASKED["fits"])
    link = fill_in(investor, f"{investor.url}send/", INVESTOR)
    lead = Lead.objects.select_related("owner__user").get(contact_email="day@yushan.example")
    file = f"{demo}/admin/desk/{lead.pk}/"

    page: Page = open_page(locale="vi")
    signed_in(page, demo, lead.owner.user.username)
    page.goto(f"{demo}/admin/desk/")
    go(page, f".yb-table a[href$='/desk/{lead.pk}/']")
    accessible(page, OURS)

    # The reply ends the clock of the first answer.
    write(page, "[name=text]", "Dear Test,\n\nplot SX-23 is free; we hold it for you once you say so.")
    promise(page, "Gọi lại")
    send(page, "/reply/")
    expect(page.locator("#yb-stage")).to_contain_text("Đang trao đổi")
    expect(page.locator("#yb-log")).to_be_visible()

    # Another department is asked, and answers; the lead keeps its owner.
    tab_to(page, "#yb-refer summary")
    page.keyboard.press("Enter")
    choose(page, "[name=department]", "so_nnmt")
    write(page, "[name=question_asked]", "Nước thải có được tiếp nhận không?")
    send(page, "/refer/")
    expect(page.locator("#yb-refer")).to_contain_text("Nước thải có được tiếp nhận không?")
    colleague: Page = open_page(locale="vi")
    signed_in(colleague, demo, "off_giang")
    colleague.goto(f"{demo}/admin/desk/referrals/")
    go(colleague, f"a[href*='/desk/{lead.pk}/']")
    write(colleague, "[name=answer]", "Được, đến 200 m3/ngày.")
    go(colleague, "form:has([name=answer]) button[type=submit]")
    accessible(colleague, OURS)
    page.goto(file)
    expect(page.locator("#yb-refer")).to_contain_text("Được, đến 200 m3/ngày.")

    # Land is held: the match's best option stands in the form.
    go(page, "a[href$='/hold/']")
    go(page, "a[href*='?plots=SX-23']")
    send(page, "/hold/")
    expect(page.locator("#yb-land")).to_be_visible()
    expect(page.locator("section:has(#yb-land)")).to_contain_text("SX-23")

    # The procedures, and the first of them begun.
    go(page, "a[href$='/path/']")
    send(page, "/path/choose/")
    accessible(page, OURS)
    go(page, ".yb-marks form[action$='/begun/'] button")
    expect(page.locator(".yb-path .is-runs, .yb-path .is-done").first).to_be_visible()

    # What stages up to the contract ask for is stated at their gate.
    page.goto(f"{file}stage/won/")
    accessible(page, OURS)
    choose(page, "[name=stated_g_lane]", "normal")
    for key, words in STATED.items():
        tab_to(page, f"[name=stated_{key}]")
        page.keyboard.type(words)
    go(page, ".yb form:has([name=stated_g_lane]) button[type=submit]")
    expect(page.locator("#yb-stage")).to_contain_text("Đã ký đất")
    accessible(page, OURS)
    lead.refresh_from_db()
    assert lead.stage == Stage.WON
    assert state_of(lead).stage == Stage.WON
    investor.goto(link)
    expect(investor.locator("main")).to_contain_text("Land contract signed")
    accessible(investor)
