"""How fast the law answers: `python -m tests.load.bench_law` prints a table.

Verdicts: all rules for one project. With money: verdicts, every rule's schedule, the best combination and all that
hangs on something. Processor milliseconds; the last column divides the p95 by the time of a million additions.
"""

from __future__ import annotations

import copy
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from sitepages.incentives.assess import assess
from sitepages.incentives.book import build
from sitepages.incentives.evaluate import evaluate
from sitepages.incentives.impact import Change
from tests.load.bench_matching import reference
from tests.sitepages.law_files import book, files
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

    yield ""
    yield "| a draft compared with the law over different stored results | results | changed | s |"
    yield "|---|---|---|---|"
    count = 500 if quick else 10_000
    projects = list(_projects(count))
    for name, change in (("a rate of a rule", _rule_changed()), ("the ordinary rate", _figure_changed())):
        begin = time.process_time()
        changed = sum(change.of(facts) is not None for facts in projects)
        yield f"| {name} | {count} | {changed} | {time.process_time() - begin:.1f} |"


def _projects(count: int) -> Iterator[dict[str, Any]]:
    """No two alike: the standard investors' facts under any sector and another profit each."""
    chance = random.Random(13)
    sectors = [row["key"] for row in files()["sectors"]["sectors"]]
    investors = [facts for _title, facts in INVESTORS.values()]
    for number in range(count):
        yield {**chance.choice(investors), "sector": chance.choice(sectors), "annual_profit_usd": 100_000 + number}


def _rule_changed() -> Change:
    """10 % for 15 years becomes 12 %."""
    law = copy.deepcopy(files()["incentives"])
    rule = next(row for row in law["records"] if row["id"] == "CIT_SECTOR_10_15")
    rule["benefits"][0]["value"] = 12
    return _change(law, (rule["id"],))


def _figure_changed() -> Change:
    law = copy.deepcopy(files()["incentives"])
    law["figures"]["CIT_ORDINARY_RATE"]["value"] = 18
    return _change(law, ())


def _change(law: dict[str, Any], keys: tuple[str, ...]) -> Change:
    return Change(book(), build(**{**files(), "incentives": law}), keys, ON, LAND_UNTIL, ON.isoformat())


def _timed(ask: Callable[[dict[str, object]], object], facts: dict[str, object]) -> float:
    begin = time.process_time()
    ask(facts)
    return (time.process_time() - begin) * 1000


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv):
        sys.stdout.write(f"{line}\n")
