"""The money in a match's answer: rows, sums, what it hangs on, both currencies, the law a project kept."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from leads.api.answers import DATA_CENTRE
from leads.services.matching import answer_in, matched
from leads.services.scenarios import scenarios
from sitepages.incentives.schedule import totals
from sitepages.models import ExchangeRate, IncentiveVersion
from tests.leads.match.conftest import LOADED

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]
AI = DATA_CENTRE | {"project": {**DATA_CENTRE["project"], "ai_data_centre_project": True}}
ROW = {
    "year",
    "tax",
    "baseline_usd",
    "payable_usd",
    "saving_usd",
    "baseline_vnd",
    "payable_vnd",
    "saving_vnd",
    "rate_pct",
    "basis",
    "cell",
    "incentive",
}


def answer(request: dict[str, Any], lang: str = "en") -> dict[str, Any]:
    return answer_in(matched(request=request, source="api", now=LOADED), lang)


def test_the_api_gives_a_schedule_with_the_clause_in_each_cell(client: Client) -> None:
    found = client.post("/api/match", json.dumps(AI), content_type="application/json").json()
    tax = {row["year"]: row for row in found["schedule"] if row["tax"] == "cit"}
    assert set(tax[2030]) == ROW
    assert (tax[2030]["payable_usd"], tax[2030]["baseline_usd"], tax[2030]["rate_pct"]) == (0, 4_000_000, 0)
    assert (tax[2034]["payable_usd"], tax[2034]["payable_vnd"]) == (1_000_000, 26_000_000_000)
    assert tax[2034]["incentive"] == "CIT_SECTOR_10_15"
    assert "Art. 14(1)(a)" in tax[2034]["basis"]
    assert tax[2046]["basis"] == "Law on Corporate Income Tax 67/2025/QH15, Art. 10(1)"
    assert found["versions"]["rates"]["USD_VND"]["value"] == 26000


def test_the_minimum_tax_without_payroll_leaves_the_total_a_range() -> None:
    found = answer(AI)
    top_up = [row for row in found["schedule"] if row["tax"] == "qdmtt" and row["cell"] == "bound"]
    assert top_up[0]["payable_usd"] is None
    assert top_up[0]["payable_max_usd"] == 3_000_000
    totals = found["schedule_totals"]
    assert totals["saving_usd"] - totals["saving_min_usd"] == sum(row["payable_max_usd"] for row in top_up)
    assert totals["saving_usd"] == totals["saving_max_usd"] == 45_000_000


def test_the_totals_are_the_sums_of_the_cells_in_both_currencies() -> None:
    odd = {**AI["project"], "annual_profit_usd": 3_333_333.33, "rd_spend_usd_year": 12_345.67}
    found = answer(AI | {"project": odd})
    for currency in ("usd", "vnd"):
        cells = [row[f"saving_{currency}"] for row in found["schedule"] if row[f"saving_{currency}"] is not None]
        assert sum(Decimal(str(cell)) for cell in cells) == Decimal(str(found["schedule_totals"][f"saving_{currency}"]))


def test_what_is_not_sure_stands_apart_with_what_it_hangs_on() -> None:
    found = answer(DATA_CENTRE)
    assert {row["incentive"] for row in found["schedule"] if row["tax"] == "cit"} == {None}
    hanging = {tuple(one["hangs_on"]): one for one in found["schedule_if"]}
    by_zone = hanging[("zone_status",)]
    assert by_zone["incentives"] == ["CIT_CDTZ_10_15", "CIT_CDTZ_HOLIDAY"]
    assert by_zone["totals"]["saving_usd"] == 45_000_000
    assert found["schedule_totals"]["saving_usd"] == 0
    special = next(one for one in found["schedule_if"] if one["incentives"] == ["SPECIAL_5_37"])
    assert special["ceiling"]
    assert "approval_pm_special" in special["hangs_on"]


def test_each_rules_own_schedule_is_an_alternative() -> None:
    rules = {one["id"]: one for one in answer(AI)["incentives"]}
    assert {row["rate_pct"] for row in rules["CIT_CDTZ_10_15"]["schedule"]} == {10, 20}
    assert {row["tax"] for row in rules["QDMTT"]["schedule"]} == {"qdmtt"}
    assert rules["GREEN_LANE"]["schedule"] == []
    assert rules["LAND_RENT_LADDER"]["schedule"] == []  # no lease, no rent stated: no year is known


def test_without_figures_there_is_no_schedule() -> None:
    found = answer({"sector": "software"})
    assert (found["schedule"], found["schedule_if"]) == ([], [])
    assert found["kept_law"] is None


def test_a_definition_with_a_later_threshold_changes_the_rules_that_use_it_from_its_day() -> None:
    """A definition is a dated record: what a hi-tech enterprise is changes on 2027-01-01, and with it the duty rule."""
    old = IncentiveVersion.objects.get(incentive__key="HITECH_ENTERPRISE")
    IncentiveVersion.objects.filter(pk=old.pk).update(valid_to=date(2027, 1, 1))
    old.pk, old.number, old.valid_from = None, 2, date(2027, 1, 1)
    old.record = {**old.record, "conditions": {"one_of": {"fact": "hitech_certificate", "values": ["group_1"]}}}
    old.save()
    facts = {"hitech_certificate": "group_2", "digital_activity_confirmed": False, "worker_housing": False}
    request = {"sector": "expert_housing_services", "project": facts}
    before, after = (answer(request | {"on": day}) for day in ("2026-12-31", "2027-01-01"))
    verdicts = [
        next(one["verdict"] for one in found["incentives"] if one["id"] == "IMPORT_DUTY_FIXED_ASSETS")
        for found in (before, after)
    ]
    assert verdicts == ["eligible", "unknown"]  # only the park's status is left to open it


def test_a_project_that_kept_an_older_law_is_told_both() -> None:
    old = IncentiveVersion.objects.get(incentive__key="CIT_SECTOR_10_15")
    new_record = {**old.record, "benefits": [{**old.record["benefits"][0], "value": 15}]}
    IncentiveVersion.objects.filter(pk=old.pk).update(valid_to=date(2026, 6, 1))
    IncentiveVersion.objects.create(
        incentive=old.incentive,
        number=2,
        valid_from=date(2026, 6, 1),
        decided_by=old.decided_by,
        certainty=old.certainty,
        verified_on=old.verified_on,
        name_vi=old.name_vi,
        name_en=old.name_en,
        summary_vi=old.summary_vi,
        summary_en=old.summary_en,
        authority_vi=old.authority_vi,
        authority_en=old.authority_en,
        record=new_record,
        published_at=LOADED,
    )
    today = answer(AI)
    assert next(one["version"] for one in today["incentives"] if one["id"] == "CIT_SECTOR_10_15") == 2
    assert today["schedule_totals"]["saving_usd"] < 45_000_000
    kept = answer(AI | {"project": {**AI["project"], "law_locked_on": "2026-05-31"}})
    assert next(one["version"] for one in kept["incentives"] if one["id"] == "CIT_SECTOR_10_15") == 1
    assert kept["schedule_totals"]["saving_usd"] == 45_000_000
    assert kept["kept_law"]["locked_on"] == "2026-05-31"
    assert kept["kept_law"]["by_current_law"]["schedule"] == today["schedule"]
    locked_later = answer(AI | {"project": {**AI["project"], "law_locked_on": "2026-06-01"}})
    assert locked_later["schedule"] == today["schedule"]


def test_the_lock_chooses_the_law_and_moves_neither_plan_nor_money() -> None:
    """The year the profit belongs to, the rate of exchange and today's value are those of the day asked."""
    plan = {"taxable_profit_vnd": 1_000_000_000, "prior_year_revenue_vnd": 2_000_000_000}
    free = answer({"sector": "logistics_support", "on": "2026-11-24", "project": plan})
    for day in ("2025-12-01", "2025-10-01"):
        kept = answer({"sector": "logistics_support", "on": "2026-11-24", "project": {**plan, "law_locked_on": day}})
        assert kept["schedule"] == free["schedule"]
        assert kept["schedule_totals"] == free["schedule_totals"]
        assert kept["schedule_totals"]["present_value_usd"] == kept["schedule_totals"]["saving_usd"]
    before = answer(
        {"sector": "logistics_support", "on": "2026-11-24", "project": {**plan, "law_locked_on": "2025-06-01"}}
    )
    assert [(row["year"], row["saving_vnd"]) for row in before["schedule"]][:1] == [(2026, 0)]


