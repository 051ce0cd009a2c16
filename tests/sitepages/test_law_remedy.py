"""What would make a rule hold: each set turns the verdict, and nothing in it is too much."""

from __future__ import annotations

from datetime import date

import pytest

from sitepages.incentives.evaluate import evaluate_one
from sitepages.incentives.remedy import remedies, truth_with
from sitepages.incentives.truth import Truth
from tests.sitepages.law_files import book, files

ON = date(2026, 11, 24)
SECTORS = [row["key"] for row in files()["sectors"]["sectors"]]
KEYS = [record["id"] for record in files()["incentives"]["records"]]


@pytest.mark.parametrize("key", KEYS)
def test_each_set_turns_the_verdict_and_holds_nothing_too_much(key: str) -> None:
    for facts in ({}, *({"sector": sector, "zone_status": "planned"} for sector in SECTORS)):
        trace = evaluate_one(book(), key, facts, ON).trace
        for found in remedies(trace):
            assert truth_with(trace, found) is Truth.TRUE
            for one in found:
                assert truth_with(trace, tuple(other for other in found if other is not one)) is not Truth.TRUE


def test_what_holds_already_needs_nothing_and_what_is_out_of_force_cannot_be_helped() -> None:
    holds = evaluate_one(book(), "CIT_CDTZ_10_15", {"zone_status": "established"}, ON)
    assert remedies(holds.trace) == ((),)
    early = evaluate_one(book(), "CIT_CDTZ_10_15", {"zone_status": "established"}, date(2020, 1, 1))
    assert remedies(early.trace) == ()
