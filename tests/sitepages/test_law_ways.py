"""What would make a project eligible is tried on the whole law; what does not lead to the benefit is said not to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitepages.incentives.book import LawBook
from sitepages.incentives.evaluate import evaluate, evaluate_one
from sitepages.incentives.tree import parse
from sitepages.incentives.ways import NO_SEGMENT, NOT_MET, REPLACED, ways
from tests.sitepages.law_files import book, files

ON = date(2026, 11, 24)
SECTORS = [row["key"] for row in files()["sectors"]["sectors"]]
KEYS = [record["id"] for record in files()["incentives"]["records"]]
FACTS = book().facts
CHOICES = {key: spec.choices for key, spec in FACTS.items() if spec.choices and spec.type != "set" and key != "sector"}
FIRST = "CIT_SECTOR_10_15"
SECOND = "CIT_DIGITAL_STD"


def changed(key: str, **parts: Any) -> LawBook:
    """The law with one record otherwise."""
    law = book()
    records = tuple(replace(record, **parts) if record.key == key else record for record in law.records)
    return replace(law, records=records, version=f"{law.version}-{key}")


def leads(law: LawBook, key: str, facts: dict[str, Any], on: date = ON) -> bool:
    """Asked independently of ways.py: eligible, in force, nothing in its place."""
    after = {one.key: one for one in evaluate(law, facts, on)}.get(key) or evaluate_one(law, key, facts, on)
    return after.verdict == "eligible" and after.in_force and not after.overridden_by


@pytest.mark.parametrize("key", KEYS)
def test_each_way_told_leads_to_the_benefit_when_it_is_applied(key: str) -> None:
    for sector in (None, *SECTORS):
        for more in ({}, {"project_kind": "expansion", "tax_by_declaration": False}, {"zone_status": "established"}):
            facts = {"zone_status": "planned", **({"sector": sector} if sector else {}), **more}
            for way in ways(book(), key, facts, ON):
                assert way.conditions or way.requirements
                assert way.enough == leads(book(), key, {**facts, **way.changes})
                assert way.zone == ("zone_status" in way.changes)


@settings(max_examples=60, deadline=None)
@given(
    key=st.sampled_from(KEYS),
    sector=st.sampled_from(SECTORS),
    some=st.fixed_dictionaries({}, optional={name: st.sampled_from(list(values)) for name, values in CHOICES.items()}),
)
def test_so_whatever_is_known_of_the_project(key: str, sector: str, some: dict[str, Any]) -> None:
    facts = {"zone_status": "planned", **some, "sector": sector}
    for way in ways(book(), key, facts, ON):
        assert way.enough == leads(book(), key, {**facts, **way.changes})
        assert way.enough or way.why in {NOT_MET, REPLACED, NO_SEGMENT}


def test_a_failed_standing_requirement_is_part_of_the_way() -> None:
    facts = {"sector": "software", "project_kind": "expansion", "zone_status": "planned"}
    (way, *_more) = ways(book(), FIRST, facts, ON)
    assert (way.conditions, way.requirements, way.enough) == ((), ("NEW_PROJECT",), True)
    assert way.changes == {"project_kind": "new"}


def test_a_rule_out_of_force_is_helped_by_nothing() -> None:
    ended = changed(FIRST, valid_to="2026-11-24")
    assert ways(ended, FIRST, {"sector": "logistics_support"}, ON) == ()
    assert ways(ended, FIRST, {"sector": "logistics_support"}, date(2026, 11, 23)) != ()
    assert ways(book(), FIRST, {"sector": "logistics_support"}, date(2020, 1, 1)) == ()


def test_an_exception_that_takes_its_place_makes_the_way_not_enough() -> None:
    always = parse({"one_of": {"fact": "project_kind", "values": ["new"]}})
    law = changed(SECOND, overrides=(FIRST,), condition=always, provided_that=(), valid_from="2025-10-01")
    facts = {"sector": "logistics_support", "project_kind": "new", "zone_status": "planned"}
    found = ways(law, FIRST, facts, ON)
    assert found
    assert {(way.enough, way.why, way.by) for way in found} == {(False, REPLACED, (SECOND,))}


def test_a_benefit_of_which_no_segment_holds_is_not_enough() -> None:
    law = book()
    record = law.by_key[FIRST]
    never = parse({"one_of": {"fact": "sector", "values": ["logistics_support"]}})
    only = changed(FIRST, benefits=tuple(replace(part, when=never) for part in record.benefits))
    facts = {"sector": "software", "project_kind": "expansion", "zone_status": "planned"}
    assert {(way.enough, way.why) for way in ways(only, FIRST, facts, ON)} == {(False, NO_SEGMENT)}


def test_another_rule_of_the_same_money_is_named() -> None:
    facts = {"sector": "software", "zone_status": "planned", "project_kind": "new"}
    (way, *_more) = ways(book(), "CIT_CDTZ_10_15", facts, ON)
    assert (way.zone, way.enough) == (True, True)
    assert FIRST in way.instead_of
    assert "CIT_CDTZ_HOLIDAY" not in way.instead_of  # one package with it


def test_a_threshold_in_dong_is_reached_in_the_fact_that_was_given() -> None:
    chips = {"sector": "semiconductor_design", "disbursed_5y_vnd_bn": 6000, "approval_pm_special": "given"}
    for given_fact in ({"capital_vnd": 1e12}, {"capital_usd": 1_000_000}):
        found = ways(book(), "SPECIAL_5_37", {**chips, **given_fact}, ON)
        assert any(way.enough and set(way.changes) <= {*given_fact, "capital_vnd"} for way in found), found
