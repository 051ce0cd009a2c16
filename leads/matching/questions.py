"""What to ask next of the request: what is not said, ordered by the options an answer would settle. Pure.

Only what an answer could change: a need beyond what an option offers rules it out. Facts of the law are asked for
elsewhere, by their money (leads.services.questions).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from leads.matching.judge import Judge
from leads.matching.limits import totals
from leads.matching.record import Option, Question, Stake
from leads.matching.requirement import Requirement
from leads.matching.values import FIBRE, SUMS, UTILITIES

MIN_AREA, READY, PRICE = "land.area_min_m2", "needed_by", "budget.lease_usd_m2_max"
Offers = Mapping[str, float | str]
SLACK = 1e-6  # of what floats lose; a price is told upward, so that asking for the figure told loses nothing


def questions(judge: Judge, options: Sequence[Option]) -> tuple[Question, ...]:
    """The unknowns of the request, those that tell most options apart first; the order of the form among equals."""
    offers = [(one.plots, _offers(one.plots, judge)) for one in options]
    asked = (_asked(key, offers, strictest_first=key not in UTILITY_KEYS) for key in _unsaid(judge.need))
    found = [one for one in asked if one]
    if judge.need.area_min_m2 is None:
        found.append(Question(MIN_AREA, 0, (), opens=True))
    return tuple(sorted(found, key=lambda one: -one.options))


UTILITY_KEYS = {f"utilities.{key}": key for key in UTILITIES}


def _unsaid(need: Requirement) -> Iterator[str]:
    """What a hard need could be stated of and is not."""
    if need.needed_by is None:
        yield READY
    yield from (path for path, key in UTILITY_KEYS.items() if key not in need.needs)
    if need.lease_usd_m2_max is None:
        yield PRICE


def _offers(codes: Sequence[str], judge: Judge) -> Offers:
    """What a set offers, by the request's path, where it is wholly known."""
    total = totals([judge.catalogue.plots[code] for code in codes])
    price = total.mean_price
    offers: dict[str, float | str] = {
        path: total.sums[key] / 1000 for path, key in UTILITY_KEYS.items() if key in SUMS and key in total.whole
    }
    if total.fibre is not None and FIBRE in total.whole:
        offers[f"utilities.{FIBRE}"] = total.fibre
    if total.ready and "ready" in total.whole:
        offers[READY] = total.ready.isoformat()
    return offers | ({PRICE: math.ceil(price * 1e4 - SLACK) / 1e4} if price is not None else {})


def _asked(key: str, offers: Sequence[tuple[tuple[str, ...], Offers]], *, strictest_first: bool) -> Question | None:
    """The options by what they offer, the first to fall out first: at a date or price the largest, else the least."""
    by_value: dict[float | str, list[tuple[str, ...]]] = {}
    for plots, offer in offers:
        if key in offer:
            by_value.setdefault(offer[key], []).append(plots)
    if not by_value:
        return None
    values = sorted(by_value, reverse=strictest_first)  # of one key all are figures or all are ISO days
    stakes = tuple(Stake(value, tuple(by_value[value])) for value in values)
    return Question(key, sum(len(stake.plots) for stake in stakes[:-1]), stakes)
