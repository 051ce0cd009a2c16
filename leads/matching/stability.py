"""How sure the first place is: the share of a weight at which another option of the list would come first. Pure.

A set that is not listed (it overlaps the first, or the list ends before it) may come first sooner: to know would take
a search at each weight. The sentence says that it speaks of the list.

The score is a weighted sum, so with one share moved and the others kept in proportion, the lead of the first over
another option is a straight line: it turns at one share at most.
"""

from __future__ import annotations

from collections.abc import Sequence

from leads.matching.record import Criterion, Option, Turn
from leads.matching.values import PLACES

NEVER = 2.0  # above any share
EDGE = 1e-9  # a tie at no weight at all, or at nothing but this weight, is no turn


def stability(options: Sequence[Option]) -> tuple[Turn, ...]:
    """One turn per criterion that can cost the first its place, the nearest turn first; ties in the table's order.

    Only options with no more unknown hard needs than the first can take its place by weights.
    """
    if not options:
        return ()
    first, rivals = options[0], [one for one in options[1:] if _settled(one) == _settled(options[0])]
    turns = [turn for one in first.criteria if 0 < one.weight < 1 and (turn := _turn(one, first, rivals))]
    return tuple(sorted(turns, key=_distance))


def _settled(option: Option) -> bool:
    """Whether every hard need is known to hold."""
    return all(one.verdict != "unknown" for one in option.criteria if any(v is not None for v in one.need.values()))


def _turn(criterion: Criterion, first: Option, rivals: Sequence[Option]) -> Turn | None:
    below, above = (-1.0, ()), (NEVER, ())  # type: tuple[float, tuple[str, ...]], tuple[float, tuple[str, ...]]
    weight = criterion.weight
    for rival in rivals:
        share = _crossing(criterion.key, weight, first, rival)
        if share is None:
            continue
        if weight > share > below[0]:
            below = share, rival.plots
        elif weight < share < above[0]:
            above = share, rival.plots
    if not below[1] and not above[1]:
        return None
    return Turn(
        key=criterion.key,
        weight=round(weight, PLACES),
        below=round(below[0], PLACES) if below[1] else None,
        below_plots=below[1],
        above=round(above[0], PLACES) if above[1] else None,
        above_plots=above[1],
    )


def _crossing(key: str, weight: float, first: Option, rival: Option) -> float | None:
    """The share of the criterion at which both score the same; None if there is none between 0 and 1."""
    own, others = 0.0, first.score - rival.score
    for one, other in zip(first.criteria, rival.criteria, strict=True):
        if one.key == key:
            own = (one.contribution - other.contribution) / weight
            others -= one.contribution - other.contribution
    others /= 1 - weight
    slope = own - others
    share = -others / slope if abs(slope) > 1e-12 else -1.0
    return share if EDGE < share < 1 - EDGE else None


def _distance(turn: Turn) -> float:
    sides = [abs(turn.weight - share) for share in (turn.below, turn.above) if share is not None]
    return min(sides)
