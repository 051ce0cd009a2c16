"""The marks of the stage form, the list beside it and the refusal are one table read three times."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from leads.choices import Stage
from leads.desk.forms import GATE_FIELDS
from leads.models import Lead
from leads.services.events import Replied, record
from leads.services.gates import missing_for
from leads.services.holds import hold_plots
from leads.services.stages import pipeline
from tests.leads.conftest import NOW, Cast, seq_of
from tests.leads.land import lay_out
from tests.leads.test_desk_views import lead, signed_in

__all__ = ["lead"]


def fields_of(page: str) -> dict[str, bool]:
    """Name -> whether the form marks it as needed."""
    blocks = re.findall(r'<div class="yb-field">(.*?)</div>', page, re.S)
    named = {match[1]: block for block in blocks if (match := re.search(r'name="([^"]+)"', block))}
    return {name: "không bắt buộc" not in block for name, block in named.items()}


def asked_fields(lead: Lead, to: Stage) -> set[str]:
    return {
        name
        for gate in missing_for(lead, to, NOW)
        if gate != "g_lane_zone"  # asked only of the green lane, which the same form decides
        for name in GATE_FIELDS.get(gate, (f"stated_{gate}",))
    }


def hold_land(lead: Lead, cast: Cast) -> None:
    """What a step's form cannot give: land is held on a page of its own."""
    lay_out(A1=8000)
    now = timezone.now()
    until = (now + timedelta(days=14)).date()
    hold_plots(lead=lead, plots=["A1"], until=until, queue=False, seen_seq=seq_of(lead), by=cast.an.user, now=now)


@pytest.mark.parametrize("to", [stage for stage in Stage if stage != Stage.NEW])
def test_a_field_is_marked_if_and_only_if_the_gate_misses_it(lead: Lead, cast: Cast, to: Stage) -> None:
    record(lead=lead, event=Replied(mail=0, answers_all=True), by=cast.an.user, at=NOW)  # and nothing promised
    hold_land(lead, cast)
    lead.refresh_from_db()
    if pipeline().move(Stage(lead.stage), to) is None:
        return
    client = signed_in(cast.an.user)
    page = client.get(f"/admin/desk/{lead.pk}/stage/{to}/", headers={"Accept-Language": "vi"}).content.decode()
    marked = {name for name, needed in fields_of(page).items() if needed}
    assert marked == asked_fields(lead, to)


def test_what_no_form_can_give_is_asked_first(lead: Lead, cast: Cast) -> None:
    client = signed_in(cast.an.user)
    path = f"/admin/desk/{lead.pk}/stage/qualified/"
    page = client.get(path, headers={"Accept-Language": "vi"}).content.decode()
    assert "Trả lời đầu tiên của cán bộ" in page
    assert 'name="reason"' not in page
    assert client.post(path, {"seen_seq": seq_of(lead)}).status_code == 422
