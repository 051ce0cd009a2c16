"""The addresses a search engine should know: pages, plots, incentives, each in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from sitepages.models import IncentiveVersion, ParkSettings, Plot
from sitepages.services.law import in_force, versions_on


class HouseSitemap(Sitemap[Any]):
    """Absolute addresses from SITE_URL: the host a crawler asked is not repeated."""

    @property
    def protocol(self) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesSitemap(HouseSitemap):
    """Live public pages; a translation is a page of its own."""

    def items(self) -> QuerySet[Page]:
        return Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("path")

    def location(self, item: Page) -> str:
        return str(item.get_url())

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class PlotsSitemap(HouseSitemap):
    """Plots, once they are real: an invented plot must not be found as if it were on offer."""

    i18n = True
    alternates = True

    def items(self) -> QuerySet[Plot]:
        plots = Plot.objects.order_by("code").only("code")
        return plots.none() if ParkSettings.load().land_illustrative else plots

    def location(self, item: Plot) -> str:
        return reverse("plot", args=[item.code])


class IncentivesSitemap(HouseSitemap):
    i18n = True
    alternates = True

    def items(self) -> list[IncentiveVersion]:
        today = timezone.localdate()
        return [version for version in versions_on(today) if in_force(version, today)]

    def location(self, item: IncentiveVersion) -> str:
        return reverse("incentive", args=[item.incentive.key.lower().replace("_", "-")])

    def lastmod(self, item: IncentiveVersion) -> date:
        return item.verified_on


class ListsSitemap(HouseSitemap):
    i18n = True
    alternates = True

    def items(self) -> Iterable[str]:
        return ["plots", "incentives", "procedures", "match", "score-weights"]

    def location(self, item: str) -> str:
        return reverse(item)


sitemaps: dict[str, type[Sitemap[Any]]] = {
    "pages": PagesSitemap,
    "lists": ListsSitemap,
    "plots": PlotsSitemap,
    "incentives": IncentivesSitemap,
}
