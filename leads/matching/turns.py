"""Whose turn it is for land that several wait for. Pure.

First come, first served, plot by plot: nobody gets a plot while somebody who asked earlier, and could have it,
still waits for it. A wish for several plots is granted whole or not at all. A wish for a plot that is not offered
at present keeps its place and stands in nobody's way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody waits for these plots together; `key` names the wish."""

    key: int
    plots: frozenset[str]


def next_turns(waiting: Iterable[Wish], taken: Collection[str], offered: Collection[str]) -> list[int]:
    """The wishes to grant now, of those `waiting` in the order they were asked.

    `taken`: plots somebody holds; `offered`: plots that may be held at all. Once these are granted, nobody more is.
    """
    gone, ahead, turns = set(taken), set[str](), list[int]()
    for wish in waiting:
        if not wish.plots <= set(offered):
            continue
        if wish.plots & (gone | ahead):
            ahead |= wish.plots
        else:
            gone |= wish.plots
            turns.append(wish.key)
    return turns


def place_of(key: int, waiting: Iterable[Wish]) -> int:
    """How many wishes stand before this one for any of its plots, and itself: 1 is next. Raises KeyError."""
    before = list[Wish]()
    for wish in waiting:
        if wish.key == key:
            return 1 + sum(bool(one.plots & wish.plots) for one in before)
        before.append(wish)
    raise KeyError(key)
