"""Each rule of matching.md sections 1-6 on parks of a few plots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.record import Criterion, MatchResult, Option
from leads.matching.requirement import with_defaults
from leads.matching.words import near_miss
from sitepages.land.facts import NOT_VERIFIED, Fact, FactState, LandFacts
from tests.leads.matching_parks import ON, land, plot

PLAIN: Mapping[str, Any] = {
    "area_m2": 10000.0,
    "lease_usd_m2": 90.0,
    "available_from": ON,
    "power_kva": 1000,
    "power_redundancy": "N",
    "water_m3_day": 50,
    "wastewater_m3_day": 40,
    "fibre_gbps": 100,
    "frontage_m": 60.0,
}


def row(*plots: dict[str, Any], apart: tuple[int, ...] = ()) -> LandFacts:
    """Plots A, B, C ... side by side in a row; no neighbours across the indexes in `apart`."""
    rows = [
        plot(chr(65 + index), given.pop("zone", "SX"), given.pop("status", "available"), **{**PLAIN, **given})
        for index, given in enumerate(dict(one) for one in plots)
    ]
    pairs = {(a.code, b.code) for index, (a, b) in enumerate(pairwise(rows)) if index not in apart}
    return land(rows, pairs)


def ask(park: LandFacts, **request: Any) -> MatchResult:
    need, _assumed = with_defaults({"sector": "picky", "on": ON.isoformat(), **request})
    return match(need, catalogue_from(park), ON)


def sets(result: MatchResult) -> list[str]:
    return ["".join(option.plots) for option in result.options]


def criterion(option: Option, key: str) -> Criterion:
    return next(one for one in option.criteria if one.key == key)


# --- 1 Elimination ---


def test_a_plot_is_out_by_the_first_criterion_that_rules_it_out() -> None:
    park = row(
        {"zone": "DC"},
        {"status": "leased"},
        {"available_from": ON + timedelta(10)},
        {"area_m2": 30000.1},
        {"zone": "HT", "status": "not_for_lease"},
        {},
    )
    result = ask(park, needed_by=ON.isoformat(), land={"area_max_m2": 30000})
    assert sets(result) == ["F"]
    assert [(one.key, one.have, one.need, one.plots) for one in result.eliminated] == [
        ("sector", "DC", "picky", ("A",)),
        ("status", "leased", "available", ("B",)),
        ("ready", "2026-12-04", "2026-11-24", ("C",)),
        ("area", 30000.1, 30000, ("D",)),
        ("sector", "HT", "picky", ("E",)),
    ]
    assert result.searched.candidates == 1
    receipts = {one.key: one.fact for one in result.eliminated}
    assert [key for key, fact in receipts.items() if fact] == ["ready", "area"]
    area = receipts["area"]
    assert area is not None
    assert (area.value, area.unit, area.source) == (30000.1, "m2", "generated")
    assert area.verified_on == (ON - timedelta(9)).isoformat()


def test_zones_narrow_and_never_widen() -> None:
    park = row({"zone": "SX"}, {"zone": "RD"}, {"zone": "DC"})
    assert sets(ask(park)) == ["A", "B"]
    assert sets(ask(park, zones=["RD", "DC"])) == ["B"]


# --- 2 Tests ---


@pytest.mark.parametrize(("low", "high", "fits"), [(10000.05, None, True), (10000.1, None, False), (1, 9999.96, True)])
def test_band_ends_have_a_tolerance_of_a_twentieth(low: float, high: float | None, fits: bool) -> None:
    band = {"area_min_m2": low, "combine": False} | ({"area_max_m2": high} if high else {})
    assert bool(ask(row({}), land=band).options) is fits


def test_sums_of_a_set_suffice_where_no_plot_does() -> None:
    asked = {"power_kva": 1900, "water_m3_day": 100, "wastewater_m3_day": 80}
    assert sets(ask(row({}, {}, {}), land={"area_min_m2": 20000}, utilities=asked)) == ["AB", "BC"]


def test_fibre_is_that_of_the_best_plot_and_redundancy_that_of_the_weakest() -> None:
    park = row({"fibre_gbps": 400, "power_redundancy": "N+1"}, {"fibre_gbps": 40})
    result = ask(park, land={"area_min_m2": 20000}, utilities={"fibre_gbps": 300, "power_kva": 10})
    (option,) = result.options
    assert criterion(option, "fibre").have == 400
    assert criterion(option, "redundancy").have == "N"


def test_the_mean_price_is_weighted_by_area_and_compared_exactly() -> None:
    park = row({"area_m2": 30000.0, "lease_usd_m2": 80.0}, {"lease_usd_m2": 120.0})
    band = {"area_min_m2": 40000}
    (at_the_cap,) = ask(park, land=band, budget={"lease_usd_m2_max": 90}).options
    assert criterion(at_the_cap, "price").verdict == "pass"
    assert not ask(park, land=band, budget={"lease_usd_m2_max": 89.99}).options
    (option,) = ask(park, land=band).options
    assert option.lease_usd == 3_600_000
    assert criterion(option, "price").have == 90.0


def test_the_total_lease_has_a_limit_of_its_own() -> None:
    assert sets(ask(row({}), budget={"lease_usd_max": 900_000})) == ["A"]
    assert not ask(row({}), budget={"lease_usd_max": 899_999.99}).options


def test_a_set_without_street_frontage_is_a_warning() -> None:
    (option,) = ask(row({"frontage_m": 0.0})).options
    assert [note.code for note in option.warnings] == ["no_frontage"]


def test_more_power_than_the_substation_has_left_is_a_warning_with_the_figure() -> None:
    park = row({"power_kva": 100_000}, {"power_kva": 58_500, "status": "leased"})
    (option,) = ask(park, utilities={"power_kva": 80_000}).options
    (note,) = option.warnings
    assert (note.code, note.facts) == ("park_power", {"need_kva": 80_000, "park_kva": 126_000, "left_kva": 67_500})
    assert not ask(park, utilities={"power_kva": 67_500}).options[0].warnings


# --- Unknown facts ---


def test_a_sum_passes_on_its_known_part_and_is_unknown_otherwise() -> None:
    park = row({"water_m3_day": None}, {})
    pair = ask(park, land={"area_min_m2": 20000}, utilities={"water_m3_day": 50}).options[0]
    assert criterion(pair, "water").verdict == "pass"
    more = ask(park, land={"area_min_m2": 20000}, utilities={"water_m3_day": 60}).options[0]
    water = criterion(more, "water")
    assert (water.verdict, water.value, water.contribution) == ("unknown", None, 0)
    assert water.unknown_plots == {"A": (ON + timedelta(99)).isoformat()}
    assert more.band[1] - more.band[0] == pytest.approx(water.weight)


def test_options_without_an_unknown_hard_need_come_first() -> None:
    park = row({"lease_usd_m2": 70.0, "water_m3_day": None}, {"lease_usd_m2": 99.0}, apart=(0,))
    assert sets(ask(park, order="cost", utilities={"water_m3_day": 10})) == ["B", "A"]
    assert sets(ask(park, order="cost")) == ["A", "B"]


def test_an_unknown_price_comes_last_under_cost_without_a_lease() -> None:
    park = row({"lease_usd_m2": None}, {"lease_usd_m2": 149.0}, apart=(0,))
    result = ask(park, order="cost")
    assert sets(result) == ["B", "A"]
    assert result.options[1].lease_usd is None


def test_an_unknown_date_may_be_in_time() -> None:
    (option,) = ask(row({"available_from": None}), needed_by=ON.isoformat()).options
    assert criterion(option, "ready").verdict == "unknown"


# --- 3 Defaults ---


def test_defaults_are_echoed_and_only_those() -> None:
    need, assumed = with_defaults({"sector": "ai", "limit": 3, "land": {"max_plots": 2}})
    assert assumed == {"combine": True, "order": "score", "diverse": True}
    assert (need.limit, need.max_plots, need.order) == (3, 2, "score")


def test_without_a_minimum_only_single_plots_and_area_is_not_asked() -> None:
    result = ask(row({}, {}))
    assert sets(result) == ["A", "B"]
    keys = [one.key for one in result.options[0].criteria]
    assert keys == ["price", "zone_fit", "ready", "frontage"]


def test_with_only_a_maximum_single_plots_up_to_it() -> None:
    assert sets(ask(row({}, {"area_m2": 20000.0}, {}), land={"area_max_m2": 15000})) == ["A", "C"]


def test_with_only_a_minimum_no_plot_is_wasted() -> None:
    park = row({}, {}, {}, {"area_m2": 25000.0})
    assert sorted(sets(ask(park, diverse=False, land={"area_min_m2": 20000}))) == ["AB", "BC", "D"]


def test_a_plot_that_joins_the_others_or_brings_what_is_needed_is_not_wasted() -> None:
    bridge = row({}, {"area_m2": 500.0}, {})
    assert sets(ask(bridge, land={"area_min_m2": 20000})) == ["ABC"]
    thirsty = row({"area_m2": 20000.0}, {"area_m2": 500.0})
    asked = {"water_m3_day": 90}
    assert sets(ask(thirsty, land={"area_min_m2": 20000}, utilities=asked)) == ["AB"]


def test_a_plot_that_lowers_the_mean_price_under_the_cap_is_not_wasted() -> None:
    park = row({"area_m2": 20000.0, "lease_usd_m2": 100.0}, {"lease_usd_m2": 70.0})
    band = {"area_min_m2": 20000}
    assert sets(ask(park, land=band, budget={"lease_usd_m2_max": 90})) == ["AB"]


def test_no_more_plots_than_asked_and_none_joined_unless_wanted() -> None:
    park = row({}, {}, {})
    assert not ask(park, land={"area_min_m2": 30000, "max_plots": 2}).options
    assert not ask(park, land={"area_min_m2": 20000, "combine": False}).options
    assert sets(ask(park, land={"area_min_m2": 30000, "max_plots": 3})) == ["ABC"]


def test_plots_that_do_not_adjoin_are_never_joined() -> None:
    assert not ask(row({}, {}, apart=(0,)), land={"area_min_m2": 20000}).options


# --- 4 Order ---


def test_ties_fall_to_score_then_cost_then_area_then_fewer_plots_then_codes() -> None:
    equal = row({}, {}, apart=(0,))
    for order in ("cost", "area", "score"):
        assert sets(ask(equal, order=order)) == ["A", "B"]
    better = row({"frontage_m": 10.0}, {}, apart=(0,))
    assert sets(ask(better, order="cost")) == ["B", "A"]
    dearer = row({"lease_usd_m2": 60.0}, {"lease_usd_m2": 50.0}, apart=(0,))
    assert ask(dearer).options[0].score == ask(dearer).options[1].score
    assert sets(ask(dearer)) == ["B", "A"]
    larger = row({"area_m2": 8000.0, "lease_usd_m2": 59.0}, {"lease_usd_m2": 40.0}, apart=(0,))
    assert sets(ask(larger)) == ["B", "A"]  # 400,000 before 472,000, though the plot is larger
    joined = row({}, {}, {"area_m2": 20000.0}, apart=(1,))
    band = {"area_min_m2": 20000, "area_max_m2": 20000}
    for order in ("cost", "area", "score"):
        assert sets(ask(joined, order=order, land=band, weights={"fewer_plots": 0})) == ["C", "AB"]


def test_different_options_or_plainly_the_next_best() -> None:
    park, band = row({}, {}, {}, {}), {"area_min_m2": 30000, "area_max_m2": 30000}
    assert sets(ask(park, land=band)) == ["ABC", "BCD"]  # two of four shared is just a half
    longer = row({}, {}, {}, {}, {})
    wide = {"area_min_m2": 40000, "area_max_m2": 40000}
    assert sets(ask(longer, land=wide)) == ["ABCD"]
    assert sets(ask(longer, land=wide, diverse=False)) == ["ABCD", "BCDE"]


def test_the_limit_limits() -> None:
    assert sets(ask(row({}, {}, {}), limit=2)) == ["A", "B"]


# --- 5 Score ---


@pytest.mark.parametrize(
    ("key", "fact", "amount", "value"),
    [
        ("price", "lease_usd_m2", 150.0, 0),
        ("price", "lease_usd_m2", 105.0, 0.5),
        ("price", "lease_usd_m2", 60.0, 1),
        ("price", "lease_usd_m2", 59.0, 1),
        ("ready", "available_from", ON + timedelta(1096), 0),
        ("ready", "available_from", ON + timedelta(274), 0.75),
        ("ready", "available_from", ON - timedelta(1), 1),
        ("frontage", "frontage_m", 0.0, 0),
        ("frontage", "frontage_m", 45.0, 0.75),
        ("frontage", "frontage_m", 60.0, 1),
        ("area_fit", "area_m2", 10000.0, 1),
        ("area_fit", "area_m2", 12500.0, 0.5),
        ("area_fit", "area_m2", 15000.0, 0),
        ("power", "power_kva", 1000, 0),
        ("power", "power_kva", 1250, 0.5),
        ("power", "power_kva", 1500, 1),
        ("water", "water_m3_day", 75, 1),
        ("wastewater", "wastewater_m3_day", 50, 0.5),
        ("fibre", "fibre_gbps", 100, 0),
        ("fibre", "fibre_gbps", 150, 0.5),
        ("fibre", "fibre_gbps", 200, 1),
    ],
)
def test_value_is_linear_between_its_bounds_and_clamped(key: str, fact: str, amount: Any, value: float) -> None:
    asked = {"power_kva": 1000, "water_m3_day": 50, "wastewater_m3_day": 40, "fibre_gbps": 100}
    (option,) = ask(row({fact: amount}), land={"area_min_m2": 10000, "area_max_m2": 20000}, utilities=asked).options
    assert criterion(option, key).value == pytest.approx(value)


def test_weights_asked_are_rescaled_to_one() -> None:
    (option,) = ask(row({}), land={"area_min_m2": 9000}, utilities={"power_kva": 500}).options
    assert option.score == pytest.approx(sum(one.contribution for one in option.criteria), abs=1e-12)
    weights = {one.key: one.weight for one in option.criteria if one.weight}
    asked = {"price": 20, "zone_fit": 15, "ready": 15, "frontage": 7, "area_fit": 15, "fewer_plots": 10, "power": 8}
    assert weights == pytest.approx({key: weight / 90 for key, weight in asked.items()})


def test_few_plots_are_worth_something_only_where_joining_was_asked() -> None:
    (joined,) = ask(row({}, {}, {}, {}), land={"area_min_m2": 40000}).options
    assert criterion(joined, "fewer_plots").value == pytest.approx(4 / 7)
    (single,) = ask(row({}), land={"area_min_m2": 10000, "combine": False}).options
    assert "fewer_plots" not in {one.key for one in single.criteria}


def test_permitted_is_worth_less_than_encouraged_and_the_least_of_a_set_counts() -> None:
    (pair,) = ask(row({"zone": "SX"}, {"zone": "RD"}), land={"area_min_m2": 20000}).options
    assert criterion(pair, "zone_fit").value == pytest.approx(0.6)
    assert criterion(ask(row({})).options[0], "zone_fit").value == 1


def test_sliders_multiply_weights() -> None:
    need, _assumed = with_defaults({"sector": "picky", "weights": {"price": 0, "frontage": 2}})
    (option,) = match(need, catalogue_from(row({})), ON).options
    assert {one.key: round(one.weight * 44) for one in option.criteria} == {
        "price": 0,
        "zone_fit": 15,
        "ready": 15,
        "frontage": 14,
    }


def test_a_cheap_neighbour_is_taken_in_where_it_lowers_the_mean_price_enough() -> None:
    """The bound of the search must allow for more area than is missing."""
    park = row(
        {"area_m2": 1000.0, "lease_usd_m2": 60.0, "power_kva": 0, "water_m3_day": 200},
        {"area_m2": 20000.0, "lease_usd_m2": 150.0, "power_kva": 2000, "water_m3_day": 0},
        {"area_m2": 40000.0, "lease_usd_m2": 70.0, "power_kva": 0, "water_m3_day": 0},
    )
    band, asked = {"area_min_m2": 5000, "area_max_m2": 100_000}, {"power_kva": 900, "water_m3_day": 90}
    assert sets(ask(park, land=band, utilities=asked, diverse=False)) == ["ABC", "AB"]


# --- 6 Near misses ---


def changes(result: MatchResult) -> list[tuple[str, str, Any, Any, float]]:
    return [
        ("".join(near.plots), change.key, change.before, change.after, near.size)
        for near in result.near_misses
        for change in near.changes
    ]


@pytest.mark.parametrize(
    ("asked", "key", "after", "size"),
    [
        ({"land": {"area_min_m2": 11050, "combine": False}}, "land.area_min_m2", 10000, 1050 / 11050),
        ({"land": {"area_max_m2": 9050}}, "land.area_max_m2", 10000, 950 / 9050),
        ({"utilities": {"power_kva": 1010}}, "utilities.power_kva", 1000, 10 / 1010),
        ({"utilities": {"water_m3_day": 51}}, "utilities.water_m3_day", 50, 1 / 51),
        ({"utilities": {"fibre_gbps": 105}}, "utilities.fibre_gbps", 100, 5 / 105),
        ({"budget": {"lease_usd_m2_max": 89.7}}, "budget.lease_usd_m2_max", 90.0, 0.3 / 89.7),
        ({"budget": {"lease_usd_max": 850_000}}, "budget.lease_usd_max", 900_000, 50 / 850),
    ],
)
def test_one_change_is_rounded_outward_and_measured(asked: dict[str, Any], key: str, after: float, size: float) -> None:
    ((plots, path, _before, to, how_much),) = changes(ask(row({}), **asked))
    assert (plots, path, to) == ("A", key, after)
    assert how_much == pytest.approx(size, abs=1e-9)


def test_a_date_counts_by_the_span_of_the_ready_score() -> None:
    late = row({"available_from": date(2028, 6, 30)})
    assert changes(ask(late, needed_by="2027-06-30")) == [
        ("A", "needed_by", "2027-06-30", "2028-06-30", round(366 / 1096, 9))
    ]


def test_one_plot_more_counts_a_quarter() -> None:
    asked = {"area_min_m2": 30000, "area_max_m2": 30000, "max_plots": 2}
    assert ("ABC", "land.max_plots", 2, 3, 0.25) in changes(ask(row({}, {}, {}), land=asked))


def test_each_further_plot_counts_a_quarter_again() -> None:
    asked = {"area_min_m2": 30000, "area_max_m2": 30000, "max_plots": 1}
    assert changes(ask(row({}, {}, {}), land=asked)) == [("ABC", "land.max_plots", 1, 3, 0.5)]


def test_near_misses_of_one_size_stand_as_they_would_under_the_changed_request() -> None:
    """Both would have to ask for 1,000 kVA; of that the second has some to spare."""
    park = row({"power_kva": 1000}, {"power_kva": 1050}, apart=(0,))
    near = ask(park, utilities={"power_kva": 1100}).near_misses
    assert ["".join(one.plots) for one in near] == ["B", "A"]
    assert near[0].changes == near[1].changes


def test_a_held_plot_is_a_reason_and_never_a_change() -> None:
    result = ask(
        row({"status": "reserved"}, {"status": "clearance"}, {"status": "leased"}, {"status": "not_for_lease"})
    )
    assert [(near.plots, near.blocked_by, near.changes, near.size) for near in result.near_misses] == [
        (("A",), {"A": "reserved"}, (), 0.25),
        (("B",), {"B": "clearance"}, (), 0.25),
    ]
    assert not result.options


def test_a_plot_nobody_has_verified_lately_is_neither_free_nor_taken() -> None:
    result = ask(row({"status": NOT_VERIFIED, "area_m2": 20000.0}, {"area_m2": 5000.0}), land={"area_min_m2": 20000})
    assert sets(result) == []
    assert [(one.plots, one.blocked_by, one.changes, one.size) for one in result.near_misses][:1] == [
        (("A",), {"A": NOT_VERIFIED}, (), 0.25)
    ]
    assert [(one.key, one.have, one.plots) for one in result.eliminated] == [("status", NOT_VERIFIED, ("A",))]
    assert near_miss(result.near_misses[0], "vi") == "A; A: chưa xác minh tình trạng"


def test_what_was_last_told_leased_goes_on_drawing_its_power() -> None:
    """The substation's figure is a warning, so it errs on the side of caution."""
    known, open_still = row({"status": "leased"}, {}), row({"status": NOT_VERIFIED}, {})
    told = Fact("status", None, "", FactState.EXPIRED, last_value="leased")
    first, second = open_still.plots
    open_still = replace(open_still, plots=(replace(first, status_fact=told), second))
    assert catalogue_from(open_still).power_left_kva == catalogue_from(known).power_left_kva == 125_000


