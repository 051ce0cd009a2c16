"""The whole answer of the law for one project on one day: verdicts, each rule's money, the best together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sitepages.incentives.book import LawBook, Record
from sitepages.incentives.cells import Row
from sitepages.incentives.cit import top_ups_at_most
from sitepages.incentives.combine import Choice, best, parts_of
from sitepages.incentives.evaluate import Evaluation, Judge, evaluate_with
from sitepages.incentives.holding import holding
from sitepages.incentives.plan import Plan
from sitepages.incentives.schedule import floor_of, schedule
from sitepages.incentives.supposed import Knowing, Known, Supposed, supposed, together


@dataclass(frozen=True, slots=True)
class Assessment:
    """`alone`: rows of each eligible or unknown rule by itself, alternatives that never add up; `sure`: the best
    combination of what the law gives; `supposed`: other money, each with what it hangs on. The two are never one sum.
    `together`: what several of these ways bring where all are met, if more than any by itself.
    """

    verdicts: tuple[Evaluation, ...]
    alone: Mapping[str, tuple[Row, ...]]
    sure: Choice
    supposed: tuple[Supposed, ...]
    plan: Plan
    together: Supposed | None = None

    @property
    def ways(self) -> tuple[Supposed, ...]:
        """All that may bring more, with all of it together."""
        return (*self.supposed, self.together) if self.together else self.supposed


def plan_of(book: LawBook, facts: Mapping[str, Any], on: date, land_until: int) -> Plan:
    """`land_until`: the last year of the land term."""
    rate = book.rate("USD_VND", on.isoformat())
    return Plan(facts, on.year, land_until, book.figures, Decimal(str(rate.value)) if rate else None)


def assess(book: LawBook, facts: Mapping[str, Any], on: date, land_until: int, asked: date | None = None) -> Assessment:
    """Judge every rule, and put money to it where the project's figures are stated.

    `on`: the day whose law counts. `asked`: the day of the question where that is another one (the project keeps the
    law of `on`): the plan and the rates of exchange are its.
    """
    asked = asked or on
    judge = Judge(book, facts, on.isoformat(), asked=asked.isoformat())
    verdicts = evaluate_with(judge)
    plan = plan_of(book, facts, asked, land_until)
    knowing = Knowing(book, judge)
    known = [knowing.known(one, judge) for one in verdicts if one.verdict != "ineligible" and not one.overridden_by]
    costs = [one for one in known if one.record.kind == "cost"]
    benefits = [one for one in known if one.record.kind == "benefit"]
    cost = next((one.record for one in costs if one.verdict.verdict == "eligible"), None)
    sure = best(plan, [part for one in benefits if one.sure for part in one.parts], cost)
    others = supposed(knowing, plan, [*benefits, *costs], cost, sure)
    every = together(knowing, plan, [*benefits, *costs], cost, sure, others)
    waits = next((one.record for one in costs if one.verdict.verdict == "unknown"), None)
    return Assessment(
        verdicts=verdicts,
        alone={one.record.key: tuple(_alone(plan, one, sure)) for one in known},
        sure=sure,
        supposed=tuple(_offset(plan, one, waits) for one in others),
        plan=plan,
        together=every and _offset(plan, every, waits),
    )


def _offset(plan: Plan, one: Supposed, cost: Record | None) -> Supposed:
    """With the minimum tax as an upper bound, where it is not known whether it applies and this does not suppose it."""
    floor = floor_of(cost) if cost and one.choice.cost is None else None
    if cost is None or floor is None:
        return one
    taxes = (row for row in one.choice.rows if row.tax == "cit")
    return replace(one, waiting=tuple(top_ups_at_most(plan, cost, floor, taxes)))


def rows_together(book: LawBook, keys: Sequence[str], facts: Mapping[str, Any], on: date, land_until: int) -> list[Row]:
    """The rows of named rules put together as if they applied: for golden cases and for a record's own page."""
    judge, plan = Judge(book, facts, on.isoformat()), plan_of(book, facts, on, land_until)
    records = [record for record in (book.named(key) for key in keys) if record]
    parts = [part for one in records if one.kind != "cost" for part in parts_of(one, holding(judge, one))]
    return schedule(plan, parts, next((one for one in records if one.kind == "cost"), None))


def _alone(plan: Plan, one: Known, sure: Choice) -> Iterator[Row]:
    if one.record.kind == "cost":
        rows = schedule(plan, [part for part in sure.parts if "cit" in part.taxes], one.record)
        yield from (row for row in rows if row.incentive == one.record.key)
    else:
        yield from schedule(plan, one.parts)
