"""The engine against exhaustive search on generated parks: options in all orders."""

from __future__ import annotations

import pytest

from tests.leads.oracle_parks import CHUNK, ORDERS, PARKS, answer, asked_of


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
