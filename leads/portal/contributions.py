"""How the points of an option add up: rounded so that the parts shown are the sum shown (the largest remainders up)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from leads.criteria import CRITERIA
from leads.portal.bars import of_longest
from sitepages import figures

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Contribution:
    """A line of the table whose points add up to the score."""

    name: str
    points: str
    most: str
    width: str
    full_width: str


def contributions_of(
    scored: Sequence[Mapping[str, Any]], score: float, longest: float, lang: str
) -> Iterator[Contribution]:
    """A line for each criterion that has a weight; `longest`: the weight whose bar is the whole width."""
    weights, given = ([one[key] for one in scored] for key in ("weight", "contribution"))
    most = tenths(weights, sum(weights))
    for one, at_most, own in zip(scored, most, tenths(given, score, most), strict=True):
        yield Contribution(
            name=str(CRITERIA.get(one["key"], one["key"])),
            points=figures.number(own, 1, lang),
            most=figures.number(at_most, 1, lang),
            width=of_longest(one["contribution"], longest),
            full_width=of_longest(one["weight"], longest),
        )


def tenths(shares: Sequence[float], whole: float, most: Sequence[Decimal] | None = None) -> tuple[Decimal, ...]:
    """Shares of one as points of 100 with one decimal, in their order; together they are `whole` as it is rounded by
    itself. `most`: what each may show at the most.
    """
    exact = [Decimal(str(share)) * 1000 for share in shares]
    units = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
    room = [None if most is None else int(one * 10) for one in most or [ONE] * len(exact)]
    left = int((Decimal(str(whole)) * 1000).quantize(ONE, ROUND_HALF_UP)) - sum(units)
    for place in sorted(range(len(exact)), key=lambda at: units[at] - exact[at]):
        top = room[place]
        if left > 0 and units[place] < exact[place] and (top is None or units[place] < top):
            units[place] += 1
            left -= 1
    return tuple(Decimal(one) / 10 for one in units)
