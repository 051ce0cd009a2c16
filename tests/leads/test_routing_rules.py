"""Routing rules: conditions as data, the order of choice, and nobody absent ever chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leads.routing.rules import Candidate, Rule, UnreadableRule, choose, choose_officer, holds, matching_rule

SEED = yaml.safe_load((Path(__file__).parents[2] / "leads/seed/departments.yaml").read_text())
RULES = [Rule(row["key"], row["when"], row["to"], tuple(row["also"])) for row in SEED["routing_defaults"]]
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)


def officer(key: str = "a", **more: Any) -> Candidate:
    plain: dict[str, Any] = {
        "key": key,
        "department": "so_khcn",
        "languages": ("vi", "en"),
        "sectors": (),
        "open_leads": 0,
        "capacity": 8,
        "last_assigned_at": None,
        "present_from": MONDAY,
    }
    return Candidate(**(plain | more))


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"capital_vnd_bn": 6000, "sector": "software"}, "r_special"),
        ({"capital_vnd_bn": 3000, "sector": "r_and_d"}, "r_special"),
        ({"capital_vnd_bn": 3000, "sector": "software"}, "r_digital"),
        ({"sector": "data_centre"}, "r_data_centre"),
        ({"sector": "electronics_hardware", "power_kva": 10000}, "r_data_centre"),
        ({"sector": "electronics_hardware", "power_kva": 9999}, "r_manufacturing"),
        ({"question": "eia"}, "r_land_question"),
        ({}, "r_last"),
    ],
)
def test_the_first_rule_that_holds_wins(facts: dict[str, Any], rule: str) -> None:
    found = matching_rule(RULES, facts)
    assert found
    assert found.key == rule


@pytest.mark.parametrize("when", [{"capital": "about 5"}, {"capital": 5}, {"capital": {">=": 5}}])
def test_an_unreadable_condition_is_refused(when: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRule):
        holds(when, {"capital": 6})


def test_a_fact_nobody_gave_satisfies_nothing() -> None:
    assert not holds({"capital": ">= 0"}, {})
    assert not holds({"capital": "<= 10"}, {"capital": None})
    assert not holds({"sector": ["software"]}, {})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"languages": ("vi", "ja")}, {"sectors": ("software",)}),  # language before sector
        ({"sectors": ("software",), "open_leads": 5}, {}),  # sector before load
        ({"open_leads": 1}, {"open_leads": 2}),
        ({"open_leads": 2, "capacity": 8}, {"open_leads": 2, "capacity": 4}),
        ({"last_assigned_at": None}, {"last_assigned_at": MONDAY}),  # the longest without a new lead
        ({"open_leads": 7, "languages": ("vi",)}, {"open_leads": 8, "languages": ("vi", "ja")}),  # full is full
    ],
)
def test_the_order_of_choice(better: dict[str, Any], worse: dict[str, Any]) -> None:
    pair = [officer("z", **better), officer("a", **worse)]
    chosen = choose_officer(pair, "software", "ja")
    assert chosen
    assert chosen.key == "z"


def test_english_where_nobody_speaks_the_language() -> None:
    chosen = choose(
        [Rule("r", {"always": True}, "so_khcn")],
        [officer("a", languages=("vi",)), officer("z", languages=("vi", "en"))],
        {"sector": "software"},
        "ko",
    )
    assert chosen.officer == "z"
    assert chosen.reason["language"] == "en"
    assert chosen.reason["language_wished"] == "ko"


def test_a_department_without_anybody_present_passes_on_and_says_so() -> None:
    rule = Rule("r", {"always": True}, "so_nnmt", ("so_khcn",))
    chosen = choose([rule], [officer("hai", department="so_nnmt", present_from=None), officer("an")], {}, "vi")
    assert (chosen.department, chosen.officer, chosen.reason["stands_in"]) == ("so_khcn", "an", True)


def test_nobody_present_goes_to_the_duty_head_even_when_away_from_the_desk() -> None:
    rule = Rule("r", {"always": True}, "so_nnmt")
    head = officer("vu", department="desk", duty_head=True, present_from=None)
    chosen = choose([rule], [officer("hai", department="so_nnmt", present_from=None), head], {}, "vi")
    assert (chosen.department, chosen.officer) == ("desk", "vu")
    assert chosen.reason["duty_head"]


officers = st.lists(
    st.builds(
        officer,
        key=st.text("abcdef", min_size=1, max_size=3),
        languages=st.sampled_from([("vi",), ("vi", "en"), ("vi", "en", "ko")]),
        sectors=st.sampled_from([(), ("software",), ("ai", "software")]),
        open_leads=st.integers(0, 9),
        capacity=st.integers(1, 9),
        present_from=st.sampled_from([None, MONDAY, MONDAY.replace(hour=6)]),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@given(officers, st.sampled_from(["vi", "en", "ko", "ja"]), st.randoms())
def test_nobody_absent_is_ever_chosen_and_order_does_not_matter(
    people: list[Candidate], language: str, shuffle: Any
) -> None:
    chosen = choose_officer(people, "software", language)
    mixed = list(people)
    shuffle.shuffle(mixed)
    assert choose_officer(mixed, "software", language) == chosen
    assert (chosen is None) == all(one.present_from is None for one in people)
    if chosen:
        assert chosen.present_from is not None
        assert choose_officer([replace(one) for one in people if one.key != chosen.key], "software", language) != chosen
