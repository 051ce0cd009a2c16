"""Kleene's laws, strict parsing, and knowledge that never takes a decided answer back."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitepages.incentives.evaluate import evaluate
from sitepages.incentives.tree import BadCondition, parse
from sitepages.incentives.truth import Truth, all_of, any_of
from tests.sitepages.law_files import book, files

ON = date(2026, 11, 24)
truths = st.lists(st.sampled_from(list(Truth)), min_size=1, max_size=5)


@given(truths)
def test_de_morgan(values: list[Truth]) -> None:
    assert all_of(values).negated() is any_of(value.negated() for value in values)


@given(truths, st.sampled_from([Truth.TRUE, Truth.FALSE]))
def test_learning_never_takes_a_decided_answer_back(values: list[Truth], learnt: Truth) -> None:
    for join in (all_of, any_of):
        before = join(values)
        after = join([learnt if value is Truth.UNKNOWN else value for value in values])
        assert before in (Truth.UNKNOWN, after)


def test_three_values_are_no_boolean() -> None:
    with pytest.raises(TypeError):
        bool(Truth.UNKNOWN)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"maybe": []}, "conditions.maybe: unknown operator"),
        ({"all": []}, "conditions.all: a list"),
        ({"all": [{"any": [{"all": [{"any": [{"zone_status": ["established"]}]}]}]}]}, "at most 3 deep"),
        ({"compare": {"fact": "jobs", "op": "~", "value": 1, "unit": "people"}}, "compare.op"),
        ({"compare": {"fact": "jobs", "op": ">=", "value": "1", "unit": "people"}}, "compare.value"),
        ({"compare": {"fact": "jobs", "op": ">=", "value": 1, "unit": "stones"}}, "compare.unit"),
        ({"one_of": {"fact": "x"}}, "values is missing"),
        ({"one_of": {"fact": "x", "values": [1], "else": 2}}, "else is unknown"),
        ({"all": [], "any": []}, "exactly one operator"),
        ("jobs > 5", "exactly one operator"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_its_path(data: Any, where: str) -> None:
    with pytest.raises(BadCondition, match=where):
        parse(data)


def test_definitions_in_a_circle_are_refused() -> None:
    from sitepages.incentives.book import build

    named = files()["incentives"]["definitions"]["SPECIAL_SECTOR"]
    circle = {key: {**named, "condition": {"definition": {"ref": ref}}} for key, ref in (("A", "B"), ("B", "A"))}
    with pytest.raises(BadCondition, match="circle"):
        build(**{**files(), "incentives": files()["incentives"] | {"definitions": circle, "records": []}})


POOL: dict[str, st.SearchStrategy[Any]] = {
    "zone_status": st.sampled_from(["planned", "established", "recognised"]),
    "capital_usd": st.sampled_from([1e6, 2.3e8, 1e9, 5e9]),
    "lessor": st.sampled_from(["state", "developer"]),
    "ai_data_centre_project": st.booleans(),
    "makes_digital_product": st.booleans(),
    "hitech_certificate": st.sampled_from(["group_1", "group_2", "none"]),
    "project_kind": st.sampled_from(["new", "expansion"]),
    "group_revenue_eur": st.sampled_from([7.5e8, 749_999_999]),
    "key_digital_list": st.sampled_from(["product", "service", "none"]),
    "excluded_income": st.sampled_from([["none"], ["online_games"]]),
}
projects = st.fixed_dictionaries(
    {"sector": st.sampled_from([row["key"] for row in files()["sectors"]["sectors"]])}, optional=POOL
)


@settings(max_examples=60, deadline=None)
@given(projects, st.data())
def test_a_new_fact_never_flips_a_decided_condition(facts: dict[str, Any], data: st.DataObject) -> None:
    open_keys = sorted(key for key in POOL if key not in facts)
    if not open_keys:
        return
    key = data.draw(st.sampled_from(open_keys))
    more = {**facts, key: data.draw(POOL[key])}
    for before, after in zip(evaluate(book(), facts, ON), evaluate(book(), more, ON), strict=True):
        if before.trace.truth is not Truth.UNKNOWN:
            assert after.trace.truth is before.trace.truth
        if before.verdict == "ineligible":
            assert after.verdict == "ineligible"
        if before.verdict == "unknown" and after.verdict != "unknown" and not after.failed_requirements:
            assert key in before.missing or (key == "capital_vnd")


@settings(max_examples=40, deadline=None)
@given(projects)
def test_every_unknown_verdict_names_what_is_missing(facts: dict[str, Any]) -> None:
    for one in evaluate(book(), facts, ON):
        assert (one.verdict == "unknown") == bool(one.missing)
        assert set(one.conditional_on) <= {"zone_status"}


def test_near_the_threshold_is_said() -> None:
    facts = {"sector": "semiconductor_design", "capital_usd": 235_000_000}
    found = {one.key: one.near_threshold for one in evaluate(book(), facts, ON)}
    assert found["SPECIAL_5_37"]
    assert not found["CIT_SECTOR_10_15"]


def test_a_segment_that_names_a_row_the_basis_does_not_have_is_refused() -> None:
    from sitepages.incentives.book import build

    incentives = copy.deepcopy(files()["incentives"])
    incentives["records"][0]["benefits"][0]["basis"] = [1, 4]
    with pytest.raises(BadCondition, match="no such row"):
        build(**{**files(), "incentives": incentives})
