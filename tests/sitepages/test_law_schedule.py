"""Schedules worked by hand: start events, ladders, deductions, the minimum tax, what stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sitepages.incentives.assess import Assessment, assess, rows_together
from sitepages.incentives.cells import GRANT, TOP_UP, Row
from sitepages.incentives.evaluate import evaluate_one
from sitepages.incentives.schedule import totals
from sitepages.incentives.stored import sums
from tests.sitepages.law_files import book

ON = date(2026, 11, 24)
LAND_UNTIL = 2071
CHIPS = {"sector": "semiconductor_packaging_testing", "zone_status": "planned"}
LATE = {"first_revenue": "2028-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 6_000_000}


def asked(facts: dict[str, Any], on: date = ON) -> Assessment:
    return assess(book(), facts, on, LAND_UNTIL)


def together(facts: dict[str, Any], *keys: str) -> list[Row]:
    return rows_together(book(), keys, facts, ON, LAND_UNTIL)


def paid(rows: Sequence[Row], tax: str = "cit") -> dict[int, Decimal | None]:
    return {row.year: row.payable for row in rows if row.tax == tax}


def spans(rows: Sequence[Row], tax: str = "cit") -> list[tuple[int, int, Decimal | None]]:
    """[(first, last, payable)]: years alike put together, as a jurist writes them."""
    out: list[tuple[int, int, Decimal | None]] = []
    for year, amount in paid(rows, tax).items():
        if out and out[-1][2] == amount and out[-1][1] == year - 1:
            out[-1] = (out[-1][0], year, amount)
        else:
            out.append((year, year, amount))
    return out


# --- Corporate tax ---


def test_ten_percent_for_fifteen_years_with_a_late_first_profit() -> None:
    """Profit in year 3: exempt 2030-33, half of 10 % 2034-42, then 20 %."""
    found = asked({**CHIPS, **LATE})
    assert found.sure.keys[0] == "CIT_SECTOR_10_15"
    rows = [row for row in found.sure.rows if row.tax == "cit"]
    assert spans(rows) == [(2028, 2033, 0), (2034, 2042, 300_000), (2043, 2045, 1_200_000)]
    assert totals(rows).saving == 12_900_000
    assert [row.rate_pct for row in rows[-4:]] == [5, 20, 20, 20]


def test_a_holiday_nobody_used_starts_in_year_four() -> None:
    """No profit in 2028-30: the holiday runs from 2031 although there is none yet."""
    rows = together({**CHIPS, **LATE, "first_profit": "2033-01-01"}, "CIT_SECTOR_10_15")
    assert spans(rows) == [(2028, 2034, 0), (2035, 2042, 300_000), (2043, 2043, 600_000), (2044, 2046, 1_200_000)]


def test_a_short_first_period_counts_as_year_one() -> None:
    whole, short = ({**LATE, "first_revenue": day} for day in ("2028-01-01", "2028-12-20"))
    assert together({**CHIPS, **whole}, "CIT_SECTOR_10_15") == together({**CHIPS, **short}, "CIT_SECTOR_10_15")


def test_five_percent_for_thirty_seven_years_waits_for_the_decision() -> None:
    """40 m: exempt 6, 2.5 % for 13, 5 % to year 37; never in the sum of what is sure."""
    facts = {
        **CHIPS,
        **LATE,
        "first_profit": "2028-01-01",
        "annual_profit_usd": 40_000_000,
        "capital_vnd": 6_000_000_000_000,
        "disbursed_5y_vnd_bn": 6000,
        "approval_pm_special": "given",
    }
    found = asked(facts)
    assert "SPECIAL_5_37" not in found.sure.keys
    supposed = next(one for one in found.supposed if "SPECIAL_5_37" in one.rules)
    assert (supposed.hangs_on, supposed.ceiling) == (("approval_pm_special",), True)
    assert spans(supposed.choice.rows) == [
        (2028, 2033, 0),
        (2034, 2046, 1_000_000),
        (2047, 2064, 2_000_000),
        (2065, 2067, 8_000_000),
    ]
    waiting = asked({**facts, "approval_pm_special": "not_yet"})
    assert any(one.hangs_on == ("approval_pm_special",) for one in waiting.supposed)
    refused = asked({**facts, "approval_pm_special": "refused"})
    assert not any("SPECIAL_5_37" in one.rules for one in refused.supposed)


def test_two_years_free_and_four_at_half() -> None:
    facts = {"sector": "digital_content", "makes_digital_product": True, "project_kind": "new"}
    rows = together({**facts, **LATE, "first_profit": "2028-06-01"}, "CIT_DIGITAL_STD")
    assert spans(rows) == [(2028, 2029, 0), (2030, 2033, 510_000), (2034, 2037, 1_020_000), (2038, 2040, 1_200_000)]


@pytest.mark.parametrize(
    ("revenue", "percent"),
    [(0, 15), (3_000_000_000, 15), (3_000_000_001, 17), (50_000_000_000, 17), (50_000_000_001, 20)],
)
def test_small_companies_pay_fifteen_seventeen_or_twenty(revenue: int, percent: int) -> None:
    facts = {"prior_year_revenue_vnd": revenue, "tax_year": 2027, "taxable_profit_vnd": 1_000_000_000}
    found = asked(facts)
    assert paid(found.sure.rows)[2027] == 10_000_000 * percent
    assert {row.currency for row in found.sure.rows} == {"VND"}
    assert ("CIT_SME_RATE" in found.sure.keys) == (percent < 20)


def test_a_start_up_halves_the_small_companys_rate() -> None:
    """2 + 4 has no rate of its own: half of 17 % in the year the small rate holds, half of 20 % in the others."""
    facts = {
        "startup_status": "innovative_startup",
        "prior_year_revenue_vnd": 4_000_000_000,
        "tax_year": 2029,
        "first_revenue": "2027-01-01",
        "first_profit": "2027-01-01",
        "annual_profit_usd": 100_000,
    }
    rows = asked(facts).sure.rows
    assert spans(rows) == [(2027, 2028, 0), (2029, 2029, 8_500), (2030, 2032, 10_000), (2033, 2035, 20_000)]
    after = together({**facts, "tax_year": 2034}, "STARTUP_CIT", "CIT_SME_RATE")
    assert paid(after)[2034] == 20_000  # never after the package's years


def test_two_hundred_percent_of_research_is_deducted_and_no_more_than_the_profit() -> None:
    facts = {**CHIPS, **LATE, "rd_spend_usd_year": 1_000_000}
    rows = together(facts, "CIT_SECTOR_10_15", "RD_SUPER_DEDUCTION")
    assert paid(rows)[2034] == 250_000  # (6 m - 1 m) x 5 %
    assert paid(rows)[2043] == 1_000_000  # (6 m - 1 m) x 20 %
    large = together({**facts, "rd_spend_usd_year": 90_000_000}, "CIT_SECTOR_10_15", "RD_SUPER_DEDUCTION")
    assert paid(large)[2043] == 0


def test_after_the_last_year_of_a_list_the_level_holds_if_stated_too() -> None:
    plan = {**CHIPS, "first_revenue": "2028-01-01", "profit_by_year_usd": {"2028": 0, "2029": 100}}
    rows = {row.year: row.baseline for row in together({**plan, "annual_profit_usd": 1000}, "CIT_SECTOR_10_15")}
    assert [rows[year] for year in (2028, 2029, 2030, 2040)] == [0, 20, 200, 200]
    unknown = {row.year: row.baseline for row in together(plan, "CIT_SECTOR_10_15")}
    assert unknown[2030] is None


def test_profit_by_year_replaces_the_level_and_a_loss_pays_nothing() -> None:
    facts = {**CHIPS, "first_revenue": "2028-01-01", "profit_by_year_usd": {"2028": -5, "2029": 100, "2050": 100}}
    found = paid(together(facts, "CIT_SECTOR_10_15"))
    assert (found[2028], found[2029], found[2041]) == (0, 0, None)  # not stated is not known
    assert together(facts, "CIT_SECTOR_10_15")[0].baseline == 0


def test_without_a_profit_the_rates_are_told_and_no_figure() -> None:
    rows = together({**CHIPS, "first_revenue": "2028-01-01", "first_profit": "2028-01-01"}, "CIT_SECTOR_10_15")
    assert {row.payable for row in rows} == {row.baseline for row in rows} == {None}
    assert [row.rate_pct for row in rows[3:5]] == [0, 5]
    assert totals(rows).unknown == len(rows)


# --- The minimum tax ---


def test_a_group_of_750_million_pays_up_to_fifteen_percent() -> None:
    """2034: rate 5 %; excess 20 - 0.5 - 2.5 = 17 m; 10 % = 1.7 m; from 2043 the rate is 20 %: nothing."""
    facts = {
        **CHIPS,
        "group_revenue_eur": 750_000_000,
        "first_revenue": "2028-01-01",
        "first_profit": "2028-01-01",
        "annual_profit_usd": 20_000_000,
        "payroll_usd_year": 10_000_000,
        "tangible_assets_usd": 50_000_000,
    }
    found = asked(facts)
    top_up = paid(found.sure.rows, "qdmtt")
    assert (top_up[2028], top_up[2034], top_up[2042], top_up[2043]) == (2_340_000, 1_700_000, 850_000, 0)
    assert [row.payable for row in found.alone["QDMTT"]] == list(top_up.values())
    without = asked({**facts, "group_revenue_eur": 749_999_999})
    spared = totals(without.sure.rows).saving
    assert totals(found.sure.rows).saving == spared - sum(value or 0 for value in top_up.values())


def test_without_payroll_the_minimum_tax_is_a_bound_and_the_total_a_range() -> None:
    found = asked({**CHIPS, **LATE, "group_revenue_eur": 2_000_000_000})
    bounds = [row for row in found.sure.rows if row.tax == "qdmtt" and row.cell == "bound"]
    assert {(row.payable, row.saving) for row in bounds} == {(None, None)}
    assert sum(row.most or 0 for row in bounds) == 9_000_000  # 4 x 900,000 + 9 x 600,000
    sums = totals(found.sure.rows)
    assert (sums.saving, sums.least) == (12_900_000, 3_900_000)


def test_a_group_not_known_to_be_large_gets_the_minimum_tax_as_a_supposition() -> None:
    found = asked({**CHIPS, **LATE})
    assert not [row for row in found.sure.rows if row.tax == "qdmtt"]
    supposed = next(one for one in found.supposed if one.hangs_on == ("group_revenue_eur",))
    assert (supposed.rules, totals(supposed.choice.rows).least) == (("QDMTT",), 3_900_000)


# --- Land, people, grants ---


def test_the_land_ladder_counts_construction_first() -> None:
    facts = {
        **CHIPS,
        "lessor": "state",
        "lease_decision_date": "2027-05-01",
        "construction_years": 2,
        "land_rent_usd_year": 100_000,
    }
    planned = asked(facts).sure.rows
    assert spans(planned, "land_rent") == [(2027, 2039, 0), (2040, 2071, None)]
    established = asked({**facts, "zone_status": "established"}).sure.rows
    assert spans(established, "land_rent") == [(2027, 2071, 0)]
    long = asked({**facts, "construction_years": 9}).sure.rows
    assert spans(long, "land_rent")[0] == (2027, 2040, 0)  # at most three years of construction count
    unsaid = {key: value for key, value in facts.items() if key != "construction_years"}
    assert spans(asked(unsaid).sure.rows, "land_rent") == [(2027, 2071, None)]


def test_five_years_of_personal_tax_are_sixty_months() -> None:
    """From October: 3 months of 2027, 9 of 2032; with 40 % of the salary exempt."""
    facts = {
        "sector": "semiconductor_design",
        "talent_digital_certified": True,
        "exempt_income_start": "2027-10-01",
        "talent_pit_usd_year": 30_000,
        "talent_exempt_share_pct": 40,
    }
    assert spans(asked(facts).sure.rows, "pit") == [
        (2027, 2027, 27_000),
        (2028, 2031, 18_000),
        (2032, 2032, 21_000),
        (2033, 2035, 30_000),
    ]


def test_the_fund_pays_yearly_or_at_the_start_never_both() -> None:
    facts = {
        **CHIPS,
        "sector": "r_and_d",
        "rd_centre_project": True,
        "rd_centre_field": "semiconductor",
        "rd_centre_registered": True,
        "rd_on_listed_technology": True,
        "isf_beneficiary": ["hitech_enterprise"],
        "tax_debt_overdue": False,
        "capital_vnd": 3_000_000_000_000,
        "disbursed_3y_vnd_bn": 1000,
        "isf_first_year": 2028,
        "isf_initial_cost_usd": 20_000_000,
        "isf_training_cost_usd_year": 1_000_000,
    }
    found = asked(facts)
    assert not [row for row in found.sure.rows if row.tax == "grant"]  # the Fund decides
    supposed = next(one for one in found.supposed if "ISF_INITIAL" in one.rules)
    assert supposed.decided_by == ("discretionary",)
    assert spans(supposed.choice.rows, "grant")[0] == (2028, 2028, 10_000_000)
    assert {row.incentive for row in supposed.choice.rows if row.tax == "grant"} == {"ISF_INITIAL", ""}
    small = asked({**facts, "isf_initial_cost_usd": 2_000_000})
    yearly = next(one for one in small.supposed if "ISF_ANNUAL" in one.rules)
    training = {row.year: row.payable for row in yearly.choice.rows if row.of == "training"}
    assert training == {**dict.fromkeys(range(2028, 2033), 500_000), **dict.fromkeys(range(2033, 2036), 0)}
    chosen = asked({**facts, "isf_choice": "annual"})
    assert not any("ISF_INITIAL" in one.rules for one in chosen.supposed)


def test_the_same_money_by_sector_and_by_place_is_counted_once() -> None:
    both = asked({**CHIPS, **LATE, "zone_status": "established"})
    alone = asked({**CHIPS, **LATE})
    assert totals(both.sure.rows).saving == totals(alone.sure.rows).saving == 12_900_000


def test_the_wider_rule_takes_the_place_of_the_one_it_overrides() -> None:
    facts = {"sector": "electronics_hardware", "zone_status": "planned", "key_digital_list": "product", **LATE}
    found = asked(facts)
    assert "CIT_SECTOR_10_15" in found.sure.keys
    assert "CIT_DIGITAL_STD" not in {part.record.key for part in (*found.sure.parts, *found.sure.left_out)}


# --- Time ---

BORDERS = sorted({(row.key, day) for row in book().records for day in (row.valid_from, row.valid_to) if day})


@pytest.mark.parametrize(("key", "border"), BORDERS, ids=str)
def test_the_day_before_on_and_after_every_border_of_validity(key: str, border: str) -> None:
    """Out of force the day before valid_from, in force on it and after; the reverse at valid_to."""
    day = date.fromisoformat(border)
    before, on, after = (evaluate_one(book(), key, {}, day + timedelta(days=shift)) for shift in (-1, 0, 1))
    begins = on.valid_from == border
    assert [one.in_force for one in (before, on, after)] == ([False, True, True] if begins else [True, False, False])
    assert before.verdict == "ineligible" or not begins


def test_before_the_law_there_is_no_money_of_it() -> None:
    early = asked({**CHIPS, **LATE}, date(2025, 9, 30)).sure.rows
    assert {row.rate_pct for row in early} == {20}
    assert totals(early).saving == 0
    assert totals(asked({**CHIPS, **LATE}, date(2025, 10, 1)).sure.rows).saving == 12_900_000


# --- Discounting ---


def test_present_value_divides_each_saving_by_the_years_ahead() -> None:
    rows = together({**CHIPS, **LATE}, "CIT_SECTOR_10_15")
    by_hand = sum(float(row.saving or 0) / 1.1 ** (row.year - 2026) for row in rows)
    found = sums(rows, None, 2026, Decimal(10))
    ends = [found[f"present_value{end}_usd"] for end in ("", "_min", "_max")]
    assert ends == pytest.approx([by_hand] * 3, abs=0.01)
    assert sums(rows, None, 2026, Decimal(0))["present_value_usd"] == totals(rows).saving


def test_present_value_is_a_range_where_the_total_is_one() -> None:
    rows = [
        Row(2028, "cit", Decimal(200), Decimal(50)),
        Row(2028, TOP_UP, Decimal(0), None, cell="bound", most=Decimal(100)),
        Row(2027, GRANT, Decimal(0), None, cell="bound", most=Decimal(33)),
    ]
    found = sums(rows, None, 2026, Decimal(10))
    ends = {end: found[f"present_value{end}_usd"] for end in ("", "_min", "_max")}
    assert ends == {"": 123.97, "_min": 41.32, "_max": 153.97}  # 150, 150 - 100, over 1.21; and 33 over 1.1
    flat = sums(rows, None, 2026, Decimal(0))
    for end in ("min", "max"):
        assert flat[f"present_value_{end}_usd"] == flat[f"saving_{end}_usd"]
