"""Results nobody sent are kept ninety days; what a lead rests on stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from leads.choices import DueKind
from leads.models import CostSheet, Due, LandSnapshot, MatchRun, Triage
from leads.portal.prefill import prefilled
from leads.services.due import do_one
from leads.services.forgetting import plan_forgetting
from leads.services.intake import submit_lead
from leads.services.profile_change import SOURCE
from leads.services.result_keeping import GRACE, KEPT, ResultUnknown, forget_results, kept_until, result_at
from tests.leads.conftest import NOW, Cast, a_match, a_submission

LATER = NOW + KEPT + GRACE + timedelta(minutes=1)


def test_what_nobody_sent_goes_with_what_was_asked_beside_it(db: None) -> None:
    old = a_match()
    CostSheet.objects.create(run=old, asked={}, created_at=NOW)
    young = MatchRun.objects.create(
        request={}, answer={}, versions={}, on=NOW.date(), created_at=LATER - KEPT, previous=old
    )
    Triage.objects.create(run=old, started_at=NOW, changed_at=NOW)
    assert forget_results(now=LATER) == 1
    assert [run.pk for run in MatchRun.objects.all()] == [young.pk]
    assert MatchRun.objects.get().previous is None
    assert not CostSheet.objects.exists()
    assert not Triage.objects.exists()


def test_what_a_lead_rests_on_stays(cast: Cast) -> None:
    """Its match, the matches asked behind its link, and what those were asked from."""
    asked, sent = a_match(), a_match()
    lead, _new = submit_lead(submission=a_submission(sent), by=None, now=NOW)
    changed = a_match()
    MatchRun.objects.filter(pk=changed.pk).update(source=SOURCE, previous=sent)
    lead.match_run = changed
    lead.save(update_fields=["match_run"])
    assert forget_results(now=LATER) == 1
    assert set(MatchRun.objects.values_list("pk", flat=True)) == {sent.pk, changed.pk}
    assert result_at(sent.token, LATER) == sent
    assert kept_until(changed) is None
    assert kept_until(sent) is None  # the lead stands on another match by now; its file still tells of this one
    with pytest.raises(ResultUnknown):
        result_at(asked.token, LATER)


def test_a_state_of_the_land_goes_with_its_last_result(db: None) -> None:
    for key, at in (("used", NOW), ("left", NOW), ("new", LATER)):
        LandSnapshot.objects.create(key=key, data=b"", created_at=at)
    MatchRun.objects.create(
        request={}, answer={}, versions={}, on=LATER.date(), created_at=LATER, land="used", source="site"
    )
    forget_results(now=LATER)
    assert set(LandSnapshot.objects.values_list("pk", flat=True)) == {"used", "new"}


def test_the_address_refuses_before_the_worker_erases(db: None) -> None:
    """So that nobody sends a result that is being erased."""
    run = a_match()
    past = NOW + KEPT + timedelta(seconds=1)
    assert result_at(run.token, NOW + KEPT) == run
    with pytest.raises(ResultUnknown):
        result_at(run.token, past)
    assert forget_results(now=past) == 0
    MatchRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - KEPT - timedelta(seconds=1))
    assert prefilled(QueryDict(f"run={run.token}"), on=NOW.date())[0] == {}


def test_the_worker_goes_round_every_day(db: None) -> None:
    a_match()
    plan_forgetting(now=LATER - timedelta(days=1))
    plan_forgetting(now=LATER - timedelta(days=1))
    assert Due.objects.filter(kind=DueKind.FORGET, target="results").count() == 1
    while do_one(LATER):  # other rounds may be due before
        pass
    assert not MatchRun.objects.exists()
    assert Due.objects.get(kind=DueKind.FORGET, target="results", done_at=None).due_at == LATER + timedelta(days=1)


@pytest.mark.parametrize("place", ["", "send/", "money/", "money.xlsx", "cost/"])
def test_the_reader_is_told_why_there_is_nothing(whole_site: None, client: Client, place: str) -> None:
    run = a_match()
    MatchRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - KEPT - GRACE)
    for token in (run.token, "x" * 24):
        response = client.get(f"/vi/match/{token}/{place}")
        assert response.status_code == 404
        assert "90 ngày" in response.content.decode()
