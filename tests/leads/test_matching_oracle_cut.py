"""The engine against exhaustive search where a list is cut short, and on the demo park."""

from __future__ import annotations

import random
from typing import Any

import pytest

from leads.matching.record import MatchResult
from tests.leads.demo_land import demo_land
from tests.leads.matching_parks import ON
from tests.leads.oracle import Judged, Oracle
from tests.leads.oracle_parks import ORDERS, answer, asked_of


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
        figure = {"cost": one.lease and one.lease / 1e6, "area": one.area and one.area / 1e3, "score": -one.score}[
            order
        ]
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
            asked["land"]["area_max_m2"] = round(low * dice.choice((1.1, 1.4)), 1)
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
