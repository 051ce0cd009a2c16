"""What the desk's own pages need to be looked at: each thing made, or found, at the demo's own doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Browser, Page

LIST = "Họ và tên,Email,Tổ chức\nNgô Thử,ngo@yushan.example,Công ty Thử\n,khong-phai-thu,\n"
# name -> where a link of this form stands; its number is the one of the page
FOUND = {
    "asked": ("/admin/desk/referrals/", r"/admin/desk/(\d+/referral/\d+)/"),
    "held": ("/admin/desk/holds/", r"/admin/desk/(\d+/hold/\d+)/"),
    "meet": ("/admin/desk/appointments/", r"/admin/desk/(\d+/meet/\d+)/"),
    "data_request": ("/admin/desk/privacy/", r"/admin/desk/privacy/(\d+)/"),
    "filed": ("/admin/desk/?whose=visible&state=all&stage=filed", r"/admin/desk/(\d+)/"),
}


def desk_things(site: str, browser: Browser, keys: Callable[[str], Any], lead: str) -> dict[str, str]:
    """The duty head's doings; a list that Chi brought, and a task on this lead of Chi's."""
    context = browser.new_context(storage_state=keys("demo_head"), locale="vi")
    page = context.new_page()
    things = {name: found(page, site, *where) for name, where in FOUND.items()}
    page.goto(f"{site}/admin/desk/rules/")
    press(page, "form[action$='/rules/begin/'] [type=submit]")
    things["rule"] = found(page, site, "/admin/desk/rules/draft/", r"/rules/draft/rule/([\w-]+)/")
    chi = found(page, site, "/admin/desk/people/", r"/admin/desk/people/(\d+)/\"[^<]*Lê Mai Chi")
    page.goto(f"{site}/admin/desk/people/{chi}/hand-over/")
    page.fill(".yb form [name=why]", "Thử")
    things["hand_over"] = number(press(page, ".yb form:has([name=why]) [type=submit]"))
    page.goto(f"{site}/admin/desk/calendar/2027/")
    page.fill(".yb [name=source]", "Bản xem trước")
    things["calendar"] = number(press(page, ".yb form:has([name=source]) [type=submit]"))
    things["merge"] = a_merge(page, site)
    page.goto(f"{site}/admin/desk/privacy/register/")
    for name in ("what", "whom"):
        page.fill(f"form[action$='/breach/new/'] [name={name}]", "Thử")
    things["breach"] = number(press(page, "form[action$='/breach/new/'] [type=submit]"))
    context.close()
    officer = browser.new_context(storage_state=keys("off_chi"), locale="vi")
    page = officer.new_page()
    page.goto(f"{site}/admin/desk/lists/")
    page.set_input_files("[name=file]", {"name": "hoi-cho.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    things["list"] = number(press(page, ".yb form:has([name=file]) [type=submit]"))
    page.goto(f"{site}/admin/desk/{lead}/")
    page.evaluate("document.querySelectorAll('.yb details').forEach(one => { one.open = true })")
    page.fill("form[action$='/task/'] [name=title]", "Gọi lại")
    page.fill("form[action$='/task/'] [name=due]", f"{timezone.localtime() + timedelta(days=3):%Y-%m-%dT10:00}")
    page.click("form[action$='/task/'] [type=submit]")
    things["task"] = found(page, site, f"/admin/desk/{lead}/", rf"/admin/desk/({lead}/task/\d+)/")
    officer.close()
    return things


def a_merge(page: Page, site: str) -> str:
    """The preview of two records that look the same."""
    page.goto(f"{site}/admin/desk/organisations/")
    records = {link.get_attribute("href") for link in page.locator(".yb-table a[href*='/organisations/']").all()}
    for record in sorted(filter(None, records)):
        page.goto(site + record)
        if page.locator("form[action$='/desk/merge/']").count():
            return number(press(page, "form[action$='/desk/merge/'] [type=submit]"))
    raise AssertionError("The demo has two records that look the same.")


def found(page: Page, site: str, where: str, link: str) -> str:
    page.goto(site + where)
    one = re.search(link, page.content())
    assert one, f"{where} has no link {link}"
    return one.group(1)


def press(page: Page, button: str) -> str:
    """The address after the form is sent."""
    before = page.url
    page.locator(button).first.click()
    page.wait_for_url(lambda address: address != before)
    return page.url


def number(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
