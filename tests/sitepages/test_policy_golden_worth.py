"""Golden cases that prove nothing do not carry a version: copies, empty ones, none that holds, years that are none."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.utils import translation

from sitepages.incentives.golden import FEWEST
from sitepages.incentives.golden_worth import counted, hollow
from sitepages.policy.reasons import fact_names, reasons
from sitepages.services import policy
from sitepages.services.policy_checks import findings
from tests.sitepages.desk_people import Desk, desk_people, drafted, seen
from tests.sitepages.law_files import files

KEY = "CIT_CDTZ_10_15"
LAW = files()["incentives"]
SHARED = [
    {**row, "id": key, "kind": kind}
    for part, kind in (("standing", "requirement"), ("definitions", "condition"))
    for key, row in LAW[part].items()
]


@pytest.fixture
def desk(park: Any) -> Desk:
    return desk_people(park)


@pytest.fixture
def record() -> dict[str, Any]:
    return copy.deepcopy(next(row for row in LAW["records"] if row["id"] == KEY))


def holding(record: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(case for case in record["golden"] if case["verdict"] == "eligible")
    return found


@pytest.mark.parametrize("record", [*LAW["records"], *SHARED], ids=lambda record: record["id"])
def test_the_cases_of_the_data_prove_their_record(record: dict[str, Any]) -> None:
    assert hollow(record) == ()
    assert counted(record) >= FEWEST


def test_three_cases_without_facts_are_none(desk: Desk) -> None:
    golden = [{"name": f"c{n}", "facts": {}, "verdict": "unknown", "why": "–"} for n in range(3)]
    draft = drafted(desk, KEY, golden=golden)
    found = findings(draft)
    assert found.too_few == 0
    assert [one.code for one in found.hollow] == ["same", "same", "none_holds"]
    assert found.cases_against
    with pytest.raises(policy.NotReady):
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)


def test_copies_of_one_case_count_once_and_are_named(desk: Desk, record: dict[str, Any]) -> None:
    one = holding(record)
    draft = drafted(desk, KEY, golden=[{**copy.deepcopy(one), "name": f"c{n}"} for n in range(3)])
    found = findings(draft)
    assert found.too_few == 1
    assert [(fault.code, fault.case, fault.about) for fault in found.hollow] == [
        ("same", "c1", "c0"),
        ("same", "c2", "c0"),
    ]


def test_copies_under_one_name_are_copies_too(record: dict[str, Any]) -> None:
    record["golden"] = [holding(record)] * 3
    assert [one.code for one in hollow(record)] == ["same", "same"]


def test_a_case_must_expect_the_rule_to_hold(desk: Desk, record: dict[str, Any]) -> None:
    others = [case for case in record["golden"] if case["verdict"] != "eligible"]
    assert [one.code for one in findings(drafted(desk, KEY, golden=others)).hollow] == ["none_holds"]


@pytest.mark.parametrize("schedule", [None, {"cit": {"2028": "unknown"}}], ids=str)
def test_a_case_that_holds_must_say_money_where_tax_is_reckoned(record: dict[str, Any], schedule: Any) -> None:
    holding(record).pop("schedule")
    if schedule:
        holding(record)["schedule"] = schedule
    assert [one.code for one in hollow(record)] == ["no_money"]


@pytest.mark.parametrize("years", ["2028-2027", "", "from 2028"])
def test_years_that_are_none_are_a_fault_in_both_languages(desk: Desk, record: dict[str, Any], years: str) -> None:
    holding(record)["schedule"]["cit"][years] = 1
    draft = drafted(desk, KEY, golden=record["golden"])
    found = findings(draft)
    assert [(fault.code, fault.case, fault.about) for fault in found.hollow] == [
        ("span", holding(record)["name"], years)
    ]
    for lang, words in (("vi", f"“{years}” không có năm nào"), ("en", f"The years “{years}” hold none")):
        with translation.override(lang):
            assert any(words in one.text for one in reasons(draft, found, fact_names(), drafts=True))


def test_an_empty_schedule_and_a_saving_backwards_are_faults(record: dict[str, Any]) -> None:
    holding(record)["schedule"]["land_rent"] = {}
    holding(record).update(saving_total=1, saving_from_to=[2030, 2028])
    assert [one.about for one in hollow(record) if one.code == "span"] == ["land_rent", "2030-2028"]
