"""The engine against exhaustive search on generated parks: options in all orders, near misses, lists cut short.

MATCHING_PARKS=2000 makes the sample larger (default 300 parks).
"""

from __future__ import annotations

import os
import random
from datetime import date
from functools import cache
from typing import Any

import pytest

from leads.catalogue import catalogue_from
from leads.matching.engine import match
from leads.matching.record import MatchResult
from leads.matching.requirement import with_defaults
from sitepages.land.facts import LandFacts
from tests.leads.demo_land import demo_land
from tests.leads.matching_parks import ON, park, request
from tests.leads.oracle import Judged, Oracle, TooMany

PARKS = int(os.environ.get("MATCHING_PARKS", "300"))
CHUNK = 20
ORDERS = ("cost", "area", "score")
ENOUGH = 10**8  # sets: never cut short


@cache
def asked_of(seed: int) -> tuple[LandFacts, Oracle, list[Judged]]:
    """A park, a request of up to eight plots (or of as many as can be listed in reasonable time), and all that fits."""
    land, most = park(seed), random.Random(seed).choice((1, 2, 3, 4, 5, 6, 7, 8, 8))
    while True:
        oracle = Oracle(land, request(seed, land, most), most_sets=10_000 if seed % 20 == 0 else 3_000)
        try:
            return land, oracle, oracle.fitting()
        except TooMany:
            most -= 1


def answer(land: LandFacts, asked: dict[str, Any], budget: int = ENOUGH) -> MatchResult:
    return match(with_defaults(asked)[0], catalogue_from(land), date.fromisoformat(asked["on"]), budget)


@pytest.mark.parametrize("first", range(0, PARKS, CHUNK))
def test_the_first_five_options_are_those_of_exhaustive_search(first: int) -> None:
    for seed in range(first, min(PARKS, first + CHUNK)):
        land, oracle, fitting = asked_of(seed)
        for order in ORDERS:
            asked = oracle.request | {"order": order}
            found = answer(land, asked)
            assert [one.plots for one in found.options] == oracle.asking(asked).options(fitting, order), (seed, order)
            assert found.searched.complete
            assert found.searched.exact_options == len(found.options)
            assert found.searched.feasible in {len(fitting), None}, (seed, order)


@pytest.mark.parametrize("first", range(0, PARKS // 3, CHUNK))
def test_near_misses_are_those_of_exhaustive_search(first: int) -> None:
    for seed in range(first, min(PARKS // 3, first + CHUNK)):
        land, oracle, _fitting = asked_of(seed)
        found = answer(land, oracle.request)
        try:
            expected = oracle.near_misses()
        except TooMany:
            continue
        if found.searched.near_complete:
            assert [(one.plots, one.size, changed(one.changes)) for one in found.near_misses] == expected, seed


def changed(changes: Any) -> dict[str, Any]:
    """Changes as the oracle names them: the last part of the path, figures as floats."""
    return {
        one.key.rpartition(".")[2]: one.after if isinstance(one.after, str) else float(one.after) for one in changes
    }


@pytest.mark.parametrize("budget", [20, 100, 400])
def test_a_list_cut_short_says_truly_what_is_proven(budget: int) -> None:
    cut_short = 0
    for seed in range(40):
        land, oracle, fitting = asked_of(seed)
        for order in ORDERS:
            asked = oracle.request | {"order": order}
            found = answer(land, asked, budget)
            whole = oracle.asking(asked).options(fitting, order)
            proven = found.searched.exact_options
            given = [one.plots for one in found.options]
            assert given[:proven] == whole[:proven]
            assert set(given) <= {one.codes for one in fitting}
            if found.searched.complete:
                assert given == whole
                continue
            cut_short += 1
            left = [one for one in fitting if all(oracle.differ(one.codes, old) for old in given[:proven])]
            assert_bound_holds(found, left, order)
    assert cut_short > 5


def assert_bound_holds(found: MatchResult, left: list[Judged], order: str) -> None:
    """No set that could still be an option is better than the bound; sets with an unknown hard need come after all."""
    bound = found.searched.bound
    certain = [one for one in left if not one.unknown]
    for one in certain if bound is not None else []:
        figure = {"cost": one.lease, "area": one.area, "score": -one.score}[order]
        if figure is not None:
            assert float(figure) >= (-bound if order == "score" else bound) - 1e-8


@pytest.mark.parametrize("all_free", [False, True])
def test_the_demo_park_answers_as_exhaustive_search_does(all_free: bool) -> None:
    land, dice = demo_land(all_free), random.Random(all_free)
    for _request in range(25):
        low = dice.choice((6400, 10000, 20000, 45000, 80000))
        asked: dict[str, Any] = {
            "sector": dice.choice(("software", "ai", "electronics_hardware", "r_and_d", "training")),
            "land": {"area_min_m2": low, "max_plots": dice.choice((1, 2, 3, 4, 5))},
            "on": ON.isoformat(),
            "limit": 5,
        }
        if dice.random() < 0.7:
            asked["land"]["area_max_m2"] = low * dice.choice((1.1, 1.4))
        if dice.random() < 0.4:
            asked["utilities"] = {"power_kva": low // 25, "fibre_gbps": 100}
        if dice.random() < 0.3:
            asked["budget"] = {"lease_usd_m2_max": dice.choice((80, 95))}
        oracle = Oracle(land, asked, most_sets=50_000)
        fitting = oracle.fitting()
        for order in ORDERS:
            found = answer(land, asked | {"order": order})
            expected = oracle.asking(asked | {"order": order}).options(fitting, order)
            assert [one.plots for one in found.options] == expected
