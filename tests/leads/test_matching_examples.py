"""All printed examples of matching.md and match_examples.json answer as printed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leads.matching.engine import match
from leads.matching.record import MatchResult, from_json, to_json
from leads.matching.requirement import with_defaults
from tests.leads.demo_land import demo_catalogue

EXAMPLES = json.loads((Path(__file__).parents[1] / "cases/match_examples.json").read_text())["examples"]
DATA_CENTRE = {
    "sector": "data_centre",
    "zones": ["DC"],
    "needed_by": "2028-12-31",
    "land": {"area_min_m2": 30000, "area_max_m2": 60000, "combine": True, "max_plots": 4},
    "utilities": {"power_kva": 20000, "water_m3_day": 300, "wastewater_m3_day": 50, "fibre_gbps": 100},
    "budget": {"lease_usd_m2_max": 120},
    "order": "score",
    "limit": 10,
    "on": "2026-11-23",
}


def run(request: dict[str, Any]) -> MatchResult:
    need, _assumed = with_defaults(request)
    return match(need, demo_catalogue(), date.fromisoformat(request["on"]))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["key"])
def test_as_printed(example: dict[str, Any]) -> None:
    expected = example["expected"]
    by_printed_order = run({**example["request"], "order": expected["ordered_by"], "diverse": False})
    assert by_printed_order.searched.feasible == expected["sets"]
    assert by_printed_order.searched.complete
    for found, printed in zip(by_printed_order.options, expected["first"], strict=False):
        assert list(found.plots) == printed["plots"]
        assert found.area_m2 == printed["area_m2"]
        assert found.lease_usd == printed["lease_usd"]
        assert round((found.lease_usd or 0) / (found.area_m2 or 1), 2) == pytest.approx(
            printed["price_usd_m2"], abs=0.01
        )
    assert bool(run(example["request"]).options) == example["has_answer"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["key"])
def test_the_printed_first_options_are_different_ones_too(example: dict[str, Any]) -> None:
    """The file lists the plain order; of every example the first three also differ enough from each other."""
    expected = example["expected"]
    found = run({**example["request"], "order": expected["ordered_by"]}).options
    assert [list(one.plots) for one in found[:3]] == [one["plots"] for one in expected["first"]]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e["has_answer"]], ids=lambda example: example["key"])
def test_near_misses_as_printed(example: dict[str, Any]) -> None:
    near = run(example["request"]).near_misses
    printed = example["why_none"]["near_miss"]
    if printed is None:
        assert not near
        return
    first = near[0]
    assert list(first.plots) == printed["plots"]
    assert [{"key": c.key, "from": c.before, "to": c.after} for c in first.changes] == printed["changes"]


def test_the_fab_hears_the_largest_area_there_is() -> None:
    example = next(e for e in EXAMPLES if e["key"] == "none_fab_24ha")
    searched = run(example["request"]).searched
    assert searched.largest_plots == ("SX-22", "SX-23", "SX-24")
    assert searched.largest_area_m2 == 103826.8


def test_matching_md_one_option() -> None:
    (only,) = run(DATA_CENTRE).options
    assert only.plots == ("DC-02",)
    assert only.area_m2 == 45500.1


def test_matching_md_too_early_is_a_near_miss() -> None:
    result = run(DATA_CENTRE | {"needed_by": "2027-06-30"})
    assert not result.options
    dc_02 = next(near for near in result.near_misses if near.plots == ("DC-02",))
    (change,) = dc_02.changes
    assert (change.key, change.before, change.after) == ("needed_by", "2027-06-30", "2028-06-30")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["key"])
def test_stored_and_read_back_is_equal_and_replays_to_the_bit(example: dict[str, Any]) -> None:
    result = run(example["request"])
    stored = json.loads(json.dumps(to_json(result)))
    assert to_json(from_json(stored)) == stored
    assert json.dumps(to_json(run(example["request"]))) == json.dumps(stored)
