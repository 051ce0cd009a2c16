"""The demo shows what is being worked: told once, nothing mailed now, every row the sum of its events."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from leads.choices import IncomingState, LinkRights, MailState, ReferralState
from leads.models import BadAddress, Incoming, Lead, LeadFile, LeadPath, Mail, SavedFilter, Task
from leads.services.calendar import working_calendar
from leads.services.demo_people import load_demo_people
from leads.services.demo_work import load_demo_work
from leads.services.events import state_of
from leads.services.path import StepState, path_of
from leads.services.replayed import rows_unlike_their_events
from leads.services.retention import what_would_go
from tests.leads.conftest import did

pytestmark = pytest.mark.django_db


def lead(key: str) -> Lead:
    return Lead.objects.get(submission_key=f"demo-{key}")


def test_the_demo_is_told_once_and_adds_up(whole_site: Any, settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path
    monkeypatch.setenv("YENBINH_DEMO_PASSWORD", "unused-in-this-test")
    now = timezone.now()
    did(lambda: load_demo_people(now=now))
    assert Lead.objects.count() > 20
    call_command("check_clocks")  # every due time is what the other program says
    assert list(rows_unlike_their_events()) == []
    counted = (Task.objects.count(), Incoming.objects.count(), SavedFilter.objects.count())
    did(lambda: load_demo_work(now=now))
    assert (Task.objects.count(), Incoming.objects.count(), SavedFilter.objects.count()) == counted
    assert Task.objects.filter(lead=lead("L05")).count() == 3
    assert lead("L05").links.get(rights=LinkRights.GUEST).email == "colleague@asanagi.example"
    question = lead("L07").referrals.get(state=ReferralState.OPEN)
    assert (question.department_id, question.officer.key) == ("so_nnmt", "off_giang")
    step = state_of(lead("L12")).next_step
    assert step
    assert step.what == f"Kiểm tra trùng với {lead('L11').reference}"
    assert User.objects.get(username="off_an").get_full_name() == "Nguyễn Hà An (mẫu)"
    assert {file.refused for file in LeadFile.objects.filter(incoming__lead=lead("L04"))} == {"", "unknown_kind"}
    assert BadAddress.objects.get().address == lead("L13").contact_email
    assert Incoming.objects.get(state=IncomingState.DUTY).why == "bulk"
    state = state_of(lead("L25"))
    steps = path_of(state, LeadPath.objects.get(pk=state.path.path), now.date(), working_calendar())
    assert {StepState.DONE, StepState.RUNS} <= {step.state for step in steps}
    ours = Mail.objects.filter(kind__in=["mail_in", "mail_duty", "mention", "task", "referral", "link_passed"])
    assert ours.exists()
    assert not ours.filter(state=MailState.QUEUED).exists()
    assert lead("L17").kept_until
    assert [(gone.rule.key, gone.references) for gone in what_would_go(now + timedelta(days=30)) if gone.count] == [
        ("withdrawn", (lead("L22").reference,))
    ]
    came = {row.source: row for row in Lead.objects.exclude(source="demo")}
    assert came.keys() == {"fair", "site", "mail"}
    assert all(row.illustrative for row in came.values())
    assert (came["fair"].owner.key, came["fair"].campaign) == ("off_chi", "semicon-2026")
    assert came["mail"].contact_name == "Anna Erst (demo)"
    assert came["site"].code_name == "Dự án Sao Hôm (mẫu)"
    assert not Mail.objects.filter(lead__in=came.values(), state=MailState.QUEUED).exists()
