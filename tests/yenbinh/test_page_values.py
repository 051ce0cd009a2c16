"""A page is a value: it is read before rendering, so the template asks the database for nothing of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.choices import Role
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.matching import run_match
from tests.leads.conftest import a_submission, account
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.once

PAGES = [
    "/vi/plots/",
    "/en/plots/SX-12/",
    "/vi/incentives/",
    "/en/incentives/cit-cdtz-10-15/",
    "/vi/match/",
    "/vi/match/{match}/",
    "/en/match/{match}/send/",
    "/vi/lead/{link}/",
    "/en/lead/{link}/close/",
    "/vi/lead/{link}/pack/",
    "/admin/desk/?whose=visible",
    "/admin/desk/{lead}/",
    "/admin/desk/{lead}/stage/lost/",
]
# The frame around every page reads the park's state and the menu; the admin's frame is Wagtail's own.
FRAME = ("sitepages_parksettings", "sitepages_homepage", "sitepages_contentpage", "sitepages_newsindexpage")


@pytest.mark.parametrize("page", PAGES)
def test_a_template_asks_the_database_nothing(
    whole_site: datetime, client: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    now = timezone.now()
    run = run_match(request={"sector": "software"}, source="site", now=now)
    lead, _ = submit_lead(submission=a_submission(run), by=None, now=now)
    path = page.format(match=run.token, lead=lead.pk, link=token_for(live_link(lead=lead, now=now)))
    asked: list[str] = []
    render = Template.render

    def watched(self: Template, *given: Any, **more: Any) -> str:
        with CaptureQueriesContext(connection) as queries:
            text: str = render(self, *given, **more)
        asked.extend(one["sql"] for one in queries)
        return text

    if page.startswith("/admin/"):
        client = signed_in(account("head", Role.DUTY_HEAD))
    monkeypatch.setattr(Template, "render", watched)
    assert client.get(path).status_code == 200
    ours = [sql for sql in asked if '"leads_' in sql or '"sitepages_' in sql]
    assert [sql for sql in ours if not any(f'"{table}"' in sql for table in FRAME)] == []
