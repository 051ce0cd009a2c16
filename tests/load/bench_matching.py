"""How fast the matching engine answers: `python -m tests.load.bench_matching [--quick]` prints a table.

Each line is a park and many requests; times are processor milliseconds of a whole answer: ten different options,
reasons, near misses, groups across the street. The last column divides the p95 by the time of a million plain
additions in the same run, so that figures of different machines compare.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.requirement import Requirement, with_defaults
from tests.leads.demo_land import demo_catalogue
from tests.leads.matching_parks import ON, large_park, large_streets

AREAS = (6_400, 10_000, 20_000, 30_000, 50_000, 80_000, 100_000, 144_000)
BANDS = (None, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
DEMO_SECTORS = (
    "software",
    "data_centre",
    "electronics_hardware",
    "semiconductor_packaging_testing",
    "semiconductor_manufacturing",
    "iot_telecom_equipment",
    "r_and_d",
    "ai",
    "training",
)
PARK_SECTORS = ("anywhere", "picky")
ORDERS = ("cost", "area", "score")
# name, catalogue, sectors, requests, k
Case = tuple[str, Callable[[], Catalogue], tuple[str, ...], int, tuple[int, ...]]
ANY = tuple(range(1, 9))


def large(size: int, free: float, block: int | None) -> Callable[[], Catalogue]:
    return lambda: catalogue_from(
        large_park(size, size, free=free, block=block), large_streets(size, size, block=block)
    )


CASES: tuple[Case, ...] = (
    ("demo park as is", demo_catalogue, DEMO_SECTORS, 300, ANY),
    ("demo park, all free", lambda: demo_catalogue(all_free=True), DEMO_SECTORS, 200, ANY),
    ("1,000 plots in blocks, half free", large(1_000, 0.5, 6), PARK_SECTORS, 100, ANY),
    ("3,000 plots in blocks, half free", large(3_000, 0.5, 6), PARK_SECTORS, 100, ANY),
    *(
        (f"{size:,} plots, one giant block, 80 % free, k = {k}", large(size, 0.8, None), PARK_SECTORS, 60, (k,))
        for size in (300, 1_000, 3_000)
        for k in (4, 8)
    ),
)


def requests(seed: int, count: int, sectors: tuple[str, ...], most: tuple[int, ...]) -> Iterator[Requirement]:
    """Requirements drawn from a seed: a third with utilities, a third with a price cap, orders in turn."""
    dice = random.Random(seed)
    for index in range(count):
        low, band = dice.choice(AREAS), dice.choice(BANDS)
        land: dict[str, Any] = {"area_min_m2": low, "max_plots": dice.choice(most)}
        if band:
            land["area_max_m2"] = round(low * (1 + band), 1)
        asked: dict[str, Any] = {"sector": dice.choice(sectors), "land": land, "order": ORDERS[index % len(ORDERS)]}
        if dice.random() < 1 / 3:
            asked["utilities"] = {"power_kva": dice.choice((500, 1000, 2000)), "water_m3_day": dice.choice((50, 200))}
        if dice.random() < 1 / 3:
            asked["budget"] = {"lease_usd_m2_max": dice.choice((75, 85, 95, 105))}
        yield with_defaults(asked)[0]


def reference() -> float:
    """Milliseconds of a million additions."""
    start, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return (time.process_time() - start) * 1000


def measure(case: Case, quick: bool) -> str:
    """One line of the table."""
    name, catalogue, sectors, count, most = case
    park, times, sets, proven, near, answered = catalogue(), [], [], 0, 0, 0
    count = count // 10 if quick else count
    for need in requests(len(name), count, sectors, most):
        start = time.process_time()
        result = match(need, park, ON)
        times.append((time.process_time() - start) * 1000)
        sets.append(result.searched.visited)
        proven += result.searched.complete
        near += result.searched.near_complete
        answered += bool(result.options)
    unit = min(reference() for _try in range(3))
    p50, p95 = at(times, 0.5), at(times, 0.95)
    return (
        f"| {name} | {count} | {answered} | {at(sets, 0.95):,} | {p50:.1f} | {p95:.1f} | {max(times):.0f} "
        f"| {proven / count:.0%} | {near / count:.0%} | {p95 / unit:.2f} |"
    )


def at(values: list[Any], share: float) -> Any:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def lines(quick: bool) -> Iterator[str]:
    gc.collect()
    gc.freeze()  # as yenbinh/wsgi.py does
    yield f"A million additions in the same run: {reference():.1f} ms."
    yield ""
    titles = ["park", "requests", "answered", "sets p95", "p50 ms", "p95 ms", "max ms", "proven", "near proven"]
    titles.append("p95 / reference")
    yield f"| {' | '.join(titles)} |"
    yield "|---" * len(titles) + "|"
    yield from (measure(case, quick) for case in CASES)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield ""
    yield f"Most memory used: {peak:.0f} MB."


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
