"""Named conditions, standing requirements and figures of the law: dated versions by the same four eyes as rules."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from sitepages.choices import SHARED_KINDS, RuleState, StaleReason
from sitepages.incentives.assess import rows_together
from sitepages.incentives.evaluate import evaluate_one
from sitepages.incentives.shared import ORDINARY_RATE
from sitepages.models import Incentive, IncentiveVersion
from sitepages.policy.choices import offered
from sitepages.policy.shared import FORMS, shared_values
from sitepages.services import policy
from sitepages.services.law import law_book, shared_on
from sitepages.services.law_readers import readers_of
from sitepages.services.policy_checks import findings
from sitepages.services.policy_impact import pages_of
from sitepages.services.policy_stale import stale_rules
from tests.sitepages.desk_people import Desk, desk_people, drafted, published, seen, signed

DAY = timedelta(days=1)
ON = date(2026, 11, 24)
REVENUE = "ISF_BY_REVENUE"
FUND = {
    "isf_beneficiary": ["hitech_enterprise"],
    "project_revenue_vnd_bn_year": 15_000,
    "zone_status": "planned",
    "sector": "software",
}


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


def lower_threshold(desk: Desk, valid_from: str) -> IncentiveVersion:
    """15.000 thay cho 20.000 tỷ, với ca vàng tính lại."""
    record = IncentiveVersion.objects.get(incentive__key=REVENUE, number=1).record
    condition = copy.deepcopy(record["condition"])
    condition["all"][1]["compare"]["value"] = 15000
    golden = copy.deepcopy(record["golden"])
    golden[0]["facts"]["project_revenue_vnd_bn_year"] = 15000
    golden[1]["facts"]["project_revenue_vnd_bn_year"] = 14999
    name = {lang: text.replace("20.000", "15.000").replace("20,000", "15,000") for lang, text in record["name"].items()}
    return published(desk, REVENUE, condition=condition, golden=golden, name=name, valid_from=valid_from)


def walked(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part
    for below in part.get("parts", ()):
        yield from walked(below)


# --- dated, four eyes ---


def test_a_threshold_has_its_own_day_and_the_rule_that_reads_it_follows(desk: Desk) -> None:
    lower_threshold(desk, "2027-01-01")
    for on, wanted in ((date(2026, 12, 31), "ineligible"), (date(2027, 1, 1), "eligible")):
        assert evaluate_one(law_book(on), REVENUE, FUND, on).verdict == wanted
        parts = evaluate_one(law_book(on), "ISF_ANNUAL", FUND, on).trace.as_json()
        named = next(part for part in walked(parts) if part.get("ref") == REVENUE)
        assert named["value"] == ("true" if wanted == "eligible" else "false")


def test_before_its_first_version_a_condition_is_read_back_and_after_its_end_it_is_false(desk: Desk) -> None:
    facts = {**FUND, "project_revenue_vnd_bn_year": 20_000}
    version = IncentiveVersion.objects.get(incentive__key=REVENUE)
    long_ago, later = date(2020, 1, 1), date(2030, 1, 1)
    annual = "ISF_ANNUAL"
    assert law_book(long_ago).conditions[REVENUE].may_hold("2020-01-01")
    IncentiveVersion.objects.filter(pk=version.pk).update(valid_to=date(2029, 1, 1))
    for on, wanted in ((date(2028, 12, 31), "true"), (date(2029, 1, 1), "false")):
        parts = evaluate_one(law_book(on), annual, facts, on).trace.as_json()
        assert next(part for part in walked(parts) if part.get("ref") == REVENUE)["value"] == wanted
    assert not law_book(later).conditions[REVENUE].may_hold("2030-01-01")


def test_a_requirement_that_ended_is_no_longer_asked(desk: Desk) -> None:
    facts = {"zone_status": "established", "tax_by_declaration": False}
    rule = "CIT_CDTZ_10_15"
    published(desk, "DECLARATION_METHOD", valid_to="2028-01-01")
    for on, verdict in ((date(2027, 12, 31), "ineligible"), (date(2028, 1, 1), "eligible")):
        assert evaluate_one(law_book(on), rule, facts, on).verdict == verdict


def test_the_ordinary_rate_is_a_dated_record_and_a_plan_runs_across_its_border(desk: Desk) -> None:
    name = {"vi": "Thuế suất phổ thông 18%", "en": "Ordinary rate 18%"}
    published(desk, ORDINARY_RATE, value=18, name=name, valid_from="2030-01-01", applies_from_tax_year=2030)
    facts = {"first_revenue": "2028-01-01", "first_profit": "2028-01-01", "annual_profit_usd": 1_000_000}
    rows = rows_together(law_book(ON), ["QDMTT"], facts, ON, 2071)
    baseline = {row.year: row.baseline for row in rows if row.tax == "cit"}
    assert [baseline[year] for year in (2028, 2029, 2030)] == [Decimal(200_000), Decimal(200_000), Decimal(180_000)]


def test_nobody_signs_their_own_shared_record_and_two_people_publish_it(desk: Desk) -> None:
    draft = drafted(desk, ORDINARY_RATE, verified_on="2026-11-25")
    with pytest.raises(policy.NoRight):
        policy.check_rule(**seen(draft), by=desk.editor, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.everything, now=desk.now)
    with pytest.raises(policy.SamePerson):
        policy.publish_rule(**seen(draft), by=desk.everything, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    draft.refresh_from_db()
    assert draft.state == RuleState.PUBLISHED


def test_a_figure_whose_name_says_another_number_is_not_published(desk: Desk) -> None:
    found = findings(drafted(desk, ORDINARY_RATE, value=18))
    assert [(one.only_vi, one.only_en) for one in found.unequal] == [(("18",), ("18",))]
    with pytest.raises(policy.NotReady):
        policy.check_rule(
            **seen(Incentive.objects.get(key=ORDINARY_RATE).versions.first()), by=desk.jurist, now=desk.now
        )


def test_a_failing_golden_case_of_a_condition_blocks(desk: Desk) -> None:
    record = IncentiveVersion.objects.get(incentive__key=REVENUE).record
    condition = copy.deepcopy(record["condition"])
    condition["all"][1]["compare"]["value"] = 15000
    found = findings(drafted(desk, REVENUE, condition=condition))
    assert [miss.case for miss in found.missed] == ["just below"]


def test_every_shared_record_of_the_data_passes_its_own_cases(desk: Desk) -> None:
    for version in IncentiveVersion.objects.filter(incentive__kind__in=SHARED_KINDS).select_related("incentive"):
        assert findings(version).clear, (version, findings(version))


def test_undo_of_a_shared_version_brings_back_what_stood_before(desk: Desk) -> None:
    name = {"vi": "Thuế suất phổ thông 18%", "en": "Ordinary rate 18%"}
    wrong = published(desk, ORDINARY_RATE, value=18, name=name)
    assert law_book(ON).figure(ORDINARY_RATE, 2028) == 18
    draft = policy.undo_version(version=wrong, by=desk.editor, now=desk.now + 2 * DAY)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    assert law_book(ON).figure(ORDINARY_RATE, 2028) == 20
    assert not [one for one in stale_rules(ON) if one.reason == StaleReason.CASE_FAILS]


# --- who reads it ---


def test_readers_go_through_names(desk: Desk) -> None:
    assert readers_of(REVENUE, ON) == ["ISF_ANNUAL"]
    assert "LAND_RENT_LADDER" in readers_of("SPECIAL_SECTOR", ON)
    assert "CIT_SECTOR_10_15" in readers_of("NEW_PROJECT", ON)
    assert "CIT_SECTOR_10_15" in readers_of(ORDINARY_RATE, ON)
    with override("vi"):
        assert "/vi/incentives/isf-annual/" in [page["address"] for page in pages_of(drafted(desk, REVENUE))]


# --- the form ---


@pytest.mark.parametrize("kind", SHARED_KINDS)
def test_every_record_survives_its_form(desk: Desk, kind: str) -> None:
    """Bản ghi -> giá trị của biểu mẫu -> gửi lại -> cùng bản ghi."""
    offer = offered()
    for version in IncentiveVersion.objects.filter(incentive__kind=kind).select_related("incentive"):
        form = FORMS[kind](offer=offer, base=version.record, initial=shared_values(version.record))
        cleaned = {name: field.clean(form.initial[name]) for name, field in form.fields.items() if name in form.initial}
        form.cleaned_data = {**dict.fromkeys(form.fields), **cleaned, "seen": 1, "reason": "x"}
        form._errors = {}
        form.clean()
        assert form.record == version.record, version


def test_the_pages_open_and_an_edit_through_the_form_is_saved(desk: Desk) -> None:
    client = signed(desk.editor)
    assert client.get("/admin/law/shared/").status_code == 200
    for key in (REVENUE, "NEW_PROJECT", ORDINARY_RATE):
        assert client.post(f"/admin/law/rule/{key}/begin/").status_code == 302
        draft = Incentive.objects.get(key=key).versions.get(number=2)
        assert client.get(f"/admin/law/rule/{key}/").status_code == 200
        assert client.get(f"/admin/law/version/{draft.pk}/").status_code == 200
        assert client.get(f"/admin/law/version/{draft.pk}/edit/").status_code == 200
        refused = client.post(f"/admin/law/version/{draft.pk}/edit/", {"name_vi": "Tên mới", "seen": 1})
        assert refused.status_code == 422
        assert "Tên mới" in refused.content.decode()


def test_a_shared_record_shows_in_no_list_of_incentives(desk: Desk) -> None:
    client = signed(desk.editor)
    assert client.get("/vi/incentives/new-project/").status_code == 404
    assert "isf-by-revenue" not in client.get("/sitemap.xml").content.decode()
    assert client.get("/vi/incentives/").content.decode().count('<article class="inc') == 26


def test_a_new_one_begins_with_one_of_its_kind(desk: Desk) -> None:
    client = signed(desk.editor)
    wrong = client.post("/admin/law/new/", {"key": "NEW_REQ", "kind": "requirement", "like": "CIT_CDTZ_10_15"})
    assert wrong.status_code == 422
    made = client.post("/admin/law/new/", {"key": "NEW_REQ", "kind": "requirement", "like": "NEW_PROJECT"})
    assert made.status_code == 302
    assert "NEW_REQ" not in shared_on(ON).requirements


def test_the_api_gives_versions_and_dates_of_what_rules_share(desk: Desk) -> None:
    lower_threshold(desk, "2027-01-01")
    client = signed(desk.editor)
    for on, version, value in (("2026-12-31", 1, 20000), ("2027-01-01", 2, 15000)):
        found = client.get(f"/api/incentives?on={on}").json()
        named = found["definitions"][REVENUE]
        assert (named["version"], named["condition"]["all"][1]["compare"]["value"]) == (version, value)
        assert found["figures"][ORDINARY_RATE][0]["value"] == 20
