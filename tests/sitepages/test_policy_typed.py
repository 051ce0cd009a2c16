"""What is typed at the desk and what the public then reads: ambiguous figures, days to come, versions undone."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from sitepages.choices import StaleReason
from sitepages.models import IncentiveVersion
from sitepages.policy.record import read
from sitepages.policy.typed_numbers import PlainDecimalField, PlainFloatBlock, PlainFloatField
from sitepages.services import policy
from sitepages.services.law import first_days
from sitepages.services.policy_stale import stale_rules
from tests.sitepages.desk_people import Desk, desk_people, published, seen
from tests.sitepages.law_files import files
from tests.sitepages.test_policy_refusals import drawn, form_with

KEY = "CIT_CDTZ_10_15"
PAGE = "/en/incentives/cit-cdtz-10-15/"


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


@pytest.fixture
def record(park: datetime) -> dict[str, Any]:
    return copy.deepcopy(next(row for row in files()["incentives"]["records"] if row["id"] == KEY))


# --- figures ---


@pytest.mark.parametrize("field", [PlainFloatField(), PlainDecimalField(), PlainFloatBlock()], ids=type)
@pytest.mark.parametrize("typed", ["6.000", "6,000", "12.000.000", " 26.400 "])
def test_a_mark_that_may_be_of_thousands_is_asked_about(field: Any, typed: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="may be read in two ways"):
        field.clean(typed)


@pytest.mark.parametrize(("typed", "value"), [("6000", 6000), ("6.0", 6), ("0.125", 0.125), ("15.5", 15.5)])
def test_other_figures_are_read_as_they_stand(typed: str, value: float) -> None:
    assert PlainFloatField().clean(typed) == value


def test_a_threshold_typed_with_thousands_is_refused_at_its_field(record: dict[str, Any]) -> None:
    compare = {"fact": "total_capital_vnd_bn", "op": ">=", "value": 6000, "unit": "vnd_bn"}
    record["conditions"] = {"all": [record["conditions"], {"compare": compare}]}
    with translation.override("vi"):
        form = form_with(record)
        form.data = {name: "6.000" if value in (6000, "6000") else value for name, value in form.data.items()}
        assert not form.is_valid()
        assert "6.000" in drawn(form, "conditions")
        assert "có thể đọc theo hai cách" in drawn(form, "conditions")


def test_a_fact_of_a_case_is_not_guessed_either() -> None:
    assert read("6.000", "number") == "6.000"
    assert read("6000", "number") == 6000


# --- days ---


@pytest.mark.parametrize(("ahead", "fine"), [(0, True), (1, False)])
def test_nobody_verified_a_rule_tomorrow(record: dict[str, Any], ahead: int, fine: bool) -> None:
    record["verified_on"] = (timezone.localdate() + timedelta(days=ahead)).isoformat()
    form = form_with(record)
    assert form.is_valid() is fine
    assert ("verified_on" in form.errors) is not fine


def test_a_source_not_looked_at_here_counts_from_the_reading_of_the_rule(park: datetime) -> None:
    read_on = max(IncentiveVersion.objects.values_list("verified_on", flat=True))
    unseen = StaleReason.SOURCE_NOT_LOOKED_AT
    assert not [one for one in stale_rules(park.date()) if one.reason == unseen]
    later = [one for one in stale_rules(read_on + timedelta(days=181)) if one.reason == unseen]
    assert {one.version.pk for one in later} == {one.version.pk for one in later if one.day == one.version.verified_on}
    assert later


# --- versions ---


def test_an_undone_version_is_announced_nowhere_and_links_open_their_own(desk: Desk, client: Client) -> None:
    published(desk, KEY, valid_from="2027-06-01")
    assert "Version 2, from" in client.get(PAGE).content.decode()
    wrong = published(desk, KEY, valid_from="2027-09-01")
    draft = policy.undo_version(version=wrong, by=desk.editor, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    versions = list(draft.incentive.versions.order_by("number"))
    assert first_days(versions) == {1: versions[0].valid_from, 4: date(2027, 6, 1)}
    page = client.get(PAGE).content.decode()
    assert "Version 3, from" not in page
    opened = client.get(f"{PAGE}?on=2027-06-01").content.decode()
    assert "<b>Version 4, from" in opened
    rules = client.get("/api/incentives").json()["incentives"]
    mine = next(rule for rule in rules if rule["id"] == KEY)
    assert [one["version"] for one in mine["versions"]] == [1, 4]
