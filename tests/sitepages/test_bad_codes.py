"""Plots stored before codes were checked: no page breaks over them, and the editors' list names them."""

from __future__ import annotations

import html
from datetime import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis import strategies as st

from sitepages.land.codes import from_address, in_address, is_code
from sitepages.models import ParkSettings, Plot, PlotStatusChange
from sitepages.services.editing import grant_land_work

pytestmark = pytest.mark.once

BAD = ("A/B", "<b>x</b>", "..", "compare", "sx-77", "A B", "ĐT-01", "~2F", "A\nB", "?x=1", "", "x.y", "A\\B")


@pytest.fixture
def desk(whole_site: datetime, client: Client) -> Client:
    group = Group.objects.create(name="land_again")
    grant_land_work(group=group)
    user = User.objects.create_user("lan")
    user.groups.add(group)
    client.force_login(User.objects.get(pk=user.pk))
    return client


def spoil(*codes: str) -> None:
    """Plots of the park get codes that an import of today refuses."""
    for plot, code in zip(Plot.objects.order_by("code"), codes, strict=False):
        Plot.objects.filter(pk=plot.pk).update(code=code)


@pytest.fixture
def spoilt(whole_site: datetime) -> datetime:
    spoil(*BAD)
    ParkSettings.objects.update(land_illustrative=False)  # so that the sitemap has them
    return whole_site


@pytest.mark.parametrize("code", BAD, ids=repr)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_its_pages_and_files_open(spoilt: datetime, client: Client, code: str, lang: str) -> None:
    address = reverse("plot", args=[code]).replace("/vi/", f"/{lang}/")
    response = client.get(address)
    assert response.status_code == 200, address
    assert html.escape(code) in response.content.decode()
    for name in ("boundary.geojson", "boundary.kml", "boundary.dxf", "brochure.pdf"):
        assert client.get(address + name).status_code == 200, name
    assert client.get(address + "report/").status_code == 200


def test_no_list_breaks_over_them(spoilt: datetime, client: Client) -> None:
    for path in ("/vi/plots/", "/en/plots/?sort=area", "/api/plots", "/api/plots.geojson", "/sitemap.xml", "/vi/"):
        assert client.get(path).status_code == 200, path
    assert client.get("/vi/plots/compare/?pick=SX-30&pick=SX-31").status_code == 200


def test_the_editors_list_names_them_and_leads_to_each(spoilt: datetime, desk: Client) -> None:
    page = desk.get("/admin/land/freshness/").content.decode()
    for code in BAD:
        address = reverse("land-plot", args=[code])
        assert f'href="{address}"' in page
        assert desk.get(address).status_code == 200
    assert "/admin/land/plots/SX-12/" not in page.split("yb-views")[0]
    for show in ("missing", "plots", "expired"):
        assert desk.get(f"/admin/land/freshness/?show={show}").status_code == 200
    assert desk.get(reverse("sitepages_plots")).status_code == 200


def test_without_such_plots_nothing_is_said(desk: Client) -> None:
    assert "yb-alert" not in desk.get("/admin/land/freshness/").content.decode()


def test_a_status_of_such_a_plot_is_changed_like_any_other(spoilt: datetime, desk: Client) -> None:
    address = reverse("land-plot", args=["A/B"])
    seen = desk.get(address).context["form"].initial["seen"]
    there = Plot.objects.get(code="A/B").status
    status = "reserved" if there != "reserved" else "available"
    sent = {"seen": seen, "status": status, "verified_on": "2026-11-24", "source": "Biên bản"}
    response = desk.post(reverse("land-status", args=["A/B"]), sent, follow=True)
    assert response.status_code == 200
    assert PlotStatusChange.objects.filter(plot__code="A/B", status=status).exists()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12))
def test_any_code_comes_back_from_its_address(code: str) -> None:
    part = in_address(code)
    assert from_address(part) == code
    assert "/" not in part
    assert part not in {"", ".", "..", "compare"}
    assert resolve(reverse("plot", args=[code])).kwargs == {"code": code}
    assert not is_code(code) or part == code
