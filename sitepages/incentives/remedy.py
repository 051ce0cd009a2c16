"""What would make a rule hold: the smallest sets of conditions that, once met, turn its verdict. Pure.

Works on the trace of a verdict, so it says nothing the verdict did not look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from sitepages.incentives.evaluate import Trace
from sitepages.incentives.truth import Truth, all_of, any_of

MOST = 24  # sets kept while they are put together; the smallest are found first
FIXED = ("in_force",)  # what no project can change


@dataclass(frozen=True)
class Wanted:
    """A condition that is not so yet; `holds`: whether it must hold or must not."""

    trace: Trace
    holds: bool


Set = tuple[Wanted, ...]


def remedies(trace: Trace) -> tuple[Set, ...]:
    """The smallest sets of conditions that make the trace true; () where nothing does, ((),) where it is."""
    return tuple(_needs(trace, Truth.TRUE))


def _needs(trace: Trace, want: Truth) -> list[Set]:
    if trace.truth is want:
        return [()]
    if trace.op in FIXED or (trace.op == "definition" and not trace.parts):
        return []  # of a definition: out of force itself
    if trace.op == "not":
        return _needs(trace.parts[0], want.negated())
    if not trace.parts:
        return [(Wanted(trace, want is Truth.TRUE),)]
    if trace.op == "definition":
        return _needs(trace.parts[0], want)
    needs = [_needs(part, want) for part in trace.parts]
    together = (trace.op == "all") == (want is Truth.TRUE)
    return _each(needs) if together else _smallest(one for some in needs for one in some)


def _each(needs: Sequence[list[Set]]) -> list[Set]:
    found: list[Set] = [()]
    for some in needs:
        found = _smallest(_joined(one, other) for one, other in product(found, some))
    return found


def _joined(one: Set, other: Set) -> Set:
    return (*one, *(wanted for wanted in other if wanted not in one))


def _smallest(sets: Iterable[Set]) -> list[Set]:
    """Fewest conditions first, in the order of the rule; none that holds another whole."""
    found: list[Set] = []
    for one in sorted(sets_of(sets), key=len):
        if not any(all(wanted in one for wanted in kept) for kept in found):
            found.append(one)
    return found[:MOST]


def sets_of(sets: Iterable[Set]) -> Iterable[Set]:
    """Hashable as they are: traces hold mappings, so sets are told apart by identity of their traces."""
    seen: set[frozenset[tuple[int, bool]]] = set()
    for one in sets:
        key = frozenset((id(wanted.trace), wanted.holds) for wanted in one)
        if key not in seen:
            seen.add(key)
            yield one


def truth_with(trace: Trace, met: Set) -> Truth:
    """The verdict's truth if these conditions were as wanted."""
    changed = {id(wanted.trace): Truth.TRUE if wanted.holds else Truth.FALSE for wanted in met}
    return _truth(trace, lambda leaf: changed.get(id(leaf), leaf.truth))


def _truth(trace: Trace, leaf: Callable[[Trace], Truth]) -> Truth:
    if not trace.parts:
        return leaf(trace)
    parts = [_truth(part, leaf) for part in trace.parts]
    if trace.op == "not":
        return parts[0].negated()
    return all_of(parts) if trace.op == "all" else any_of(parts)
