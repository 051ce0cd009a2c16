"""As the park grows, pages ask the database the same; beyond a thousand plots outlines are simplified, lists paged."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from sitepages.land.index import INDEXED
from sitepages.land.plan import DRAWN_ALONE
from sitepages.models import Plot, PlotReceipt
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from tests.load.bench_land import ADDRESSES, grow
from tests.yenbinh.test_budgets import KB, queries


@pytest.fixture
def park(whole_site: datetime) -> datetime:
    """One filled database for the whole module: two at once would share one connection."""
    return whole_site


MANY = DRAWN_ALONE + 100


def test_the_index_says_what_the_facts_say(whole_site: datetime) -> None:
    """Masked in the same way: expired, or without a receipt, is not known; at the last day still is."""
    on = whole_site.date()
    for code, field, days in (("SX-12", "area_m2", -1), ("SX-13", "area_m2", 0), ("RD-01", "phase", -5)):
        PlotReceipt.objects.filter(plot__code=code, field=field).update(
            verified_on=on - timedelta(days=9), valid_until=on + timedelta(days=days)
        )
    PlotReceipt.objects.filter(plot__code="DC-01", field="power_kva").delete()
    land, index = facts_on(on), index_on(on)
    assert [plot.code for plot in index.plots] == [plot.code for plot in land.plots]
    for lean, whole in zip(index.plots, land.plots, strict=True):
        assert {key: lean.value(key) for key in INDEXED} == {key: whole.value(key) for key in INDEXED}, lean.code
        assert (lean.zone, lean.status, lean.ring) == (whole.zone, whole.status, whole.ring)
    assert index.illustrative == land.illustrative
    assert index_on(on).plots[0].value("area_m2") is not None


def asked_warm(client: Client, address: str) -> int:
    """Queries of a page just after it was asked for: caches are filled."""
    client.get(address)
    return queries(lambda: client.get(address))


def test_queries_do_not_grow_with_the_park(whole_site: datetime, client: Client) -> None:
    few = {name: asked_warm(client, address) for name, address in ADDRESSES.items()}
    grow(MANY, whole_site.date())
    assert Plot.objects.count() == MANY
    assert {name: asked_warm(client, address) for name, address in ADDRESSES.items()} == few


@pytest.mark.usefixtures("whole_site")
def test_a_large_park_is_drawn_simply_and_listed_by_pages(whole_site: datetime, client: Client) -> None:
    grow(MANY, whole_site.date())
    page = client.get("/en/plots/?sort=area").content.decode()
    rows = re.findall(r'data-code="([^"]+)"', page)
    links = re.findall(r'<a href="/en/plots/([^"/]+)/" aria-label=', page)
    assert len(rows) == 20
    assert sorted(links) == sorted(rows)  # on the plan the listed plots are links, the rest one path per look
    assert page.count('class="p many') <= 10
    assert len(page) < 250 * KB
    assert "simplified to 1 m" in page
    assert len(re.findall(r'data-code="', client.get("/en/plots/?p=all").content.decode())) == 20
    answer = client.get("/api/plots.geojson").json()
    assert len(answer["features"]) == 1_000
    assert answer["count"] == MANY
    assert len(client.get(answer["next"].removeprefix("http://127.0.0.1:8000")).json()["features"]) == MANY - 1_000
