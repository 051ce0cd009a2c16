"""The front page: live figures of land and law, cacheable, few queries, small."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sitepages.explorer.incentive_pages import zone_bound
from sitepages.models import (
    FunctionalZone,
    HomePage,
    Incentive,
    IncentiveVersion,
    ParkSettings,
    Plot,
    PlotReceipt,
    Sector,
    SectorPermission,
)
from sitepages.services.front import front_page, needs_zone
from sitepages.services.law import in_force, law_on
from sitepages.services.seed_law import load_law

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ZONE = {"all": [{"zone_status": ["established", "recognised"]}]}

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def plot(code: str, status: str, area: str, known: bool = True) -> None:
    ring = [[0, 0], [0, 100], [100, 100], [100, 0]]
    square = {"type": "Polygon", "coordinates": [[[105.9, 21.4], [105.91, 21.4], [105.91, 21.41], [105.9, 21.4]]]}
    made = Plot.objects.create(
        code=code, zone_id="SX", status=status, ring=ring, boundary=square, area_computed_m2=area, area_m2=area
    )
    until = None if known else date(2026, 11, 23)
    for field, last_day in (("area_m2", until), ("status", None)):
        PlotReceipt.objects.create(
            plot=made, field=field, source="s", verified_on=date(2026, 1, 1), verified_by="v", valid_until=last_day
        )


def incentive(key: str, order: int, conditions: Any) -> None:
    IncentiveVersion.objects.create(
        incentive=Incentive.objects.create(key=key, kind="benefit", order=order),
        number=1,
        valid_from=date(2026, 1, 1),
        decided_by="law",
        certainty="confirmed",
        verified_on=TODAY,
        name_vi=f"Ưu đãi {order}",
        name_en=f"Incentive {order}",
        summary_vi="-",
        summary_en="-",
        authority_vi="-",
        authority_en="-",
        record={"conditions": conditions},
        published_at=NOW,
    )


@pytest.fixture
def park() -> None:
    FunctionalZone.objects.create(code="SX", name_vi="Sản xuất", name_en="Production")
    FunctionalZone.objects.create(code="RD", name_vi="Nghiên cứu", name_en="Research", order=1)
    software = Sector.objects.create(key="software", group="A", name_vi="Phần mềm", name_en="Software")
    SectorPermission.objects.create(sector=software, zone_id="RD", level="encouraged")
    SectorPermission.objects.create(sector=software, zone_id="SX", level="not_permitted")
    plot("SX-01", "available", "20000.0")
    plot("SX-02", "available", "30000.0")
    plot("SX-03", "leased", "40000.0")
    plot("SX-04", "available", "90000.0", known=False)
    incentive("CIT_CDTZ_10_15", 0, ZONE)
    incentive("CIT_SECTOR_10_15", 1, {"all": []})


def test_live_figures_add_up_and_expired_areas_add_nothing(park: None) -> None:
    front = front_page(on=TODAY, lang="en", zone_status="planned")
    assert (front.plots, front.free_plots, front.free_m2) == (4, 3, Decimal("50000.0"))
    assert front.largest == ("SX-02", Decimal("30000.0"))
    assert (front.incentives, front.conditional) == (2, 1)
    assert [column.code for column in front.columns] == ["RD"]
    assert front.rows[0].levels == ("encouraged",)
    assert front.facts_known == 3


def test_an_empty_park_says_so_instead_of_zero(pages: datetime, client: Client) -> None:
    html = client.get("/en/").content.decode()
    assert "no free plot is known" in html


def test_the_page_in_both_languages(pages: datetime, park: None, client: Client) -> None:
    english = client.get("/en/").content.decode()
    assert "Does your project fit Yên Bình?" in english
    assert "Incentive 0" in english
    assert "8th of 34 provinces" in english
    vietnamese = client.get("/vi/").content.decode()
    assert "Dự án có hợp khu Yên Bình không?" in vietnamese
    assert "Ưu đãi 0" in vietnamese
    assert 'lang="vi"' in vietnamese


def test_the_sector_goes_to_the_match_page_and_nothing_else(pages: datetime, park: None, client: Client) -> None:
    form = re.search(r"<form[^>]*>.*?</form>", client.get("/en/").content.decode(), re.S)
    assert form is not None
    assert 'action="/en/match/" method="get"' in form[0]
    assert re.findall(r'name="(\w+)"', form[0]) == ["sector"]
    assert 'value="software"' in form[0]


def test_the_plan_links_each_plot_and_its_legend_counts_them(pages: datetime, park: None, client: Client) -> None:
    html = client.get("/en/").content.decode()
    assert len(re.findall(r'<a href="/en/plots/SX-0\d/" aria-label=', html)) == 4
    assert re.search(r"Available <b>3</b>", html)
    assert re.search(r"Leased <b>1</b>", html)


def test_the_conditional_mark_goes_when_the_park_is_established(pages: datetime, park: None, client: Client) -> None:
    assert "only once the park is established" in client.get("/en/").content.decode()
    settings = ParkSettings.load()
    settings.zone_status, settings.zone_status_on, settings.zone_decision = "established", TODAY, "12/QĐ-UBND"
    settings.save()
    assert "only once the park is established" not in client.get("/en/").content.decode()


def test_it_may_be_kept_by_a_proxy_and_sets_no_cookie(pages: datetime, park: None, client: Client) -> None:
    response = client.get("/vi/")
    assert response.headers["Cache-Control"].startswith("public")
    assert not response.cookies
    assert "style=" not in response.content.decode()
    assert len(response.content) < 200_000


def test_few_queries_cold_and_fewer_warm(
    pages: datetime, park: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(32):
        client.get("/vi/")
    with django_assert_max_num_queries(18):
        client.get("/vi/")


def test_a_new_law_is_seen_at_once(pages: datetime, park: None, client: Client) -> None:
    client.get("/en/")
    incentive("SME_CIT_3Y", 2, {"all": []})
    assert "All 3 incentives" in client.get("/en/").content.decode()


def test_a_changed_fact_of_the_page_is_seen_at_once(pages: datetime, client: Client) -> None:
    client.get("/en/")
    home = HomePage.objects.get(locale__language_code="en")
    home.lede = "Ask us."
    home.save_revision().publish()
    assert "Ask us." in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (ZONE, True),
        ({"zone_status": ["established"]}, True),
        ({"any": [ZONE, {"sector_category": ["software_product"]}]}, False),
        ({"any": [ZONE, ZONE]}, True),
        ({"all": []}, False),
        (None, False),
    ],
)
def test_a_rule_needs_the_zone_when_every_way_asks_for_it(condition: Any, expected: bool) -> None:
    assert needs_zone(condition) is expected


def test_front_page_and_incentive_pages_mark_the_same_rules() -> None:
    load_law(now=NOW)
    law = law_on(TODAY)
    versions = [version for version in law[0] if in_force(version, TODAY)]
    marked = {version.incentive.key for version in versions if needs_zone(version.record["conditions"])}
    assert marked == zone_bound(versions, law[1])
    assert {"CIT_CDTZ_10_15", "CIT_CDTZ_HOLIDAY"} <= marked


def test_today_is_the_provinces_day() -> None:
    assert timezone.get_default_timezone_name() == "Asia/Ho_Chi_Minh"
