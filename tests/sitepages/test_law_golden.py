"""Every golden case of the law data: verdict and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sitepages.incentives.evaluate import evaluate_one
from sitepages.incentives.golden import case_name, case_why, misses
from sitepages.incentives.golden_worth import hollow
from sitepages.incentives.same_numbers import unequal_numbers
from tests.sitepages.law_files import book, files

CASES = [(record["id"], case) for record in files()["incentives"]["records"] for case in record["golden"]]


@pytest.mark.parametrize(("key", "case"), CASES, ids=lambda value: value["name"] if isinstance(value, dict) else value)
def test_golden_verdict(key: str, case: dict[str, Any]) -> None:
    on = date.fromisoformat(str(case.get("as_of", files()["incentives"]["verified_on"])))
    found = evaluate_one(book(), key, case["facts"], on)
    assert found.verdict == case["verdict"], case["why"]
    assert set(case.get("missing", ())) <= set(found.missing)


def test_all_26_records_have_cases() -> None:
    assert len({key for key, _ in CASES}) == 26
    assert len(CASES) == 141


def test_every_case_of_the_seed_has_name_and_reason_in_each_language_with_the_same_numbers() -> None:
    law = files()["incentives"]
    shared = [*law["definitions"].values(), *law["standing"].values()]
    for record in (*law["records"], *shared):
        for case in record["golden"]:
            assert case_name(case, "vi") != case_name(case, "en") == case["name"]
            names = {"vi": case["name_vi"], "en": case["name"]}
            why = {"vi": case["why_vi"], "en": case["why"]}
            assert (case_why(case, "vi"), case_why(case, "en")) == (why["vi"], why["en"])
            assert not unequal_numbers({"name": names, "why": why}), (names, why)


def test_a_case_is_named_in_the_readers_language_where_it_comes_out_otherwise() -> None:
    record = next(one for one in files()["incentives"]["records"] if one["id"] == "CIT_SME_RATE")
    turned = [{**case, "verdict": "unknown"} for case in record["golden"] if case["verdict"] != "unknown"]
    missed = misses(book(), {**record, "golden": turned})
    assert {miss.named("vi") for miss in missed} == {case["name_vi"] for case in turned}
    assert {miss.named("en") for miss in missed} == {case["name"] for case in turned}
    (alike,) = [
        one
        for one in hollow({**record, "golden": [turned[0], {**turned[0], "name": "again", "name_vi": "lại"}]})
        if one.about
    ]
    assert (alike.named(alike.about, "vi"), alike.named(alike.case, "vi")) == (turned[0]["name_vi"], "lại")
