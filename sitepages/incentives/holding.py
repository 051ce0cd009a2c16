"""Which segments of a rule may hold at once, while some of their conditions are unknown. Pure.

Conditions that share an unknown part stand or fall together: "an R&D centre" and "not an R&D centre" never both
hold. A named definition counts as one part, so that the answer is at most too careful, never too sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from sitepages.incentives.book import Record
from sitepages.incentives.evaluate import Judge
from sitepages.incentives.tree import AllOf, AnyOf, Node, Not
from sitepages.incentives.truth import Truth, all_of, any_of

MOST_OPEN = 6  # unknown parts told apart: 64 cases; beyond, each segment stands by itself
Segments = frozenset[int]


def holding(judge: Judge, record: Record) -> tuple[Segments, ...]:
    """Every set of segments (by index) that may hold if the rule applies; one set where all is known."""
    always = frozenset(one.index for one in record.benefits if one.when is None)
    asked = {one.index: one.when for one in record.benefits if one.when is not None}
    known = {leaf: judge.node(leaf).truth for node in asked.values() for leaf in leaves(node)}
    truths = {index: truth_of(node, known) for index, node in asked.items()}
    sure = always | {index for index, truth in truths.items() if truth is Truth.TRUE}
    open_ones = [index for index, truth in truths.items() if truth is Truth.UNKNOWN]
    if not open_ones:
        return (sure,)
    worlds = list(_worlds(judge, record, [asked[index] for index in open_ones], known))
    if not worlds:
        return tuple(sure | some for some in _subsets(open_ones))
    found = {
        sure | {index for index in open_ones if truth_of(asked[index], world) is Truth.TRUE}: None for world in worlds
    }
    return tuple(found)


def leaves(node: Node) -> Iterator[Node]:
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield node


def truth_of(node: Node, known: Mapping[Node, Truth]) -> Truth:
    match node:
        case AllOf(parts):
            return all_of(truth_of(part, known) for part in parts)
        case AnyOf(parts):
            return any_of(truth_of(part, known) for part in parts)
        case Not(part):
            return truth_of(part, known).negated()
        case _:
            return known[node]


def _worlds(
    judge: Judge, record: Record, nodes: Iterable[Node], known: Mapping[Node, Truth]
) -> Iterator[Mapping[Node, Truth]]:
    """Every way to settle the unknown parts in which the rule may apply; none if there are too many."""
    parts = dict.fromkeys(leaf for node in nodes for leaf in leaves(node) if known[leaf] is Truth.UNKNOWN)
    if len(parts) > MOST_OPEN:
        return
    rule = {leaf: judge.node(leaf).truth for leaf in leaves(record.condition)}
    for values in product((Truth.TRUE, Truth.FALSE), repeat=len(parts)):
        world = {**rule, **known, **dict(zip(parts, values, strict=True))}
        if truth_of(record.condition, world) is not Truth.FALSE:
            yield world


def _subsets(indexes: list[int]) -> Iterator[Segments]:
    if len(indexes) > MOST_OPEN:
        yield from (frozenset(), frozenset(indexes), *(frozenset([index]) for index in indexes))
        return
    for flags in product((True, False), repeat=len(indexes)):
        yield frozenset(index for index, flag in zip(indexes, flags, strict=True) if flag)
