"""Edges of the evaluator: thresholds, rates of exchange, dates, standing requirements, what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitepages.incentives.book import LawBook, build
from sitepages.incentives.evaluate import Evaluation, Judge, evaluate, evaluate_one
from sitepages.incentives.tree import BadCondition, parse
from sitepages.incentives.truth import Truth
from sitepages.incentives.zone import ZoneBond, bond
from tests.sitepages.law_files import book, files

ON = date(2026, 11, 24)
CHIPS = {"sector": "semiconductor_design", "disbursed_5y_vnd_bn": 6000, "approval_pm_special": "given"}


def judged(condition: Any, facts: dict[str, Any], on: date = ON) -> Truth:
    return Judge(book(), facts, on.isoformat()).node(parse(condition)).truth


def verdict(key: str, facts: dict[str, Any], on: date = ON) -> Evaluation:
    return evaluate_one(book(), key, facts, on)


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        (">=", Truth.FALSE, Truth.TRUE, Truth.TRUE),
        (">", Truth.FALSE, Truth.FALSE, Truth.TRUE),
        ("<=", Truth.TRUE, Truth.TRUE, Truth.FALSE),
        ("<", Truth.TRUE, Truth.FALSE, Truth.FALSE),
        ("=", Truth.FALSE, Truth.TRUE, Truth.FALSE),
    ],
)
def test_a_threshold_is_met_at_the_figure_as_its_sign_says(op: str, below: Truth, at: Truth, above: Truth) -> None:
    condition = {"compare": {"fact": "capital_vnd", "op": op, "value": 6000, "unit": "vnd_bn"}}
    amounts = (5_999_999_999_999, 6_000_000_000_000, 6_000_000_000_001)
    assert [judged(condition, {"capital_vnd": amount}) for amount in amounts] == [below, at, above]


def test_dong_given_goes_before_dollars_converted() -> None:
    at_the_edge = {**CHIPS, "capital_usd": 230_769_230}  # 26,000 dong: just under 6,000 bn
    assert verdict("SPECIAL_5_37", at_the_edge).verdict == "ineligible"
    assert verdict("SPECIAL_5_37", {**at_the_edge, "capital_vnd": 6_000_000_000_000}).verdict == "eligible"


@pytest.mark.parametrize(("usd", "near"), [(226_000_000, False), (227_000_000, True), (239e6, True), (241e6, False)])
def test_near_the_threshold_between_the_low_and_the_high_rate(usd: float, near: bool) -> None:
    assert verdict("SPECIAL_5_37", {**CHIPS, "capital_usd": usd}).near_threshold is near


def test_a_rate_that_changes_no_verdict_is_not_near() -> None:
    refused = {**CHIPS, "capital_usd": 235_000_000, "approval_pm_special": "refused"}
    assert not verdict("SPECIAL_5_37", refused).near_threshold
    too_early = {**CHIPS, "capital_usd": 235_000_000, "licence_date": "2026-02-28"}
    assert verdict("SPECIAL_5_37", too_early).failed_requirements == ("LICENSED_UNDER_2025_LAW",)
    assert not verdict("SPECIAL_5_37", too_early).near_threshold


def test_the_latest_rate_not_after_the_day_counts() -> None:
    usd = {"capital_usd": 235_000_000}  # 5,875 bn at 25,000; 6,110 bn at 26,000
    condition = {"compare": {"fact": "capital_usd", "op": ">=", "value": 6000, "unit": "vnd_bn"}}
    assert judged(condition, usd, date(2026, 11, 22)) is Truth.FALSE
    assert judged(condition, usd, date(2026, 11, 23)) is Truth.TRUE
    assert judged(condition, usd, date(2020, 1, 1)) is Truth.FALSE  # before all rates: the first


def test_a_sum_without_a_rate_is_unknown() -> None:
    no_rates = build(**{**files(), "rates": {"rates": []}})
    condition = parse({"compare": {"fact": "capital_usd", "op": ">=", "value": 1, "unit": "vnd_bn"}})
    trace = Judge(no_rates, {"capital_usd": 1e9}, "2026-11-24").node(condition)
    assert (trace.truth, trace.missing) == (Truth.UNKNOWN, ("capital_usd",))


@pytest.mark.parametrize(
    ("day", "truth"),
    [("2026-02-28", Truth.FALSE), ("2026-03-01", Truth.TRUE), ("2026-12-31", Truth.TRUE), ("2027-01-01", Truth.FALSE)],
)
def test_dates_run_from_the_first_day_to_before_the_last(day: str, truth: Truth) -> None:
    condition = {"within_dates": {"fact": "licence_date", "from": "2026-03-01", "to": "2027-01-01"}}
    assert judged(condition, {"licence_date": day}) is truth
    assert judged(condition, {}) is Truth.UNKNOWN


@pytest.mark.parametrize(("given", "truth"), [("given", "true"), ("refused", "false"), ("not_yet", "unknown")])
def test_a_decision_not_yet_taken_is_unknown(given: str, truth: str) -> None:
    condition = {"approval_given": {"fact": "approval_pm_special"}}
    assert judged(condition, {"approval_pm_special": given}) is Truth(truth)


def test_where_the_text_is_silent_the_answer_is_unknown() -> None:
    facts = {"sme_status": True, "landlord_kind": "digital_technology_zone"}
    assert verdict("SUBLEASE_30PCT_STARTUP_SME", facts).missing == ("landlord_kind",)


def test_a_definition_out_of_force_is_false() -> None:
    facts = {"talent_digital_certified": True, "sector": "semiconductor_design", "zone_status": "established"}
    record = next(row for row in book().records if row.key == "TALENT_CRITERIA")
    day_before = date.fromordinal(date.fromisoformat(record.valid_from).toordinal() - 1)
    condition = {"definition": {"ref": "TALENT_CRITERIA"}}
    assert judged(condition, facts, day_before) is Truth.FALSE
    assert judged(condition, facts) is Truth.TRUE


def test_validity_is_from_the_first_day_to_before_the_last() -> None:
    rows = files()["incentives"]
    records = [{**rows["records"][2], "valid_to": "2027-01-01", "overrides": []}]
    short = build(**{**files(), "incentives": {**rows, "records": records, "definitions": {}}})
    days = (date(2025, 9, 30), date(2025, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    found = [evaluate(short, {"sector": "software"}, day)[0] for day in days]
    assert [one.verdict for one in found] == ["ineligible", "eligible", "eligible", "ineligible"]
    assert [one.in_force for one in found] == [False, True, True, False]


@pytest.mark.parametrize("sector", [None, "nothing_we_know"])
def test_a_sector_not_known_is_no_answer(sector: str | None) -> None:
    facts = {"sector": sector} if sector else {}
    assert verdict("CIT_SECTOR_10_15", facts).missing == ("sector",)


def test_a_requirement_fails_only_when_known_to() -> None:
    open_one = verdict("CIT_SECTOR_10_15", {"sector": "software"})
    assert "NO_EXCLUDED_INCOME" in open_one.provided_that
    met = verdict("CIT_SECTOR_10_15", {"sector": "software", "excluded_income": ["none"]})
    assert met.verdict == "eligible"
    assert "NO_EXCLUDED_INCOME" not in met.provided_that
    failed = verdict("CIT_SECTOR_10_15", {"sector": "software", "excluded_income": ["none", "online_games"]})
    assert (failed.verdict, failed.failed_requirements) == ("ineligible", ("NO_EXCLUDED_INCOME",))
    assert failed.provided_that == failed.missing == ()


def test_the_wider_record_replaces_the_one_it_overrides() -> None:
    facts = {"sector": "electronics_hardware", "key_digital_list": "product"}
    found = {one.key: one for one in evaluate(book(), facts, ON)}
    assert found["CIT_SECTOR_10_15"].verdict == "eligible"
    assert found["CIT_DIGITAL_STD"].overridden_by == "CIT_SECTOR_10_15"
    assert found["CIT_SECTOR_10_15"].overridden_by is None


def test_only_benefits_and_costs_are_judged_in_the_order_of_the_law() -> None:
    keys = [row.key for row in book().records if row.kind in {"benefit", "cost"}]
    assert [one.key for one in evaluate(book(), {}, ON)] == keys
    assert len(keys) == 22


def test_the_trace_tells_each_step_as_plain_data() -> None:
    trace = verdict("SPECIAL_5_37", {**CHIPS, "capital_usd": 300_000_000}).trace.as_json()
    assert (trace["op"], trace["value"]) == ("all", "true")
    assert trace["parts"][1] == {
        "op": "compare",
        "value": "true",
        "fact": "capital_usd",
        "operator": ">=",
        "threshold": 6000.0,
        "unit": "vnd_bn",
        "have": 7800.0,
    }


BAD_NAMES = [
    ("conditions", {"compare": {"fact": "captial_usd", "op": ">=", "value": 1, "unit": "usd"}}, "no fact captial_usd"),
    ("conditions", {"one_of": {"fact": "lessor", "values": ["stat"]}}, "lessor is never 'stat'"),
    ("conditions", {"sector_category": ["semiconducter"]}, "no category semiconducter"),
    ("conditions", {"definition": {"ref": "SPECIAL"}}, "no definition SPECIAL"),
    ("conditions", {"zone_status": ["planned"]}, "'planned' is none of"),
    ("provided_that", ["NEW_PROJCT"], "no requirement NEW_PROJCT"),
    ("overrides", ["CIT_STD"], "no record CIT_STD"),
    (
        "benefits",
        [{"when": {"approval_given": {"fact": "approval_pm"}}}],
        "no fact approval_pm",
    ),
]


@pytest.mark.parametrize(("field", "value", "says"), BAD_NAMES, ids=lambda value: str(value)[:40])
def test_law_that_names_what_is_not_there_is_refused(field: str, value: Any, says: str) -> None:
    rows = files()["incentives"]
    records = [{**rows["records"][0], field: value}, *rows["records"][1:]]
    with pytest.raises(BadCondition, match=rf"CIT_CDTZ_10_15.*{says}"):
        build(**{**files(), "incentives": {**rows, "records": records}})


def named(law: LawBook) -> dict[str, Any]:
    return {**law.definitions, **{row.key: row.condition for row in law.records}}


def test_what_waits_for_the_park() -> None:
    found = {row.key: bond(row.condition, named(book())) for row in book().records}
    assert {key for key, value in found.items() if value is ZoneBond.WHOLE} == {
        "CIT_CDTZ_10_15",
        "CIT_CDTZ_HOLIDAY",
        "ZONE_AS_ESPECIALLY_DIFFICULT",
        "GREEN_LANE",
        "STATE_SUPPORT_FOR_ZONE",
    }
    assert {key for key, value in found.items() if value is ZoneBond.PART} == {
        "SPECIAL_GENERAL",
        "LAND_RENT_LADDER",
        "IMPORT_DUTY_FIXED_ASSETS",
        "PIT_TALENT_5Y",
    }


@given(st.sampled_from([row["key"] for row in files()["sectors"]["sectors"]]))
def test_what_waits_wholly_is_never_granted_while_the_park_is_planned(sector: str) -> None:
    facts = {"sector": sector, "zone_status": "planned", "lessor": "state", "project_kind": "new"}
    for one in evaluate(book(), facts, ON):
        hangs = bond(next(row.condition for row in book().records if row.key == one.key), named(book()))
        if hangs is ZoneBond.WHOLE:
            assert one.verdict in {"unknown", "ineligible"}
        if hangs is ZoneBond.NONE:
            assert one.conditional_on == ()


SOME = st.fixed_dictionaries(
    {"sector": st.sampled_from(["software", "ai", "logistics_support", "semiconductor_design"])},
    optional={
        "zone_status": st.sampled_from(["planned", "established"]),
        "capital_usd": st.sampled_from([1_000_000, 230_000_000, 400_000_000]),
        "capital_vnd": st.just(6_000_000_000_000),
        "approval_pm_special": st.sampled_from(["given", "refused"]),
        "disbursed_5y_vnd_bn": st.sampled_from([5999, 6000]),
        "isf_beneficiary": st.booleans(),
        "rd_centre_project": st.booleans(),
        "income_from_games": st.booleans(),
    },
)


@given(SOME, SOME)
def test_what_a_judge_keeps_for_changed_facts_is_what_a_new_one_finds(
    facts: dict[str, Any], change: dict[str, Any]
) -> None:
    law = book()
    judge = Judge(law, facts, ON.isoformat())
    for record in law.records[::2]:
        judge.verdict(record)  # some are looked at before, others first by the judge beside
    beside, fresh = judge.beside(change), Judge(law, {**facts, **change}, ON.isoformat())
    assert [beside.verdict(record) for record in law.records] == [fresh.verdict(record) for record in law.records]
