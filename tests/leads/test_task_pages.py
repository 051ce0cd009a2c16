"""Tasks on the pages: what to do next on top of the file, one's own tasks over all leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.choices import EventKind, Stage
from leads.models import Lead, Task
from leads.services.events import StageChanged, record, state_of
from leads.services.tasks import NewTask, open_task
from tests.leads.conftest import NOW, Cast, at, did, seq_of
from tests.leads.desk_acts import TOMORROW, answered, at_stage
from tests.leads.test_desk_views import lead as plain_lead
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
lead = plain_lead  # one without a match: its page is drawn
DUE = at("2026-11-26 15:00")


def test_the_top_of_the_file_says_what_to_do_the_most_pressing_first(lead: Lead, cast: Cast) -> None:
    client, now = signed_in(cast.an.user), timezone.now()
    open_task(lead=lead, task=NewTask("Gửi bản đồ", now + timedelta(days=900)), by=None, now=now)
    page = client.get(f"/admin/desk/{lead.pk}/").context["page"]
    assert [(action.href, bool(action.number)) for action in page.actions][:1] == [("#yb-reply", False)]
    assert page.actions[0].late
    assert [action.words for action in page.actions if action.number] == ["Gửi bản đồ"]
    assert "Sang bước" not in page.actions[0].words
    assert page.actions[-1].href.endswith("/stage/in_contact/")
    assert "Trả lời đầu tiên của cán bộ" in page.actions[-1].detail
    assert signed_in(cast.leader).get(f"/admin/desk/{lead.pk}/").context["page"].actions == ()


def test_an_open_lead_without_a_promise_says_so_first(lead: Lead, cast: Cast) -> None:
    answered(lead, cast, answers_all=True, step=TOMORROW)
    at_stage(lead, cast, Stage.WON)
    did(lambda: record(lead=lead, event=StageChanged(old="won", new="licensed"), by=None, at=NOW))
    assert state_of(lead).next_step is None
    page = signed_in(cast.an.user).get(f"/admin/desk/{lead.pk}/").context["page"]
    assert page.actions[0].href == "#yb-step"


def test_a_task_is_set_and_done_from_the_pages(lead: Lead, cast: Cast) -> None:
    client = signed_in(cast.an.user)
    form = {"title": "Gửi bản đồ", "due": "2031-01-06T09:00", "officer": "off_an", "seen_seq": seq_of(lead)}
    assert client.post(f"/admin/desk/{lead.pk}/task/", form).status_code == 302
    task = Task.objects.get()
    assert task.officer == cast.an
    assert "Gửi bản đồ" in client.get("/admin/desk/tasks/").content.decode()
    assert client.get("/admin/desk/").context["page"].tasks == 1
    wrong = client.post(f"/admin/desk/{lead.pk}/task/{task.number}/", {**form, "due": "2020-01-01T09:00"})
    assert wrong.status_code == 422
    assert (
        client.post(f"/admin/desk/{lead.pk}/task/{task.number}/", {**form, "title": "Gửi hai bản đồ"}).status_code
        == 302
    )
    done = client.post(f"/admin/desk/{lead.pk}/task/{task.number}/done/", {"next": "/admin/desk/tasks/"})
    assert done.headers["Location"] == "/admin/desk/tasks/"
    elsewhere = client.post(f"/admin/desk/{lead.pk}/task/{task.number}/reopen/", {"next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == f"/admin/desk/{lead.pk}/#yb-next"
    assert lead.events.filter(kind=EventKind.TASK_REOPENED).count() == 1
    assert client.post(f"/admin/desk/{lead.pk}/task/999/done/").status_code == 404


def test_ones_tasks_hold_no_file_one_may_no_longer_open(lead: Lead, cast: Cast) -> None:
    open_task(lead=lead, task=NewTask("Bí mật", DUE, "off_chi"), by=None, now=NOW)
    assert "Bí mật" not in signed_in(cast.chi.user).get("/admin/desk/tasks/").content.decode()
