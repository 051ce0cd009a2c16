"""A real Chromium against the whole demo: any console error or policy violation fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.loaded_db import load_whole_site

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs an event loop
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


def chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "No Chromium: install one, or name it in CHROMIUM."
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "args": ARGUMENTS, "executable_path": chromium()}


@pytest.fixture
def demo(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a running site with the demo's data, people and leads."""
    from leads.services.demo_people import load_demo_people

    monkeypatch.setenv("YENBINH_DEMO_PASSWORD", PASSWORD)
    now = timezone.now()
    load_whole_site(now)
    load_demo_people(now=now)
    with override_settings(SITE_URL=live_server.url):
        yield live_server.url


def watched(page: Page) -> list[str]:
    """Everything the browser complains about."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            problems.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    return problems


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Any]:
    """open_page(width=..., **context options) -> Page; fails the test on any complaint of the browser."""
    contexts, complaints = [], []

    def opened(width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(15_000)
        page = context.new_page()
        contexts.append(context)
        complaints.append(watched(page))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not any(complaints), complaints
