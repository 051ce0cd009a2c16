"""Values of facts that make a condition come out as wanted: each is tried on the condition itself. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sitepages.incentives.book import FactSpec, LawBook
from sitepages.incentives.evaluate import Judge
from sitepages.incentives.limits import FACT_DAYS
from sitepages.incentives.remedy import Wanted
from sitepages.incentives.shared import Standing
from sitepages.incentives.tree import ApprovalGiven, Compare, Node, OneOf, WithinDates
from sitepages.incentives.truth import Truth, of

Facts = Mapping[str, Any]
MOST = 12  # values of one fact that are tried


def leaf_of(asked: Facts, op: str) -> Node:
    """The condition of a leaf of a trace."""
    match op:
        case "one_of":
            return OneOf(asked["fact"], tuple(asked["values"]))
        case "compare":
            return Compare(asked["fact"], asked["operator"], asked["threshold"], asked["unit"])
        case "approval_given":
            return ApprovalGiven(asked["fact"])
        case "within_dates":
            return WithinDates(asked["fact"], asked["from"], asked["to"])
    raise ValueError(f"no such step in a trace: {op}")


def suppositions(judge: Judge, wanted: Wanted) -> list[dict[str, Any]]:
    """Changes of facts, each of which alone makes the condition as wanted; [] where no fact can."""
    trace, truth = wanted.trace, of(wanted.holds)
    if trace.op == "category" and "fact" not in trace.asked:
        return [{"sector": key} for key in judge.book.sectors if _category(judge, trace.asked, key) is truth]
    if trace.op == "category":
        node: Node = OneOf(trace.asked["fact"], judge.book.categories[trace.asked["category"]].true_values)
    else:
        node = leaf_of(trace.asked, trace.op)
    fact = _read(judge, node)
    found = []
    for value in _values(judge, node, fact):
        change = {fact: value}
        if judge.anew(change).node(node).truth is truth:
            found.append(change)
        if len(found) == MOST:
            break
    return found


def met(book: LawBook, rule: Standing) -> list[dict[str, Any]]:
    """Changes of the fact of a standing requirement with which it holds."""
    if rule.not_before:
        return [{rule.fact: rule.not_before}]
    spec = book.facts[rule.fact]
    allowed = [choice for choice in spec.choices if choice not in rule.not_in]
    return [{rule.fact: [choice] if spec.type == "set" else choice} for choice in allowed][:MOST]


def _category(judge: Judge, asked: Facts, sector: str) -> Truth:
    cell = judge.book.sectors[sector].get(asked["category"])
    if cell is None or cell.answer not in {"yes", "no"}:
        return Truth.UNKNOWN
    return of(cell.answer == "yes")


def _read(judge: Judge, node: Any) -> str:
    """The fact a condition reads: of two, the one that was given and goes before."""
    spec = judge.book.facts.get(node.fact)
    preferred = spec.prefer if spec and isinstance(node, Compare) else ""
    return preferred if preferred and judge.facts.get(preferred) is not None else str(node.fact)


def _values(judge: Judge, node: Node, fact: str) -> Iterator[Any]:
    spec = judge.book.facts[fact]
    match node:
        case OneOf(_fact, values):
            others = judge.book.sectors if fact == "sector" else spec.choices
            for value in dict.fromkeys([*values, *others]):
                yield [value] if spec.type == "set" else value
        case ApprovalGiven():
            yield from ("given", "refused")
        case WithinDates(_fact, start, end):
            yield from _days(start, end)
        case Compare(_fact, _op, threshold, unit):
            yield from _numbers(judge, spec, threshold, unit)


def _days(start: str | None, end: str | None) -> Iterator[str]:
    for text in filter(None, (start, end)):
        day = date.fromisoformat(text)
        for one in (day, day - timedelta(days=1)):
            if FACT_DAYS[0] <= one <= FACT_DAYS[1]:
                yield one.isoformat()


def _numbers(judge: Judge, spec: FactSpec, threshold: float, unit: str) -> Iterable[float]:
    """Around the threshold in the fact's own unit, within what the fact can have."""
    per_unit = judge.amounts(1.0, spec.unit, unit)
    if not per_unit:
        return []
    at = threshold / per_unit[0]
    around = (at, math.ceil(at), math.floor(at), at * (1 + 1e-9), at * (1 - 1e-9), at + 1, at - 1)
    low = -math.inf if spec.low is None else spec.low
    high = math.inf if spec.high is None else spec.high
    return [value for value in around if low <= value <= high]
