"""Reverse match: 100,000 stored requirements against one changed plot. `python -m tests.load.bench_reverse`."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from leads.matching.reverse import Offers, reverse_match, row_of
from tests.leads.demo_land import demo_catalogue
from tests.load.bench_matching import DEMO_SECTORS, reference, requests

NEEDS = 100_000
CHANGED = ("SX-23", "RD-22", "DC-02", "DV-01")


def lines(quick: bool) -> Iterator[str]:
    park, count = demo_catalogue(), NEEDS // 10 if quick else NEEDS
    made = list(requests(7, 2_000, DEMO_SECTORS, (1, 2, 3, 4)))
    dice = random.Random(7)
    rows = [replace(row_of(0, dice.choice(made)), key=number) for number in range(count)]
    yield "| changed plot | sets with it | stored requirements | gain or lose | lay out ms | ask ms | ask / reference |"
    yield "|---|---|---|---|---|---|---|"
    for code in CHANGED:
        plot = park.plots[code]
        status = "leased" if plot.status == "available" else "available"
        other = replace(park, plots={**park.plots, code: replace(plot, status=status)})
        start = time.process_time()
        before, after = Offers(park, code), Offers(other, code)
        laid, start = time.process_time() - start, time.process_time()
        found = sum(1 for _one in reverse_match(rows, before, after))
        asked = time.process_time() - start
        sets = len(before.offers) + len(after.offers)
        yield (
            f"| {code}: {plot.status} to {status} | {sets} | {count:,} | {found:,} | {laid * 1000:.1f} "
            f"| {asked * 1000:.0f} | {asked * 1000 / reference():.1f} |"
        )


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
