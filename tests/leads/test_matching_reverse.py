"""Reverse match: what a changed plot means for stored requirements is what asking each of them again would say."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.requirement import Requirement, with_defaults
from leads.matching.reverse import Offers, Shift, reverse_match, row_of
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
