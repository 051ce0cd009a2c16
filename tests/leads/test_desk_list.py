"""The desk's list: saved views with their counts, in agreement with what they hold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.choices import Priority, ReplyLanguage, Role, Stage
from leads.desk.filters import STATES, WHOSE, DeskFilter, views_for
from leads.desk.list_pages import list_page
from leads.desk.pages import DueState
from leads.models import Lead
from leads.services.events import Assigned, Concealed, Received, record
from leads.services.intake import submit_lead
from tests.leads.conftest import Cast, a_submission
from tests.leads.test_desk_views import signed_in

NOW = timezone.now


def a_lead(cast: Cast, number: int, owner: str, ago: timedelta) -> Lead:
    """A lead that arrived some time ago, with an owner or none."""
    at = NOW() - ago
    made = Lead.objects.create(
        reference=f"YB-2026-{number:04}",
        submission_key=f"k{number}",
        contact_name=f"Người {number}",
        contact_email=f"n{number}@demo.example",
        language="vi",
        department_id="so_khcn",
        received_at=at,
    )
    record(lead=made, event=Received(source="site", language="vi", priority="normal"), by=None, at=at)
    record(lead=made, event=Assigned(department="so_khcn", officer=owner), by=None, at=at)
    made.refresh_from_db()
    return made


@pytest.fixture
def leads(cast: Cast) -> dict[str, Lead]:
    return {
        "late": a_lead(cast, 1, "off_an", timedelta(days=9)),
        "fresh": a_lead(cast, 2, "off_an", timedelta(minutes=-30 * 24 * 60)),
        "free": a_lead(cast, 3, "", timedelta(days=8)),
        "binh": a_lead(cast, 4, "off_binh", timedelta(days=7)),
    }


def references(cast: Cast, role: Role, wanted: DeskFilter) -> set[str]:
    return {row.reference for row in list_page(cast.users[role], wanted, 1, NOW()).rows}


def test_each_view_holds_what_its_name_says(cast: Cast, leads: dict[str, Lead]) -> None:
    held = {(view.whose, view.state): references(cast, Role.OFFICER, view) for view in views_for(owns=True)}
    ref = {name: lead.reference for name, lead in leads.items()}
    assert held == {
        ("mine", "due"): {ref["late"]},
        ("mine", "open"): {ref["late"], ref["fresh"]},
        ("unassigned", "open"): {ref["free"]},
        ("visible", "open"): {ref["late"], ref["fresh"], ref["free"]},
    }


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD, Role.LEADER])
def test_the_count_beside_a_view_is_what_the_view_holds(cast: Cast, leads: dict[str, Lead], role: Role) -> None:
    shown = list_page(cast.users[role], DeskFilter(whose="visible"), 1, NOW())
    assert [tab.here for tab in shown.views].count(True) == 1
    for tab in shown.views:
        wanted = DeskFilter.parse(QueryDict(tab.query))
        assert tab.count == list_page(cast.users[role], wanted, 1, NOW()).total.n


def test_the_views_are_links_that_open(cast: Cast, leads: dict[str, Lead]) -> None:
    client = signed_in(cast.an.user)
    page = client.get("/admin/desk/").content.decode()
    links = re.findall(r'href="(\?whose=[^"]+)"', page)
    assert len(links) >= 4
    for link in links:
        assert client.get("/admin/desk/" + link.replace("&amp;", "&")).status_code == 200


def test_closed_leads_are_never_due(cast: Cast, leads: dict[str, Lead]) -> None:
    Lead.objects.filter(pk=leads["late"].pk).update(stage=Stage.LOST, due_at=None, due_clock="")
    assert references(cast, Role.OFFICER, DeskFilter(whose="mine", state="due")) == set()


def test_a_pause_does_not_hide_a_clock_that_runs_on(cast: Cast, leads: dict[str, Lead]) -> None:
    paused = {"paused_until": NOW() + timedelta(days=3), "pause_reason": "waiting_investor"}
    Lead.objects.filter(pk=leads["late"].pk).update(**paused)
    rows = list_page(cast.users[Role.OFFICER], DeskFilter(whose="mine"), 1, NOW()).rows
    assert rows[0].state == DueState.LATE


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly; the draws are small
@given(
    st.builds(
        DeskFilter,
        whose=st.sampled_from(WHOSE),
        state=st.sampled_from(STATES),
        stage=st.sampled_from(["", *Stage.values]),
        q=st.text(max_size=100).map(lambda text: text.replace("\x00", "").strip()),
        owner=st.sampled_from(["", "off_an"]),
        department=st.sampled_from(["", "so_khcn"]),
        sector=st.sampled_from(["", "software"]),
        priority=st.sampled_from(["", *Priority.values]),
        language=st.sampled_from(["", *ReplyLanguage.values]),
    )
)
def test_a_filter_is_what_its_address_says(wanted: DeskFilter) -> None:
    assert DeskFilter.parse(QueryDict(wanted.query())) == wanted


@pytest.mark.parametrize(
    "text", ["song cong", "SÔNG CÔNG", "nguyen thu", "Thu@SongCong.example", "0208 3855-000", "3855000", "+84 208 3855"]
)
def test_an_investor_is_found_by_name_mail_or_telephone_however_typed(cast: Cast, text: str) -> None:
    made, _new = submit_lead(
        submission=a_submission(
            organisation_name="Cơ khí Sông Công Thử (demo)",
            contact_name="Nguyễn Thử (demo)",
            contact_email="thu@songcong.example",
            contact_phone="+84 208 3855 000",
        ),
        by=None,
        now=NOW(),
    )
    wanted = DeskFilter(whose="visible", state="all", q=text)
    assert references(cast, Role.DUTY_HEAD, wanted) == {made.reference}
    record(lead=made, event=Concealed(code_name="Dự án Sen"), by=None, at=NOW())
    assert references(cast, Role.DUTY_HEAD, wanted) == set()
