"""Other money: the best that a way of settling unknown facts together would bring. Pure.

The facts of one way take one value each, in the conditions of rules and in those of their segments alike; a rule
that may still apply, and hangs on no more than these facts, is taken to apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from sitepages.incentives.book import LawBook, Record
from sitepages.incentives.cells import Row
from sitepages.incentives.combine import Choice, best, common_end, parts_of
from sitepages.incentives.evaluate import Evaluation, Judge, Trace
from sitepages.incentives.holding import Segments, holding
from sitepages.incentives.plan import Plan
from sitepages.incentives.remedy import Wanted
from sitepages.incentives.schedule import Part, totals
from sitepages.incentives.supposing import suppositions
from sitepages.incentives.tree import ZONE_FACT, AllOf, AnyOf, ApprovalGiven, Definition, Node, Not
from sitepages.incentives.truth import Truth

BY_LAW = "law"
MOST_TRIED = 32  # values of the facts of one way put together; beyond, each is turned by itself
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the money would be if the facts it hangs on turned out well.

    `rules`: those that come into it; `decided_by`: who decides them where not the law alone; `ceiling`: a decision
    still sets how much. `change`: the values that were given to facts of which more than one is possible.
    `waiting`: the minimum tax beside it where it is not known whether that applies, as an upper bound.
    """

    hangs_on: tuple[str, ...]
    rules: tuple[str, ...]
    decided_by: tuple[str, ...]
    ceiling: bool
    choice: Choice
    change: Facts = field(default_factory=dict)
    waiting: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The money with what may offset it."""
        return (*self.choice.rows, *self.waiting)


@dataclass(frozen=True, slots=True)
class Known:
    """A rule that may apply, with what it gives, what it hangs on, and what its `segments` hang on besides."""

    verdict: Evaluation
    record: Record
    parts: tuple[Part, ...]
    hangs_on: frozenset[str]
    segments: frozenset[str]
    sure: bool


@dataclass
class Knowing:
    """Looks at rules under the facts as stated and as supposed; the same part of a rule is one object.

    A rule is looked at once for each set of changed facts among those it reads.
    """

    book: LawBook
    judge: Judge
    kept: dict[tuple[str, tuple[Segments, ...]], tuple[Part, ...]] = field(default_factory=dict)
    choices: dict[tuple[int, ...], Choice] = field(default_factory=dict)
    looked_at: dict[tuple[str, str], Known] = field(default_factory=dict)
    changed: dict[str, list[Known]] = field(default_factory=dict)
    ranks: dict[int, tuple[Any, int]] = field(default_factory=dict)

    def known(self, verdict: Evaluation, judge: Judge) -> Known:
        record = self.book.named(verdict.key)
        if record is None:
            raise KeyError(verdict.key)
        parts = self._parts(record, judge) if record.kind == "benefit" else ()
        eligible, by_law = verdict.verdict == "eligible", record.decided_by == BY_LAW
        hangs = set(verdict.missing) if not eligible else set()
        if not by_law or any(part.ceiling for part in parts):
            hangs |= set(_approvals(self.book, record.condition))
        sure = eligible and by_law and not any(part.ceiling for part in parts)
        segments = {fact for trace in open_segments(judge, record) for fact in trace.missing}
        return Known(verdict, record, parts, frozenset(hangs), frozenset(segments), sure)

    def _parts(self, record: Record, judge: Judge) -> tuple[Part, ...]:
        held = holding(judge, record)
        if (record.key, held) not in self.kept:
            self.kept[record.key, held] = parts_of(record, held)
        return self.kept[record.key, held]

    def under(self, change: Facts, known: Sequence[Known]) -> list[Known]:
        """The rules again, with the changed facts; those that then do not apply are left out."""
        mark = repr(sorted(change.items()))
        if mark not in self.changed:
            self.changed[mark] = self._changed(change, known)
        return self.changed[mark]

    def _changed(self, change: Facts, known: Sequence[Known]) -> list[Known]:
        judge = self.judge.beside(change)
        again = []
        for one in known:
            touched = any(fact in one.segments or fact in one.verdict.missing for fact in change)
            again.append(self._under(change, one.record, judge) if touched else one)
        replaced = {key for one in again if one.verdict.verdict == "eligible" for key in one.record.overrides}
        return [one for one in again if one.verdict.verdict != "ineligible" and one.record.key not in replaced]

    def _under(self, change: Facts, record: Record, judge: Judge) -> Known:
        reads = self.book.reads[record.key]
        mark = (record.key, repr([(fact, change[fact]) for fact in sorted(change) if fact in reads]))
        if mark not in self.looked_at:
            self.looked_at[mark] = self.known(judge.verdict(record), judge)
        return self.looked_at[mark]

    def rank(self, choice: Choice) -> tuple[Any, int]:
        """More money is better; of equal money the one with fewer cells not known. Of a choice kept here."""
        if id(choice) not in self.ranks:
            found = totals(choice.rows)
            self.ranks[id(choice)] = (found.most, -found.unknown)
        return self.ranks[id(choice)]


def open_segments(judge: Judge, record: Record) -> Iterator[Trace]:
    """The conditions of segments that are not settled."""
    for one in record.benefits:
        if one.when is not None:
            trace = judge.node(one.when)
            if trace.truth is Truth.UNKNOWN:
                yield trace


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


def supposed(knowing: Knowing, plan: Plan, known: Sequence[Known], cost: Record | None, sure: Choice) -> list[Supposed]:
    """One for each set of facts that something hangs on, with all that hangs on no more than these; fewest first."""
    known = sorted(known, key=lambda one: not one.sure)  # of equal money the sure rule stays
    until = common_end(plan, [part for one in known for part in one.parts])
    values = _values(knowing.judge, known)
    found: list[Supposed] = []
    for asked in _ways(known, cost):
        tried = _best_of(knowing, plan, known, (asked, cost, until), values)
        told = [sure, *(one.choice for one in found if asked.issuperset(one.hangs_on))]
        if not _told_by(tried.choice, tried.inside, cost, told):
            continue
        hangs = asked
        for fact in sorted(asked):
            fewer = _best_of(knowing, plan, known, (hangs - {fact}, cost, until), values)
            if fewer.choice.rows == tried.choice.rows:
                hangs, tried = hangs - {fact}, fewer
        told = [sure, *(one.choice for one in found if hangs.issuperset(one.hangs_on))]
        if new := _told_by(tried.choice, tried.inside, cost, told):
            found.append(_suppose(hangs, new, tried))
    return sorted(found, key=lambda one: len(one.hangs_on))


def together(
    knowing: Knowing, plan: Plan, known: Sequence[Known], cost: Record | None, sure: Choice, found: Sequence[Supposed]
) -> Supposed | None:
    """What ways that can be met at once bring together, where that is more than any of them brings; else None.

    From the way that brings most, each other is joined to it where both bring more. Of two ways that want another
    value of one fact both values are tried.
    """
    known = sorted(known, key=lambda one: not one.sure)
    until = common_end(plan, [part for one in known for part in one.parts])
    ways = [one for one in found if knowing.rank(one.choice) > knowing.rank(sure)]
    if len(ways) < 2:
        return None
    first, *others = sorted(ways, key=lambda one: knowing.rank(one.choice), reverse=True)
    hangs, won = (
        frozenset(first.hangs_on),
        _try(knowing, plan, known, (frozenset(first.hangs_on), cost, until), first.change),
    )
    for one in others:
        joined = hangs.union(one.hangs_on)
        for change in ({**one.change, **won.change}, {**won.change, **one.change}):
            tried = _try(knowing, plan, known, (joined, cost, until), change)
            if knowing.rank(tried.choice) > knowing.rank(won.choice):
                hangs, won = joined, tried
    new = [one for one in won.inside if _is_new(one, won.choice, cost, sure)]
    return _suppose(hangs, new, won) if knowing.rank(won.choice) > knowing.rank(first.choice) else None


def _told_by(choice: Choice, inside: Sequence[Known], cost: Record | None, told: Sequence[Choice]) -> list[Known]:
    """The rules that come into it; none where it is not worth telling beside what is told."""
    new = [one for one in inside if _is_new(one, choice, cost, told[0])]
    return new if all(_worth_telling(choice, before) for before in told) else []


def _ways(known: Sequence[Known], cost: Record | None) -> list[frozenset[str]]:
    """Sets of facts that something hangs on: a rule, a rule with its segments, the park's own status by itself."""
    hanging: dict[frozenset[str], None] = {}
    for one in known:
        if not one.sure and one.record is not cost:
            hanging[one.hangs_on] = None
        if one.segments:
            hanging[one.hangs_on | one.segments] = None
    if any(ZONE_FACT in hangs for hangs in hanging):
        hanging[frozenset({ZONE_FACT})] = None
    return sorted(hanging, key=len)