def test_a_threshold_is_converted_at_the_rate_of_the_day_asked_whatever_law_is_kept() -> None:
    project = {"capital_usd": 240_000_000, "approval_pm_special": "given", "disbursed_5y_vnd_bn": 6000}
    request = {"sector": "semiconductor_manufacturing", "on": "2026-11-24", "project": project}
    ExchangeRate.objects.create(pair="USD_VND", value=20_000, date=date(2026, 4, 1), entered_at=LOADED)
    for locked in ({}, {"law_locked_on": "2026-04-05"}):
        found = answer({**request, "project": {**project, **locked}})
        special = next(one for one in found["incentives"] if one["id"] == "SPECIAL_5_37")
        assert special["verdict"] == "eligible", locked


@pytest.mark.parametrize("size", [{}, {"payroll_usd_year": 1_000_000, "tangible_assets_usd": 9_000_000}])
def test_conditional_money_is_offset_by_the_minimum_tax_it_may_meet(size: dict[str, Any]) -> None:
    """While the group's size is not known the tax is a bound, also where payroll and assets are stated."""
    plan = {"first_revenue": "2028-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 6_000_000}
    decided = {"capital_vnd": 6_000_000_000_000, "disbursed_5y_vnd_bn": 6000}
    request = {"sector": "semiconductor_packaging_testing", "project": {**plan, **decided, **size}}
    special = next(one for one in answer(request)["schedule_if"] if "SPECIAL_5_37" in one["incentives"])
    bounds = [row for row in special["schedule"] if row["tax"] == "qdmtt" and row["cell"] == "bound"]
    assert len(bounds) == 35  # 6 exempt, 13 half, 16 at 5 %
    assert {row["payable_usd"] for row in bounds} == {None}
    told = special["totals"]
    assert told["saving_usd"] == 35_250_000
    assert told["saving_usd"] - told["saving_min_usd"] == sum(row["payable_max_usd"] for row in bounds)
    assert told["saving_min_usd"] == 10_500_000 if not size else told["saving_min_usd"] > 10_500_000
    small = answer({**request, "project": {**request["project"], "group_revenue_eur": 1_000_000}})
    small_special = next(one for one in small["schedule_if"] if "SPECIAL_5_37" in one["incentives"])
    assert small_special["totals"]["saving_min_usd"] == 35_250_000


def test_at_most_of_a_scenario_is_offset_too() -> None:
    plan = {"first_revenue": "2028-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 6_000_000}
    run = matched(request={"sector": "semiconductor_packaging_testing", "project": plan}, source="api", now=LOADED)
    most = next(one for one in scenarios(run)[0] if one.key == "at_edge").most
    assert totals(most).most == 35_250_000
    assert totals(most).least == 10_500_000
