"""The desk inside the Wagtail admin: addresses, menu, dashboard, style."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from leads.choices import AccessKind, Role
from leads.desk.appointment_pages import next_ones
from leads.desk.audit import note
from leads.desk.filters import DeskFilter
from leads.desk.today import today
from leads.desk.urls import urlpatterns
from leads.refusals import sentence
from leads.services.access import officer_of, roles_of, seat_of, sees_leads
from leads.services.access_log import may_read_log
from leads.services.accounts import check_can_close
from leads.services.figures import scope_of
from leads.services.organisation import can_organise
from leads.services.presence import OWNING_ROLES
from leads.services.reply_templates import may_write
from leads.services.retention import may_keep
from leads.services.weights import reads_weights
from leads.services.wish_counts import reads_counts
from sitepages.refusal import Refused


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return urlpatterns


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return sees_leads(request.user)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    # The sidebar marks every item whose name begins the active one's: no name here begins another.
    return DeskMenuItem(_("Leads"), reverse("desk"), name="leads", icon_name="tasks", order=50)


@hooks.register("register_admin_menu_item")
def due_menu_item() -> MenuItem:
    name = pgettext_lazy("list", "Due now")
    return DeskMenuItem(name, reverse("desk-due"), name="desk-due", icon_name="time", order=51)


@hooks.register("register_admin_menu_item")
def appointments_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Appointments"), reverse("desk-appointments"), name="desk-meetings", icon_name="calendar", order=52
    )


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user) is not None


@hooks.register("register_admin_menu_item")
def figures_menu_item() -> MenuItem:
    name = pgettext_lazy("of the desk", "Figures")
    return FiguresMenuItem(name, reverse("desk-figures"), name="desk-overview", icon_name="table", order=53)


@hooks.register("register_admin_menu_item")
def search_menu_item() -> MenuItem:
    return DeskMenuItem(_("Search the desk"), reverse("desk-search"), name="find-at-desk", icon_name="search", order=49)


@hooks.register("register_admin_menu_item")
def plot_change_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("If a plot changes"), reverse("desk-plot-change"), name="plot-change", icon_name="history", order=65
    )


class WeightsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return reads_weights(request.user)


class ReadersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return reads_counts(request.user)


@hooks.register("register_admin_menu_item")
def readers_menu_item() -> MenuItem:
    return ReadersMenuItem(
        _("Watches and newsletter"), reverse("desk-readers"), name="desk-readers", icon_name="mail", order=69
    )


@hooks.register("register_admin_menu_item")
def weights_menu_item() -> MenuItem:
    return WeightsMenuItem(
        _("Weights of the score"), reverse("desk-weights"), name="desk-weights", icon_name="sliders", order=66
    )


@hooks.register("register_admin_menu_item")
def holds_menu_item() -> MenuItem:
    return DeskMenuItem(_("Land held"), reverse("desk-holds"), name="desk-holds", icon_name="lock", order=55)


@hooks.register("register_admin_menu_item")
def records_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Organisations"), reverse("desk-organisations"), name="desk-records", icon_name="globe", order=57
    )


class PeopleMenuItem(MenuItem):
    """The organisation for who manages it; for an officer, the own page."""

    def is_shown(self, request: HttpRequest) -> bool:
        seat = seat_of(request.user)
        return can_organise(request.user) or seat.whole_department is not None or seat.officer is not None


class InboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return seat_of(request.user).is_duty_head


@hooks.register("register_admin_menu_item")
def inbox_menu_item() -> MenuItem:
    return InboxMenuItem(
        _("Mails without a file"), reverse("desk-inbox"), name="desk-inbox", icon_name="mail", order=52
    )


class TemplatesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_write(request.user)


class LogMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_log(request.user)


@hooks.register("register_admin_menu_item")
def log_menu_item() -> MenuItem:
    return LogMenuItem(_("Record of access"), reverse("desk-log"), name="desk-log", icon_name="view", order=67)


@hooks.register("register_admin_menu_item")
def privacy_menu_item() -> MenuItem:
    name = pgettext_lazy("menu", "Personal data")
    return DeskMenuItem(name, reverse("desk-privacy"), name="desk-privacy", icon_name="user", order=54)


class RetentionMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_keep(request.user)


@hooks.register("register_admin_menu_item")
def retention_menu_item() -> MenuItem:
    name = _("Retention of data")
    return RetentionMenuItem(name, reverse("desk-retention"), name="desk-retention", icon_name="bin", order=68)


@hooks.register("register_admin_menu_item")
def templates_menu_item() -> MenuItem:
    return TemplatesMenuItem(
        _("Reply templates"), reverse("desk-templates"), name="desk-templates", icon_name="form", order=62
    )


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    return PeopleMenuItem(_("Officers"), reverse("desk-people"), name="desk-people", icon_name="group", order=60)


@hooks.register("before_edit_user")
def keep_the_leads(request: HttpRequest, user: User) -> HttpResponse | None:
    """An account with leads in hand is closed, or loses its role, by a hand-over and never in the account's form."""
    if request.method != "POST" or not user.is_active:
        return None
    closes, chosen = not request.POST.get("is_active"), request.POST.getlist("groups")
    kept = Group.objects.filter(pk__in=[one for one in chosen if one.isdecimal()]).values_list("name", flat=True)
    loses = bool(roles_of(user) & set(OWNING_ROLES)) and not set(kept) & set(OWNING_ROLES)
    leads_no_more = Role.DUTY_HEAD in roles_of(user) and Role.DUTY_HEAD not in kept
    rises = bool(request.POST.get("is_superuser")) and not user.is_superuser
    if closes or loses or leads_no_more or rises:
        return _refused_while_in_hand(request, [user])
    return None