Asked = tuple[frozenset[str], Record | None, int | None]  # facts, the cost that applies, the last year compared


@dataclass(frozen=True, slots=True)
class Tried:
    """The best combination under some changed facts, and the rules that may come into it."""

    choice: Choice
    inside: Sequence[Known]
    change: Facts


def _best_of(
    knowing: Knowing, plan: Plan, known: Sequence[Known], asked: Asked, values: Mapping[str, Sequence[Any]]
) -> Tried:
    """The best of all values of the facts asked."""
    changes = _changes({fact: values[fact] for fact in sorted(asked[0]) if fact in values})
    tried = (_try(knowing, plan, known, asked, change) for change in changes)
    return max(tried, key=lambda one: knowing.rank(one.choice))  # of equal ones the first


def _try(knowing: Knowing, plan: Plan, known: Sequence[Known], asked: Asked, change: Facts) -> Tried:
    hangs, cost, until = asked
    inside = [one for one in knowing.under(change, known) if one.sure or one.hangs_on <= hangs]
    parts = [part for one in inside if one.record.kind == "benefit" for part in one.parts]
    adds = cost or next((one.record for one in inside if one.record.kind == "cost"), None)
    mark = (id(adds), *map(id, parts))
    if mark not in knowing.choices:
        knowing.choices[mark] = best(plan, parts, adds, until)
    return Tried(knowing.choices[mark], inside, change)


