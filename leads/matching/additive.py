"""The cheapest or the smallest connected set of a root (assembly.md 1.4): lease and area only grow. Pure."""

from __future__ import annotations

from leads.matching.ball import Ball, Patch
from leads.matching.dive import Dive, Marks
from leads.matching.judge import Key
from leads.matching.search import Search


class AdditiveSearch(Search):
    """Sets by total lease (cents) or total area (0.1 m2), in the phases in which that figure is known."""

    def part_bound(self, part: Patch) -> float:
        low = self.ground.limits.area_low
        return low if self.ground.phase.lead == "area" else filled(part, 0, low)

    def bound_in(self, patch: Patch, at: int) -> float | None:
        missing = self.ground.limits.area_low - patch.area[at]
        if self.ground.phase.lead == "area":
            if sum(patch.area[at + 1 : at + patch.most]) < missing:
                return None
            return patch.area[at] + max(0, missing)
        return patch.cents[at] + filled(patch, at + 1, missing)

    def dive(self, ball: Ball, cutoff: Key | None) -> Dive:
        kind = CheapestDive if self.ground.phase.lead == "cost" else SmallestDive
        return kind(ball, self.ground, self.judge, self.taken, self.work, cutoff)


def filled(patch: Patch, at: int, missing: int) -> int:
    """The least that `missing` area (0.1 m2) costs in cents, from the plots at `at` and after, the last in part."""
    cents, area, price = 0, patch.area, patch.price
    for index in range(at, len(area)):
        if missing <= area[index]:
            return cents + max(0, missing) * price[index]
        missing -= area[index]
        cents += patch.cents[index]
    return cents


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

    def improve(self, key: Key) -> None:
        super().improve(key)
        self.lease_high = min(self.lease_high, int(key[0]))

    def hopeful(
        self, _chosen: int, free: int, near: int, _count: int, area: int, cents: int, _sums: tuple[int, ...], _m: Marks
    ) -> bool:
        missing = self.low - area
        if missing > 0:
            return cents + cover(self.ball, free, missing) <= self.lease_high
        return cents + min(self.ball.cents[index] for index in _bits(near)) <= self.lease_high


class SmallestDive(AdditiveDive):
    """Plots of the ball stand largest first."""

    def improve(self, key: Key) -> None:
        super().improve(key)
        self.high = min(self.high, int(key[0]))

    def hopeful(
        self, _chosen: int, free: int, near: int, count: int, area: int, _cents: int, _sums: tuple[int, ...], _m: Marks
    ) -> bool:
        if area + self.ball.area[near.bit_length() - 1] > self.high:
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
