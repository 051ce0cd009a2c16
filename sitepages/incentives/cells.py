"""One year of one tax: what would be due without the law, what is due under it, and how sure that is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from sitepages.incentives.benefits import OWN_CHOICE, Benefit, Place
from sitepages.incentives.book import Record
from sitepages.incentives.plan import Plan

FIGURE, UNKNOWN, BOUND = "figure", "unknown", "bound"
GRANT, TOP_UP = "grant", "qdmtt"
MOST_UNSURE = 4  # segments with an unknown start told apart: 16 cases; beyond, the cell is unknown


@dataclass(frozen=True, slots=True)
class Acting:
    """A segment of a rule at work."""

    record: Record
    benefit: Benefit

    @property
    def group(self) -> str | None:
        return self.benefit.group or self.record.exclusion_group


@dataclass(frozen=True, slots=True)
class Term:
    """Years in which a segment runs; `last` None: to the end."""

    first: int
    last: int | None

    def covers(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class Row:
    """A cell of a schedule. Amounts in the plan's currency, None = not known.

    `payable` of a grant is what is received. `most`: an upper bound of it where the cell is a bound.
    `rate_pct`: of corporate tax the rate in force that year; of others the share or rate due.
    `incentive`: the rule that decides the cell, "" where the ordinary law does. `of`: the goods or costs.
    """

    year: int
    tax: str
    baseline: Decimal | None
    payable: Decimal | None
    rate_pct: Decimal | None = None
    cell: str = FIGURE
    incentive: str = ""
    places: tuple[Place, ...] = ()
    of: str = ""
    most: Decimal | None = None
    currency: str = "USD"

    @property
    def saving(self) -> Decimal | None:
        """What the rule spares, or brings; negative for a cost."""
        if self.payable is None:
            return None
        if self.tax == GRANT:
            return self.payable
        return None if self.baseline is None else self.baseline - self.payable

    def but(self, year: int) -> Row:
        return Row(
            year,
            self.tax,
            self.baseline,
            self.payable,
            self.rate_pct,
            self.cell,
            self.incentive,
            self.places,
            self.of,
            self.most,
            self.currency,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One possible answer for a cell."""

    payable: Decimal | None
    rate_pct: Decimal | None
    by: tuple[Acting, ...]


def term(plan: Plan, one: Benefit) -> Term | None:
    """None: its start, or its length, is not known."""
    if id(one) not in plan.kept:
        plan.kept[id(one)] = _term(plan, one)
    known: Term | None = plan.kept[id(one)]
    return known


def _term(plan: Plan, one: Benefit) -> Term | None:
    start = plan.start(one)
    if start is None:
        return None
    if one.length_fact != OWN_CHOICE:
        last = None if one.to_year is None else start + one.to_year - 1
        return Term(start + one.from_year - 1, last)
    built = plan.construction()
    return None if built is None else Term(start, start + built - 1)


def at_work(plan: Plan, segments: Iterable[Acting], year: int) -> Iterator[tuple[Acting, ...]]:
    """Every set of segments that may be running in a year: those with an unknown start both ways."""
    sure, unsure = [], []
    for one in segments:
        when = term(plan, one.benefit)
        if when is None:
            unsure.append(one)
        elif when.covers(year):
            sure.append(one)
    flags: Iterable[tuple[bool, ...]] = product((True, False), repeat=len(unsure))
    if len(unsure) > MOST_UNSURE:
        flags = ((True,) * len(unsure), (False,) * len(unsure))
    for chosen in flags:
        yield (*sure, *(one for one, running in zip(unsure, chosen, strict=True) if running))


def settled(outcomes: Sequence[Outcome]) -> Outcome:
    """The one answer where all agree on what is due; else not known. The rate likewise."""
    first = outcomes[0]
    payable = first.payable if len({one.payable for one in outcomes}) == 1 else None
    rate = first.rate_pct if len({one.rate_pct for one in outcomes}) == 1 else None
    return Outcome(payable, rate, first.by)