@hooks.register("before_delete_user")
def keep_the_officer(request: HttpRequest, user: User) -> HttpResponse | None:
    return _refused_deletion(request, [user])


@hooks.register("before_bulk_action")
def keep_the_officers(request: HttpRequest, action: str, objects: Any, view: Any) -> HttpResponse | None:
    """Deleting or closing many accounts at once is held to the same."""
    if view.model is not User:
        return None
    if action == "delete":
        return _refused_deletion(request, list(objects))
    if action == "set_active_state" and request.POST.get("mark_as_active") != "True":
        return _refused_while_in_hand(request, list(objects))
    return None


def _refused_while_in_hand(request: HttpRequest, users: list[User]) -> HttpResponse | None:
    for user in users:
        try:
            check_can_close(user, timezone.now())
        except Refused as refused:
            messages.error(request, sentence(refused))
            officer = officer_of(user)
            return redirect("desk-person-hand-over", officer.pk) if officer else None
    return None


def _refused_deletion(request: HttpRequest, users: list[User]) -> HttpResponse | None:
    """What an officer did stays signed: such an account is closed, never erased."""
    officer = next((found for user in users if (found := officer_of(user))), None)
    if officer is None:
        return None
    text = _("%(officer)s worked at the desk: the account can be closed, not deleted.")
    messages.error(request, text % {"officer": officer.name})
    return redirect("desk-person", officer.pk)


@hooks.register("insert_global_admin_css")
def desk_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


APPOINTMENTS_SHOWN = 5


class TodayPanel(Component):
    """The first leads by due time, on the dashboard of whoever has leads."""

    name = "today"
    order = 10
    template_name = "leads/desk/today_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        user = request.user
        note(request, AccessKind.LIST, "wagtailadmin_home")
        wanted = DeskFilter(whose="mine" if Role.OFFICER in roles_of(user) else "visible")
        now = timezone.now()
        page = today(user, wanted, now)
        found = next_ones(user, now, APPOINTMENTS_SHOWN)
        return {"page": page, "rows": page.rows, "wanted": wanted, "appointments": found}


@hooks.register("construct_homepage_panels")
def add_today_panel(request: HttpRequest, panels: list[Component]) -> None:
    if sees_leads(request.user):
        panels.insert(0, TodayPanel())
