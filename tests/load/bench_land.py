"""How the land's pages answer as the park grows: `python -m tests.load.bench_land [--quick]` prints a table.

The demo park, then generated plots beside it up to each size, in one SQLite file; an empty Django view in the same
rounds. Queries must not grow with the park. Times are of the processor, not of the clock, so that what else runs on
the machine counts little; the last column is the ratio to the empty view of the same size's run. "List, the land just
changed" is the first reader after a write: the index is read anew.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

from tests.load.bench_pages import Page, at, set_up

SIZES = (110, 1_000, 10_000)
ROUNDS = 20
ADDRESSES = {
    "list and plan": "/vi/plots/",
    "list, three facets": "/en/plots/?zone=SX&price=80-100&ready=now&sort=price",
    "list, search by code": "/vi/plots/?q=sx+1",
    "one plot": "/vi/plots/SX-12/",
    "compare three": "/en/plots/compare/?pick=SX-12&pick=SX-16~SX-17&pick=DC-01",
    "GET /api/plots, 100": "/api/plots?limit=100",
    "GET /api/plots/{code}": "/api/plots/SX-12",
    "GET /api/plots.geojson, 1000": "/api/plots.geojson",
}


def grow(size: int, on: date) -> None:
    """Generated plots of 60 x 50 m in rows beside the park, with the facts of the demo's, until there are so many."""
    from sitepages.land.geometry import boundary_wgs84
    from sitepages.models import FunctionalZone, Plot, PlotNeighbour, PlotReceipt
    from sitepages.models.land import FACTS

    have = Plot.objects.count()
    rng, zones = random.Random(have), list(FunctionalZone.objects.values_list("code", flat=True))
    new = []
    for number in range(have, size):
        x, y = 443_000 + number % 100 * 60.0, 2_368_000 + number // 100 * 50.0
        ring = [[x, y], [x, y + 50], [x + 60, y + 50], [x + 60, y]]
        new.append(
            Plot(
                code=f"G-{number:05}",
                zone_id=rng.choice(zones),
                status=rng.choice(["available", "reserved", "leased", "clearance", "not_for_lease"]),
                ring=ring,
                boundary=boundary_wgs84([(px, py) for px, py in ring]),
                area_computed_m2=3_000,
                area_m2=rng.randint(30_000, 500_000) / 10,
                land_use_vi="Khu sản xuất",
                land_use_en="Manufacturing",
                phase=rng.randint(1, 3),
                available_from=on + timedelta(days=rng.randint(-400, 1_200)),
                max_coverage_pct=60,
                floor_area_ratio=1.8,
                max_floors=4,
                power_kva=rng.choice([200, 400, 800, 1_500, 4_000]),
                power_redundancy="N",
                water_m3_day=rng.choice([20, 60, 120, 400]),
                wastewater_m3_day=50,
                fibre_gbps=rng.choice([40, 100, 400]),
                road_width_m=22,
                frontage_m=60,
                soil_bearing_kpa=150,
                elevation_m=15,
                lease_usd_m2=rng.randint(700, 1_400) / 10,
                service_fee_usd_m2_year=0.5,
                lease_until=date(2071, 8, 24),
            )
        )
    made = Plot.objects.bulk_create(new, batch_size=500)
    PlotReceipt.objects.bulk_create(
        (
            PlotReceipt(
                plot=plot,
                field=field,
                source="bench",
                verified_on=on - timedelta(days=5),
                verified_by="bench",
                valid_until=on + timedelta(days=rng.choice([-1, 200, 400])) if rng.random() < 0.02 else None,
                illustrative=True,
            )
            for plot in made
            for field in FACTS
        ),
        batch_size=2_000,
    )
    PlotNeighbour.objects.bulk_create(
        PlotNeighbour(first=first, second=second, shared_m=50) for first, second in pairwise(made)
    )


def measure(pages: list[Page], rounds: int) -> None:
    """As bench_pages, in processor time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for page in pages:
        page.ask()  # warm
        with CaptureQueriesContext(connection) as asked:
            response = page.ask()
        if response.status_code >= 400:
            raise SystemExit(f"{page.name} answers {response.status_code}")
        page.queries, page.size = len(asked), len(response.content)
    for _round in range(rounds):
        for page in pages:
            start = time.process_time()
            page.ask()
            page.times.append((time.process_time() - start) * 1000)


def lines(quick: bool) -> Iterator[str]:
    yield "| plots | page | queries | kB uncompressed | p50 CPU ms | p95 CPU ms | p50 / empty view |"
    yield "|---|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder, 0)
        for size in SIZES:
            yield from _of_size(size, ROUNDS // 5 if quick else ROUNDS)


def anew(reader: Any) -> Any:
    """The list after a write that changes nothing but the state's token."""
    from sitepages.models import LandVersion

    LandVersion.objects.update(token=uuid4().hex)
    return reader.get(ADDRESSES["list and plan"])


def _of_size(size: int, rounds: int) -> Iterator[str]:
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    grow(size, timezone.localdate() - timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    anyone = Client()
    asked = [
        Page("empty view", lambda: anyone.get("/empty/")),
        *(Page(name, partial(anyone.get, url)) for name, url in ADDRESSES.items()),
    ]
    measure(asked, rounds)
    changed = Page("list, the land just changed", lambda: anew(anyone))
    measure([changed], max(3, rounds // 4))  # by itself: it leaves the others nothing kept
    empty = at(asked[0].times, 0.5)
    for page in (*asked, changed):
        p50, p95 = at(page.times, 0.5), at(page.times, 0.95)
        size_kb = page.size / 1024
        yield f"| {size:,} | {page.name} | {page.queries} | {size_kb:.0f} | {p50:.1f} | {p95:.1f} | {p50 / empty:.1f} |"


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
