"""The desk inside the Wagtail admin: addresses, menu, dashboard, style."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from leads.choices import Role
from leads.desk.build import list_page
from leads.desk.filters import DeskFilter
from leads.desk.urls import urlpatterns
from leads.services.access import roles_of, sees_leads

PANEL_ROWS = 8


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return urlpatterns


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return sees_leads(request.user)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return DeskMenuItem(_("Leads"), reverse("desk"), name="desk", icon_name="tasks", order=50)


@hooks.register("register_admin_menu_item")
def plot_change_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("If a plot changes"), reverse("desk-plot-change"), name="plot-change", icon_name="search", order=60
    )


@hooks.register("insert_global_admin_css")
def desk_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


class TodayPanel(Component):
    """The first leads by due time, on the dashboard of whoever has leads."""

    name = "today"
    order = 10
    template_name = "leads/desk/today_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        wanted = DeskFilter(whose="mine" if Role.OFFICER in roles_of(user) else "visible")
        page = list_page(user, wanted, 1, timezone.now())
        return {"page": page, "rows": page.rows[:PANEL_ROWS], "wanted": wanted}


@hooks.register("construct_homepage_panels")
def add_today_panel(request: HttpRequest, panels: list[Component]) -> None:
    if sees_leads(request.user):
        panels.insert(0, TodayPanel())