def test_at_most_two_changes_of_at_most_a_half_together() -> None:
    two = ask(row({}), utilities={"power_kva": 1200, "water_m3_day": 60})
    assert [key for _plots, key, *_rest in changes(two)] == ["utilities.power_kva", "utilities.water_m3_day"]
    three = {"power_kva": 1200, "water_m3_day": 60, "wastewater_m3_day": 50}
    assert not ask(row({}), utilities=three).near_misses
    assert not ask(row({}), utilities={"power_kva": 2100}).near_misses
    assert ask(row({}), utilities={"power_kva": 2000}).near_misses


def test_five_near_misses_at_most_and_two_of_them_blocked() -> None:
    free = [{"power_kva": 900 - 10 * index} for index in range(7)]
    held = [{"status": "reserved"}] * 3
    near = ask(row(*free, *held, apart=tuple(range(10))), utilities={"power_kva": 1000}).near_misses
    assert ["".join(one.plots) for one in near] == ["A", "B", "C", "D", "E"]
    far = ask(row(*held, *free[:1], apart=tuple(range(10))), utilities={"power_kva": 1000}).near_misses
    assert ["".join(one.plots) for one in far] == ["D", "A", "B"]


def test_too_far_gives_the_nearest_figure() -> None:
    result = ask(row({}, {}, {}), land={"area_min_m2": 500_000, "max_plots": 8})
    assert not result.options
    assert not result.near_misses
    assert (result.searched.largest_area_m2, result.searched.largest_plots) == (30000.0, ("A", "B", "C"))


# --- How far was looked ---


def test_the_budget_counts_work_and_a_cut_is_stated() -> None:
    park = row(*[{"lease_usd_m2": 70.0 + index} for index in range(12)])
    need, _assumed = with_defaults({"sector": "picky", "order": "cost", "land": {"area_min_m2": 40000}})
    catalogue: Catalogue = catalogue_from(park)
    whole, cut = match(need, catalogue, ON), match(need, catalogue, ON, budget=3)
    assert whole.searched.complete
    assert whole.searched.bound is None
    assert not cut.searched.complete
    assert cut.searched.exact_options == 0
    assert cut.searched.bound is not None
    assert cut.searched.bound <= (whole.options[0].lease_usd or 0)
    assert cut.searched.bound_unit == "USD"
    assert match(replace(need, order="area"), catalogue, ON).searched.bound_unit == "m2"
