"""Doors of the supply side inside the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sitepages.landdesk.urls import urlpatterns as land_urls
from sitepages.landdesk.zoning import ZoneViewSet
from sitepages.listings import PlotReport, ToReview
from sitepages.policy.guide import GuideGroup
from sitepages.policy.location_prices import PriceViewSet
from sitepages.policy.urls import urlpatterns as law_urls
from sitepages.report_inbox import urlpatterns as report_urls


class PermittedMenuItem(MenuItem):
    """A menu item for those who hold one permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_urls")
def listing_urls() -> list[Any]:
    return [
        path("plots/", PlotReport.as_view(), name="sitepages_plots"),
        path("plots/results/", PlotReport.as_view(results_only=True), name="sitepages_plots_results"),
        *law_urls,
        *report_urls,
        *land_urls,
    ]


@hooks.register("register_admin_viewset")
def procedure_guide() -> GuideGroup:
    return GuideGroup()


@hooks.register("register_admin_viewset")
def location_prices() -> PriceViewSet:
    return PriceViewSet("location-prices")


@hooks.register("register_admin_viewset")
def functional_zones() -> ZoneViewSet:
    return ZoneViewSet("functional-zones")


@hooks.register("register_admin_menu_item")
def plots_item() -> MenuItem:
    return PermittedMenuItem(
        _("Plots"), reverse("sitepages_plots"), icon_name="site", order=210, permission="sitepages.view_plot"
    )


@hooks.register("register_admin_menu_item")
def land_changes_item() -> MenuItem:
    return PermittedMenuItem(
        _("Changes of the land"),
        reverse("land-imports"),
        name="land-changes",
        icon_name="history",
        order=212,
        permission="sitepages.view_plot",
    )


@hooks.register("register_admin_menu_item")
def freshness_item() -> MenuItem:
    return PermittedMenuItem(
        _("Freshness of facts"),
        reverse("land-freshness"),
        name="land-freshness",
        icon_name="date",
        order=214,
        permission="sitepages.view_plot",
    )


@hooks.register("register_admin_menu_item")
def incentives_item() -> MenuItem:
    return PermittedMenuItem(
        _("Law and incentives"),
        reverse("law"),
        name="law",
        icon_name="clipboard-list",
        order=220,
        permission="sitepages.view_incentiveversion",
    )


@hooks.register("register_admin_menu_item")
def fact_reports_item() -> MenuItem:
    return PermittedMenuItem(
        _("Reports of wrong facts"),
        reverse("fact_reports"),
        name="fact-reports",
        icon_name="comment",
        order=215,
        permission="sitepages.view_factreport",
    )


@hooks.register("construct_homepage_panels")
def review_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(ToReview())
