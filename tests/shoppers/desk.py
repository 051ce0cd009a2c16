"""The other side: each owner answers at the desk in the browser, some shoppers put their project off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Browser, Page

from leads.models import Lead
from tests.shoppers.walk import PHONE, Visit

REPLY = {
    "vi": "Kính gửi quý vị,\n\nchúng tôi đã xem từng câu hỏi; điều gì hồ sơ chưa nói, chúng tôi trả lời trong thư này.",
    "en": "Dear Sir or Madam,\n\nwe went through each of your questions; what the pack leaves open is answered here.",
}
COME_BACK = "2027-09-15"
STEP = {"vi": "Gọi lại để chốt lịch khảo sát", "en": "Call to fix the day of the visit"}


def answer_all(
    browser: Browser, site: str, password: str, visits: list[Visit], now: datetime, tell: Callable[[str], None]
) -> None:
    """Every lead is answered by its owner, with the next step and its day; what fails stands in the visit."""
    desks: dict[str, Page] = {}
    for visit in visits:
        lead = Lead.objects.select_related("owner__user").filter(reference=visit.reference).first()
        if lead is None or lead.owner is None:
            visit.failed.append("no owner at the desk")
            continue
        name = lead.owner.user.username
        try:
            if name not in desks:
                desks[name] = signed_in(browser, site, name, password)
            reply(desks[name], f"{site}/admin/desk/{lead.pk}/", visit.shopper.lang, now)
            tell(f"  {visit.reference} answered by {name}")
        except Exception as error:
            visit.failed.append(f"the officer could not answer: {str(error).splitlines()[0][:160]}")
            tell(f"  {visit.reference} {visit.failed[-1]}")
    for desk in desks.values():
        desk.context.close()


def signed_in(browser: Browser, site: str, name: str, password: str) -> Page:
    """A page of this colleague's; nothing on it waits longer than a quarter of a minute."""
    context = browser.new_context(locale="vi", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    return page


def reply(page: Page, address: str, lang: str, now: datetime) -> None:
    page.goto(address)
    form = page.locator("form[action$='/reply/']")
    form.locator("[name=text]").fill(REPLY[lang])
    form.locator("[name=answers_all]").check()
    form.locator("[name=next_step]").fill(STEP[lang])
    day = now + timedelta(days=7 - (now.weekday() if now.weekday() > 4 else 0))
    form.locator("[name=next_step_due]").fill(f"{day:%Y-%m-%d}T10:00")
    form.locator("button[type=submit]:not([formaction])").first.click()
    if "/reply/" in page.url:
        raise AssertionError(page.locator(".yb").inner_text()[:300])


def after_the_answer(browser: Browser, visit: Visit) -> None:
    """What the link shows now; who wants it later says so, and the file is parked until a day."""
    context = browser.new_context(viewport=PHONE, locale=visit.shopper.lang, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    try:
        page.goto(visit.link)
        if visit.shopper.then == "not_now":
            page.goto(f"{visit.link}end/")
            page.select_option("main [name=reason]", "later")
            page.fill("main [name=come_back_on]", COME_BACK)
            page.locator("main form button[type=submit]").first.click()
            page.goto(visit.link)
        visit.status = page.locator("main").inner_text()
    except Exception as error:
        visit.failed.append(f"after the answer: {str(error).splitlines()[0][:160]}")
    finally:
        context.close()
