"""What a figure of law may say: no draft with an impossible rate, year or threshold is kept, signed or loaded."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitepages.incentives.benefit_words import AMOUNTS as WORDS
from sitepages.incentives.benefit_words import STARTS, TAXES, benefit_groups
from sitepages.incentives.limits import (
    AMOUNTS,
    EVENTS,
    LONGEST,
    overlap_faults,
    record_faults,
    segment_faults,
    threshold_faults,
)
from sitepages.incentives.words import Names
from sitepages.services.seed_law import BadLaw, refuse_bad_figures
from tests.sitepages.law_files import files

SPECS = {spec["key"]: spec for spec in files()["facts"]["facts"]}
RECORDS = files()["incentives"]["records"]
RATE = {
    "tax": "cit",
    "kind": "rate",
    "value": 10,
    "unit": "pct",
    "from_year": 1,
    "to_year": 15,
    "start_event": "first_revenue",
}
HOLIDAY = {"if_none_within_years_of_first_revenue": 3, "then_start_in_year": 4}


def codes(**changes: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.name) for fault in segment_faults({**RATE, **changes})]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_every_record_of_the_data_is_possible(record: dict[str, Any]) -> None:
    assert record_faults(record, SPECS) == ()


def test_the_kinds_with_limits_are_the_kinds_the_pages_have_words_for() -> None:
    assert AMOUNTS.keys() == WORDS.keys()
    assert EVENTS.keys() == TAXES.keys()
    assert set().union(*EVENTS.values()) == STARTS.keys()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"value": -5}, ("figure_between", "value")),
        ({"value": 250}, ("figure_between", "value")),
        ({"value": 0}, ("figure_between", "value")),
        ({"value": math.nan}, ("figure_between", "value")),
        ({"value": math.inf}, ("figure_between", "value")),
        ({"value": None}, ("figure_missing", "value")),
        ({"kind": "exempt", "value": 50}, ("figure_exactly", "value")),
        ({"kind": "reduce", "value": 101}, ("figure_between", "value")),
        ({"kind": "deduct", "unit": "pct_of_rd_spend", "value": 20}, ("figure_between", "value")),
        ({"from_year": 20, "to_year": 3}, ("years_backwards", "to_year")),
        ({"from_year": 0}, ("year", "from_year")),
        ({"to_year": 1500}, ("year", "to_year")),
        ({"start_event": ""}, ("event_missing", "start_event")),
        ({"start_event": "lease_decision"}, ("event_of_tax", "start_event")),
        ({"start_event": "tax_year", "from_year": 2}, ("event_passes", "from_year")),
        ({"unit": "work_permit"}, ("amount_unknown", "amount")),
        ({"tax": "land_rent", "start_event": "lease_decision"}, ("amount_of_tax", "amount")),
        ({"fallback": HOLIDAY}, ("fallback_event", "fallback_after")),
        ({"of": "materials"}, ("object", "of")),
        ({"counted_in": "months"}, ("months", "counted_in")),
        ({"length_fact": "jobs"}, ("length", "length_fact")),
    ],
)
def test_an_impossible_segment_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert codes(**changes) == [fault]


@pytest.mark.parametrize(
    ("within", "then", "fault"),
    [
        (3, None, ("fallback_half", "fallback_year")),
        (None, 4, ("fallback_half", "fallback_after")),
        (3, 3, ("fallback_early", "fallback_year")),
        (0, 4, ("year", "fallback_after")),
    ],
)
def test_a_fallback_is_whole_and_comes_after_its_years(
    within: int | None, then: int | None, fault: tuple[str, str]
) -> None:
    fallback = dict(zip(HOLIDAY, (within, then), strict=True))
    assert codes(start_event="first_taxable_profit", fallback=fallback) == [fault]


# --- properties ---

YEARS = st.integers(-5, 2 * LONGEST)
SPANS = st.tuples(YEARS, st.none() | YEARS)


@given(value=st.floats(-1000, 1000), span=SPANS)
def test_a_rate_is_possible_exactly_within_its_limits(value: float, span: tuple[int, int | None]) -> None:
    first, last = span
    possible = 0 < value <= 100 and 1 <= first <= LONGEST and (last is None or first <= last <= LONGEST)
    assert (codes(value=value, from_year=first, to_year=last) == []) == possible


@given(spans=st.lists(SPANS.filter(lambda span: span[1] is None or span[0] <= span[1]), max_size=5))
def test_segments_overlap_exactly_where_a_year_is_in_two_of_them(spans: list[tuple[int, int | None]]) -> None:
    rows = [{**RATE, "from_year": first, "to_year": last} for first, last in spans]
    end = 3 * LONGEST
    years = [set(range(first, (end if last is None else last) + 1)) for first, last in spans]
    meet = {later for later in range(len(spans)) for earlier in range(later) if years[later] & years[earlier]}
    assert {row for row, _fault in overlap_faults(rows)} == meet


@given(
    st.fixed_dictionaries(
        {
            "tax": st.sampled_from(sorted(TAXES)),
            "start_event": st.sampled_from(sorted(STARTS)),
            "value": st.none() | st.floats(-300, 300),
            "from_year": YEARS,
            "to_year": st.none() | YEARS,
            "of": st.sampled_from(["", "materials", "rd"]),
        }
    ),
    st.sampled_from(sorted(AMOUNTS)),
)
@settings(max_examples=300)
def test_a_segment_without_fault_can_be_said_in_both_languages(row: dict[str, Any], amount: tuple[str, str]) -> None:
    """What passes is reckoned and worded without an error; what does not names a field of the form."""
    whole = {**row, "kind": amount[0], "unit": amount[1]}
    fields = {"amount", "value", "from_year", "to_year", "start_event", "of"}
    found = list(segment_faults(whole))
    assert {fault.name for fault in found} <= fields
    if not found:
        names = Names(facts={}, categories={}, definitions={})
        assert all(benefit_groups([whole], names, lang) for lang in ("vi", "en"))


def test_a_holiday_overlaps_its_own_reduction_but_not_a_rate_or_another_condition() -> None:
    exempt = {**RATE, "kind": "exempt", "value": 100, "to_year": 4}
    half = {**RATE, "kind": "reduce", "value": 50, "from_year": 3}
    assert [row for row, _fault in overlap_faults([exempt, half])] == [1]
    assert list(overlap_faults([exempt, RATE])) == []
    assert list(overlap_faults([exempt, {**half, "when": {"zone_status": ["established"]}}])) == []
    assert list(overlap_faults([exempt, {**half, "start_event": "first_taxable_profit"}])) == []


# --- thresholds ---


@pytest.mark.parametrize(
    ("fact", "value", "unit", "fault"),
    [
        ("rd_share_pct", 101, "pct", "threshold_high"),
        ("rd_share_pct", -1, "pct", "threshold_low"),
        ("jobs", -1, "people", "threshold_low"),
        ("jobs", 10, "pct", "unit"),
        ("capital_usd", -1, "vnd_bn", "threshold_low"),
        ("capital_usd", 10**12, "usd", "threshold_high"),
        ("capital_vnd", 4_000_000, "vnd_bn", "threshold_high"),
        ("construction_years", math.nan, "years", "threshold_number"),
    ],
)
def test_an_impossible_threshold_is_told_at_its_field(fact: str, value: float, unit: str, fault: str) -> None:
    assert [one.code for one in threshold_faults(value, unit, SPECS[fact])] == [fault]


@pytest.mark.parametrize(
    ("fact", "value", "unit"),
    [
        ("rd_share_pct", 100, "pct"),
        ("capital_usd", 6000, "vnd_bn"),
        ("capital_vnd", 3_000_000, "vnd_bn"),
        ("group_revenue_eur", 750, "eur_m"),
        ("annual_profit_usd", -5, "usd"),
    ],
)
def test_both_ends_and_losses_are_possible(fact: str, value: float, unit: str) -> None:
    assert list(threshold_faults(value, unit, SPECS[fact])) == []


def test_a_threshold_is_found_wherever_a_tree_stands() -> None:
    bad = {"all": [{"not": {"compare": {"fact": "rd_share_pct", "op": ">=", "value": 120, "unit": "pct"}}}]}
    record = {**RECORDS[0], "conditions": bad, "benefits": [{**RATE, "when": bad}]}
    found = record_faults(record, SPECS)
    assert [(one.part, one.row, one.code) for one in found] == [
        ("benefits", 0, "threshold_high"),
        ("conditions", None, "threshold_high"),
    ]
    assert [one.part for one in record_faults({"condition": bad}, SPECS)] == ["condition"]


# --- the import ---


def test_a_file_with_an_impossible_figure_is_not_loaded() -> None:
    law = copy.deepcopy(files()["incentives"])
    law["records"][0]["benefits"][0]["value"] = 250
    law["figures"]["CIT_ORDINARY_RATE"]["value"] = 120
    with pytest.raises(BadLaw) as refused:
        refuse_bad_figures(law, files()["facts"])
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        f"{law['records'][0]['id']}.benefits[0].value",
        "CIT_ORDINARY_RATE.value.value",
    ]
