"""Best first over roots, lazily (assembly.md 1.5-1.6). Pure.

A heap by what sets could be worth at best: of a connected part of the park as a whole, then of each
of its roots, then of a root's ball, then the root's best set itself, searched with the best waiting
set as cutoff. What comes off the heap as a set is the best of all that is left. The root goes back,
since it may hold the next. A part that cannot beat the last option asked is never opened.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from leads.matching.judge import Found, Key
from leads.matching.work import Taken

BEFORE, AFTER = 0, 1
# The last number is a root, or ~n for the n-th part. A bound may tie with a set of the same lead, so it stands before
# it: () < any tie-break. A root searched up to a cutoff and found empty stands right after that set. Lists, not only
# best sets, go wrong without this.
Place = tuple[float, tuple[Any, ...], int, int]


class Rooted(Protocol):
    """A search that can be asked part by part and root by root."""

    @property
    def parts(self) -> Sequence[Any]: ...
    def part_bound(self, part: Any) -> float: ...
    def root_bounds(self, part: Any) -> Iterable[tuple[float, int]]: ...
    def ball_bound(self, root: int) -> float | None: ...
    def best(self, root: int, cutoff: Key | None) -> Found | None: ...


class BestFirst:
    """The admissible sets of a search in their order, one at a time."""

    def __init__(self, search: Rooted, taken: Taken) -> None:
        self.search = search
        self.taken = taken
        self.heap: list[Place] = [
            (search.part_bound(part), (), BEFORE, ~number) for number, part in enumerate(search.parts)
        ]
        self.waiting: dict[int, Found] = {}
        self.measured: set[int] = set()
        heapq.heapify(self.heap)

    def next(self) -> Found | None:
        """The best set left, or None. Raises Spent when the budget ends; it may not be resumed then."""
        while self.heap:
            lead, tie, _after, root = self.heap[0]
            if root < 0:
                self._open(lead, ~root)
            elif root in self.waiting:
                found = self.waiting.pop(root)
                heapq.heapreplace(self.heap, (lead, tie, AFTER, root))
                if self.taken.admits(found.codes):
                    return found
            elif root not in self.measured:
                self._measure(lead, root)
            else:
                self._search(root)
        return None

    @property
    def bound(self) -> float | None:
        """The least lead any set not yet given could have."""
        return self.heap[0][0] if self.heap else None

    def roots_left(self) -> Iterator[int]:
        """The roots not yet searched to the end, most promising first."""
        for _lead, _tie, _after, root in sorted(self.heap):
            if root < 0:
                yield from (inner for _bound, inner in sorted(self.search.root_bounds(self.search.parts[~root])))
            else:
                yield root

    def _open(self, lead: float, number: int) -> None:
        heapq.heappop(self.heap)
        for bound, root in self.search.root_bounds(self.search.parts[number]):
            heapq.heappush(self.heap, (max(lead, bound), (), BEFORE, root))

    def _measure(self, lead: float, root: int) -> None:
        bound = self.search.ball_bound(root)
        self.measured.add(root)
        if bound is None:
            heapq.heappop(self.heap)
        else:
            heapq.heapreplace(self.heap, (max(lead, bound), (), BEFORE, root))

    def _search(self, root: int) -> None:
        cutoff = min((found.key for found in self.waiting.values()), default=None)
        found = self.search.best(root, cutoff)
        if found:
            self.waiting[root] = found
            heapq.heapreplace(self.heap, (*found.key, BEFORE, root))
        elif cutoff:
            heapq.heapreplace(self.heap, (*cutoff, AFTER, root))
        else:
            heapq.heappop(self.heap)
