"""The whole answer of the law for one project on one day: verdicts, each rule's money, the best together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sitepages.incentives.book import LawBook, Record
from sitepages.incentives.cells import Row
from sitepages.incentives.combine import Choice, best, common_end, parts_of
from sitepages.incentives.evaluate import Evaluation, Judge, evaluate_with
from sitepages.incentives.holding import holding
from sitepages.incentives.plan import Plan
from sitepages.incentives.schedule import Part, schedule, totals
from sitepages.incentives.tree import AllOf, AnyOf, ApprovalGiven, Definition, Node, Not

BY_LAW = "law"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the money would be if the facts it hangs on turned out well.

    `rules`: those that come into it; `decided_by`: who decides them where not the law alone; `ceiling`: a decision
    still sets how much.
    """

    hangs_on: tuple[str, ...]
    rules: tuple[str, ...]
    decided_by: tuple[str, ...]
    ceiling: bool
    choice: Choice


@dataclass(frozen=True, slots=True)
class Assessment:
    """`alone`: rows of each eligible or unknown rule by itself, alternatives that never add up; `sure`: the best
    combination of what the law gives; `supposed`: other money, each with what it hangs on. The two are never one sum.
    """

    verdicts: tuple[Evaluation, ...]
    alone: Mapping[str, tuple[Row, ...]]
    sure: Choice
    supposed: tuple[Supposed, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class _Known:
    """A rule that may apply, with what it gives and what it hangs on."""

    verdict: Evaluation
    record: Record
    parts: tuple[Part, ...]
    hangs_on: frozenset[str]
    sure: bool


def plan_of(book: LawBook, facts: Mapping[str, Any], on: date, land_until: int) -> Plan:
    """`land_until`: the last year of the land term."""
    rate = book.rate("USD_VND", on.isoformat())
    return Plan(facts, on.year, land_until, book.figures, Decimal(str(rate.value)) if rate else None)


def assess(book: LawBook, facts: Mapping[str, Any], on: date, land_until: int) -> Assessment:
    """Judge every rule, and put money to it where the project's figures are stated."""
    judge = Judge(book, facts, on.isoformat())
    verdicts = evaluate_with(judge)
    plan = plan_of(book, facts, on, land_until)
    known = [_known(judge, book, one) for one in verdicts if one.verdict != "ineligible" and not one.overridden_by]
    costs = [one for one in known if one.record.kind == "cost"]
    benefits = [one for one in known if one.record.kind == "benefit"]
    cost = next((one.record for one in costs if one.verdict.verdict == "eligible"), None)
    sure = best(plan, [part for one in benefits if one.sure for part in one.parts], cost)
    return Assessment(
        verdicts=verdicts,
        alone={one.record.key: tuple(_alone(plan, one, sure)) for one in known},
        sure=sure,
        supposed=tuple(_supposed(plan, benefits, costs, cost, sure)),
        plan=plan,
    )


def rows_together(book: LawBook, keys: Sequence[str], facts: Mapping[str, Any], on: date, land_until: int) -> list[Row]:
    """The rows of named rules put together as if they applied: for golden cases and for a record's own page."""
    judge, plan = Judge(book, facts, on.isoformat()), plan_of(book, facts, on, land_until)
    records = [record for record in (book.named(key) for key in keys) if record]
    parts = [part for one in records if one.kind != "cost" for part in parts_of(one, holding(judge, one))]
    return schedule(plan, parts, next((one for one in records if one.kind == "cost"), None))


def _known(judge: Judge, book: LawBook, verdict: Evaluation) -> _Known:
    record = book.named(verdict.key)
    if record is None:
        raise KeyError(verdict.key)
    parts = parts_of(record, holding(judge, record)) if record.kind == "benefit" else ()
    eligible, by_law = verdict.verdict == "eligible", record.decided_by == BY_LAW
    hangs = set(verdict.missing) if not eligible else set()
    if not by_law or any(part.ceiling for part in parts):
        hangs |= set(_approvals(book, record.condition))
    sure = eligible and by_law and not any(part.ceiling for part in parts)
    return _Known(verdict, record, parts, frozenset(hangs), sure)


def _approvals(book: LawBook, node: Node) -> Iterator[str]:
    """The decisions a rule asks for."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _approvals(book, part)
        case Not(part):
            yield from _approvals(book, part)
        case Definition(ref):
            yield from _approvals(book, book.by_key[ref].condition)
        case ApprovalGiven(fact):
            yield fact


def _alone(plan: Plan, one: _Known, sure: Choice) -> Iterator[Row]:
    if one.record.kind == "cost":
        rows = schedule(plan, [part for part in sure.parts if "cit" in part.taxes], one.record)
        yield from (row for row in rows if row.incentive == one.record.key)
    else:
        yield from schedule(plan, one.parts)


def _supposed(
    plan: Plan, benefits: Sequence[_Known], costs: Sequence[_Known], cost: Record | None, sure: Choice
) -> list[Supposed]:
    """One for each set of facts that something hangs on, with all that hangs on no more than these; fewest first."""
    until = common_end(plan, [part for one in benefits for part in one.parts])
    known = sorted([*benefits, *costs], key=lambda one: not one.sure)  # of equal money the sure rule stays
    found: list[Supposed] = []
    hanging = dict.fromkeys(one.hangs_on for one in known if not one.sure and one.record is not cost)
    for hangs in sorted(hanging, key=len):
        inside = [one for one in known if one.sure or one.hangs_on <= hangs]
        parts = [part for one in inside if one.record.kind == "benefit" for part in one.parts]
        adds = cost or next((one.record for one in inside if one.record.kind == "cost"), None)
        choice = best(plan, parts, adds, until)
        told = [sure, *(one.choice for one in found if set(one.hangs_on) <= hangs)]
        new = [one for one in inside if not one.sure and (one.record.key in choice.keys or one.record is adds)]
        if new and all(_worth_telling(choice, before) for before in told):
            found.append(_suppose(hangs, new, choice))
    return found


def _suppose(hangs: frozenset[str], new: Sequence[_Known], choice: Choice) -> Supposed:
    deciders = dict.fromkeys(one.record.decided_by for one in new if one.record.decided_by != BY_LAW)
    return Supposed(
        hangs_on=tuple(sorted(hangs)),
        rules=tuple(one.record.key for one in new),
        decided_by=tuple(deciders),
        ceiling=any(part.ceiling for one in new for part in one.parts),
        choice=choice,
    )


def _worth_telling(choice: Choice, told: Choice) -> bool:
    """More money, a cost, or a tax of which only the figures are missing."""
    if choice.rows == told.rows:
        return False
    now, then = totals(told.rows), totals(choice.rows)
    new_taxes = {row.tax for row in choice.rows} - {row.tax for row in told.rows}
    return then.most > now.most or choice.cost is not told.cost or bool(new_taxes - {"cit", "qdmtt"})
