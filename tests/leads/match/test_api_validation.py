"""The one validator of API and form: what is wrong, where, said once."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from leads.api.problems import SENTENCES, Problem
from leads.api.schemas import MatchRequest
from leads.api.validation import CODES, Checked, check
from leads.vocabulary import SectorWord, Vocabulary, Words, fact_of

pytestmark = pytest.mark.once

LAW = Path("sitepages/seed/law")
ON = date(2026, 11, 24)


def seeded() -> Vocabulary:
    """The vocabulary as the seed files have it: no database needed."""
    facts = yaml.safe_load((LAW / "facts.yaml").read_text("utf-8"))["facts"]
    sectors = yaml.safe_load((LAW / "sectors.yaml").read_text("utf-8"))["sectors"]
    return Vocabulary(
        sectors={s["key"]: SectorWord(s["key"], s["group"], Words(**s["name"])) for s in sectors},
        facts={f["key"]: fact_of(f) for f in facts if f["key"] != "sector"},
        zones={code: Words(code, code) for code in ("SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL")},
    )


VOCABULARY = seeded()


def checked(raw: Any) -> Checked:
    return check(raw, VOCABULARY, on=ON)


def codes(raw: Any) -> dict[str, str]:
    return {path: problem.code for path, problem in checked(raw).problems.items()}


def with_(**parts: Any) -> dict[str, Any]:
    return {"sector": "software", **parts}


def test_a_request_comes_back_as_it_was_given() -> None:
    request = with_(land={"area_min_m2": 5000}, project={"jobs": 300, "first_revenue": "2029-01-01"})
    assert checked(request).request == request


def test_null_and_empty_parts_are_the_same_as_absent() -> None:
    request = with_(land={"area_min_m2": None}, project={}, budget=None, zones=None)
    assert checked(request).request == {"sector": "software"}


@pytest.mark.parametrize("raw", [[], [1], "x", 3, True])
def test_a_body_that_is_no_object(raw: Any) -> None:
    assert codes(raw) == {"body": "not_object"}


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        ({}, "sector", "required"),
        ({"sector": None}, "sector", "required"),
        ({"sector": 3}, "sector", "not_text"),
        (with_(land={"area_min_m2": "30000"}), "land.area_min_m2", "not_number"),
        (with_(land={"area_min_m2": True}), "land.area_min_m2", "not_number"),
        (with_(land={"area_min_m2": float("nan")}), "land.area_min_m2", "not_finite"),
        (with_(land={"area_min_m2": float("inf")}), "land.area_min_m2", "not_finite"),
        (with_(land={"area_min_m2": 0}), "land.area_min_m2", "above"),
        (with_(land={"area_min_m2": -1}), "land.area_min_m2", "above"),
        (with_(land={"area_min_m2": 1e30}), "land.area_min_m2", "at_most"),
        (with_(land={"max_plots": 0}), "land.max_plots", "at_least"),
        (with_(land={"max_plots": 9}), "land.max_plots", "at_most"),
        (with_(land={"max_plots": 2.5}), "land.max_plots", "not_whole"),
        (with_(land={"combine": "yes"}), "land.combine", "not_bool"),
        (with_(land={"combine": 1}), "land.combine", "not_bool"),
        (with_(land=[]), "land", "not_object"),
        (with_(land={"area_min_m2": 200, "area_max_m2": 100}), "land.area_max_m2", "below_minimum"),
        (with_(limit=0), "limit", "at_least"),
        (with_(limit=51), "limit", "at_most"),
        (with_(limit=True), "limit", "not_whole"),
        (with_(order="best"), "order", "choice"),
        (with_(lang="fr"), "lang", "choice"),
        (with_(zones=[]), "zones", "empty_list"),
        (with_(zones=["XX"]), "zones", "unknown_zone"),
        (with_(zones="SX"), "zones", "not_list"),
        (with_(needed_by="31/12/2028"), "needed_by", "not_date"),
        (with_(needed_by=20281231), "needed_by", "not_text"),
        (with_(needed_by="2028-02-30"), "needed_by", "not_date"),
        (with_(needed_by="9999-12-31"), "needed_by", "date_range"),
        (with_(needed_by="2026-11-23"), "needed_by", "before_on"),
        (with_(on="2027-01-01", needed_by="2026-12-31"), "needed_by", "before_on"),
        (with_(project={"sector": "ai"}), "project.sector", "sector_in_project"),
        (with_(project={"zone_status": "established"}), "project.zone_status", "zone_fact"),
        (with_(assume={"jobs": 3}), "assume.jobs", "not_zone_fact"),
        (with_(assume={"zone_status": "soon"}), "assume.zone_status", "choice"),
        (with_(project={"shoe_size": 3}), "project.shoe_size", "unknown_key"),
        (with_(project={"jobs": "300"}), "project.jobs", "not_number"),
        (
            with_(project={"first_revenue": "2029-06-01", "first_profit": "2027-01-01"}),
            "project.first_profit",
            "before_revenue",
        ),
        (with_(project={"jobs": True}), "project.jobs", "not_number"),
        (with_(project={"jobs": -1}), "project.jobs", "at_least"),
        (with_(project={"capital_usd": float("nan")}), "project.capital_usd", "not_finite"),
        (with_(project={"rd_share_pct": 101}), "project.rd_share_pct", "at_most"),
        (with_(project={"origin": "kr"}), "project.origin", "not_country"),
        (with_(project={"law_locked_on": "2026-11-25"}), "project.law_locked_on", "locked_later"),
        (with_(project={"first_revenue": 2029}), "project.first_revenue", "not_date"),
        (with_(project={"group_multinational": "yes"}), "project.group_multinational", "not_bool"),
        (with_(project={"lessor": "me"}), "project.lessor", "choice"),
        (with_(project={"excluded_income": "none"}), "project.excluded_income", "not_list"),
        (with_(project={"excluded_income": ["gold"]}), "project.excluded_income", "choice"),
        (with_(project={"profit_by_year_usd": {"soon": 1}}), "project.profit_by_year_usd", "not_years"),
        (with_(project={"profit_by_year_usd": {"2030": "1"}}), "project.profit_by_year_usd", "not_number"),
        (with_(land={"area_min_m2": 10**400}), "land.area_min_m2", "not_number"),
    ],
)
def test_each_error_names_its_field(raw: dict[str, Any], path: str, code: str) -> None:
    assert codes(raw) == {path: code}


ALL_OUT = dict.fromkeys(("price", "zone_fit", "ready", "frontage"), 0)


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ({"weights": ALL_OUT}, True),
        ({"weights": {**ALL_OUT, "power": 1}}, True),
        ({"weights": {**ALL_OUT, "power": 1}, "utilities": {"power_kva": 9}}, False),
        ({"weights": ALL_OUT, "land": {"area_min_m2": 9}}, False),
        ({"weights": {**ALL_OUT, "area_fit": 0, "fewer_plots": 0}, "land": {"area_min_m2": 9}}, True),
        ({"weights": ALL_OUT, "estimate_from": {"staff": 9}}, False),
    ],
)
def test_of_the_criteria_asked_one_must_keep_a_weight(parts: dict[str, Any], refused: bool) -> None:
    assert codes(with_(**parts)) == ({"weights": "no_weight"} if refused else {})


def test_every_wrong_field_is_named_at_once_and_each_once() -> None:
    raw = {"sector": "x", "land": {"area_min_m2": "a"}, "project": {"jobs": "b"}, "zones": ["X1", "X2"], "limit": 99}
    assert set(codes(raw)) == {"sector", "land.area_min_m2", "project.jobs", "zones", "limit"}


def test_at_most_five_unknown_keys_are_named() -> None:
    raw = with_(**{f"k{n}": 1 for n in range(10_000)}, project={f"p{n}": 1 for n in range(100)})
    assert list(codes(raw).values()) == ["unknown_key"] * 5


@pytest.mark.parametrize(
    ("written", "close"),
    [("datacentre", "data_centre"), ("Trung tam du lieu", "data_centre"), ("softwares", "software")],
)
def test_an_unknown_sector_lists_what_is_close(written: str, close: str) -> None:
    problem = checked({"sector": written}).problems["sector"]
    assert problem.code == "unknown_sector_close"
    assert close in problem.facts["allowed"]


def test_a_sector_like_no_other_lists_them_all() -> None:
    problem = checked({"sector": "\ud800" * 50_000}).problems["sector"]
    assert len(problem.facts["allowed"]) == 19


def test_any_key_of_the_vocabulary_may_stand_in_the_project() -> None:
    samples = {"bool": True, "number": 1, "date": "2029-01-01", "map_year_number": {"2030": 5}}
    project = {
        key: samples.get(spec.type) or ([*spec.choices][:1] if spec.type == "set" else next(iter(spec.choices)))
        for key, spec in VOCABULARY.facts.items()
        if spec.scope != "zone"
    }
    project |= {"tax_year": 2030, "isf_first_year": 2030, "law_locked_on": ON.isoformat()}
    assert len(project) == 99
    assert codes(with_(project=project)) == {}


def test_the_printed_examples_are_valid() -> None:
    examples = json.loads(Path("tests/cases/match_examples.json").read_text("utf-8"))["examples"]
    for example in examples:
        assert checked(example["request"]).request == example["request"], example["key"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_code_has_a_sentence_that_can_be_filled(lang: str) -> None:
    facts = {
        "bound": 1.5,
        "allowed": ["a", "b"],
        "zone": "XX",
        "on": "2026-11-24",
        "seconds": 3,
        "method": "PUT",
        "limit": 5,
    }
    for code in SENTENCES:
        assert "%(" not in Problem("x", code, facts).sentence(lang)
    assert set(CODES.values()) <= set(SENTENCES)


def test_the_schema_is_closed_everywhere() -> None:
    schema = MatchRequest.model_json_schema()
    parts = [schema, *schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)
