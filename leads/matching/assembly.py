"""Connected sets of plots, each once, within a budget of work. Pure.

Plain enumeration (include/exclude from each root, the root being the least code of its sets): exact
for a park with streets, where components are small; docs/decisions/0009 says when it will not do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Neighbours = Mapping[str, frozenset[str]]


@dataclass
class Work:
    """Counts sets looked at. `complete` turns false when the budget ends the search."""

    budget: int
    visited: int = 0
    complete: bool = True

    def spend(self) -> bool:
        """Whether there is budget for one more set."""
        if self.visited >= self.budget:
            self.complete = False
            return False
        self.visited += 1
        return True


def connected_sets(
    neighbours: Neighbours, most: int, work: Work, may_grow: Callable[[tuple[str, ...]], bool]
) -> Iterator[tuple[str, ...]]:
    """Every connected set of at most `most` plots, each once; a set that may not grow is not extended."""
    order = {code: rank for rank, code in enumerate(sorted(neighbours))}
    for root in order:
        later = {code for code in neighbours if order[code] > order[root]}
        stack: list[tuple[tuple[str, ...], list[str], frozenset[str]]] = [
            ((root,), sorted(neighbours[root] & later), frozenset({root}) | (neighbours[root] & later))
        ]
        while stack:
            chosen, frontier, seen = stack.pop()
            if not work.spend():
                return
            yield chosen
            if len(chosen) == most or not may_grow(chosen):
                continue
            # Each branch takes one frontier plot and leaves out those before it: no set comes twice.
            for index, code in enumerate(frontier):
                fresh = sorted((neighbours[code] & later) - seen)
                stack.append(((*chosen, code), frontier[index + 1 :] + fresh, seen | set(fresh)))


def is_connected(codes: frozenset[str], neighbours: Neighbours) -> bool:
    """Whether the plots hang together."""
    if not codes:
        return False
    reached, open_ = set(), [next(iter(codes))]
    while open_:
        code = open_.pop()
        if code not in reached:
            reached.add(code)
            open_ += (neighbours[code] & codes) - reached
    return reached == codes


def components(neighbours: Neighbours) -> list[frozenset[str]]:
    """The connected parts of the graph."""
    left, parts = set(neighbours), []
    while left:
        part, open_ = set(), [min(left)]
        while open_:
            code = open_.pop()
            if code not in part:
                part.add(code)
                open_ += (neighbours[code] & left) - part
        left -= part
        parts.append(frozenset(part))
    return parts


def restricted(neighbours: Neighbours, codes: frozenset[str]) -> dict[str, frozenset[str]]:
    """The graph of these plots alone."""
    return {code: neighbours.get(code, frozenset()) & codes for code in codes}
