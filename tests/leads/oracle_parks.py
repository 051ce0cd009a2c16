"""The parks and requests on which engine and exhaustive search are compared, and their answers.

MATCHING_PARKS=2000 makes the sample larger (default 300 parks).
"""

from __future__ import annotations

import os
import random
from datetime import date
from functools import cache
from typing import Any

from leads.catalogue import catalogue_from
from leads.matching.engine import match
from leads.matching.record import MatchResult
from leads.matching.requirement import with_defaults
from sitepages.land.facts import LandFacts
from tests.leads.matching_parks import park, request
from tests.leads.oracle import Judged, Oracle, TooMany

PARKS = int(os.environ.get("MATCHING_PARKS", "300"))
CHUNK = 20
ORDERS = ("cost", "area", "score")
ENOUGH = 10**8  # sets: never cut short


@cache
def asked_of(seed: int) -> tuple[LandFacts, Oracle, list[Judged]]:
    """A park, a request of up to eight plots (or of as many as can be listed in reasonable time), and all that fits.

    A twentieth of the parks is listed whole, whatever it takes; of the others some 5 % are asked for a plot less.
    """
    land, most = park(seed), random.Random(seed).choice((1, 2, 3, 4, 5, 6, 7, 8, 8))
    while True:
        oracle = Oracle(land, request(seed, land, most), most_sets=100_000 if seed % 20 == 0 else 20_000)
        try:
            return land, oracle, oracle.fitting()
        except TooMany:
            most -= 1


def answer(land: LandFacts, asked: dict[str, Any], budget: int = ENOUGH) -> MatchResult:
    return match(with_defaults(asked)[0], catalogue_from(land), date.fromisoformat(asked["on"]), budget)
