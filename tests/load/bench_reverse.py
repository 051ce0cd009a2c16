"""Reverse match: 100,000 stored requirements against one changed plot. `python -m tests.load.bench_reverse`.

The requirements stand in a table of a new SQLite file, as the desk's page finds them: reading them is part of the time.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace

from leads.matching.requirement import Requirement
from leads.matching.reverse import Offers, row_of
from tests.leads.demo_land import demo_catalogue
from tests.leads.matching_parks import ON
from tests.load.bench_matching import DEMO_SECTORS, reference, requests

NEEDS = 100_000
CHANGED = ("SX-23", "RD-22", "DC-02", "DV-01")


def set_up(folder: str) -> None:
    """An empty database."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yenbinh.settings_test",
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "YENBINH_DATA_DIR": folder,
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def stored(needs: list[Requirement], count: int, dice: random.Random) -> None:
    """So many results with their requirements, drawn from those given."""
    from datetime import UTC, datetime

    from leads.models import MatchRun, StoredNeed
    from leads.services.needs import as_stored

    now = datetime(ON.year, ON.month, ON.day, tzinfo=UTC)
    blank = {"created_at": now, "on": ON, "request": {}, "answer": {}, "versions": {}}
    runs = [MatchRun(token=f"bench-{number}", **blank) for number in range(count)]
    MatchRun.objects.bulk_create(runs, batch_size=2000)
    rows = [row_of(0, need) for need in needs]
    StoredNeed.objects.bulk_create((as_stored(dice.choice(rows)._replace(key=run.pk)) for run in runs), batch_size=2000)


def lines(quick: bool) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        count = NEEDS // 10 if quick else NEEDS
        stored(list(requests(7, 2_000, DEMO_SECTORS, (1, 2, 3, 4))), count, random.Random(7))
        yield "| changed plot | sets | stored requirements | changed | lay out ms | read, ask ms | / reference |"
        yield "|---|---|---|---|---|---|---|"
        for code in CHANGED:
            yield measured(code, count)
        widen(count * 2 // 3)
        yield measured(CHANGED[0], count, ", two thirds asking 0.5 to 8 ha of its sector")


def widen(count: int) -> None:
    """Let so many of the requirements be met by nearly every set, so that the change concerns them all."""
    from leads.models import StoredNeed

    StoredNeed.objects.filter(pk__in=StoredNeed.objects.order_by("pk")[:count]).update(
        sector="electronics_hardware", zones="", low=50_000, high=800_000, power=0, water=0, cap=None, minimal=False
    )


def measured(code: str, count: int, note: str = "") -> str:
    """One line of the table."""
    from leads.services.needs import touched

    park = demo_catalogue()
    plot = park.plots[code]
    status = "leased" if plot.status == "available" else "available"
    other = replace(park, plots={**park.plots, code: replace(plot, status=status)})
    start = time.process_time()
    before, after = Offers(park, code), Offers(other, code)
    laid, start = time.process_time() - start, time.process_time()
    found = sum(1 for _one in touched(park, other, code))
    asked = time.process_time() - start
    return (
        f"| {code}: {plot.status} to {status}{note} | {len(before.offers) + len(after.offers)} | {count:,} | {found:,} "
        f"| {laid * 1000:.1f} | {asked * 1000:.0f} | {asked * 1000 / reference():.1f} |"
    )


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
