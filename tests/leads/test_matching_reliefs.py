"""Where nothing fits: the wish in the way, and what giving way there brings, each proven by asking again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from leads.catalogue import catalogue_from
from leads.demo_park import demo_catalogue
from leads.matching.changes import apply
from leads.matching.engine import match
from leads.matching.record import Change, MatchResult, Relief, from_json, to_json
from leads.matching.reliefs import UPWARD, wishes_of
from leads.matching.requirement import Requirement, with_defaults
from leads.matching.values import GRIDS
from leads.matching.words_relief import in_the_way, relief
from tests.leads.matching_parks import ON, park, request

PACKAGING: dict[str, Any] = {
    "sector": "semiconductor_packaging_testing",
    "land": {"area_min_m2": 30000},
    "utilities": {"power_kva": 12000},
}


def ask(wanted: dict[str, Any]) -> MatchResult:
    return match(with_defaults(wanted)[0], demo_catalogue(), ON)


def given_way(need: Requirement, one: Relief) -> Requirement:
    """The request after the one change a relief names."""
    if one.after is None:
        return next(wish.left for wish in wishes_of(need) if wish.key == one.key)
    return apply(need, [Change(one.key, one.before, one.after, 0.0)])


def nearer(one: Relief) -> Any:
    """One step of the grid nearer to what was asked; None where that is what was asked."""
    if one.key in ("land.combine", "zones") or one.after is None:
        return None
    if one.key == "needed_by":
        day = date.fromisoformat(str(one.after)) - timedelta(1)
        return day.isoformat() if day > date.fromisoformat(str(one.before)) else None
    step = -GRIDS.get(one.key, 1) if one.key in UPWARD else GRIDS.get(one.key, 1)
    value = float(one.after) + step
    past = value <= float(one.before) if step < 0 else value >= float(one.before)
    return None if past else (int(value) if one.key == "land.max_plots" else value)


def hard(seed: int) -> tuple[Requirement, Any]:
    """A request that asks for more than its park has."""
    land = park(seed)
    wanted = request(seed, land, 3)
    wanted["utilities"] = {**wanted["utilities"], "power_kva": 3000.0 + 500 * (seed % 5)}
    if seed % 3 == 0:
        wanted["needed_by"] = (ON - timedelta(10)).isoformat()
    return with_defaults(wanted)[0], catalogue_from(land)


@pytest.mark.parametrize("seed", range(30))
def test_each_change_told_does_it_and_nothing_nearer_does(seed: int) -> None:
    need, catalogue = hard(seed)
    result = match(need, catalogue, ON)
    if result.options:
        assert result.reliefs == ()
        return
    for one in result.reliefs:
        if not one.options:
            continue
        after = match(given_way(need, one), catalogue, ON)
        assert len(after.options) == one.options if one.complete else len(after.options) >= one.options > 0
        assert after.options[0].plots == one.plots or not one.complete
        closer = nearer(one)
        if closer is not None:
            changed = apply(need, [Change(one.key, one.before, closer, 0.0)])
            assert match(changed, catalogue, ON).options == (), (one, closer)
    if not result.reliefs or any(one.options for one in result.reliefs):
        told = {one.key for one in result.reliefs}
        for wish in wishes_of(need):
            if wish.key not in told:
                assert match(wish.left, catalogue, ON).options == (), wish


def test_some_of_these_are_asked() -> None:
    """The seeds above hold requests with one wish in the way, and with several."""
    found = [match(*hard(seed), ON).reliefs for seed in range(30)]
    assert sum(any(one.options for one in some) for some in found) >= 3
    assert sum(bool(some) and not any(one.options for one in some) for some in found) >= 3


def test_power_is_named_and_area_is_not_where_power_alone_is_too_much() -> None:
    result = ask(PACKAGING)
    (only,) = result.reliefs
    assert (only.key, only.before) == ("utilities.power_kva", 12000)
    less = {**PACKAGING, "utilities": {"power_kva": only.after}}
    assert len(ask(less).options) == only.options > 0
    assert ask({**less, "utilities": {"power_kva": only.after + 100}}).options == ()
    said = " ".join(in_the_way(result, "en"))
    assert "power instead of" in said
    assert "connected area" not in said


def test_a_zone_is_a_wish_like_any_other() -> None:
    result = ask({"sector": "expert_housing_services", "zones": ["SX"]})
    (only,) = result.reliefs
    assert (only.key, only.before, only.after) == ("zones", "SX", None)
    assert only.options == len(ask({"sector": "expert_housing_services"}).options)
    assert relief(only, "vi").startswith("Nếu tìm cả ngoài phân khu SX thì có")


def test_several_in_the_way_are_told_with_the_most_there_is() -> None:
    wanted = {**PACKAGING, "utilities": {"power_kva": 90000, "fibre_gbps": 90000}}
    result = ask(wanted)
    by = {one.key: one for one in result.reliefs}
    assert set(by) == {"utilities.power_kva", "utilities.fibre_gbps"}
    for key, one in by.items():
        name = key.partition(".")[2]
        alone = {"sector": PACKAGING["sector"], "land": {"area_min_m2": 1}}
        assert one.options == 0
        assert ask({**alone, "utilities": {name: one.after}}).options
        assert ask({**alone, "utilities": {name: one.after + GRIDS[key]}}).options == ()
        assert "Nothing here meets" in relief(one, "en")
        assert "Không lô nào đáp ứng" in relief(one, "vi")


def test_it_is_stored_and_read_back() -> None:
    result = ask(PACKAGING)
    assert result.reliefs
    assert from_json(to_json(result)) == result
    assert from_json({key: value for key, value in to_json(result).items() if key != "reliefs"}).reliefs == ()
