"""A real Chromium against the whole demo: any console error or policy violation fails the test."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.desk_things import desk_things
from tests.loaded_db import load_whole_site
from tests.quick_db import KEPT, ROOT, key

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs an event loop
CEILING_MS = 60_000  # for busy machines, not a measure
expect.set_options(timeout=CEILING_MS)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "demo-password-of-the-tests"
WIDTHS = (390, 1440)
OF_THE_TESTS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "YENBINH_ENV", "SITE_URL"}
ASKED = {
    "fits": {"sector": "semiconductor_packaging_testing", "land.area_min_m2": "2", "land.area_max_m2": "3"},
    "nothing": {"sector": "data_centre", "land.area_min_m2": "200"},
    "near": {
        "sector": "semiconductor_packaging_testing",
        "land.area_min_m2": "2",
        "needed_by": "2026-12-15",
        "utilities.power_kva": "9.000",
    },
}
LAND_LISTS = {"preview": "land/imports", "report": "fact-reports"}
CONTACT = {
    "contact_name": "Nguyễn Thị Thử",
    "contact_email": "walk@yushan.example",
    "organisation_name": "Công ty Thử Nghiệm",
    "language": "vi",
    "consent-answer_request": "on",
}


def chromium() -> str:
    named = os.environ.get("CHROMIUM")
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # as in .ci/chromium
    found = named or next(filter(None, map(shutil.which, names)), None)
    assert found, "No Chromium: install one, or name it in CHROMIUM."
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "args": ARGUMENTS, "executable_path": chromium()}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[str]:
    """The address of `make demo` itself, one for the whole run: for tests that need no look into its database.

    What they send stays there, so such a test finds its own things by what it wrote.
    """
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    kept = KEPT / f"{key()}.sqlite3"
    if kept.exists():  # else it migrates, as on a first start
        shutil.copy(kept, folder / "db.sqlite3")
    settings = {"YENBINH_DATA_DIR": str(folder), "YENBINH_DEMO_PASSWORD": PASSWORD, "PORT": str(port)}
    settings["FORM_GUARD"] = "no"  # tests fill forms in at once; tests/browser/test_guard.py is about that
    inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    running = subprocess.Popen([sys.executable, "manage.py", "demo"], cwd=ROOT, env=inherited | settings)
    try:
        yield wait_for(port, running)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int, running: subprocess.Popen[bytes]) -> str:
    for _ in range(1500):  # minutes on a busy machine
        assert running.poll() is None, "The demo ended at its start."
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The demo did not start.")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test keeps the demo's rows for the next ones."""
    return tmp_path_factory.mktemp("loaded") / "demo.sqlite3"


@pytest.fixture
def demo(live_server: Any, loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a running site with the demo's data, people and leads."""
    monkeypatch.setenv("YENBINH_DEMO_PASSWORD", PASSWORD)
    if loaded.exists():
        copied(loaded, connection.connection)
    else:
        load_demo(timezone.now())
        with sqlite3.connect(loaded) as kept:
            connection.connection.backup(kept)
    with override_settings(SITE_URL=live_server.url):
        yield live_server.url


def load_demo(now: datetime) -> None:
    from leads.services.demo_people import load_demo_people

    load_whole_site(now)
    load_demo_people(now=now)


def copied(kept: Path, into: sqlite3.Connection) -> None:
    with sqlite3.connect(kept) as source:
        source.backup(into)


def watched(page: Page) -> list[str]:
    """Everything the browser complains about."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            problems.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    return problems


class LookedAt(Axe):
    """Axe, read once by each document: reading it takes as long as looking at a page."""

    def __init__(self) -> None:
        super().__init__(f"if (!window.axe) {{ {AXE_SCRIPT} }}")


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessible(page: Page, where: str | None = None, rules: list[str] = RULES) -> None:
    """Axe finds nothing, and the page does not scroll sideways."""
    # Only what is wrong is handed over: the list of what is right costs more than the look. Style sheets are not
    # fetched a second time: the one rule that reads them is experimental and not among these tags.
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    found = LookedAt().run(page, context=where, options=options)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Any]:
    """open_page(width=..., **context options) -> Page; fails the test on any complaint of the browser."""
    contexts, complaints = [], []

    def opened(width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(CEILING_MS)
        page = context.new_page()
        contexts.append(context)
        complaints.append(watched(page))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not any(complaints), complaints


def sign_in(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/admin/")


@pytest.fixture(scope="session")
def keys(site: str, browser: Browser) -> Callable[[str], Any]:
    """keys(user) -> the cookies of a signed-in colleague; each signs in once."""
    kept: dict[str, Any] = {}

    def of(user: str) -> Any:
        if user not in kept:
            page = browser.new_page(locale="vi")
            sign_in(page, site, user)
            kept[user] = page.context.storage_state()
            page.context.close()
        return kept[user]

    return of


@pytest.fixture(scope="session")
def made(site: str, browser: Browser, keys: Callable[[str], Any]) -> dict[str, str]:
    """What tests/browser/pages.py names in braces: three results, a sent lead's link, an open lead at the desk,
    the newest change of the land, a report of a wrong fact.
    """
    page = browser.new_page(locale="vi")
    found = {name: last_part(fill_in(page, f"{site}/vi/match/", ASKED[name])) for name in ASKED}
    found["sent"] = last_part(fill_in(page, f"{site}/vi/match/{found['fits']}/send/", CONTACT))
    found["triage"] = asked_step_by_step(page, site)
    page.context.close()
    desk = browser.new_context(storage_state=keys("off_chi"))
    rows = desk.request.get(f"{site}/admin/desk/").text()
    desk.close()
    # The worker of the demo takes a lead that is very late from its officer: any open lead of Chi's will do.
    late = re.search(r"is-(?:late|soon|ok|pause).*?/admin/desk/(\d+)/", rows, re.DOTALL)
    assert late, "Chi has leads in the demo."
    land = browser.new_context(storage_state=keys("demo_land"))
    lists = {name: land.request.get(f"{site}/admin/{path}/").text() for name, path in LAND_LISTS.items()}
    law = land.request.get(f"{site}/admin/law/").text()
    land.close()
    first = {name: re.search(rf"/admin/{LAND_LISTS[name]}/(\d+)/", page) for name, page in lists.items()}
    first["draft"] = re.search(r"/admin/law/version/(\d+)/", law)  # the one that waits for its approval
    found |= {"late": late.group(1)} | {name: one.group(1) for name, one in first.items() if one}
    return found | desk_things(site, browser, keys, late.group(1))


def asked_step_by_step(page: Page, site: str) -> str:
    """The address of six questions, all but the first left open, with a result."""
    where = fill_in(page, f"{site}/vi/match/ask/", {"sector": "data_centre"})
    token = where.rstrip("/").split("/")[-2]
    while "/more/" not in page.url:
        page.click("main form button[name=skip]")
    return token


def fill_in(page: Page, address: str, values: dict[str, str]) -> str:
    """Fill in the form at the address, by name, and send it; the address it leads to."""
    page.goto(address)
    for name, value in values.items():
        field = page.locator(f"main form [name='{name}']")
        match field.evaluate("one => one.type"):
            case "select-one":
                field.select_option(value)
            case "checkbox":
                field.check()
            case _:
                field.fill(value)
    page.click("main form button[type=submit]")
    assert page.url != address, page.locator("main").inner_text()[:1500]
    return page.url


def last_part(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]
