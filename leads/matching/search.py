"""One phase as a search over roots: bounds at a glance, bounds from the ball, the best set of a root. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from leads.matching.ball import Ball
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

    @property
    def roots(self) -> range:
        return range(len(self.ground.plots))

    def ball(self, root: int) -> Ball:
        if root not in self._balls:
            self._balls[root] = Ball(self.ground, root)
        return self._balls[root]

    def ball_bound(self, root: int) -> float | None:
        """The least lead a set of this root could have, from all plots within reach; None if it can have no set."""
        ball, ground = self.ball(root), self.ground
        tops = zip(ball.top_amounts, ground.needs, strict=True)
        if (
            ball.top_area[ground.most] < ground.limits.area_low
            or ball.fibre == 0
            or not all(ball.musts)
            or any(top[ground.most] < need for top, need in tops)
        ):
            return None
        return self.bound_in(ball)

    def hopeful_roots(self, work: Work) -> Iterator[int]:
        """The roots that can have a set at all. Laying out a ball not yet there is work; raises Spent."""
        for root in self.roots:
            if self.first_bound(root) is not None:
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
    def first_bound(self, root: int) -> float | None:
        """The least lead a set of this root could have, at a glance; None if it can have no set."""

    @abstractmethod
    def bound_in(self, ball: Ball) -> float | None:
        """The least lead a set of this ball's root could have."""

    @abstractmethod
    def dive(self, ball: Ball, cutoff: Key | None) -> Dive:
        """The search inside one ball."""
