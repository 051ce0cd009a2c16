"""What a result says beyond its options: how sure it is, what to ask next, what was estimated, what changed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from leads.catalogue import catalogue_from
from leads.matching.difference import differences
from leads.matching.engine import match
from leads.matching.estimates import filled
from leads.matching.frozen import frozen, key_of, thawed
from leads.matching.lost import Standings
from leads.matching.record import MatchResult, Turn, from_json, to_json
from leads.matching.requirement import Requirement, with_defaults
from leads.matching.stability import stability
from leads.matching.values import VERSION_1, Weight, WeightTable
from leads.matching.words_around import turn
from leads.matching.words_difference import difference, versions
from leads.ratios import ratio_book
from sitepages.figures import NBSP
from sitepages.land.streets import street_pairs
from tests.leads.demo_land import demo_catalogue, demo_land
from tests.leads.matching_parks import park, request

ON = date(2026, 11, 24)
RATIOS = tuple(ratio_book().ratios.values())
OSAT: dict[str, Any] = {
    "sector": "semiconductor_packaging_testing",
    "land": {"area_min_m2": 20000, "area_max_m2": 30000},
    "needed_by": "2026-12-31",
    "utilities": {"power_kva": 1300, "water_m3_day": 70},
}


def need_of(asked: dict[str, Any]) -> Requirement:
    return with_defaults(asked)[0]


def ask(asked: dict[str, Any], **more: Any) -> MatchResult:
    return match(need_of(asked), demo_catalogue(), ON, **more)


class TestStability:
    def test_at_the_share_named_the_other_option_draws_level_and_beyond_it_leads(self) -> None:
        """The share is set as a slider would set it, and the whole question asked again."""
        for first in (ask(OSAT), ask({**OSAT, "needed_by": "2027-12-31"})):
            assert first.stability
            for one in first.stability:
                for share, plots in ((one.below, one.below_plots), (one.above, one.above_plots)):
                    if share is not None:
                        self.assert_turns(first, one, share, plots)

    def assert_turns(self, first: MatchResult, one: Turn, share: float, plots: tuple[str, ...]) -> None:
        towards = 0.004 if share > one.weight else -0.004
        for nudge, leads_first in ((-towards, True), (towards, False)):
            wanted = min(1.0, max(0.0, share + nudge))
            others = 1 - one.weight
            multiplier = wanted * others / (one.weight * (1 - wanted)) if wanted < 1 else 1e6
            need = replace(need_of(OSAT), needed_by=None, multipliers={one.key: multiplier})
            scored = {option.plots: option.score for option in self.rescored(first, need)}
            assert (scored[first.options[0].plots] > scored[plots]) is leads_first, (one.key, share, plots)

    def rescored(self, first: MatchResult, need: Requirement) -> Any:
        """The listed options with the weight moved."""
        base = {option.plots: option for option in first.options}
        key, multiplier = next(iter(need.multipliers.items()))
        for option in base.values():
            raw = {c.key: c.weight * (multiplier if c.key == key else 1) for c in option.criteria}
            whole = sum(raw.values())
            yield replace(option, score=sum(raw[c.key] / whole * (c.value or 0) for c in option.criteria if c.weight))

    def test_one_option_or_none_has_nothing_to_lose(self) -> None:
        assert stability(()) == ()
        assert stability(ask(OSAT).options[:1]) == ()

    def test_only_the_order_by_score_speaks_of_weights(self) -> None:
        assert ask({**OSAT, "order": "cost"}).stability == ()

    def test_in_words(self) -> None:
        one = Turn("power", 0.15, 0.12, ("RD-16", "RD-22"), None, ())
        assert turn(one, "en").replace(NBSP, " ") == (
            "Of the options listed here, it stays first unless the weight of power to spare, now 15.0%, "
            "falls below 12.0% (then RD-16 + RD-22)."
        )
        assert turn(one, "vi").replace(NBSP, " ") == (
            "Trong các phương án nêu ở đây, vẫn đứng đầu, trừ khi trọng số dư điện, nay 15,0%, "
            "xuống dưới 12,0% (khi đó là RD-16 + RD-22)."
        )


class TestWeights:
    def test_another_version_of_the_weights_gives_its_own_scores_and_names_itself(self) -> None:
        table = WeightTable(2, {**VERSION_1.rows, "price": Weight(60, 150, 60)})
        result = ask(OSAT, table=table)
        assert result.weights == 2
        price = next(one for one in result.options[0].criteria if one.key == "price")
        assert price.weight > next(one for one in ask(OSAT).options[0].criteria if one.key == "price").weight


class TestQuestions:
    def test_what_is_asked_is_what_was_not_said(self) -> None:
        keys = [one.key for one in ask(OSAT).questions]
        assert set(keys) == {"utilities.wastewater_m3_day", "utilities.fibre_gbps", "budget.lease_usd_m2_max"}
        assert ask({"sector": "software"}).questions[-1].opens

    def test_the_one_that_tells_most_options_apart_comes_first(self) -> None:
        counts = [one.options for one in ask({"sector": "software"}).questions]
        assert counts == sorted(counts, reverse=True)

    @pytest.mark.parametrize(
        "sector", ["software", "electronics_hardware", "data_centre", "semiconductor_packaging_testing"]
    )
    def test_an_answer_just_beyond_a_stake_loses_the_options_named_and_those_before_it(self, sector: str) -> None:
        asked: dict[str, Any] = {"sector": sector, "limit": 50, "diverse": False}
        before = ask(asked)
        for question in before.questions:
            for number, stake in enumerate(question.stakes[:2], start=1):
                after = {
                    one.plots for one in match(stricter(asked, question.key, stake.value), demo_catalogue(), ON).options
                }
                assert not after & set(stake.plots), (question.key, stake.value)
                later = {plots for one in question.stakes[number:] for plots in one.plots}
                assert later <= after, (question.key, stake.value)
                at = match(stricter(asked, question.key, stake.value, step=False), demo_catalogue(), ON)
                assert set(stake.plots) <= {one.plots for one in at.options}

    def test_a_question_without_any_option_is_not_asked(self) -> None:
        assert ask({"sector": "data_centre", "land": {"area_min_m2": 900_000}}).questions == ()


def stricter(asked: dict[str, Any], key: str, value: Any, *, step: bool = True) -> Requirement:
    """The request with the need set at the value, or one step beyond."""
    if key == "needed_by":
        day = date.fromisoformat(value) - timedelta(days=int(step))
        return need_of({**asked, "needed_by": day.isoformat()})
    part, _dot, name = key.partition(".")
    sign = -1 if part == "budget" else 1
    return need_of({**asked, part: {name: value + sign * 0.001 * step}})


class TestEstimates:
    def test_land_from_staff_by_floor_coverage_and_ratio(self) -> None:
        asked = {"sector": "electronics_hardware", "estimate_from": {"staff": 1000}}
        request, used = filled(asked, RATIOS, demo_catalogue())
        land = next(one for one in used if one.key == "land.area_min_m2")
        # 36 m2 a head, two storeys, coverage 60 %, FAR 1.8, a fifth kept in reserve
        assert land.value == pytest.approx(36_000 / 2 / 0.6 / 0.8, abs=100)
        assert (land.zone, land.formula) == ("SX", "land_from_floor")
        assert land.low < land.value < land.high
        assert request["land"]["area_min_m2"] == land.value

    def test_power_from_racks_and_water_from_power(self) -> None:
        asked = {"sector": "data_centre", "estimate_from": {"racks": 1000}}
        _request, used = filled(asked, RATIOS, demo_catalogue())
        by_key = {one.key: one for one in used}
        assert by_key["utilities.power_kva"].value == pytest.approx(1000 * 6.5 * 1.58 / 0.9, abs=100)
        assert by_key["utilities.power_kva"].ratios == ("kw_per_rack_standard", "pue", "power_factor")
        assert by_key["utilities.water_m3_day"].value == pytest.approx(1000 * 6.5 * 24 / 1000, abs=10)

    def test_what_is_stated_is_never_touched(self) -> None:
        asked = {
            "sector": "electronics_hardware",
            "land": {"area_min_m2": 5000},
            "utilities": {"power_kva": 77},
            "estimate_from": {"staff": 1000},
        }
        request, used = filled(asked, RATIOS, demo_catalogue())
        assert (request["land"], request["utilities"]["power_kva"]) == ({"area_min_m2": 5000}, 77)
        assert {one.key for one in used} == {"utilities.water_m3_day", "utilities.wastewater_m3_day"}

    def test_nothing_is_estimated_unasked(self) -> None:
        asked = {"sector": "software", "project": {"jobs": 300}}
        assert filled(asked, RATIOS, demo_catalogue()) == (asked, ())

    def test_every_ratio_has_a_source_and_a_range_around_its_typical_value(self) -> None:
        for one in RATIOS:
            assert one.low <= one.typical <= one.high
            assert one.source
            assert one.vi
            assert one.en


class TestFrozen:
    def test_a_catalogue_kept_and_read_back_answers_to_the_bit(self) -> None:
        land = demo_land()
        catalogue = catalogue_from(land, street_pairs({plot.code: plot.ring for plot in land.plots}))
        again = thawed(frozen(catalogue))
        assert key_of(again) == key_of(catalogue)
        for asked in (OSAT, {"sector": "software"}, {**OSAT, "land": {"area_min_m2": 150_000}}):
            assert json.dumps(to_json(match(need_of(asked), again, ON))) == json.dumps(
                to_json(match(need_of(asked), catalogue, ON))
            )

    @pytest.mark.parametrize("seed", range(0, 12, 3))
    def test_parks_with_unknown_facts_too(self, seed: int) -> None:
        land = park(seed)
        catalogue, need = catalogue_from(land), need_of(request(seed, land, 3))
        assert match(need, thawed(frozen(catalogue)), ON) == match(need, catalogue, ON)

    def test_the_key_changes_with_what_is_permitted(self) -> None:
        catalogue = demo_catalogue()
        other = replace(catalogue, permissions={**catalogue.permissions, ("software", "SX"): "encouraged"})
        assert key_of(other) != key_of(catalogue)


class TestDifference:
    def test_a_result_does_not_differ_from_itself(self) -> None:
        assert differences(ask(OSAT), from_json(to_json(ask(OSAT)))) == ()

    def test_a_later_date_gains_options_and_says_what_moved(self) -> None:
        before, after = ask(OSAT), ask({**OSAT, "needed_by": "2028-12-31", "utilities": {}})
        said = [difference(one, "en") for one in differences(before, after)]
        assert any(sentence.startswith("New: ") for sentence in said)
        assert any(" points, was " in sentence for sentence in said)
        assert all(difference(one, "vi") for one in differences(before, after))

    def test_a_plot_let_meanwhile_is_named_with_its_reason(self) -> None:
        before, land = ask(OSAT), demo_land()
        gone = before.options[0].plots[0]
        plots = tuple(replace(plot, status="leased") if plot.code == gone else plot for plot in land.plots)
        after = match(need_of(OSAT), catalogue_from(replace(land, plots=plots)), ON)
        said = [difference(one, "en") for one in differences(before, after)]
        assert f"No longer there: {gone} ({gone}: Leased)." in said
        assert said[0].startswith("First is ")

    @pytest.mark.parametrize("seed", range(4))
    def test_the_parts_of_a_score_add_up_as_shown(self, seed: int) -> None:
        weights = {key: (1 + seed) / (2 + index) for index, key in enumerate(VERSION_1.rows)}
        before, after = ask(OSAT), match(replace(need_of(OSAT), multipliers=weights), demo_catalogue(), ON)
        shown = [difference(one, "en") for one in differences(before, after) if one.code == "score"]
        assert shown
        for sentence in shown:
            head, _bracket, parts = sentence.replace("\N{MINUS SIGN}", "-").partition(" (")
            now, was = (Decimal(one) for one in re.findall(r"(\d+\.\d)", head))
            assert sum(Decimal(one) for one in re.findall(r"[+-]\d+\.\d", parts)) == now - was, sentence

    def test_who_is_lost_without_a_plot_or_need_to_name_says_what_may_be(self) -> None:
        before = ask({**OSAT, "limit": 5})
        after = ask({**OSAT, "limit": 1})
        lost = [one for one in differences(before, after) if one.code == "lost"]
        assert lost
        assert all("(" in difference(one, lang) for one in lost for lang in ("vi", "en"))

    @pytest.mark.parametrize(
        ("now", "why"),
        [
            ({"limit": 1}, "it comes after the end of the list"),
            ({"land": {"area_min_m2": 27_000}}, "fits only with a smallest area"),
            ({"land": {**OSAT["land"], "combine": False}}, "plots are not joined now"),
        ],
    )
    def test_asked_of_the_needs_the_reason_is_one(self, now: dict[str, Any], why: str) -> None:
        """Before only "either it fits no more or ..." could be said."""
        before, asked = ask({**OSAT, "limit": 5}), {**OSAT, **now}
        standing = Standings(need_of(asked), demo_catalogue()).of
        said = [difference(one, "en") for one in differences(before, ask(asked), standing) if one.code == "lost"]
        assert said
        assert not any("either" in sentence for sentence in said), said
        assert any(why in sentence for sentence in said), said

    def test_a_set_whose_middle_keeps_it_together_has_no_plot_to_spare(self) -> None:
        catalogue = demo_catalogue()
        pairs = ((code, near) for code in catalogue.plots for near in sorted(catalogue.neighbours[code]))
        two = next(pair for pair in pairs)
        need = need_of({"sector": "software", "land": {"area_min_m2": 1}})
        assert Standings(need, catalogue).of(two).spare
        far = next(code for code in catalogue.plots if code not in catalogue.neighbours[two[0]] | set(two))
        assert Standings(need, catalogue).of([two[0], far]).apart
        strict = need_of({"sector": "software", "land": {"area_min_m2": 1}, "diverse": False})
        assert not Standings(strict, catalogue).of(two[:1]).overlaps

    @pytest.mark.parametrize("seed", range(6))
    def test_a_price_told_loses_nothing(self, seed: int) -> None:
        """The highest price below which an option falls out, asked as the limit, keeps it."""
        land = park(seed)
        catalogue, asked = catalogue_from(land), {**request(seed, land, 3), "budget": {}}
        for question in match(need_of(asked), catalogue, ON).questions:
            for stake in question.stakes if question.key == "budget.lease_usd_m2_max" else ():
                standing = Standings(need_of({**asked, "budget": {"lease_usd_m2_max": stake.value}}), catalogue)
                assert not any(standing.of(plots).fails for plots in stake.plots)

    @pytest.mark.parametrize("seed", range(6))
    def test_a_lost_option_is_said_to_fail_exactly_if_it_fails(self, seed: int) -> None:
        """Beside the engine: a longer list under the same needs has every set that still fits and is not overlapped."""
        land = park(seed)
        catalogue, asked = catalogue_from(land), request(seed, land, 3)
        before = match(need_of(asked), catalogue, ON)
        narrower = replace(need_of(asked), limit=2)
        after, standing = match(narrower, catalogue, ON), Standings(narrower, catalogue).of
        for one in differences(before, after, standing):
            if one.code == "lost":
                assert "changes" not in one.facts
                assert "no_change" not in one.facts

    def test_other_versions_are_named(self) -> None:
        assert versions(("weights", "rules"), "en") == (
            "Now of another version: the weights the province publishes, the incentive law on file."
        )
        assert versions(("facts",), "vi") == "Nay theo phiên bản khác: dữ liệu lô đất."
        assert versions((), "en") == ""

    def test_none_left_and_some_again(self) -> None:
        none = ask({**OSAT, "land": {"area_min_m2": 900_000}})
        assert differences(ask(OSAT), none)[0].code == "fits_no_more"
        assert differences(none, ask(OSAT))[0].code == "fits_now"
