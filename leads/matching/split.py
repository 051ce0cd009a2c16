"""How land that several want could be shared so that nobody could rightly complain: a stable matching. Pure.

Everybody names sets of plots, the best first. Everybody has a place in one published order of precedence, the same
for all land. A lead and a set of its wishes block a proposal when the lead likes the set better than what it gets,
and every plot of the set is free or given to somebody later in the order. `split` has no such pair; with one order
for all land it is the only proposal without one (Gale and Shapley 1962; for a common order, serial dictatorship).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Plots = frozenset[str]


@dataclass(frozen=True, slots=True)
class Applicant:
    """`wishes`: sets of plots, the best first. `has`: plots held already, which stay with the applicant."""

    key: int
    wishes: tuple[Plots, ...]
    has: Plots = frozenset()


@dataclass(frozen=True, slots=True)
class Share:
    """What an applicant would get: `plots` (empty: nothing), `choice` 1 for the best wish (0: held already, or none).

    `missed`: the better wishes, each with the plots that went to others and to whom.
    """

    key: int
    plots: Plots
    choice: int
    missed: tuple[tuple[Plots, Mapping[str, int]], ...]


def split(applicants: Sequence[Applicant], free: Collection[str]) -> list[Share]:
    """One share per applicant, in their order, which is the order of precedence.

    `free`: plots that are offered and that nobody outside holds. Who holds land keeps it and asks for no more here.
    """
    gone: dict[str, int] = {code: one.key for one in applicants for code in one.has}
    open_still = set(free) - gone.keys()
    shares = []
    for one in applicants:
        if one.has:
            shares.append(Share(one.key, one.has, 0, ()))
            continue
        missed = []
        choice, plots = 0, frozenset[str]()
        for number, wish in enumerate(one.wishes, start=1):
            if wish <= open_still:
                choice, plots = number, wish
                break
            missed.append((wish, {code: gone[code] for code in sorted(wish) if code in gone}))
        open_still -= plots
        gone |= dict.fromkeys(plots, one.key)
        shares.append(Share(one.key, plots, choice, tuple(missed)))
    return shares


def blocking_pairs(
    applicants: Sequence[Applicant], free: Collection[str], given: Mapping[int, Plots]
) -> list[tuple[int, Plots]]:
    """Who could rightly complain of a proposal, and about which wish."""
    place = {one.key: number for number, one in enumerate(applicants)}
    held = {code for one in applicants for code in one.has}
    owner = {code: key for key, plots in given.items() for code in plots}
    pairs = []
    for one in applicants:
        if one.has:
            continue
        got = given[one.key]
        better = one.wishes[: one.wishes.index(got)] if got in one.wishes else one.wishes
        for wish in better:
            later = (code not in owner or place[owner[code]] >= place[one.key] for code in wish)
            if wish <= set(free) - held and all(later):
                pairs.append((one.key, wish))
    return pairs
