"""The best admissible combination against an oracle that tries them all; sums, knowledge and monotony."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sitepages.incentives.assess import Assessment, assess, rows_together
from sitepages.incentives.combine import best, common_end
from sitepages.incentives.schedule import Part, schedule, totals
from tests.sitepages.law_files import book, files

ON, LAND_UNTIL = date(2026, 11, 24), 2071
SECTORS = [row["key"] for row in files()["sectors"]["sectors"]]
FIGURES: dict[str, st.SearchStrategy[Any]] = {
    "first_revenue": st.sampled_from(["2027-03-01", "2028-01-01"]),
    "first_profit": st.sampled_from(["2028-01-01", "2030-01-01", "2034-01-01"]),
    "annual_profit_usd": st.sampled_from([100_000, 3_333_333.33, 20_000_000, -5]),
}
POOL: dict[str, st.SearchStrategy[Any]] = {
    "zone_status": st.sampled_from(["planned", "established"]),
    "makes_digital_product": st.booleans(),
    "key_digital_list": st.sampled_from(["product", "none"]),
    "startup_status": st.sampled_from(["innovative_startup", "none"]),
    "sme_status": st.booleans(),
    "first_registration": st.booleans(),
    "first_enterprise_certificate": st.just("2027-01-15"),
    "prior_year_revenue_vnd": st.sampled_from([2e9, 4e10, 6e10]),
    "tax_year": st.sampled_from([2027, 2031]),
    "rd_spend_usd_year": st.sampled_from([0, 50_000.55, 4_000_000]),
    "group_revenue_eur": st.sampled_from([1e8, 9e8]),
    "payroll_usd_year": st.just(700_000),
    "tangible_assets_usd": st.just(10_000_000),
    "lessor": st.sampled_from(["state", "developer"]),
    "lease_decision_date": st.just("2027-02-01"),
    "construction_years": st.sampled_from([1, 2.5, 9]),
    "land_rent_usd_year": st.sampled_from([100_000, 12_345.67]),
    "capital_vnd": st.sampled_from([5_900_000_000_000, 6_000_000_000_000]),
    "disbursed_5y_vnd_bn": st.just(6000),
    "approval_pm_special": st.sampled_from(["given", "refused", "not_yet"]),
    "goods_on_exempt_list": st.booleans(),
    "import_date": st.just("2027-05-01"),
    "import_research_goods_usd": st.sampled_from([500_000]),
    "duty_rate_research_pct": st.sampled_from([0, 7.5]),
    "import_fixed_assets_usd": st.just(1_000_000),
    "duty_rate_fixed_pct": st.just(3),
}
projects = st.fixed_dictionaries({"sector": st.sampled_from(SECTORS), **FIGURES}, optional=POOL)


def asked(facts: dict[str, Any]) -> Assessment:
    return assess(book(), facts, ON, LAND_UNTIL)


def admissible(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """Every set of parts with one package per group, and all parts of a package or none."""
    parts = list(parts)
    for size in range(len(parts) + 1):
        for some in combinations(parts, size):
            packages = {(part.group, part.package) for part in some if part.group}
            whole = all(other in some for other in parts if other.group and (other.group, other.package) in packages)
            if whole and len({group for group, _ in packages}) == len(packages):
                yield some


@settings(max_examples=15, deadline=None)
@given(projects)
def test_the_chosen_combination_is_the_best_of_all(facts: dict[str, Any]) -> None:
    found = asked(facts)
    parts = (*found.sure.parts, *found.sure.left_out)
    end = common_end(found.plan, parts)
    cost = found.sure.cost
    free = [part for part in parts if part.group is None]  # belongs to every combination
    worths = [
        totals(schedule(found.plan, some, cost, end, ordinary=True)).saving
        for some in admissible(parts)
        if all(part in some for part in free)
    ]
    chosen = totals(schedule(found.plan, found.sure.parts, cost, end, ordinary=True)).saving
    assert chosen == max(worths)


@settings(max_examples=15, deadline=None)
@given(projects)
def test_with_all_that_is_supposed_the_best_is_still_the_best_of_all(facts: dict[str, Any]) -> None:
    found = asked(facts)
    for supposed in found.supposed[:2]:
        choice = supposed.choice
        parts = (*choice.parts, *choice.left_out)
        if len(parts) > 9:
            continue
        again = best(found.plan, parts, choice.cost)
        end = common_end(found.plan, parts)
        worths = [
            totals(schedule(found.plan, some, choice.cost, end, ordinary=True)).saving
            for some in admissible(parts)
            if all(part in some for part in parts if part.group is None)
        ]
        assert totals(schedule(found.plan, again.parts, choice.cost, end, ordinary=True)).saving == max(worths)


@settings(max_examples=12, deadline=None)
@given(projects)
def test_the_sum_of_the_cells_is_the_total_and_every_cell_adds_up(facts: dict[str, Any]) -> None:
    found = asked(facts)
    for rows in (found.sure.rows, *found.alone.values()):
        sums = totals(rows)
        assert sums.saving == sum((row.saving for row in rows if row.saving is not None), Decimal(0))
        for row in rows:
            if row.cell == "figure":
                assert row.payable is not None
                assert row.baseline is not None
                assert row.payable == found.plan.rounded(row.payable)
                assert row.tax in {"qdmtt", "grant"} or row.saving == row.baseline - row.payable >= 0
            else:
                assert row.payable is None
        keys = [(row.tax, row.of, row.year) for row in rows]
        assert len(keys) == len(set(keys))  # one cell per tax, stream and year: nothing is counted twice


@settings(max_examples=15, deadline=None)
@given(projects, st.data())
def test_a_new_fact_never_changes_a_figure_of_a_rule_it_does_not_reach(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    """Unknown never turns into yes or no: a known cell stays when an unknown condition is settled."""
    keys = [key for key in ("zone_status", "sme_status", "startup_status", "lessor") if key not in facts]
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    before, after = asked(facts), asked({**facts, key: data.draw(POOL[key])})
    eligible = {one.key for one in before.verdicts if one.verdict == "eligible" and one.kind == "benefit"}
    for rule in eligible & after.alone.keys() & before.alone.keys():
        figures = {(r.tax, r.of, r.year): r.payable for r in before.alone[rule] if r.payable is not None}
        later = {(r.tax, r.of, r.year): r.payable for r in after.alone[rule]}
        assert {at: later[at] for at in figures if at in later} == {at: figures[at] for at in figures if at in later}


@settings(max_examples=15, deadline=None)
@given(projects, st.sampled_from([1_000_000, 50_000_000]))
def test_more_profit_never_means_less_tax(facts: dict[str, Any], more: int) -> None:
    less_profit = asked(facts).alone
    more_profit = asked({**facts, "annual_profit_usd": facts["annual_profit_usd"] + more}).alone
    for rule, rows in less_profit.items():
        before = {(row.tax, row.of, row.year): row.payable for row in rows if row.payable is not None}
        after = {(row.tax, row.of, row.year): row.payable for row in more_profit[rule] if row.payable is not None}
        if rule != "QDMTT":
            assert all(after[at] >= before[at] for at in before if at in after)


@settings(max_examples=12, deadline=None)
@given(projects)
def test_the_sure_sum_holds_nothing_that_is_not_sure(facts: dict[str, Any]) -> None:
    found = asked(facts)
    sure = {
        one.key
        for one in found.verdicts
        if one.verdict == "eligible" and one.decided_by == "law" and not one.overridden_by
    }
    assert set(found.sure.keys) <= sure
    assert not any(part.ceiling for part in found.sure.parts)
    again = asked(facts)
    assert (again.sure.rows, again.alone) == (found.sure.rows, found.alone)


# --- What is supposed ---

STATE_LEASE = {"lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 2}
CHIPS = {"sector": "semiconductor_packaging_testing", "zone_status": "planned", "land_rent_usd_year": 100_000}
CENTRE = {
    "sector": "logistics_support",
    "zone_status": "planned",
    "land_rent_usd_year": 90_000,
    "import_date": "2027-05-01",
    "import_fixed_assets_usd": 2_000_000,
    "duty_rate_fixed_pct": 7,
}


def most_of(facts: dict[str, Any]) -> Decimal:
    """At most, if all goes well."""
    found = asked(facts)
    return max(totals(one.rows).most for one in (found.sure, *(each.choice for each in found.ways)))


def test_the_parks_status_settles_the_years_of_a_rule_that_is_sure_already() -> None:
    """Chips on State land in the established park: free of rent for the whole term, 45 years at 100,000."""
    by_way = {one.hangs_on: one for one in asked(STATE_LEASE | CHIPS).supposed}
    found = by_way[("zone_status",)]
    assert (found.rules, totals(found.choice.rows).saving) == (("LAND_RENT_LADDER",), 4_500_000)
    assert totals(found.choice.rows).unknown == 0
    assert most_of(STATE_LEASE | CHIPS) == 4_500_000


def test_all_facts_of_one_way_are_supposed_together() -> None:
    """A logistics centre in the established zone: 2 years of construction and 15 more at 90,000; duty 140,000."""
    by_way = {one.hangs_on: one.choice.rows for one in asked(STATE_LEASE | CENTRE).supposed}
    rows = by_way[("logistics_centre", "zone_status")]
    assert totals(row for row in rows if row.tax == "land_rent").saving == 17 * 90_000
    assert totals(rows).saving == 17 * 90_000 + 140_000
    assert totals(by_way[("zone_status",)]).saving == 1_310_000


leases = st.fixed_dictionaries(
    {"sector": st.sampled_from(SECTORS), **{key: st.just(value) for key, value in STATE_LEASE.items()}},
    optional={**FIGURES, **{key: value for key, value in POOL.items() if key not in {*STATE_LEASE, "zone_status"}}},
)


@settings(max_examples=40, deadline=None)
@given(st.one_of(leases, projects))
def test_at_most_is_never_lower_than_what_the_parks_status_alone_would_bring(facts: dict[str, Any]) -> None:
    planned = {**facts, "zone_status": "planned"}
    most = most_of(planned)
    for status in ("planned", "established"):
        assert most >= totals(asked({**facts, "zone_status": status}).sure.rows).saving


def test_at_most_is_of_all_that_can_be_met_at_once() -> None:
    """R&D on State land: 4,500,000 of rent if the State leases in the established zone, and duty on materials."""
    facts = {key: value for key, value in (STATE_LEASE | CENTRE).items() if key != "lessor"} | {
        "sector": "r_and_d",
        "import_materials_usd_year": 500_000,
        "duty_rate_materials_pct": 5,
        "production_start": "2028-06-01",
    }
    found = asked(facts)
    single = max(totals(one.choice.rows).most for one in found.supposed)
    assert found.together is not None
    assert totals(found.together.choice.rows).most == most_of(facts) > single
    assert {"lessor", "materials_not_made_in_vn", "zone_status"} <= set(found.together.hangs_on)


VALUES: dict[str, list[Any]] = {
    "zone_status": ["planned", "established"],
    "lessor": ["state", "developer"],
    "approval_pm_special": ["given", "refused"],
    "capital_vnd": [6_000_000_000_000, 40_000_000_000_000],
    "disbursed_3y_vnd_bn": [12_000],
    "disbursed_5y_vnd_bn": [12_000],
    "project_revenue_vnd_bn_year": [20_000],
}


def some_value(draw: st.DataObject, fact: str) -> Any:
    spec = book().facts[fact]
    choices = VALUES.get(fact) or [[one] if spec.type == "set" else one for one in spec.choices]
    return draw.draw(st.sampled_from(choices), label=fact) if choices else None


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.one_of(leases, projects), st.data())
def test_at_most_is_not_lower_than_what_the_open_facts_may_turn_out_to_bring(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    """Of projects drawn once for all. Without R&D larger than the profit, whose deduction every rule only prolongs in
    the table: such years are shown with the longer term, and no more money.
    """
    facts = {"zone_status": "planned", **facts}
    facts.pop("rd_spend_usd_year", None)
    found = asked(facts)
    open_ones = {fact for one in found.verdicts for fact in one.missing}
    open_ones |= {fact for one in found.supposed for fact in one.hangs_on} - facts.keys()
    turned = {fact: value for fact in sorted(open_ones) if (value := some_value(data, fact)) is not None}
    assert most_of(facts) >= totals(asked({**facts, **turned}).sure.rows).saving


def test_rent_runs_as_long_as_it_is_known_without_the_years_of_construction() -> None:
    facts = {**STATE_LEASE, **CHIPS, "zone_status": "established"}
    del facts["construction_years"]
    rent = [row for row in asked(facts).sure.rows if row.tax == "land_rent"]
    assert (rent[0].year, rent[-1].year, len(rent)) == (2027, LAND_UNTIL, 45)
    assert {row.baseline for row in rent} == {100_000}


def test_a_grants_bound_is_reckoned_from_capital_in_dong_too() -> None:
    """0.5 % of 2,600 bn dong at the rate of 26,000 is USD 500,000 a year."""
    facts = {"sector": "semiconductor_packaging_testing", "isf_first_year": 2028}
    of_dollars, of_dong = (
        [row.most for row in rows_together(book(), ["ISF_ANNUAL"], facts | capital, ON, LAND_UNTIL)]
        for capital in ({"capital_usd": 100_000_000}, {"capital_vnd": 2_600_000_000_000})
    )
    assert set(of_dong) == {500_000, None}
    assert of_dong == of_dollars