def _changes(values: Mapping[str, Sequence[Any]]) -> Iterator[Facts]:
    """As stated, then the values put together."""
    yield {}
    if not values:
        return
    if prod(map(len, values.values())) <= MOST_TRIED:
        yield from (dict(zip(values, some, strict=True)) for some in product(*values.values()))
        return
    first = {fact: some[0] for fact, some in values.items()}
    yield first
    yield from ({**first, fact: value} for fact, some in values.items() for value in some[1:])


def _values(judge: Judge, known: Iterable[Known]) -> dict[str, list[Any]]:
    """Of the facts that segments hang on: values with which a condition holds, and with which it does not."""
    found: dict[str, list[Any]] = {}
    leaves = [
        leaf for one in known for trace in (*open_segments(judge, one.record), *_of_zone(one)) for leaf in _open(trace)
    ]
    told: set[tuple[str, str]] = set()
    for holds in (True, False):
        for leaf in leaves:
            mark = (str(holds), f"{leaf.op} {leaf.asked}")
            if mark in told:
                continue
            told.add(mark)
            for change in suppositions(judge, Wanted(leaf, holds))[:1]:
                for fact, value in change.items():
                    if value not in found.setdefault(fact, []):
                        found[fact].append(value)
    return found


def _of_zone(one: Known) -> Iterator[Trace]:
    if ZONE_FACT in one.verdict.missing:
        yield from (leaf for leaf in _open(one.verdict.trace) if leaf.asked.get("fact") == ZONE_FACT)


def _open(trace: Trace) -> Iterator[Trace]:
    """The unsettled leaves that a fact can settle."""
    if trace.truth is not Truth.UNKNOWN:
        return
    if not trace.parts and trace.missing and trace.op != "definition":
        yield trace
    for part in trace.parts:
        yield from _open(part)


def _is_new(one: Known, choice: Choice, cost: Record | None, sure: Choice) -> bool:
    """Whether a rule comes into it that is not sure, or not sure to give as much."""
    if one.record.kind == "cost":
        return choice.cost is one.record and one.record is not cost
    return any(part in choice.parts and not any(part is had for had in sure.parts) for part in one.parts)


def _suppose(hangs: frozenset[str], new: Sequence[Known], tried: Tried) -> Supposed:
    deciders = dict.fromkeys(one.record.decided_by for one in new if one.record.decided_by != BY_LAW)
    return Supposed(
        hangs_on=tuple(sorted(hangs)),
        rules=tuple(one.record.key for one in new),
        decided_by=tuple(deciders),
        ceiling=any(part.ceiling for one in new for part in one.parts),
        choice=tried.choice,
        change=tried.change,
    )


def _worth_telling(choice: Choice, told: Choice) -> bool:
    """More money, a cost, or a tax of which only the figures are missing."""
    if choice.rows == told.rows:
        return False
    now, then = totals(told.rows), totals(choice.rows)
    new_taxes = {row.tax for row in choice.rows} - {row.tax for row in told.rows}
    return then.most > now.most or choice.cost is not told.cost or bool(new_taxes - {"cit", "qdmtt"})
