"""Best first over roots, lazily (assembly.md 1.5-1.6). Pure.

A heap of roots by what their sets could be worth at best: a bound at a glance, then one from the
ball, then the root's best set itself, searched with the best waiting set as cutoff. What comes off
the heap as a set is the best of all that is left. The root goes back, since it may hold the next.
"""

from __future__ import annotations

import heapq
from typing import Any, Protocol

from leads.matching.judge import Found, Key
from leads.matching.work import Taken

BEFORE, AFTER = 0, 1
# A bound may tie with a set of the same lead, so it stands before it: () < any tie-break. A root searched up
# to a cutoff and found empty stands right after that set. Lists, not only best sets, go wrong without this.
Place = tuple[float, tuple[Any, ...], int, int]


class Rooted(Protocol):
    """A search that can be asked root by root."""

    @property
    def roots(self) -> range: ...
    def first_bound(self, root: int) -> float | None: ...
    def ball_bound(self, root: int) -> float | None: ...
    def best(self, root: int, cutoff: Key | None) -> Found | None: ...


class BestFirst:
    """The admissible sets of a search in their order, one at a time."""

    def __init__(self, search: Rooted, taken: Taken) -> None:
        bounds = ((search.first_bound(root), root) for root in search.roots)
        self.search = search
        self.taken = taken
        self.heap: list[Place] = [(bound, (), BEFORE, root) for bound, root in bounds if bound is not None]
        self.waiting: dict[int, Found] = {}
        self.measured: set[int] = set()
        heapq.heapify(self.heap)

    def next(self) -> Found | None:
        """The best set left, or None. Raises Spent when the budget ends; it may not be resumed then."""
        while self.heap:
            lead, tie, _after, root = self.heap[0]
            if root in self.waiting:
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

    def roots_left(self) -> list[int]:
        """The roots not yet searched to the end, most promising first."""
        return [root for _lead, _tie, _after, root in sorted(self.heap)]

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
