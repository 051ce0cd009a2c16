"""The law as rows evaluates like the law as files; loading is idempotent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sitepages.incentives.evaluate import evaluate
from sitepages.models import Incentive, IncentiveVersion, Sector
from sitepages.services.law import law_book
from sitepages.services.seed_law import load_law
from tests.sitepages.law_files import book

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ON = date(2026, 11, 24)
pytestmark = pytest.mark.django_db

PROJECTS: list[dict[str, Any]] = [
    {"sector": "software", "zone_status": "planned"},
    {"sector": "data_centre", "zone_status": "established", "capital_usd": 300_000_000, "group_revenue_eur": 2e9},
    {"sector": "logistics_support", "lessor": "state"},
    {"sector": "semiconductor_design", "zone_status": "planned", "capital_vnd": 6_000_000_000_000},
]


@pytest.fixture(autouse=True)
def law() -> None:
    load_law(now=NOW)


def test_loading_twice_adds_nothing() -> None:
    load_law(now=NOW)
    assert IncentiveVersion.objects.rules().count() == 26
    assert Incentive.objects.count() == IncentiveVersion.objects.count() == 26 + 13 + 8 + 2
    assert Sector.objects.count() == 19


@pytest.mark.parametrize("facts", PROJECTS, ids=lambda facts: facts["sector"])
def test_rows_and_files_give_the_same_verdicts(facts: dict[str, Any]) -> None:
    assert evaluate(law_book(ON), facts, ON) == evaluate(book(), facts, ON)


def test_a_second_look_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    law_book(ON)
    with django_assert_num_queries(2):
        law_book(ON)


def test_a_new_version_rules_from_its_day_on() -> None:
    old = IncentiveVersion.objects.get(incentive__key="CIT_CDTZ_10_15")
    IncentiveVersion.objects.filter(pk=old.pk).update(valid_to=date(2027, 1, 1))
    record = old.record | {"valid_from": "2027-01-01", "conditions": {"one_of": {"fact": "sector", "values": ["ai"]}}}
    old.pk, old.number, old.valid_from, old.record = None, 2, date(2027, 1, 1), record
    old.published_at = datetime(2026, 12, 1, tzinfo=UTC)
    old.save()
    facts = {"sector": "software", "zone_status": "established", "project_kind": "new"}
    assert verdict("CIT_CDTZ_10_15", facts, date(2026, 12, 31)) == "eligible"
    assert verdict("CIT_CDTZ_10_15", facts, date(2027, 1, 1)) == "ineligible"


def test_a_rule_repealed_without_a_successor_ends_that_day() -> None:
    IncentiveVersion.objects.filter(incentive__key="CIT_CDTZ_10_15").update(valid_to=date(2027, 1, 1))
    facts = {"sector": "software", "zone_status": "established"}
    assert verdict("CIT_CDTZ_10_15", facts, date(2026, 12, 31)) == "eligible"
    assert verdict("CIT_CDTZ_10_15", facts, date(2027, 1, 1)) == "ineligible"


def test_a_draft_rules_nothing() -> None:
    draft = IncentiveVersion.objects.get(incentive__key="CIT_CDTZ_10_15")
    draft.pk, draft.number, draft.published_at = None, 2, None
    draft.record = draft.record | {"conditions": {"one_of": {"fact": "sector", "values": ["ai"]}}}
    draft.save()
    facts = {"sector": "software", "zone_status": "established"}
    assert verdict("CIT_CDTZ_10_15", facts, ON) == "eligible"


def test_the_same_law_has_the_same_version_and_another_has_another() -> None:
    assert law_book(ON).version == law_book(ON).version
    before = law_book(ON).version
    IncentiveVersion.objects.filter(incentive__key="CIT_CDTZ_10_15").update(valid_to=date(2027, 1, 1))
    assert law_book(ON).version != before


def verdict(key: str, facts: dict[str, Any], on: date) -> str:
    return next(one.verdict for one in evaluate(law_book(on), facts, on) if one.key == key)


def test_while_the_zone_is_planned_its_rules_are_never_yes_and_never_no() -> None:
    found = {one.key: one for one in evaluate(law_book(ON), {"sector": "software", "zone_status": "planned"}, ON)}
    zone_rule = found["CIT_CDTZ_10_15"]
    assert zone_rule.verdict == "unknown"
    assert zone_rule.conditional_on == ("zone_status",)
    assert found["CIT_SECTOR_10_15"].verdict == "eligible"
    assert found["CIT_SECTOR_10_15"].provided_that == ("NEW_PROJECT", "DECLARATION_METHOD", "NO_EXCLUDED_INCOME")


def test_the_api_gives_every_record_of_the_day(client: Client) -> None:
    answer = client.get("/api/incentives").json()
    assert len(answer["incentives"]) == 26
    assert all(row["basis"] and row["certainty"] for row in answer["incentives"])
    early = client.get("/api/incentives?on=2010-01-01").json()
    assert not any(row["in_force"] for row in early["incentives"])
