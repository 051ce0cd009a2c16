"""The same project under other conditions: the park established or not, decided or refused, on either side of an edge.

Reckoned by the law of the stored answer's day; the facts of the project stay as they were stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leads.models import MatchRun
from leads.services.law_answer import LAND_UNTIL, law_day
from leads.services.matching import facts_of_project
from sitepages.incentives.assess import Assessment, assess
from sitepages.incentives.cells import Row
from sitepages.services.law import law_book

Facts = Mapping[str, Any]
EDGE = 6_000_000_000_000  # dong: SPECIAL_5_37, the edge the province's large projects stand at
BELOW = 5_900_000_000_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """`key` names it; `sure` what the law gives then; `most` the rows of the best that hangs on something, if more.

    Of what can be met at once all together. `hangs_on`: the facts of that; `rules`: those that come into it.
    """

    key: str
    sure: tuple[Row, ...]
    most: tuple[Row, ...]
    hangs_on: tuple[str, ...]
    rules: tuple[str, ...]


def scenarios(run: MatchRun) -> tuple[tuple[Scenario, ...], str]:
    """As stated first, then each that changes something; and the name of the rules they were reckoned by."""
    facts = facts_of_project(run.request)
    if "zone_status" in run.answer.get("assumed", {}):
        facts["zone_status"] = run.answer["assumed"]["zone_status"]
    day = law_day(facts, run.on)
    book = law_book(day)
    found = [_scenario("stated", assess(book, facts, day, LAND_UNTIL, run.on))]
    for key, changed in _others(facts):
        found.append(_scenario(key, assess(book, {**facts, **changed}, day, LAND_UNTIL, run.on)))
    return tuple(found), book.version


def _others(facts: Facts) -> Iterator[tuple[str, Facts]]:
    if facts.get("zone_status") == "planned":
        yield "zone_established", {"zone_status": "established"}
    else:
        yield "zone_planned", {"zone_status": "planned"}
    if facts.get("approval_pm_special") != "refused":
        yield "refused", {"approval_pm_special": "refused"}
    spent = {key: 6000 for key in ("disbursed_5y_vnd_bn",) if facts.get(key) is None}
    yield "below_edge", {"capital_vnd": BELOW, "approval_pm_special": "given", **spent}
    yield "at_edge", {"capital_vnd": EDGE, "approval_pm_special": "given", **spent}


def _scenario(key: str, found: Assessment) -> Scenario:
    best = max(found.ways, key=lambda one: _saving(one.choice.rows), default=None)
    if best is None or _saving(best.choice.rows) <= _saving(found.sure.rows):
        return Scenario(key, found.sure.rows, (), (), ())
    return Scenario(key, found.sure.rows, best.rows, best.hangs_on, best.rules)


def _saving(rows: tuple[Row, ...]) -> Any:
    return sum(row.saving for row in rows if row.saving is not None)
