"""Every connected set of one root, each once: include and exclude, with cuts (assembly.md 1.4). Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from operator import add, lt

from leads.matching.ball import Ball
from leads.matching.ground import KNOWN, Ground
from leads.matching.judge import Found, Judge, Key
from leads.matching.values import ENDLESS, PLACE_WORK
from leads.matching.work import Taken, Work

Marks = tuple[float, ...]


class Dive(ABC):
    """One search of one ball. Subclasses say what a set is worth and what its extensions could be.

    The state of a set: `chosen` (mask), count, area (0.1 m2), cents, `sums` (the additive needs, the
    price cap last) and `marks` (what subclasses carry). `best` starts as the cutoff: only what is
    better is found; `high` and `lease_high` come down with it where the order goes by area or lease.
    `price` of a set: what looking at it counts for in the work budget.
    """

    price = 1
    carries = False

    def __init__(self, ball: Ball, ground: Ground, judge: Judge, taken: Taken, work: Work, cutoff: Key | None) -> None:
        limits = ground.limits
        self.ball = ball
        self.ground = ground
        self.judge = judge
        self.taken = taken
        self.work = work
        self.best: Found | None = None
        self.best_key: Key | None = None
        self.shadows = ball.shadows(taken, ground)
        self.low = limits.area_low
        self.high = ENDLESS if limits.area_high is None else limits.area_high
        self.lease_high = ENDLESS if limits.lease_high is None else limits.lease_high
        # With only a minimum asked, what fits already is not extended: the larger set could leave a plot out.
        # A cap on the mean price breaks that argument, so then it is.
        self.closed = limits.minimal and limits.cap is None
        self.only_area = not ground.needs and ground.fibre is None and not ground.musts
        if cutoff:
            self.improve(cutoff)

    def run(self) -> Found | None:
        """Search all sets of the root. Raises Spent when the budget ends; `best` then holds what was found so far."""
        self.grow(0, 1, 0, 0, 0, 0, (0,) * len(self.ground.needs), self.start())
        return self.best

    def grow(
        self,
        chosen: int,
        frontier: int,
        banned: int,
        count: int,
        area: int,
        cents: int,
        sums: tuple[int, ...],
        marks: Marks,
    ) -> None:
        """Add one plot of the frontier at a time; a plot once added is banned from the sets that come after."""
        ball, low, only_area, carries = self.ball, self.low, self.only_area, self.carries
        areas, leases, near_to = ball.area, ball.cents, ball.near
        count += 1
        left = ball.most - count
        reach = low - ball.top_area[left]  # with less area than this, no further plots reach the minimum
        self.work.spend(self.price * frontier.bit_count())
        while frontier:
            bit = frontier & -frontier
            frontier ^= bit
            index = bit.bit_length() - 1
            more_area, more_cents = area + areas[index], cents + leases[index]
            if more_area >= reach and more_area & KNOWN <= self.high and more_cents <= self.lease_high:
                more = tuple(map(add, sums, ball.amounts[index])) if sums else sums
                grown = chosen | bit
                carried = self.carry(marks, index) if carries else marks
                fits = more_area >= low and (only_area or self.fits(grown, more_area, more))
                if fits and self.may_be_offered(grown, count, more_area, more):
                    self.offer(grown, count, more_area, more_cents, more, carried)
                if left and not (fits and self.closed):
                    free = ball.everyone & ~banned & ~grown
                    near = (frontier | near_to(index)) & free
                    if (
                        near
                        and (only_area or self.reachable(grown | free, left, more))
                        and self.hopeful(grown, free, near, count, more_area, more_cents, more, carried)
                    ):
                        self.grow(grown, near, banned, count, more_area, more_cents, more, carried)
            banned |= bit

    def fits(self, chosen: int, area: int, sums: tuple[int, ...]) -> bool:
        """Whether the hard needs hold (in a phase of the unknown: may hold)."""
        if area < self.low or (self.ball.fibre is not None and not chosen & self.ball.fibre):
            return False
        return not any(map(lt, sums, self.ground.needs))

    def reachable(self, whole: int, left: int, sums: tuple[int, ...]) -> bool:
        """Whether `left` more plots, to be had from `whole`, could still meet every need but that of area."""
        ball = self.ball
        if ball.fibre is not None and not whole & ball.fibre:
            return False
        if sums and any(map(lt, sums, ball.least[left])):
            return False
        return all(whole & must for must in ball.musts)

    def may_be_offered(self, chosen: int, count: int, area: int, sums: tuple[int, ...]) -> bool:
        """Whether a set that fits belongs to this phase, differs enough from the options taken, and wastes no plot."""
        if not all(chosen & must for must in self.ball.musts):
            return False
        clash = self.taken.clash
        for mask, size in self.shadows:
            if clash((chosen & mask).bit_count(), count, size):
                return False
        return not self.ground.limits.minimal or self.is_minimal(chosen, area, sums)

    def is_minimal(self, chosen: int, area: int, sums: tuple[int, ...]) -> bool:
        """Whether leaving out any one plot breaks connection, the minimum or another hard need."""
        ball, rest = self.ball, chosen
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            without = chosen ^ bit
            less = tuple(have - amount for have, amount in zip(sums, ball.amounts[index], strict=True))
            if without and self.fits(without, area - ball.area[index], less) and ball.hangs_together(without):
                return False
        return True

    def consider(self, chosen: int) -> None:
        """Place a set exactly, and keep it if it is the best so far."""
        ground = self.ground
        plots = [ground.plots[node] for node in self.ball.members(chosen)]
        if ground.phase.unknown and not self.judge.unknown(plots):
            return
        self.work.spend(PLACE_WORK)
        found = self.judge.found(plots, ground.phase.lead)
        if self.best_key is None or found.key < self.best_key:
            self.best = found
            self.improve(found.key)

    def improve(self, key: Key) -> None:
        """From now on only what comes before this place is of interest."""
        self.best_key = key

    def start(self) -> Marks:
        """What an empty set carries."""
        return ()

    def carry(self, marks: Marks, _index: int) -> Marks:
        """What a set carries with one plot more."""
        return marks

    @abstractmethod
    def offer(self, chosen: int, count: int, area: int, cents: int, sums: tuple[int, ...], marks: Marks) -> None:
        """A set of this phase that fits."""

    @abstractmethod
    def hopeful(
        self,
        chosen: int,
        free: int,
        near: int,
        count: int,
        area: int,
        cents: int,
        sums: tuple[int, ...],
        marks: Marks,
    ) -> bool:
        """Whether an extension by a plot of `near` and others of `free` could come before (or tie with) the best."""


class Count(Dive):
    """Counts every set that fits."""

    counted = 0

    def offer(self, chosen: int, *_state: object) -> None:
        plots = [self.ground.plots[node] for node in self.ball.members(chosen)]
        self.counted += not self.ground.phase.unknown or self.judge.unknown(plots)

    def hopeful(self, *_state: object) -> bool:
        return True
