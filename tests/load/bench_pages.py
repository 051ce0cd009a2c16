"""How fast pages answer: `python -m tests.load.bench_pages [--quick]` prints a table.

One process, Django's test client through all the middleware, the demo site and 500 leads in a new SQLite file.
Rounds over all pages in turn, an empty Django view among them; the last column is the ratio to it, so that
figures of different machines compare.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

LEADS = 500
ROUNDS = 60
MATCH = {"sector": "electronics_hardware", "land": {"area_min_m2": 20_000, "area_max_m2": 60_000}}
FORM = {"sector": "electronics_hardware", "land.area_min_m2": "20000", "unit": "m2"}


@dataclass
class Page:
    name: str
    ask: Callable[[], Any]
    times: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0


def set_up(folder: str, leads: int) -> None:
    """A site as the demo's first start leaves it, with many leads more."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yenbinh.settings_test",
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "YENBINH_DATA_DIR": folder,
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    settings.ROOT_URLCONF = "tests.load.bench_urls"
    settings.MATCH_RATE_PER_MINUTE = settings.SEND_RATE_PER_HOUR = 10**9
    call_command("migrate", verbosity=0)
    from leads.services.demo_people import load_demo_people
    from leads.services.intake import submit_lead
    from tests.leads.conftest import a_submission
    from tests.loaded_db import load_whole_site

    now = timezone.now()
    load_whole_site(now)
    load_demo_people(now=now)
    for number in range(leads):
        submit_lead(submission=a_submission(submission_key=f"bench-{number}"), by=None, now=now)


def pages() -> list[Page]:
    from django.contrib.auth.models import User
    from django.test import Client

    from leads.models import Lead

    anyone, head = Client(), Client()
    head.force_login(User.objects.get(username="demo_head"))
    result = anyone.post("/en/match/", FORM).headers["Location"]
    lead = Lead.objects.order_by("pk").values_list("pk", flat=True)[0]
    addresses = {
        "home": "/vi/",
        "plots": "/vi/plots/",
        "plots, filtered": "/en/plots/?zone=SX&price=80-100&ready=now&sort=price",
        "plot": "/vi/plots/SX-12/",
        "incentives": "/vi/incentives/",
        "incentive": "/en/incentives/cit-cdtz-10-15/",
        "about the park": "/en/about/",
        "match form": "/vi/match/",
        "match result, stored": result,
        "plots.geojson": "/api/plots.geojson",
    }
    return [
        Page("empty view", lambda: anyone.get("/empty/")),
        *(Page(name, partial(anyone.get, url)) for name, url in addresses.items()),
        Page("POST match form, stored", lambda: anyone.post("/vi/match/", FORM)),
        Page("POST /api/match", lambda: anyone.post("/api/match", MATCH, content_type="application/json")),
        Page(f"desk list, {LEADS} leads", lambda: head.get("/admin/desk/")),
        Page("desk, one lead", lambda: head.get(f"/admin/desk/{lead}/")),
    ]


def measure(all_pages: list[Page], rounds: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for page in all_pages:
        page.ask()  # warm
        with CaptureQueriesContext(connection) as asked:
            response = page.ask()
        if response.status_code >= 400:
            raise SystemExit(f"{page.name} answers {response.status_code}")
        page.queries, page.size = len(asked), len(response.content)
    for _round in range(rounds):
        for page in all_pages:
            start = time.perf_counter()
            page.ask()
            page.times.append((time.perf_counter() - start) * 1000)


def at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def lines(quick: bool) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder, LEADS // 10 if quick else LEADS)
        asked = pages()
        measure(asked, ROUNDS // 10 if quick else ROUNDS)
    empty = at(asked[0].times, 0.5)
    yield "| page | queries | kB uncompressed | p50 ms | p95 ms | p50 / empty view |"
    yield "|---|---|---|---|---|---|"
    for page in asked:
        p50, p95 = at(page.times, 0.5), at(page.times, 0.95)
        yield f"| {page.name} | {page.queries} | {page.size / 1024:.0f} | {p50:.1f} | {p95:.1f} | {p50 / empty:.1f} |"


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
