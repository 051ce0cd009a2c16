"""A changed plot and the stored requests it concerns: kept as numbers, asked in one query, shown to who may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from leads.choices import Role
from leads.models import Department, Lead, MatchRun, StoredNeed
from leads.services.matching import matched, run_match
from leads.services.needs import Change, changed, touched
from leads.services.park import park_on
from leads.services.seed_desk import load_desk
from tests.leads.conftest import account
from tests.leads.match.conftest import LOADED
from tests.leads.match.test_portal_result import OSAT

pytestmark = pytest.mark.usefixtures("park")


def run_of(request: dict[str, Any]) -> MatchRun:
    return run_match(request=request, source="site", now=LOADED)


def shifts(code: str, change: Change) -> dict[int, Any]:
    _land, park = park_on(LOADED.date())
    return {one.key: one for one in touched(park, changed(park, code, change), code)}


def test_a_result_keeps_its_request_as_numbers_and_an_answer_that_is_not_stored_keeps_none() -> None:
    run = run_of(OSAT)
    matched(request=OSAT, source="triage", now=LOADED)
    need = StoredNeed.objects.get()
    assert (need.run, need.sector, need.low, need.high) == (run, OSAT["sector"], 200_000, 300_000)


def test_a_plot_let_is_lost_to_those_it_was_offered_to(django_assert_num_queries: Any) -> None:
    run, other = run_of(OSAT), run_of({"sector": "data_centre", "land": {"area_min_m2": 30_000}})
    _land, park = park_on(LOADED.date())
    with django_assert_num_queries(1):
        found = {one.key: one for one in touched(park, changed(park, "SX-23", Change(status="leased")), "SX-23")}
    assert found[run.pk].loses == (("SX-23",),)
    assert other.pk not in found


def test_a_plot_let_go_again_and_a_lower_price_gain() -> None:
    run = run_of({"sector": "data_centre"})
    assert shifts("DC-01", Change(status="available"))[run.pk].gains == (("DC-01",),)
    dear = run_of({"sector": "data_centre", "budget": {"lease_usd_m2_max": 90}})
    assert shifts("DC-02", Change(price_usd_m2=85))[dear.pk].gains == (("DC-02",),)


def test_less_power_loses_who_needs_it_and_nobody_else() -> None:
    needs, plain = run_of(OSAT), run_of({**OSAT, "utilities": {}})
    found = shifts("SX-23", Change(power_kva=900))
    assert found[needs.pk].loses == (("SX-23",),)
    assert plain.pk not in found


def test_the_desk_sees_the_enquiries_concerned_and_others_see_no_desk(client: Client) -> None:
    run = run_of({"sector": "data_centre"})
    load_desk(now=LOADED)
    desk = Department.objects.order_by("key")[0]
    lead = Lead.objects.create(
        reference="YB-T-1",
        submission_key="t1",
        match_run=run,
        contact_name="A",
        contact_email="a@x.example",
        language="vi",
        department=desk,
        received_at=LOADED,
    )
    client.force_login(at_the_admin("duty_t", Role.DUTY_HEAD))
    response = client.get("/admin/desk/plot/", {"plot": "dc-02", "status": "leased"})
    assert response.status_code == 200
    page = response.content.decode()
    assert lead.reference in page
    assert "DC-02" in page
    wrong = [{"plot": "ZZ-99"}, {"plot": "SX-23", "price": "abc"}, {"plot": "SX-23", "power": "-4"}]
    for query in wrong:
        response = client.get("/admin/desk/plot/", query)
        assert response.status_code == 200
        assert "yb-error" in response.content.decode()
    client.force_login(at_the_admin("editor_t", Role.EDITOR))
    assert client.get("/admin/desk/plot/").status_code == 302


def at_the_admin(name: str, role: Role) -> User:
    user = account(name, role)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user
