"""What a draft would change is worked out by the worker over everything stored, before anybody signs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from leads.models import MatchRun
from leads.services.due import do_one
from leads.services.intake import submit_lead
from sitepages.models import ContentPage, ImpactRun, Incentive
from sitepages.services import policy
from sitepages.services.editing import grant_editing
from sitepages.services.policy_impact import ask_impact
from tests.leads.conftest import a_submission

MANY = 10_000


def test_over_ten_thousand_stored_results_the_difference_is_counted_and_open_leads_named(whole_site: datetime) -> None:
    group = Group.objects.create(name="editors")
    grant_editing(group=group)
    editor = User.objects.create_user("writer")
    editor.groups.add(group)
    incentive = Incentive.objects.get(key="CIT_SECTOR_10_15")
    draft = policy.begin_draft(incentive=incentive, by=editor, now=whole_site)
    record = {**draft.record, "conditions": {"one_of": {"fact": "sector", "values": ["training"]}}}
    policy.save_draft(version=draft, record=record, reason="x", seen=1, by=editor, now=whole_site)
    draft.refresh_from_db()
    sectors = ("software", "training", "logistics_support", "software")
    shared = {"answer": {}, "versions": {}, "on": whole_site.date(), "created_at": whole_site}
    MatchRun.objects.bulk_create(
        (MatchRun(request={"sector": sectors[number % 4]}, **shared) for number in range(MANY)), batch_size=2000
    )
    lead, _made = submit_lead(
        submission=a_submission(MatchRun.objects.filter(request__sector="software").first()), by=None, now=whole_site
    )
    asked = ask_impact(version=draft, by=editor, now=whole_site)
    assert (asked.done, asked.finished_at) == (0, None)
    while do_one(whole_site):
        pass
    run = ImpactRun.objects.get(pk=asked.pk)
    assert run.done == run.total == MANY
    assert run.finished_at
    assert run.changes["verdicts"]["CIT_SECTOR_10_15"]["eligible > ineligible"] == MANY / 2
    assert run.changes["leads"] == {lead.reference: []}
    titles = [page["address"] for page in run.pages]
    assert "/vi/incentives/cit-digital-std/" in titles
    assert "/vi/" in titles


PROFITS = {"first_revenue": "2028-01-01", "first_profit": "2028-01-01"}


def impact_of(now: datetime, key: str, requests: list[dict[str, Any]], **changes: Any) -> ImpactRun:
    group = Group.objects.create(name="editors")
    grant_editing(group=group)
    editor = User.objects.create_user("writer")
    editor.groups.add(group)
    draft = policy.begin_draft(incentive=Incentive.objects.get(key=key), by=editor, now=now)
    record = {**draft.record, **changes}
    policy.save_draft(version=draft, record=record, reason="x", seen=1, by=editor, now=now)
    draft.refresh_from_db()
    shared = {"answer": {}, "versions": {}, "on": now.date(), "created_at": now}
    MatchRun.objects.bulk_create(MatchRun(request=request, **shared) for request in requests)
    asked = ask_impact(version=draft, by=editor, now=now)
    while do_one(now):
        pass
    return ImpactRun.objects.get(pk=asked.pk)


def a_request(sector: str, profit: int | None, **project: Any) -> dict[str, Any]:
    facts = {**PROFITS, "annual_profit_usd": profit} if profit else {}
    return {"sector": sector, "project": {**facts, **project}}


def test_money_is_compared_by_whole_schedules(whole_site: datetime) -> None:
    """15 năm 10% thành 12%: 2% của 1.000.000 trong 15 năm, trừ 4 năm miễn và 9 năm giảm một nửa."""
    record = Incentive.objects.get(key="CIT_SECTOR_10_15").versions.get().record
    benefits = [{**record["benefits"][0], "value": 12}, *record["benefits"][1:]]
    requests = [
        a_request("software", 1_000_000),
        a_request("software", None),
        a_request("logistics_support", 1_000_000),
        a_request("software", 1_000_000, law_locked_on="2025-01-01"),
    ]
    found = impact_of(whole_site, "CIT_SECTOR_10_15", requests, benefits=benefits).changes
    assert found["results"] == 1
    assert found["money"]["results"] == found["money"]["less"] == 1
    before, after = found["money"]["sure"]["USD"]
    assert before - after == 9 * 10_000 + 2 * 20_000
    assert found["verdicts"] == {}


def test_a_figure_of_the_law_turns_the_money_of_the_rules_that_end_at_it(whole_site: datetime) -> None:
    """Hết 15 năm 10% thì tính thuế suất phổ thông: 20% thành 18% làm 15 năm ưu đãi được giảm ít đi 2%."""
    requests = [a_request("software", 1_000_000), a_request("software", None)]
    name = {"vi": "Thuế suất 18%", "en": "Rate 18%"}
    found = impact_of(whole_site, "CIT_ORDINARY_RATE", requests, value=18, name=name).changes
    assert found["verdicts"] == {}
    before, after = found["money"]["sure"]["USD"]
    assert before - after == 15 * 20_000
    assert found["results"] == 1


def test_a_shared_threshold_turns_the_verdicts_of_its_readers(whole_site: datetime) -> None:
    fund = {
        "isf_beneficiary": ["hitech_enterprise"],
        "project_revenue_vnd_bn_year": 15_000,
        "tax_debt_overdue": False,
        "capital_vnd": 1_000_000_000_000,
        "breakthrough_list": False,
        "chip_design_engineers_vn_5y": 0,
        "rd_centre_project": False,
    }
    record = Incentive.objects.get(key="ISF_BY_REVENUE").versions.get().record
    condition = {"all": [record["condition"]["all"][0], {"compare": {**COMPARE, "value": 15_000}}]}
    found = impact_of(whole_site, "ISF_BY_REVENUE", [a_request("software", None, **fund)], condition=condition)
    assert "ISF_ANNUAL" in found.changes["verdicts"]
    assert "/vi/incentives/isf-annual/" in [page["address"] for page in found.pages]


COMPARE = {"fact": "project_revenue_vnd_bn_year", "op": ">=", "unit": "vnd_bn"}


def test_a_page_that_links_to_the_rule_is_named(whole_site: datetime) -> None:
    page = ContentPage.objects.live().first()
    page.body = [("text", '<p><a href="/vi/incentives/cit-sector-10-15/">x</a></p>')]
    page.save()
    found = impact_of(whole_site, "CIT_SECTOR_10_15", [], valid_from="2026-12-01")
    assert page.title in [one["title"] for one in found.pages]
    assert found.finished_at


def test_the_drafts_page_says_all_of_it(whole_site: datetime) -> None:
    record = Incentive.objects.get(key="CIT_SECTOR_10_15").versions.get().record
    benefits = [{**record["benefits"][0], "value": 12}, *record["benefits"][1:]]
    run = impact_of(whole_site, "CIT_SECTOR_10_15", [a_request("software", 1_000_000)], benefits=benefits)
    client = Client()
    client.force_login(run.asked_by)
    page = client.get(f"/admin/law/version/{run.version_id}/").content.decode()
    assert "/vi/incentives/cit-digital-std/" in page
    assert "−" in page
