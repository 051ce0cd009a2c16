"""Years alike put together: a schedule is reckoned once a stretch and only told year by year. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from sitepages.incentives.cells import Acting, Row, term
from sitepages.incentives.plan import Plan

NOTHING = Decimal(0)
Worlds = Sequence[Sequence[Acting]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Years `rows[0].year` to `last` whose cells differ in nothing but the year; several rows: taxes side by side."""

    rows: tuple[Row, ...]
    last: int

    @property
    def years(self) -> int:
        return self.last - self.rows[0].year + 1

    def told(self) -> Iterator[Row]:
        """Year by year, the taxes of a year together."""
        yield from self.rows
        for year in range(self.rows[0].year + 1, self.last + 1):
            for row in self.rows:
                yield row.but(year)


def spells(plan: Plan, worlds: Worlds, first: int, last: int, turns: Iterable[int] = ()) -> Iterator[tuple[int, int]]:
    """First and last year of each stretch in which the same segments run; `turns`: years where something else turns."""
    cuts = {first, *turns}
    for world in worlds:
        for one in world:
            when = term(plan, one.benefit)
            if when is not None:
                cuts.add(when.first)
                if when.last is not None:
                    cuts.add(when.last + 1)
    begins = sorted(cut for cut in cuts if first <= cut <= last)
    yield from ((begin, after - 1) for begin, after in pairwise([*begins, last + 1]))


def rows_of(stretches: Iterable[Stretch]) -> list[Row]:
    return [row for stretch in stretches for row in stretch.told()]


def saved(stretches: Iterable[Stretch]) -> Decimal:
    """The sum of the known savings, as the cells say them."""
    total = NOTHING
    for stretch in stretches:
        for row in stretch.rows:
            saving = row.saving
            if saving is not None:
                total += saving * stretch.years
    return total
