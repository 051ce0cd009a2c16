"""Verdicts on a project: Kleene logic over condition trees, with the trace that explains each. Pure.

Read as law-notes section 8 and matching.md section 7 say: a missing fact is unknown, never no; a
requirement in `provided_that` fails only when known to; a record out of force is ineligible.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sitepages.incentives.book import LawBook, Rate, Record
from sitepages.incentives.shared import Standing
from sitepages.incentives.tree import (
    ZONE_FACT,
    AllOf,
    AnyOf,
    ApprovalGiven,
    Compare,
    Definition,
    Node,
    Not,
    OneOf,
    SectorCategory,
    WithinDates,
)
from sitepages.incentives.truth import Truth, all_of, any_of, of

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}
JUDGED = ("benefit", "cost")
VERDICTS = {Truth.TRUE: "eligible", Truth.FALSE: "ineligible", Truth.UNKNOWN: "unknown"}
# Unit of a fact -> (currency, amount of it in one unit); unit of a rule likewise.
MONEY = {
    "USD": ("USD", 1.0),
    "VND": ("VND", 1.0),
    "VND_bn": ("VND", 1e9),
    "EUR": ("EUR", 1.0),
    "usd": ("USD", 1.0),
    "vnd": ("VND", 1.0),
    "vnd_bn": ("VND", 1e9),
    "eur_m": ("EUR", 1e6),
}


@dataclass(frozen=True)
class Trace:
    """One node of a verdict: what was asked, what is known, what came out.

    `missing`: facts not known that can still change this node. `near`: the answer flips between the
    low and the high rate of exchange.
    """

    op: str
    truth: Truth
    asked: Mapping[str, Any] = field(default_factory=dict)
    have: Any = None
    missing: tuple[str, ...] = ()
    near: bool = False
    parts: tuple[Trace, ...] = ()

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"op": self.op, "value": self.truth.value, **self.asked}
        if self.have is not None:
            out["have"] = self.have
        if self.missing:
            out["missing"] = list(self.missing)
        if self.parts:
            out["parts"] = [part.as_json() for part in self.parts]
        return out


@dataclass(frozen=True)
class Evaluation:
    """The verdict on one record: eligible, ineligible or unknown (a cost that applies is `eligible`).

    `missing`: unknown facts that can still change it; `conditional_on`: those of them that the zone
    decides, never asked of an investor; `provided_that`: standing requirements not known to hold.
    """

    key: str
    kind: str
    verdict: str
    decided_by: str
    certainty: str
    missing: tuple[str, ...]
    conditional_on: tuple[str, ...]
    provided_that: tuple[str, ...]
    failed_requirements: tuple[str, ...]
    trace: Trace
    in_force: bool
    near_threshold: bool
    overridden_by: str | None
    exclusion_group: str | None
    package: str | None
    valid_from: str
    valid_to: str | None


def evaluate(book: LawBook, facts: Mapping[str, Any], on: date) -> tuple[Evaluation, ...]:
    """One verdict per benefit and cost, in the order of the records."""
    return evaluate_with(Judge(book, facts, on.isoformat()))


def evaluate_with(judge: Judge) -> tuple[Evaluation, ...]:
    """The same, with a judge that goes on being asked."""
    book = judge.book
    found = [judge.verdict(record) for record in book.records if record.kind in JUDGED]
    replaced = {key: one.key for one in found if one.verdict == "eligible" for key in _record(book, one.key).overrides}
    return tuple(_with_override(one, replaced.get(one.key)) for one in found)


def evaluate_one(book: LawBook, key: str, facts: Mapping[str, Any], on: date) -> Evaluation:
    """The verdict on one record of any kind (the golden cases ask definitions and zone rules too)."""
    return Judge(book, facts, on.isoformat()).verdict(_record(book, key))


def _record(book: LawBook, key: str) -> Record:
    record = book.named(key)
    if record is None:
        raise KeyError(key)
    return record


def _with_override(one: Evaluation, by: str | None) -> Evaluation:
    return replace(one, overridden_by=by) if by else one


class Judge:
    """Evaluates trees against the facts of one project on one day (`on` as ISO text).

    `asked`: the day whose rates of exchange convert, where the project keeps the law of an earlier one (`on`).
    `end`: which rate converts: 0 the one of the day, 1 its low end, 2 its high end. Definitions and
    categories are named by many rules, and looked at once; so the facts must stay as they are.
    """

    def __init__(self, book: LawBook, facts: Mapping[str, Any], on: str, end: int = 0, asked: str = "") -> None:
        self.book, self.facts, self.on, self.end, self.asked = book, facts, on, end, asked or on
        self._definitions: dict[str, Trace] = {}
        self._found_categories: dict[str, Trace] = {}
        self._joined_categories: dict[tuple[str, ...], Trace] = {}
        self._near = False  # whether any comparison turns with the rate of exchange
        self._before: Judge | None = None
        self._changed: frozenset[str] = frozenset()

    def beside(self, change: Mapping[str, Any]) -> Judge:
        """A judge of the same project with some facts changed; what does not read them is not looked at again."""
        other = self.anew(change)
        other._before, other._changed = self, frozenset(change)
        return other

    def anew(self, change: Mapping[str, Any]) -> Judge:
        """The same with some facts changed, and everything looked at again."""
        return Judge(self.book, {**self.facts, **change}, self.on, self.end, self.asked)

    def verdict(self, record: Record) -> Evaluation:
        in_force = record.in_force(self.on)
        trace = self.node(record.condition) if in_force else Trace("in_force", Truth.FALSE, {"on": self.on})
        asked = [self.book.standing[key] for key in record.provided_that]
        standing = {rule.key: self.standing(rule) for rule in asked if rule.asked_on(self.on)}
        failed = tuple(key for key, truth in standing.items() if truth is Truth.FALSE) if in_force else ()
        truth = Truth.FALSE if failed else trace.truth
        missing = trace.missing if truth is Truth.UNKNOWN else ()
        return Evaluation(
            key=record.key,
            kind=record.kind,
            verdict=VERDICTS[truth],
            decided_by=record.decided_by,
            certainty=record.certainty,
            missing=missing,
            conditional_on=tuple(key for key in missing if self._is_of_zone(key)),
            provided_that=()
            if truth is Truth.FALSE
            else tuple(key for key, value in standing.items() if value is Truth.UNKNOWN),
            failed_requirements=failed,
            trace=trace,
            in_force=in_force,
            near_threshold=not failed and self._flips_with_the_rate(record, trace),
            overridden_by=None,
            exclusion_group=record.exclusion_group,
            package=record.package,
            valid_from=record.valid_from,
            valid_to=record.valid_to,
        )

    def _flips_with_the_rate(self, record: Record, trace: Trace) -> bool:
        if not (self._near or (self._before and self._before._near)) or not _any_near(trace):
            return False
        ends = (Judge(self.book, self.facts, self.on, end, self.asked).node(record.condition) for end in (1, 2))
        return any(end.truth is not trace.truth for end in ends)

    def _is_of_zone(self, key: str) -> bool:
        spec = self.book.facts.get(key)
        return spec is not None and spec.scope == "zone"

    # --- groups ---

    def node(self, node: Node) -> Trace:
        match node:
            case AllOf(parts):
                return self._group("all", all_of, parts)
            case AnyOf(parts):
                return self._group("any", any_of, parts)
            case Not(part):
                inner = self.node(part)
                return Trace("not", inner.truth.negated(), missing=inner.missing, parts=(inner,))
            case Definition(ref):
                return self._definition(ref)
            case SectorCategory(categories):
                return self._categories(categories)
            case _:
                return self._leaf(node)

    def _group(self, op: str, join: Callable[[Iterable[Truth]], Truth], parts: tuple[Node, ...]) -> Trace:
        return _joined(op, join, tuple(self.node(part) for part in parts))

    def _definition(self, ref: str) -> Trace:
        if ref not in self._definitions:
            before = self._before if self._changed.isdisjoint(self.book.reads[ref]) else None
            self._definitions[ref] = before._definition(ref) if before else self._of_definition(ref)
        return self._definitions[ref]

    def _of_definition(self, ref: str) -> Trace:
        asked = {"ref": ref}
        record = self.book.by_key[ref]
        if not record.may_hold(self.on):
            return Trace("definition", Truth.FALSE, asked)
        inner = self.node(record.condition)
        return Trace("definition", inner.truth, asked, missing=inner.missing, parts=(inner,))

    def _categories(self, keys: tuple[str, ...]) -> Trace:
        if keys not in self._joined_categories:
            self._joined_categories[keys] = self._of_categories(keys)
        return self._joined_categories[keys]

    def _of_categories(self, keys: tuple[str, ...]) -> Trace:
        parts = tuple(self._category(key) for key in keys)
        joined = _joined("sector_category", any_of, parts)
        return Trace(
            joined.op, joined.truth, {"categories": list(keys)}, self.facts.get("sector"), joined.missing, parts=parts
        )

    def _category(self, key: str) -> Trace:
        if key not in self._found_categories:
            before = self._before if self._changed.isdisjoint(self.book.category_reads[key]) else None
            self._found_categories[key] = before._category(key) if before else self._of_category(key)
        return self._found_categories[key]

    def _of_category(self, key: str) -> Trace:
        category = self.book.categories[key]
        if category.any_of:
            inner = _joined("category", any_of, tuple(self._category(part) for part in category.any_of))
            return Trace("category", inner.truth, {"category": key}, missing=inner.missing, parts=inner.parts)
        row = self.book.sectors.get(str(self.facts.get("sector")))
        asked: dict[str, Any] = {"category": key}
        if row is None:
            return Trace("category", Truth.UNKNOWN, asked, missing=("sector",))
        cell = row.get(key)
        if cell and cell.answer in {"yes", "no"}:
            return Trace("category", of(cell.answer == "yes"), asked)
        fact = cell.fact if cell and cell.fact else category.fact
        if not fact:
            return Trace("category", Truth.UNKNOWN, asked, missing=("sector",))
        return self._known(OneOf(fact, category.true_values), "category", asked | {"fact": fact})

    # --- leaves ---

    def _leaf(self, node: Node) -> Trace:
        match node:
            case OneOf(fact, values):
                return self._known(node, "one_of", {"fact": fact, "values": list(values)})
            case ApprovalGiven(fact):
                given = self.facts.get(fact)
                truth = {"given": Truth.TRUE, "refused": Truth.FALSE}.get(str(given), Truth.UNKNOWN)
                missing = (fact,) if truth is Truth.UNKNOWN else ()
                return Trace("approval_given", truth, {"fact": fact}, given, missing)
            case WithinDates(fact, start, end):
                return self._dates(fact, start, end)
            case Compare():
                return self._compare(node)
            case _:
                raise TypeError(f"no such condition: {node!r}")

    def _known(self, node: OneOf, op: str, asked: dict[str, Any]) -> Trace:
        """One of the values, with the zone's rule: `planned` is not yet yes and not yet no."""
        value = self.facts.get(node.fact)
        if value is None or (node.fact == ZONE_FACT and value == "planned") or _hits(value, node.unsure):
            return Trace(op, Truth.UNKNOWN, asked, value, (node.fact,))
        return Trace(op, of(_hits(value, node.values)), asked, value)

    def _dates(self, fact: str, start: str | None, end: str | None) -> Trace:
        asked = {"fact": fact, "from": start, "to": end}
        value = self.facts.get(fact)
        if value is None:
            return Trace("within_dates", Truth.UNKNOWN, asked, missing=(fact,))
        inside = (start is None or start <= str(value)) and (end is None or str(value) < end)
        return Trace("within_dates", of(inside), asked, value)

    def _compare(self, node: Compare) -> Trace:
        asked = {"fact": node.fact, "operator": node.op, "threshold": node.value, "unit": node.unit}
        spec = self.book.facts.get(node.fact)
        fact = node.fact
        if spec and spec.prefer and self.facts.get(spec.prefer) is not None:
            fact, spec = spec.prefer, self.book.facts[spec.prefer]
        value = self.facts.get(fact)
        if value is None or not isinstance(value, (int, float)) or isinstance(value, bool):
            return Trace("compare", Truth.UNKNOWN, asked, missing=(node.fact,))
        amounts = self.amounts(float(value), spec.unit if spec else "", node.unit)
        if not amounts:
            return Trace("compare", Truth.UNKNOWN, asked, value, (node.fact,))
        answers = [COMPARISONS[node.op](amount, node.value) for amount in amounts]
        near = len(set(answers)) > 1
        self._near = self._near or near
        return Trace("compare", of(answers[self.end]), asked, amounts[self.end], near=near)

    def amounts(self, value: float, have: str, want: str) -> tuple[float, ...]:
        """The value in the rule's unit at the rate of the day, at its low and at its high end; () if no rate."""
        if have not in MONEY or want not in MONEY:
            return (value,) * 3
        (currency, size), (target, unit) = MONEY[have], MONEY[want]
        if currency == target:
            return (value * size / unit,) * 3
        rate = self.book.rate(f"{currency}_{target}", self.asked)
        if rate is not None:
            return tuple(value * size * factor / unit for factor in _factors(rate))
        back = self.book.rate(f"{target}_{currency}", self.asked)
        return tuple(value * size / factor / unit for factor in _factors(back)) if back else ()

    def standing(self, rule: Standing) -> Truth:
        """Whether a standing requirement holds; unknown while its fact is."""
        value = self.facts.get(rule.fact)
        if value is None:
            return Truth.UNKNOWN
        if rule.not_before:
            return of(str(value) >= rule.not_before)
        return of(not _hits(value, rule.not_in))


def _factors(rate: Rate) -> tuple[float, float, float]:
    low = rate.value if rate.low is None else rate.low
    high = rate.value if rate.high is None else rate.high
    return rate.value, low, high


def _hits(value: Any, values: Iterable[Any]) -> bool:
    """Whether the value, or for a set any of its members, is one of these (1 is not true)."""
    members = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return any(type(member) is type(wanted) and member == wanted for member in members for wanted in values)


def _joined(op: str, join: Callable[[Iterable[Truth]], Truth], parts: tuple[Trace, ...]) -> Trace:
    """A group: what is missing is what its undecided parts miss, while the group itself is undecided."""
    truth = join(part.truth for part in parts)
    missing: dict[str, None] = {}
    if truth is Truth.UNKNOWN:
        missing = dict.fromkeys(key for part in parts if part.truth is Truth.UNKNOWN for key in part.missing)
    return Trace(op, truth, missing=tuple(missing), parts=parts)


def _any_near(trace: Trace) -> bool:
    return trace.near or any(_any_near(part) for part in trace.parts)
