"""What a search engine is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest
from django.test import RequestFactory

from sitepages.models import FunctionalZone, ParkSettings, Plot
from sitepages.robots import robots
from sitepages.services.pages import seed_pages
from sitepages.sitemaps import sitemaps

pytestmark = pytest.mark.django_db


def sitemap_text() -> str:
    request: HttpRequest = RequestFactory().get("/sitemap.xml")
    response = sitemap(request, sitemaps)
    return response.render().content.decode()


def test_pages_of_both_languages_and_the_lists_are_in_the_sitemap() -> None:
    seed_pages(now=datetime(2026, 11, 24, tzinfo=UTC))
    text = sitemap_text()
    for path in ["/vi/", "/en/", "/vi/ve-khu-yen-binh/", "/en/about/", "/vi/plots/", "/en/incentives/"]:
        assert f"{path}</loc>" in text


def test_invented_plots_are_not_announced() -> None:
    zone = FunctionalZone.objects.create(code="SX", name_vi="Sản xuất", name_en="Production")
    Plot.objects.create(code="SX-23", zone=zone, status="available", ring=[], boundary={}, area_computed_m2=1)
    assert "SX-23" not in sitemap_text()
    park = ParkSettings.load()
    park.land_illustrative = False
    park.save()
    assert "/vi/plots/SX-23/</loc>" in sitemap_text()


def test_robots_closes_what_is_personal(rf: RequestFactory) -> None:
    response = robots(rf.get("/robots.txt"))
    assert "Disallow: /vi/lead/" in response.content.decode()
    assert response.headers["Cache-Control"].startswith("public")
