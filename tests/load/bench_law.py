"""How fast the law answers: `python -m tests.load.bench_law` prints a table.

Verdicts: all rules for one project. With money: verdicts, every rule's schedule, the best combination and all that
hangs on something. Processor milliseconds; the last column divides the p95 by the time of a million additions.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from sitepages.incentives.assess import assess
from sitepages.incentives.evaluate import evaluate
from tests.load.bench_matching import reference
from tests.sitepages.law_files import book
from tests.snapshots.write import INVESTORS, LAND_UNTIL, ON


def lines(quick: bool = False) -> Iterator[str]:
    rounds = 3 if quick else 20
    unit = min(reference() for _try in range(3))
    yield "| asked | median ms | p95 ms | in additions |"
    yield "|---|---|---|---|"
    law = book()
    cases: dict[str, Callable[[dict[str, object]], object]] = {
        "verdicts of all rules": lambda facts: evaluate(law, facts, ON),
        "verdicts and all the money": lambda facts: assess(law, facts, ON, LAND_UNTIL),
    }
    for name, ask in cases.items():
        times = sorted(_timed(ask, facts) for _ in range(rounds) for _title, facts in INVESTORS.values())
        median, high = times[len(times) // 2], times[int(len(times) * 0.95)]
        yield f"| {name} | {median:.1f} | {high:.1f} | {high / unit:.2f} |"


def _timed(ask: Callable[[dict[str, object]], object], facts: dict[str, object]) -> float:
    begin = time.process_time()
    ask(facts)
    return (time.process_time() - begin) * 1000


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv):
        sys.stdout.write(f"{line}\n")
