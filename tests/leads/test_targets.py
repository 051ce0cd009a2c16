"""Promised service by date: a new version holds for what comes in from its day on and moves nothing promised."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads.choices import Clock, Priority, Role, Stage
from leads.models import Lead, TargetVersion
from leads.services.clocks import suggested_step
from leads.services.events import columns_of, state_of
from leads.services.intake import submit_lead
from leads.services.organisation import NotAnOrganiser
from leads.services.target_versions import (
    LevelsUnordered,
    TargetFacts,
    TargetOutOfRange,
    TargetsUnordered,
    editable,
    set_targets,
)
from leads.services.targets import seed_targets, targets
from leads.services.words import FieldMissing
from leads.services.working_days import NothingChanges, PastDays
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, plain_calendar
from tests.leads.test_desk_views import signed_in

FROM = date(2026, 11, 26)


def facts(**changes: Any) -> TargetFacts:
    """The seed's, with these cells and levels changed."""
    cells = editable(seed_targets())
    for key, cell in changes.pop("cells", {}).items():
        cells[key] = dict(zip(("urgent", "high", "normal"), cell, strict=True))
    levels = {one.key: one.percent for one in seed_targets().levels} | changes.pop("levels", {})
    return replace(TargetFacts(cells, levels, FROM, "Quyết định mẫu"), **changes)


FASTER = {("first_reply", "new"): (15, 30, 30)}


def test_a_new_version_holds_for_what_comes_in_from_its_day(cast: Cast) -> None:
    before, _ = submit_lead(submission=a_submission(a_match()), by=None, now=NOW)
    did(lambda: set_targets(facts=facts(cells=FASTER), by=cast.vu.user, now=NOW))
    assert Lead.objects.get(pk=before.pk).due_at == at("2026-11-25 11:00")
    assert columns_of(state_of(before))["due_at"] == at("2026-11-25 11:00")
    after, _ = did(
        lambda: submit_lead(submission=a_submission(submission_key="k2"), by=None, now=at("2026-11-26 10:00"))
    )
    assert after.due_at == at("2026-11-26 10:30")


def test_versions_follow_each_other_by_date_and_the_last_made_of_a_day_wins(cast: Cast) -> None:
    by: dict[str, Any] = {"by": cast.vu.user, "now": NOW}
    set_targets(facts=facts(cells=FASTER, valid_from=date(2027, 1, 1)), **by)
    set_targets(facts=facts(cells={("first_reply", "new"): (20, 40, 40)}), **by)
    set_targets(facts=facts(cells={("first_reply", "new"): (20, 45, 45)}), **by)
    book = targets()
    normal = (Clock.FIRST_REPLY, Priority.NORMAL)
    days = (date(2026, 11, 25), FROM, date(2026, 12, 31), date(2027, 1, 1))
    assert [book.on(day).minutes[normal] for day in days] == [60, 45, 45, 30]


def test_shares_of_escalation_and_days_of_a_step_are_set_too(cast: Cast) -> None:
    given = facts(cells={("next_step", "qualified"): (1, 1, 2)}, levels={"remind_owner": 25})
    set_targets(facts=given, by=cast.vu.user, now=NOW)
    version = targets().on(FROM)
    assert [one.percent for one in version.levels] == [25, 80, 100, 150, 300]
    assert version.step_days[Stage.QUALIFIED, Priority.NORMAL] == 2
    from leads.services.lead_state import LeadState

    state = LeadState(stage=Stage.QUALIFIED, priority=Priority.NORMAL, received_at=NOW)
    assert suggested_step(state, plain_calendar(), targets(), at("2026-11-26 10:00")) == at("2026-11-30 17:00")
    assert suggested_step(state, plain_calendar(), targets(), NOW) == at("2026-12-02 17:00")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"valid_from": NOW.date()}, PastDays),
        ({"cells": FASTER, "source": ""}, FieldMissing),
        ({"cells": {("first_reply", "new"): (60, 30, 60)}}, TargetsUnordered),
        ({"cells": {("first_reply", "new"): (0, 30, 60)}}, TargetOutOfRange),
        ({"cells": {("first_reply", "new"): (30, 60, 9601)}}, TargetOutOfRange),
        ({"levels": {"remind_owner": 80}}, LevelsUnordered),
        ({"levels": {"leader": 5000}}, TargetOutOfRange),
        ({}, NothingChanges),
    ],
)
def test_targets_that_will_not_do_are_refused(cast: Cast, changes: dict[str, Any], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        set_targets(facts=facts(**changes), by=cast.vu.user, now=NOW)
    assert not TargetVersion.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DUTY_HEAD, Role.ADMIN}])
def test_only_the_organisers_promise(cast: Cast, role: Role) -> None:
    with pytest.raises(NotAnOrganiser):
        set_targets(facts=facts(cells=FASTER), by=cast.users[role], now=NOW)


def test_the_form_promises_from_a_day_to_come(cast: Cast) -> None:
    head, starts = signed_in(cast.vu.user), timezone.now().date() + timedelta(days=40)
    page = head.get("/admin/desk/targets/").content.decode()
    given = dict(re.findall(r'name="((?:level_|\w+__)\w+)" value="(\d+)"', page))
    assert len(given) == 3 * len(editable(seed_targets())) + 5
    wrong = head.post(
        "/admin/desk/targets/",
        {**given, "first_reply__new__urgent": "90", "valid_from": starts.isoformat(), "source": "Thử"},
    )
    assert wrong.status_code == 422
    assert "không chậm hơn" in wrong.content.decode()
    assert 'value="90"' in wrong.content.decode()
    good = {**given, "first_reply__new__urgent": "20", "valid_from": starts.isoformat(), "source": "Thử"}
    assert head.post("/admin/desk/targets/", good).status_code == 302
    assert targets().on(starts).minutes[Clock.FIRST_REPLY, Priority.URGENT] == 20
    officer = signed_in(cast.an.user).get("/admin/desk/targets/").content.decode()
    assert "sắp áp dụng" in officer
    assert "first_reply__new__urgent" not in officer
