"""What a draft would change is worked out by the worker over everything stored, before anybody signs."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group, User

from leads.models import MatchRun
from leads.services.due import do_one
from leads.services.intake import submit_lead
from sitepages.models import ImpactRun, Incentive
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
    assert run.changes["verdicts"]["eligible > ineligible"] == MANY / 2
    assert run.changes["leads"] == [lead.reference]
    assert "CIT_DIGITAL_STD" in run.pages
