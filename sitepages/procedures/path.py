"""The way through the steps of a case: when each begins and ends at the earliest, and the longest chain. Pure.

Time is counted in calendar days; five working days are seven calendar days. A step whose days nobody knows counts
nothing and makes the total a lower bound.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

WEEK = Fraction(7, 5)


class Circle(ValueError):
    """Steps that wait for each other; the message names them in order."""


@dataclass(frozen=True, slots=True)
class Step:
    """`days` None: not known. `after`: steps that come before it, where they apply."""

    key: str
    days: int | None
    working: bool
    after: tuple[str, ...]
    later: bool = False  # after construction: shown, not part of the total

    @property
    def length(self) -> Fraction:
        """Calendar days; 0 where not known."""
        days = Fraction(self.days or 0)
        return days * WEEK if self.working else days


@dataclass(frozen=True, slots=True)
class Bar:
    """Calendar days from the start of the way. `critical`: any delay of it delays the whole."""

    key: str
    start: Fraction
    end: Fraction
    known: bool
    critical: bool


@dataclass(frozen=True, slots=True)
class Way:
    """`total`: calendar days, rounded up; `unknown`: steps of the total whose days nobody knows."""

    bars: tuple[Bar, ...]
    total: int
    unknown: tuple[str, ...]


def applies(when: Mapping[str, Sequence[str]], facts: Mapping[str, str]) -> bool:
    """Every fact the step asks has one of the values it names."""
    return all(facts.get(key) in values for key, values in when.items())


def bridged(after: Mapping[str, Sequence[str]], kept: Container[str]) -> dict[str, tuple[str, ...]]:
    """What each step that is kept waits for: in place of a step that does not apply, what that one waited for.

    `after`: of every step of the guide, kept or not. A circle among steps left out ends where it began.
    """

    def before(key: str, passed: frozenset[str]) -> Iterator[str]:
        for one in after.get(key, ()):
            if one in kept:
                yield one
            elif one not in passed:
                yield from before(one, passed | {one})

    return {key: tuple(dict.fromkeys(before(key, frozenset({key})))) for key in after if key in kept}


def way(steps: Sequence[Step]) -> Way:
    """The earliest schedule of these steps, in the order given; raises Circle."""
    known = {step.key: step for step in steps}
    ends: dict[str, Fraction] = {}
    starts: dict[str, Fraction] = {}
    for step in in_order(steps):
        starts[step.key] = max((ends[key] for key in step.after if key in known), default=Fraction(0))
        ends[step.key] = starts[step.key] + step.length
    counted = [step for step in steps if not step.later]
    total = max((ends[step.key] for step in counted), default=Fraction(0))
    critical = _critical(counted, starts, ends, total)
    bars = tuple(
        Bar(step.key, starts[step.key], ends[step.key], step.days is not None, step.key in critical) for step in steps
    )
    return Way(bars, ceil(total), tuple(step.key for step in counted if step.days is None))


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Each step after those it waits for; raises Circle."""
    known = {step.key: step for step in steps}
    waiting = {step.key: {key for key in step.after if key in known} for step in steps}
    out: list[Step] = []
    while waiting:
        free = [key for key, before in waiting.items() if not before]
        if not free:
            raise Circle(" -> ".join(_circle(waiting)))
        for key in free:
            out.append(known[key])
            del waiting[key]
        for before in waiting.values():
            before.difference_update(free)
    return out


def _circle(waiting: Mapping[str, Iterable[str]]) -> list[str]:
    path = [min(waiting)]
    while (following := min(waiting[path[-1]])) not in path:
        path.append(following)
    return [*path[path.index(following) :], following]


def _critical(
    steps: Sequence[Step], starts: Mapping[str, Fraction], ends: Mapping[str, Fraction], total: Fraction
) -> set[str]:
    """Steps without slack: those that end when the whole ends, and what ends just when such a one begins."""
    found: set[str] = set()
    for step in reversed(in_order(steps)):
        followers = (other for other in steps if other.key in found and step.key in other.after)
        if ends[step.key] == total or any(starts[other.key] == ends[step.key] for other in followers):
            found.add(step.key)
    return found
