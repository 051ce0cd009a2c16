"""What changed between two results, as records: options gained and lost, ranks, scores and why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from leads.matching.lost import Standing
from leads.matching.record import MatchResult, NearMiss, Option

Plots = tuple[str, ...]
SMALLEST_CHANGE = 0.0005  # of a contribution: half of what shows with one decimal of 100 points


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `code`: first_changed, gained, lost, moved, score, lease, fits_now, fits_no_more.

    `facts`: before and after by name (ranks, scores, cents), `criteria` the contributions that moved.
    """

    code: str
    plots: Plots = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NearestMoved:
    """The nearest change of a result that offers nothing, then and now; `fitted`: something fitted then."""

    before: NearMiss | None
    after: NearMiss | None
    fitted: bool


def nearest_moved(before: MatchResult, after: MatchResult) -> NearestMoved | None:
    """The first of the near misses says what would change a result that offers nothing: of one that offered
    something until now always.
    """
    if after.options:
        return None
    old, new = (next(iter(one.near_misses), None) for one in (before, after))
    if before.options:
        return NearestMoved(None, new, fitted=True)
    return None if _asks(old) == _asks(new) else NearestMoved(old, new, fitted=False)


def _asks(one: NearMiss | None) -> Any:
    return one and (
        one.plots,
        dict(one.blocked_by),
        [(change.key, change.before, change.after) for change in one.changes],
    )


def differences(
    before: MatchResult, after: MatchResult, standing: Callable[[Plots], Standing | None] = lambda _plots: None
) -> tuple[Difference, ...]:
    """What a reader of the first result should know of the second, the most important first.

    `standing` is asked about an option that is gone where the second result does not tell why.
    """
    old = {option.plots: (rank, option) for rank, option in enumerate(before.options, start=1)}
    new = {option.plots: (rank, option) for rank, option in enumerate(after.options, start=1)}
    return (
        *_first(before, after),
        *(Difference("gained", plots, {"rank": rank}) for plots, (rank, _one) in new.items() if plots not in old),
        *(
            Difference("lost", plots, _why_lost(option, after, standing))
            for plots, (_rank, option) in old.items()
            if plots not in new
        ),
        *(one for plots in new if plots in old for one in _of_option(plots, old[plots], new[plots])),
    )


def _first(before: MatchResult, after: MatchResult) -> Iterator[Difference]:
    if bool(before.options) != bool(after.options):
        yield Difference("fits_now" if after.options else "fits_no_more")
    elif before.options and before.options[0].plots != after.options[0].plots:
        yield Difference("first_changed", after.options[0].plots, {"before": before.options[0].plots})


def _why_lost(option: Option, after: MatchResult, standing: Callable[[Plots], Standing | None]) -> dict[str, Any]:
    """What rules the set out now: a plot eliminated, a need it does not meet, a better option it overlaps, the end
    of the list. Nothing where nobody can tell.
    """
    plots = option.plots
    for near in after.near_misses:
        if near.plots == plots:
            return {"changes": near.changes, "blocked_by": near.blocked_by}
    for one in after.eliminated:
        if set(plots) & set(one.plots):
            return {"elimination": one, "plots": tuple(code for code in plots if code in one.plots)}
    now = standing(plots)
    if now and (why := _failing(now)):
        return why
    known = {"fits": now is not None}
    for better in after.options if now is None or now.overlaps else ():
        shared = len(set(plots) & set(better.plots))
        if shared and 2 * shared > len(set(plots) | set(better.plots)):
            return {"overlaps": better.plots, **known}
    full = len(after.options) >= now.limit if now else bool(after.options)
    return {"unlisted": len(after.options), **known} if full else {}


def _failing(now: Standing) -> dict[str, Any]:
    """What keeps a set from fitting; empty where it fits."""
    if now.fails:
        return {"changes": now.changes} if now.changes else {"no_change": True}
    return {name: True for name in ("alone", "apart", "spare") if getattr(now, name)}


def _of_option(plots: Plots, old: tuple[int, Option], new: tuple[int, Option]) -> Iterator[Difference]:
    (old_rank, before), (new_rank, after) = old, new
    if old_rank != new_rank:
        yield Difference("moved", plots, {"before": old_rank, "after": new_rank})
    if round(100 * before.score, 1) != round(100 * after.score, 1):  # as both are shown
        yield Difference(
            "score", plots, {"before": before.score, "after": after.score, "criteria": _moved(before, after)}
        )
    if before.lease_usd != after.lease_usd:
        yield Difference("lease", plots, {"before": before.lease_usd, "after": after.lease_usd})


def _moved(before: Option, after: Option) -> tuple[tuple[str, float], ...]:
    """Criteria by how much their contribution moved, the largest first."""
    old = {one.key: one.contribution for one in before.criteria}
    new = {one.key: one.contribution for one in after.criteria}
    keys = dict.fromkeys([*old, *new])
    moved = [(key, new.get(key, 0.0) - old.get(key, 0.0)) for key in keys]
    return tuple(sorted((one for one in moved if abs(one[1]) >= SMALLEST_CHANGE), key=lambda one: -abs(one[1])))
