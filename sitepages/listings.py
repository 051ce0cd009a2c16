"""What editors and land managers read in the admin: plots, incentives, and what went stale. Nothing is edited here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from sitepages.choices import PlotStatus
from sitepages.models import ContentPage, HomePage, Plot, PlotReceipt
from sitepages.models.land import FACTS

SOON = timedelta(days=30)
STALE = timedelta(days=180)


def plots_with_gaps(on: date) -> QuerySet[Plot]:
    """Plots with `known`, `expired` and `missing`: how many of the receipted facts may be used on the day."""
    current = Q(receipts__valid_until__isnull=True) | Q(receipts__valid_until__gte=on)
    return (
        Plot.objects.select_related("zone")
        .annotate(known=Count("receipts", filter=current), expired=Count("receipts", filter=~current))
        .annotate(missing=Greatest(len(FACTS) - F("known") - F("expired"), 0))
    )


class PlotFilter(WagtailFilterSet):
    status = django_filters.ChoiceFilter(choices=PlotStatus.choices, label=_("Status"))

    class Meta:
        model = Plot
        fields = ["zone", "status"]


class ReadOnlyReport(ReportView):
    """A list that anybody with the view permission of its model may read."""

    any_permission_required = ["view", "add", "change", "delete"]
    list_export: list[str] = []
    is_searchable = False


class PlotReport(ReadOnlyReport):
    model = Plot
    page_title = _("Plots")
    header_icon = "site"
    index_url_name = "sitepages_plots"
    index_results_url_name = "sitepages_plots_results"
    filterset_class = PlotFilter
    default_ordering = "code"
    columns = [
        TitleColumn("code", label=_("Plot"), sort_key="code", get_url=lambda plot: reverse("plot", args=[plot.code])),
        Column("zone", label=_("Functional zone"), sort_key="zone"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        NumberColumn("area_m2", label=_("Area, m²"), sort_key="area_m2"),
        NumberColumn("known", label=_("Facts in use"), sort_key="known"),
        NumberColumn("expired", label=_("Expired"), sort_key="expired"),
        NumberColumn("missing", label=_("Never given"), sort_key="missing"),
    ]

    def get_queryset(self) -> QuerySet[Plot]:
        return self.order_queryset(plots_with_gaps(timezone.localdate()))


class ToReview(Component):
    """Dashboard: what went stale, so that an editor sees it before a reader does."""

    name = "to_review"
    order = 50
    template_name = "sitepages/admin/to_review.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        user = parent_context["request"].user
        return {
            "pages": list(pages_to_review(today))
            if page_permission_policy.user_has_any_permission(user, {"change"})
            else [],
            "receipts": receipts_to_review(today) if user.has_perm("sitepages.view_plot") else None,
            "soon": SOON.days,
        }


def receipts_to_review(on: date) -> dict[str, int]:
    """How many facts of plots have expired, and how many will within 30 days."""
    return PlotReceipt.objects.aggregate(
        expired=Count("pk", filter=Q(valid_until__lt=on)),
        expiring=Count("pk", filter=Q(valid_until__gte=on, valid_until__lt=on + SOON)),
    )


def pages_to_review(on: date) -> Iterable[dict[str, Any]]:
    """Pages without a translation, with a translation published later, or with facts checked long ago."""
    pages = list(Page.objects.filter(live=True, depth__gt=1).select_related("locale").order_by("path"))
    locales = list(Locale.objects.all())
    by_key: dict[Any, dict[int, Page]] = {}
    for page in pages:
        by_key.setdefault(page.translation_key, {})[page.locale_id] = page
    checked = dict(ContentPage.objects.values_list("pk", "checked_on")) | dict(
        HomePage.objects.values_list("pk", "checked_on")
    )
    for page in pages:
        siblings = by_key[page.translation_key]
        for locale in locales:
            other = siblings.get(locale.pk)
            if other is None:
                yield review(page, _("not yet in %(language)s") % {"language": locale.get_display_name()})
            elif newer(other, page):
                yield review(page, _("the page in %(language)s is newer") % {"language": locale.get_display_name()})
        if checked.get(page.pk) and checked[page.pk] < on - STALE:
            yield review(page, _("facts last checked on %(day)s") % {"day": f"{checked[page.pk]:%d/%m/%Y}"})


def newer(other: Page, page: Page) -> bool:
    """Published at least an hour later: both languages published one after the other are even."""
    if not (other.last_published_at and page.last_published_at):
        return False
    return other.last_published_at - page.last_published_at > timedelta(hours=1)


def review(page: Page, reason: Any) -> dict[str, Any]:
    return {"title": page.title, "url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "reason": reason}
