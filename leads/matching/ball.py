"""The plots within reach of a root, numbered locally, so that sets are small integers (assembly.md 1.2-1.3). Pure.

A root is the lowest-ranked plot of a set: each set has exactly one, and lies in its root's ball.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from operator import itemgetter, sub
from typing import TypeVar

from leads.matching.ground import KNOWN, Ground
from leads.matching.work import Taken

V = TypeVar("V")


class Patch:
    """Some plots of a ground, in rank order, and what sets of them can bring at most.

    `most`: how many plots a set has at most. `top_area[j]`, `top_amounts[a][j]`: the most that j of them can bring.
    """

    def __init__(self, ground: Ground, nodes: list[int], most: int) -> None:
        self.ground = ground
        self.nodes = nodes
        self.most = most
        self.of = of = picker(nodes)
        self.area = of(ground.area)
        self.cents = of(ground.cents)
        self.amounts = of(ground.amounts)
        self.top_area = _tops(self.area, most)
        self.top_amounts = [_tops(of(column), most) for column in ground.columns]

    @cached_property
    def price(self) -> tuple[int, ...]:
        """0.1 USD/m2; 0 where not known."""
        return self.of(self.ground.price)

    @cached_property
    def least(self) -> list[tuple[int, ...]]:
        """By how many plots may still be added: of each need that adds up, the least a set must have already."""
        needs = self.ground.needs
        return [tuple(map(sub, needs, tops)) for tops in zip(*self.top_amounts, strict=True)]

    def may_suffice(self) -> bool:
        """Whether sets of these plots could meet every need that adds up, and hold a plot of each kind they must."""
        ground, nodes, most = self.ground, self.nodes, self.most
        return (
            self.top_area[most] >= ground.limits.area_low
            and all(top[most] >= need for top, need in zip(self.top_amounts, ground.needs, strict=True))
            and all(any(must[node] for node in nodes) for must in ground.musts)
            and (ground.fibre is None or any(ground.fibre[node] for node in nodes))
        )

    def known_top(self, which: int) -> list[int]:
        """The most known amount that up to j plots can bring to an additive need."""
        return _tops((amounts[which] & KNOWN for amounts in self.amounts), self.most)


class Ball(Patch):
    """A root and the plots of higher rank within k - 1 steps. Bit i of a mask is plot i of the ball, the root bit 0."""

    def __init__(self, ground: Ground, root: int, most: int) -> None:
        super().__init__(ground, _within(ground.links, root, most - 1), most)
        self.everyone = (1 << len(self.nodes)) - 1
        self._links: list[int | None] = [None] * len(self.nodes)

    @cached_property
    def fibre(self) -> int | None:
        """The plots that reach the fibre asked; None where none was."""
        return None if self.ground.fibre is None else self.where(self.ground.fibre)

    @cached_property
    def musts(self) -> list[int]:
        """The plots of each kind that a set must hold one of."""
        return [self.where(must) for must in self.ground.musts]

    @cached_property
    def bits(self) -> dict[int, int]:
        """Rank -> bit; most balls are only bounded and never need it."""
        return {node: 1 << index for index, node in enumerate(self.nodes)}

    def near(self, index: int) -> int:
        """The neighbours, in the ball, of one of its plots."""
        mask = self._links[index]
        if mask is None:
            mask = self._links[index] = self._mask(self.ground.links[self.nodes[index]])
        return mask

    def _mask(self, nodes: Iterable[int]) -> int:
        mask, bits = 0, self.bits
        for node in nodes:
            mask |= bits.get(node, 0)
        return mask

    def where(self, flags: Sequence[bool]) -> int:
        """The plots of the ball for which a flag (by rank) is set."""
        flagged = self.of(flags)
        return sum(1 << index for index, flag in enumerate(flagged) if flag) if True in flagged else 0

    def members(self, chosen: int) -> list[int]:
        """Ranks of the plots in a mask."""
        return [node for index, node in enumerate(self.nodes) if chosen >> index & 1]

    def shadows(self, taken: Taken, ground: Ground) -> list[tuple[int, int]]:
        """Of each option already taken: its plots in this ball, and how many it has in all."""
        found = []
        for codes in taken.sets:
            ranks = ground.ranks_of(codes)
            if ranks and ranks[-1] >= self.nodes[0] and ranks[0] <= self.nodes[-1]:
                mask = self._mask(ranks)
                if mask:
                    found.append((mask, len(codes)))
        return found

    def hangs_together(self, chosen: int) -> bool:
        """Whether the plots of a mask are connected."""
        near_to = self.near
        reached = edge = chosen & -chosen
        while edge:
            near = near_to(edge.bit_length() - 1)
            edge = (edge ^ (1 << (edge.bit_length() - 1))) | (near & chosen & ~reached)
            reached |= near & chosen
        return reached == chosen


def picker(nodes: Sequence[int]) -> Callable[[Sequence[V]], tuple[V, ...]]:
    """What takes, of a list by rank, the values of some plots. A ball is laid out a thousand times in an answer."""
    if len(nodes) > 1:
        return itemgetter(*nodes)
    (only,) = nodes
    return lambda values: (values[only],)


def _within(links: Sequence[Sequence[int]], root: int, steps: int) -> list[int]:
    seen, edge = {root}, [root]
    for _step in range(steps):
        further = []
        for node in edge:
            for near in links[node]:
                if near > root and near not in seen:
                    seen.add(near)
                    further.append(near)
        if not further:
            break
        edge = further
    return sorted(seen)


def _tops(values: Iterable[int], most: int) -> list[int]:
    """The most that up to j of the values can add, for j from 0 to `most`."""
    best = sorted(values, reverse=True)[:most]
    while best and best[-1] < 0:
        best.pop()
    sums = [0, *accumulate(best)]
    return sums + sums[-1:] * (most + 1 - len(sums))
