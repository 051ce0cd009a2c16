"""The engine's near misses against exhaustive search on generated parks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.leads.oracle import TooMany
from tests.leads.oracle_parks import CHUNK, PARKS, answer, asked_of


@pytest.mark.parametrize("first", range(0, PARKS // 3, CHUNK))
def test_near_misses_are_those_of_exhaustive_search(first: int) -> None:
    compared = 0
    for seed in range(first, min(PARKS // 3, first + CHUNK)):
        land, oracle, _fitting = asked_of(seed)
        found = answer(land, oracle.request)
        try:
            expected = oracle.asking(oracle.request, most_sets=12_000).near_misses()
        except TooMany:
            continue
        if found.searched.near_complete:
            compared += 1
            assert [(one.plots, one.size, changed(one.changes)) for one in found.near_misses] == expected, seed
    assert compared > CHUNK // 2


def changed(changes: Any) -> dict[str, Any]:
    """Changes as the oracle names them: the last part of the path, figures as floats."""
    return {
        one.key.rpartition(".")[2]: one.after if isinstance(one.after, str) else float(one.after) for one in changes
    }
