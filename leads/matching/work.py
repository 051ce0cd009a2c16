"""What a search has spent, and what the list already holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from leads.matching.values import SIMILAR


class Spent(Exception):
    """The budget is used up."""


@dataclass(slots=True)
class Work:
    """Counts sets looked at against a budget, so that an answer replays to the bit on any machine."""

    budget: int
    visited: int = 0

    def spend(self, sets: int = 1) -> None:
        if self.visited + sets > self.budget:
            raise Spent
        self.visited += sets


@dataclass(slots=True)
class Taken:
    """The options already in the list. `diverse`: a further one shares at most half of its plots with each."""

    diverse: bool
    sets: list[frozenset[str]] = field(default_factory=list)

    def add(self, codes: Iterable[str]) -> None:
        self.sets.append(frozenset(codes))

    def admits(self, codes: Iterable[str]) -> bool:
        """Whether a set may be the next option."""
        new = frozenset(codes)
        return not any(self.clash(len(new & old), len(new), len(old)) for old in self.sets)

    def clash(self, shared: int, new: int, old: int) -> bool:
        """Whether a set of `new` plots that shares `shared` with one of `old` is too like it (or the same)."""
        if not self.diverse:
            return shared == new == old
        numerator, denominator = SIMILAR
        return denominator * shared > numerator * (new + old - shared)
