"""Whether the engine keeps memory: `python -m tests.load.bench_memory [--quick]` prints a table.

One park of 1,000 plots in one giant block, asked again and again with up to eight plots to join. Counted are the bytes
of Python's own objects (tracemalloc): what is left once an answer is thrown away, and the most in use while one is
worked out. What is kept must not grow with the number of answers.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Iterator

from leads.matching.engine import match
from tests.load.bench_matching import ON, PARK_SECTORS, large, requests

PLOTS, ANSWERS, MARKS = 1_000, 200, 8
KB = 1024


def lines(quick: bool) -> Iterator[str]:
    answers = ANSWERS // 10 if quick else ANSWERS
    park = large(PLOTS, 0.8, None)()
    asked = list(requests(PLOTS, answers + 1, PARK_SECTORS, (8,)))
    match(asked.pop(), park, ON)
    for part in ("across", "ordered", "adjoining"):  # worked out once for a park, and kept with it
        getattr(park, part)
    gc.collect()
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    yield f"{PLOTS:,} plots in one giant block, 80 % free, k = 8; the park itself and its first answer not counted."
    yield ""
    yield "| answers given | kept, kB | most in use since the line before, kB |"
    yield "|---|---|---|"
    kept = []
    for number, need in enumerate(asked, start=1):
        match(need, park, ON)
        if number % (answers // MARKS or 1) == 0:
            gc.collect()
            now, peak = tracemalloc.get_traced_memory()
            kept.append((now - before) / KB)
            yield f"| {number} | {kept[-1]:,.0f} | {(peak - before) / KB:,.0f} |"
            tracemalloc.reset_peak()
    tracemalloc.stop()
    yield ""
    yield f"From the first of these lines to the last, {kept[-1] - kept[0]:+,.0f} kB are kept."


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
