"""The cheapest or the smallest connected set of a root (assembly.md 1.4): lease and area only grow. Pure."""

from __future__ import annotations

from leads.matching.ball import Ball
from leads.matching.dive import Dive, Marks
from leads.matching.judge import Key
from leads.matching.search import Search


class AdditiveSearch(Search):
    """Sets by total lease (cents) or total area (0.1 m2), in the phases in which that figure is known."""

    def first_bound(self, root: int) -> float | None:
        ground, low = self.ground, self.ground.limits.area_low
        if ground.phase.lead == "cost":
            return max(ground.cents[root], low * ground.price[root])
        if ground.area[root] * ground.most < low:
            return None
        return max(ground.area[root], low)

    def bound_in(self, ball: Ball) -> float | None:
        missing = self.ground.limits.area_low - ball.area[0]
        if self.ground.phase.lead == "area":
            return ball.area[0] + max(0, missing)
        return ball.cents[0] + cover(ball, ball.everyone & ~1, missing)

    def dive(self, ball: Ball, cutoff: Key | None) -> Dive:
        kind = CheapestDive if self.ground.phase.lead == "cost" else SmallestDive
        return kind(ball, self.ground, self.judge, self.taken, self.work, cutoff)


def cover(ball: Ball, free: int, missing: int) -> int:
    """The least that `missing` area (0.1 m2) costs in cents, from the cheapest free plots, the last in part."""
    cents, area = 0, ball.area
    while missing > 0 and free:
        index = (free & -free).bit_length() - 1
        free &= free - 1
        if area[index] >= missing:
            return cents + missing * ball.price[index]
        missing -= area[index]
        cents += ball.cents[index]
    return cents


class AdditiveDive(Dive):
    """`lead` is the figure the order goes by."""

    def offer(self, chosen: int, _count: int, _area: int, _cents: int, _sums: tuple[int, ...], _marks: Marks) -> None:
        self.consider(chosen)


class CheapestDive(AdditiveDive):
    """Plots of the ball stand cheapest first."""

    def too_much(self, _count: int, _area: int, cents: int, _marks: Marks) -> bool:
        return self.best_key is not None and cents > self.best_key[0]

    def hopeful(
        self, _chosen: int, free: int, near: int, _count: int, area: int, cents: int, _sums: tuple[int, ...], _m: Marks
    ) -> bool:
        if self.best_key is None:
            return True
        missing = self.low - area
        if missing > 0:
            return cents + cover(self.ball, free, missing) <= self.best_key[0]
        return cents + min(self.ball.cents[index] for index in _bits(near)) <= self.best_key[0]


class SmallestDive(AdditiveDive):
    """Plots of the ball stand largest first."""

    def too_much(self, _count: int, area: int, _cents: int, _marks: Marks) -> bool:
        return self.best_key is not None and area > self.best_key[0]

    def hopeful(
        self, _chosen: int, free: int, near: int, count: int, area: int, _cents: int, _sums: tuple[int, ...], _m: Marks
    ) -> bool:
        if self.best_key is not None and area + self.ball.area[near.bit_length() - 1] > self.best_key[0]:
            return False
        missing = self.low - area
        for _slot in range(self.ball.most - count):
            if missing <= 0 or not free:
                break
            missing -= self.ball.area[(free & -free).bit_length() - 1]
            free &= free - 1
        return missing <= 0


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        found.append((mask & -mask).bit_length() - 1)
        mask &= mask - 1
    return found
