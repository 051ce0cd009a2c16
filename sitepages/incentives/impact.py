"""What a change of law does to one project: verdicts and money, before and after. Pure.

Only what the change can reach is reckoned: rules that read it, and the money of the taxes they touch. What a project
keeps by an older law, and what nobody stated figures for, does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sitepages.incentives.assess import plan_of
from sitepages.incentives.book import LawBook, Record
from sitepages.incentives.combine import chosen, parts_of
from sitepages.incentives.evaluate import Judge
from sitepages.incentives.holding import holding
from sitepages.incentives.plan import Plan
from sitepages.incentives.schedule import Part, stretches
from sitepages.incentives.shared import CONSTRUCTION_YEARS, ORDINARY_RATE
from sitepages.incentives.stretches import saved
from sitepages.incentives.supposed import BY_LAW

Facts = Mapping[str, Any]
NOTHING = Decimal(0)
FIGURE_TAXES = {ORDINARY_RATE: "cit", CONSTRUCTION_YEARS: "land_rent"}
# Facts without any of which no schedule has a figure.
FIGURES = frozenset(
    {
        "annual_profit_usd",
        "profit_by_year_usd",
        "taxable_profit_vnd",
        "land_rent_usd_year",
        "sublease_usd_year",
        "import_fixed_assets_usd",
        "import_materials_usd_year",
        "import_research_goods_usd",
        "talent_pit_usd_year",
        "isf_training_cost_usd_year",
        "isf_social_cost_usd_year",
        "isf_initial_cost_usd",
    }
)


@dataclass(frozen=True, slots=True)
class Money:
    """Savings in the plan's currency over the whole schedule: `sure` the best of what the law gives, `alone` the sum
    of the changed rules' own schedules, each by itself."""

    sure: Decimal
    alone: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Turned:
    """`verdicts`: rule, before, after, of those that differ; money None where it is the same."""

    verdicts: tuple[tuple[str, str, str], ...]
    money: tuple[Money, Money] | None


@dataclass(frozen=True)
class Change:
    """The law before and after, as it stands on the day the change is judged.

    `keys`: rules whose verdict or segments it may turn; a figure of the law turns money only.

    `begins`: the day from which the change counts, for projects that keep an older law.
    """

    before: LawBook
    after: LawBook
    keys: tuple[str, ...]
    on: date
    land_until: int
    begins: str

    def of(self, facts: Facts) -> Turned | None:
        """None: nothing changes for this project."""
        locked = facts.get("law_locked_on")
        if locked and str(locked) < self.begins:
            return None
        old = _Side(self.before, self, facts)
        sides = (old, _Side(self.after, self, facts, old))
        judged = ((key, old.verdict(key), sides[1].verdict(key)) for key in self.keys)
        verdicts = tuple(row for row in judged if row[1] != row[2])
        money = self._money(*sides, facts)
        return Turned(verdicts, money) if verdicts or money else None

    def _money(self, old: _Side, new: _Side, facts: Facts) -> tuple[Money, Money] | None:
        if not FIGURES & facts.keys():
            return None
        held = any(side.verdict(key) in {"eligible", "unknown"} for side in (old, new) for key in self.keys)
        if not held and not self.of_figures:
            return None
        pair = old.money(), new.money()
        return pair if pair[0] != pair[1] else None

    @cached_property
    def of_figures(self) -> bool:
        """Whether a figure of the law changed, which reaches projects no rule applies to."""
        return self.before.figures != self.after.figures

    @cached_property
    def taxes(self) -> frozenset[str]:
        """Those whose money may turn."""
        found = {one.tax for book in (self.before, self.after) for key in self.keys for one in _segments(book, key)}
        turned = {key for key in FIGURE_TAXES if self.before.figures.get(key) != self.after.figures.get(key)}
        return frozenset(found | {FIGURE_TAXES[key] for key in turned})

    def reached(self, book: LawBook) -> Iterable[Record]:
        """Rules whose money may turn with it: those by law that touch its taxes."""
        if id(book) not in self._reached:
            self._reached[id(book)] = [
                record
                for record in book.records
                if record.kind == "benefit"
                and record.decided_by == BY_LAW
                and self.taxes & {one.tax for one in record.benefits}
            ]
        return self._reached[id(book)]

    @cached_property
    def _reached(self) -> dict[int, list[Record]]:
        return {}


class _Side:
    """One of the two laws for one project. What the change does not reach is taken from the `other` side, if given."""

    def __init__(self, book: LawBook, change: Change, facts: Facts, other: _Side | None = None) -> None:
        self.book, self.change, self.facts, self.other = book, change, facts, other
        self.judge = Judge(book, facts, change.on.isoformat())
        self._verdicts: dict[str, str] = {}
        self._parts: dict[str, tuple[Part, ...]] = {}

    def _same(self, record: Record) -> _Side | None:
        return None if record.key in self.change.keys else self.other

    def verdict(self, key: str) -> str:
        if key not in self._verdicts:
            record = self.book.named(key)
            other = record and self._same(record)
            found = "none" if record is None else other.verdict(key) if other else self.judge.verdict(record).verdict
            self._verdicts[key] = found
        return self._verdicts[key]

    def parts(self, record: Record) -> tuple[Part, ...]:
        if record.key not in self._parts:
            other = self._same(record)
            found = other.parts(record) if other else parts_of(record, holding(self.judge, record))
            self._parts[record.key] = found
        return self._parts[record.key]

    @cached_property
    def plan(self) -> Plan:
        if self.other and not self.change.of_figures:
            return self.other.plan
        return plan_of(self.book, self.facts, self.change.on, self.change.land_until)

    def money(self) -> Money:
        cost = self._cost() if "cit" in self.change.taxes else None
        taken = chosen(self.plan, list(self._sure()), cost)
        sure = saved(stretches(self.plan, taken, cost, ordinary=True))
        return Money(sure, self._alone(), self.plan.currency)

    def _sure(self) -> Iterator[Part]:
        rules = [record for record in self.change.reached(self.book) if self.verdict(record.key) == "eligible"]
        replaced = {key for record in rules for key in record.overrides}
        for record in rules:
            parts = self.parts(record) if record.key not in replaced else ()
            if not any(part.ceiling for part in parts):
                yield from parts

    def _cost(self) -> Record | None:
        """The same object on both sides where it is the same rule, so that what was reckoned is found again."""
        costs = (record for record in self.book.records if record.kind == "cost")
        found = next((record for record in costs if self.verdict(record.key) == "eligible"), None)
        other = found and self._same(found)
        return other.book.named(found.key) if found and other else found

    def _alone(self) -> Decimal:
        total = NOTHING
        for key in self.change.keys:
            record = self.book.named(key)
            if record and record.kind == "benefit" and self.verdict(key) != "ineligible":
                total += saved(stretches(self.plan, self.parts(record)))
        return total


def _segments(book: LawBook, key: str) -> Iterable[Any]:
    record = book.named(key)
    return record.benefits if record else ()
