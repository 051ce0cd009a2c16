"""A shopper's way through the real site: six questions, the form or a plot; sending; the pack; the link again."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.shoppers.people import Shopper

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
CLICKS = 40  # more than any way needs
READING_MS = 6_000  # nobody reads and fills in a form faster
FILE = re.compile(r"/lead/")


@dataclass(frozen=True)
class Answer:
    """A question as the pack shows it: its lines (label, what is said, whether anybody knows it), and what is below."""

    question: str
    lines: tuple[tuple[str, str, bool], ...]
    below: str


@dataclass
class Visit:
    """What a shopper was told. `took`: seconds from sending to the open pack; texts are as the page shows them."""

    shopper: Shopper
    took: float = 0.0
    link: str = ""
    reference: str = ""
    pack: str = ""
    officer: str = ""
    due: str = ""
    answers: list[Answer] = field(default_factory=list)
    pdf: bytes = b""
    headline: str = ""
    status: str = ""
    failed: list[str] = field(default_factory=list)


def visit(browser: Browser, site: str, shopper: Shopper, mails: Path) -> Visit:
    """Never raises for what the site does: what went wrong stands in `failed`."""
    done = Visit(shopper)
    context = browser.new_context(
        viewport=DESKTOP if shopper.device == "desktop" else PHONE,
        locale=shopper.lang,
        java_script_enabled=shopper.device != "plain",
        has_touch=shopper.device != "desktop",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    try:
        ask(page, site, shopper)
        send(page, shopper, done, mails)
        read_pack(page, done)
        read_status(browser, done)
    except Exception as error:
        done.failed.append(f"{type(error).__name__} at {page.url.split('?')[0]}: {str(error).splitlines()[0][:200]}")
    finally:
        context.close()
    return done


# --- Does my project fit? ---


def ask(page: Page, site: str, shopper: Shopper) -> None:
    home = f"{site}/{shopper.lang}/"
    if shopper.way == "plot":
        page.goto(f"{home}plots/{shopper.plot}/")
        page.locator("main a.btn[href*='/match/']").first.click()
    else:
        page.goto(home)
        page.goto(f"{home}match/{'ask/' if shopper.way == 'steps' else ''}")
    for _ in range(CLICKS):
        if re.search(r"/match/[\w-]{20,}/$", page.url):
            return
        if "/more/" in page.url:
            page.locator("a.go", has_text=re.compile("whole result|toàn bộ kết quả", re.I)).first.click()
            continue
        answer(page, shopper)
    raise AssertionError("no result was reached")


def answer(page: Page, shopper: Shopper) -> None:
    """Fill in what this screen asks and the shopper has to say; what is left is passed over."""
    page.wait_for_load_state()  # on a busy machine a form may be there before what stands below it
    said = 0
    if page.locator("main [name=text]").count() and shopper.words:
        page.fill("main [name=text]", shopper.words)
        said += 1
    found = page.locator(f"main button[name=found][value={shopper.sector}]")
    if found.count():
        found.click()
        return
    if page.locator("main .notice").count() and page.locator("main [name=text]").count() and shopper.words:
        raise AssertionError("the sector was not found in the shopper's words")
    first = page.locator("main select[name=sector]")
    if first.count() and not (shopper.words and not page.locator("main .notice").count()):
        first.select_option(shopper.sector)
        said += 1
    for name, value in shopper.says.items():
        field = page.locator(f"main form [name='{name}']").first
        if field.count():
            fill(field, value)
            said += 1
    skip = page.locator("main button[name=skip]")
    if said or not skip.count():
        page.locator("main form button[type=submit].btn:not(.alt)").first.click()
    else:
        skip.click()


def fill(field: Any, value: Any) -> None:
    folded = field.locator("xpath=ancestor::details[not(@open)]")
    if folded.count():
        folded.locator("summary").first.click()
    match field.evaluate("one => one.tagName == 'SELECT' ? 'select' : one.type"):
        case "select":
            field.select_option(str(value))
        case "checkbox":
            field.set_checked(bool(value))
        case _:
            field.fill(str(value))


# --- Sending it ---


def send(page: Page, shopper: Shopper, done: Visit, mails: Path) -> None:
    done.headline = page.locator("h1").inner_text()
    page.locator("main a[href$='/send/']").first.click()
    given = {
        "contact_name": f"{shopper.key.replace('_', ' ').title()} (demo)",
        "contact_email": shopper.email,
        "organisation_name": f"{shopper.key.replace('_', ' ').title()} Example",
        "country": shopper.country,
        "language": shopper.lang,
        "message": shopper.message,
        "consent-answer_request": True,
    }
    for name, value in given.items():
        fill(page.locator(f"main form [name='{name}']"), value)
    if shopper.then != "hurried":
        page.wait_for_timeout(READING_MS)
    began = time.monotonic()
    press(page)
    if shopper.then == "hurried" and not FILE.search(page.url):
        began = prove(page, shopper, mails)
    page.wait_for_url(FILE)
    done.link = page.url.split("#")[0]
    page.locator("main a[href$='/pack/']").first.click()
    page.wait_for_url(re.compile(r"/pack/"))
    done.took = time.monotonic() - began


def press(page: Page) -> None:
    page.locator("main form button[type=submit].btn").first.click()


def prove(page: Page, shopper: Shopper, mails: Path) -> float:
    """Who looks like a machine shows to be none: the browser works and they press again, or they answer a mail."""
    page.wait_for_timeout(READING_MS)
    began = time.monotonic()
    press(page)
    if shopper.device != "plain":
        return began
    for _ in range(60):
        for letter in mails.glob("*.eml"):
            mail = message_from_bytes(letter.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",)) if mail["To"] and shopper.email in mail["To"] else None
            if found := re.search(r"https?://\S+", body.get_content() if body else ""):
                page.goto(found.group())
                began = time.monotonic()
                press(page)
                return began
        time.sleep(0.5)
    raise AssertionError("no mail asked to confirm")


# --- What came back ---


def read_pack(page: Page, done: Visit) -> None:
    done.pack = page.locator("main").inner_text()
    reference = re.search(r"YB-\d{4}-\d+", done.pack)
    done.reference = reference.group() if reference else ""
    done.officer = page.locator("#who").inner_text()
    done.due = page.locator("p.due").first.inner_text() if page.locator("p.due").count() else ""
    for asked in page.locator("ol.asked > li").all():
        lines = []
        for line in asked.locator("dl > div").all():
            said = line.locator("dd > b, dd > .unk").first
            lines.append((line.locator("dt").inner_text(), said.inner_text(), line.locator("dd > b").count() > 0))
        below = asked.locator("> p").inner_text()
        done.answers.append(Answer(asked.locator("h3").inner_text(), tuple(lines), below))
    where = page.locator("a[href$='pack.pdf']").first.get_attribute("href") or ""
    origin = re.match(r"https?://[^/]+", page.url)
    response = page.context.request.get(f"{origin.group() if origin else ''}{where}")
    done.pdf = response.body() if response.ok else b""


def read_status(browser: Browser, done: Visit) -> None:
    """The link in another browser, without cookies: a phone in the evening."""
    other = browser.new_context(viewport=PHONE, locale=done.shopper.lang)
    try:
        page = other.new_page()
        page.goto(done.link)
        done.status = page.locator("main").inner_text()
    finally:
        other.close()
