"""One phase as a search over roots: bounds of whole parts, of roots, of balls, the best set of a root. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cached_property

from leads.matching.ball import Ball, Patch
from leads.matching.dive import Dive
from leads.matching.ground import Ground
from leads.matching.judge import Found, Judge, Key
from leads.matching.values import BALL_WORK
from leads.matching.work import Taken, Work


class Search(ABC):
    """What the best-first search over roots asks. Leads are compared least first; `pool` keeps what was seen."""

    def __init__(self, ground: Ground, judge: Judge, taken: Taken, work: Work) -> None:
        self.ground = ground
        self.judge = judge
        self.taken = taken
        self.work = work
        self.pool: list[Found] = []
        self._balls: dict[int, Ball] = {}

    @cached_property
    def parts(self) -> list[Patch]:
        """The connected parts of the ground in which a set could meet every need."""
        ground = self.ground
        large = (
            nodes for nodes in ground.parts() if sum(ground.area[node] for node in nodes) >= ground.limits.area_low
        )
        return [patch for nodes in large if (patch := Patch(ground, nodes, ground.most)).may_suffice()]

    def ball(self, root: int) -> Ball:
        if root not in self._balls:
            self._balls[root] = Ball(self.ground, root, self.ground.most)
        return self._balls[root]

    def root_bounds(self, part: Patch) -> Iterator[tuple[float, int]]:
        """The least lead that sets of each root of a part could have, as far as the part tells; none without hope."""
        for at, root in enumerate(part.nodes):
            bound = self.bound_in(part, at)
            if bound is not None:
                yield bound, root

    def ball_bound(self, root: int) -> float | None:
        """The least lead a set of this root could have, from all plots within reach; None if it can have no set."""
        ball = self.ball(root)
        return self.bound_in(ball, 0) if ball.may_suffice() else None

    def hopeful_roots(self, work: Work) -> Iterator[int]:
        """The roots that can have a set at all. Laying out a ball not yet there is work; raises Spent."""
        for part in self.parts:
            for _bound, root in self.root_bounds(part):
                if root not in self._balls:
                    work.spend(BALL_WORK)
                if self.ball_bound(root) is not None:
                    yield root

    def best(self, root: int, cutoff: Key | None) -> Found | None:
        """The root's best admissible set before the cutoff. Raises Spent when the budget ends."""
        dive = self.dive(self.ball(root), cutoff)
        try:
            dive.run()
        finally:
            if dive.best:
                self.pool.append(dive.best)
        return dive.best

    @abstractmethod
    def part_bound(self, part: Patch) -> float:
        """The least lead any set of a part could have, at a glance."""

    @abstractmethod
    def bound_in(self, patch: Patch, at: int) -> float | None:
        """The least lead a set could have whose root stands at `at` among these plots; None if it can have no set."""

    @abstractmethod
    def dive(self, ball: Ball, cutoff: Key | None) -> Dive:
        """The search inside one ball."""
