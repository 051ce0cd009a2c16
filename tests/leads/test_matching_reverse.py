"""Reverse match: what a changed plot means for stored requirements is what asking each of them again would say."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.requirement import Requirement, with_defaults
from leads.matching.reverse import Offers, Shift, reverse_match, row_of
from tests.leads.demo_land import demo_catalogue
from tests.leads.matching_parks import ON, land, park, plot, request

STATUSES = ("available", "reserved", "leased")


def changed(catalogue: Catalogue, code: str, dice: random.Random) -> Catalogue:
    """The park with another status, price, power, area or date of one plot."""
    plot = catalogue.plots[code]
    other = dice.choice(
        (
            replace(plot, status=dice.choice([one for one in STATUSES if one != plot.status])),
            replace(plot, price_dm=(plot.price_dm or 900) + dice.choice((-150, 150))),
            replace(plot, sums={**plot.sums, "power_kva": dice.choice((100_000, 3_000_000, None))}),
            replace(plot, area_dm=(plot.area_dm or 90_000) + dice.choice((-20_000, 20_000))),
            replace(plot, ready=ON + timedelta(days=dice.choice((-9, 700)))),
        )
    )
    return replace(catalogue, plots={**catalogue.plots, code: other})


def offered(need: Requirement, catalogue: Catalogue, code: str) -> set[tuple[str, ...]]:
    """Every set with the plot that the engine offers."""
    result = match(replace(need, limit=500, diverse=False, order="area"), catalogue, ON, budget=10**7)
    assert len(result.options) < 500
    return {one.plots for one in result.options if code in one.plots}


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_gains_and_losses_are_those_of_asking_again(first: int) -> None:
    shifts = 0
    for seed in range(first, first + 20):
        land, dice = park(seed), random.Random(seed)
        before = catalogue_from(land)
        code = dice.choice([one for one, plot in before.plots.items() if plot.status != "leased"])
        after = changed(before, code, dice)
        needs = [with_defaults(request(seed * 10 + n, land, dice.choice((1, 2, 3))))[0] for n in range(6)]
        rows = [row_of(number, need) for number, need in enumerate(needs)]
        found = {one.key: one for one in reverse_match(rows, Offers(before, code), Offers(after, code))}
        for number, need in enumerate(needs):
            old, new = offered(need, before, code), offered(need, after, code)
            shift = found.get(number, Shift(number, (), ()))
            assert ({*shift.gains}, {*shift.loses}) == (new - old, old - new), (seed, number)
            shifts += old != new
    assert shifts > 2


FACTS = {
    "area_m2": some.sampled_from((None, 6000.0, 9000.0, 12000.0)),
    "lease_usd_m2": some.sampled_from((None, 80.0, 90.0, 100.0)),
    "available_from": some.sampled_from((None, ON, ON + timedelta(300))),
    "power_kva": some.sampled_from((None, None, 200, 400, 1000)),
    "water_m3_day": some.sampled_from((None, None, 20, 45)),
    "wastewater_m3_day": some.sampled_from((None, 10, 30)),
    "fibre_gbps": some.sampled_from((None, None, 40, 400)),
}
NEEDS = some.fixed_dictionaries(
    {"sector": some.sampled_from(("anywhere", "picky"))},
    optional={
        "land": some.fixed_dictionaries(
            {"max_plots": some.integers(1, 5)},
            optional={
                "area_min_m2": some.sampled_from((5000, 9000, 15000, 21000)),
                "area_max_m2": some.sampled_from((24000, 33000)),
            },
        ),
        "utilities": some.fixed_dictionaries(
            {},
            optional={
                "power_kva": some.sampled_from((300, 600, 1200)),
                "water_m3_day": some.sampled_from((20, 60)),
                "wastewater_m3_day": some.sampled_from((20, 40)),
                "fibre_gbps": some.sampled_from((40, 100)),
            },
        ),
        "budget": some.fixed_dictionaries(
            {},
            optional={
                "lease_usd_m2_max": some.sampled_from((85, 90, 95)),
                "lease_usd_max": some.sampled_from((700_000, 1_500_000)),
            },
        ),
        "needed_by": some.sampled_from((ON.isoformat(), (ON + timedelta(200)).isoformat())),
    },
)


@some.composite
def parks_hardly_known(draw: some.DrawFn) -> Catalogue:
    """A few plots in two rows; many facts are unknown."""
    codes = "ABCDEFGH"[: draw(some.integers(2, 8))]
    plots = [
        plot(
            code, draw(some.sampled_from(("SX", "SX", "DV"))), draw(some.sampled_from(("available", "leased"))), **facts
        )
        for code in codes
        if (facts := {key: draw(values) for key, values in FACTS.items()})
    ]
    pairs = {(one, other) for one, other in pairwise(codes) if draw(some.sampled_from((True, True, False)))}
    pairs |= {(one, other) for one, other in zip(codes, codes[3:], strict=False) if draw(some.booleans())}
    return catalogue_from(land(plots, pairs))


@given(parks_hardly_known(), some.lists(NEEDS, min_size=1, max_size=4), some.randoms(use_true_random=False))
def test_where_little_is_known_gains_and_losses_are_those_of_asking_again(
    before: Catalogue, asked: list[dict[str, Any]], dice: random.Random
) -> None:
    code = dice.choice(sorted(before.plots))
    after = changed(before, code, dice)
    needs = [with_defaults(one)[0] for one in asked]
    rows = [row_of(number, need) for number, need in enumerate(needs)]
    found = {one.key: one for one in reverse_match(rows, Offers(before, code), Offers(after, code))}
    for number, need in enumerate(needs):
        old, new = offered(need, before, code), offered(need, after, code)
        shift = found.get(number, Shift(number, (), ()))
        assert ({*shift.gains}, {*shift.loses}) == (new - old, old - new)


@given(parks_hardly_known(), NEEDS)
def test_what_is_offered_with_a_plot_lies_within_its_span(park: Catalogue, asked: dict[str, Any]) -> None:
    row, offers = row_of(0, with_defaults(asked)[0]), Offers(park, "A")
    if offers.fitting(row):
        assert offers.span
        assert row.low <= offers.span[1]
        assert row.high >= offers.span[0]


def test_a_smaller_set_that_only_may_suffice_makes_no_waste_of_a_larger_that_does() -> None:
    park = demo_catalogue()
    dry = replace(park.plots["SX-16"], status="available", sums={**park.plots["SX-16"].sums, "water_m3_day": None})
    let = replace(park, plots={**park.plots, "SX-16": dry, "SX-15": replace(park.plots["SX-15"], status="leased")})
    free = replace(let, plots={**let.plots, "SX-15": replace(let.plots["SX-15"], status="available")})
    need = with_defaults(
        {
            "sector": "electronics_hardware",
            "zones": ["SX"],
            "land": {"area_min_m2": 19_000, "max_plots": 2},
            "utilities": {"water_m3_day": 80},
        }
    )[0]
    (gained,) = reverse_match([row_of(7, need)], Offers(let, "SX-15"), Offers(free, "SX-15"))
    assert ("SX-15", "SX-16") in gained.gains
    assert {*gained.gains} == offered(need, free, "SX-15")


def test_a_plot_let_loses_what_needed_it_and_freed_again_gains_it() -> None:
    land = park(4)
    free = catalogue_from(land)
    code = next(code for code, plot in free.plots.items() if plot.status == "available" and plot.area_dm)
    let = replace(free, plots={**free.plots, code: replace(free.plots[code], status="leased")})
    row = row_of(7, with_defaults({"sector": "anywhere"})[0])
    (lost,) = reverse_match([row], Offers(free, code), Offers(let, code))
    (gained,) = reverse_match([row], Offers(let, code), Offers(free, code))
    assert (lost.loses, lost.gains) == (((code,),), ())
    assert (gained.gains, gained.loses) == (((code,),), ())


@pytest.mark.parametrize(("days", "gained"), [(0, True), (-1, False)])
def test_a_plot_freed_serves_who_needs_it_the_day_it_is_ready(days: int, gained: bool) -> None:
    let = catalogue_from(land([plot("A", "SX", "leased", area_m2=9000.0, available_from=ON + timedelta(30))], set()))
    free = replace(let, plots={"A": replace(let.plots["A"], status="available")})
    by = (ON + timedelta(30 + days)).isoformat()
    row = row_of(7, with_defaults({"sector": "anywhere", "needed_by": by})[0])
    assert bool([*reverse_match([row], Offers(let, "A"), Offers(free, "A"))]) is gained


@pytest.mark.parametrize("key", ["power_kva", "water_m3_day", "wastewater_m3_day", "fibre_gbps"])
def test_what_is_not_known_of_a_plot_freed_may_suffice(key: str) -> None:
    known = {"area_m2": 9000.0, "power_kva": 900, "water_m3_day": 90, "wastewater_m3_day": 90, "fibre_gbps": 90}
    let = catalogue_from(land([plot("A", "SX", "leased", **{**known, key: None})], set()))
    free = replace(let, plots={"A": replace(let.plots["A"], status="available")})
    row = row_of(7, with_defaults({"sector": "anywhere", "utilities": {key: 50}})[0])
    (gained,) = reverse_match([row], Offers(let, "A"), Offers(free, "A"))
    assert gained.gains == (("A",),)


def test_nothing_changed_is_nothing_said() -> None:
    catalogue = catalogue_from(park(4))
    code = min(catalogue.plots)
    rows = [row_of(n, with_defaults(request(n, park(4), 3))[0]) for n in range(20)]
    assert [*reverse_match(rows, Offers(catalogue, code), Offers(catalogue, code))] == []
