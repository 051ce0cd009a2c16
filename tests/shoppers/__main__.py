"""`make shoppers`: thirty scripted mystery shoppers through the real site, and their score; a failure exits with 1.

One key or more as arguments: these shoppers only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import django

PASSWORD = "password-of-the-shoppers"
# All thirty come from one address within minutes, which no house of investors does.
CALM = dict.fromkeys(("SEND_RATE_PER_HOUR", "MATCH_RATE_PER_MINUTE", "GUARD_ADDRESS_PER_HOUR"), "10000")


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(wanted: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="shoppers-"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yenbinh.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's sync API runs an event loop
        "YENBINH_DATA_DIR": str(folder),
        "YENBINH_DEMO_PASSWORD": PASSWORD,
        **CALM,
    }
    django.setup()
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, chromium, free_port, wait_for
    from tests.shoppers.people import shoppers
    from tests.shoppers.run import go_shopping, summary
    from tests.shoppers.score import table

    os.environ["PORT"] = str(free_port())
    people = [one for one in shoppers() if not wanted or one.key in wanted]
    told(f"{len(people)} shoppers; the demo starts in {folder} ...")
    running = subprocess.Popen([sys.executable, "manage.py", "demo"], stdout=subprocess.DEVNULL)
    try:
        site = wait_for(int(os.environ["PORT"]), running)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            visits, rows = go_shopping(browser, site, people, password=PASSWORD, mails=folder / "mail", tell=told)
            browser.close()
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
    told(table(rows))
    told(summary(visits))
    shutil.rmtree(folder, ignore_errors=True)
    return int(any(row.failed for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
