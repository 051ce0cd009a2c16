"""The editors' inbox of reports that a fact is wrong, inside the Wagtail admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from sitepages import figures
from sitepages.choices import ReportState, status_words
from sitepages.explorer.plot_lines import field_name
from sitepages.explorer.report_views import is_late
from sitepages.landdesk.access import WORKS
from sitepages.language import site_language
from sitepages.listings import ReadOnlyReport
from sitepages.models import FactReport
from sitepages.models.land import FACTS, STATUS
from sitepages.refusal import Refused
from sitepages.refusals import sentence
from sitepages.services.fact_reports import OUTCOMES, answer_report, corrected_since, take_up

PERMISSION = "sitepages.change_factreport"


class ReportFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=ReportState.choices, label=_("State"))

    class Meta:
        model = FactReport
        fields = ["state"]


class FactReports(ReadOnlyReport):
    """Open ones first, the first promised on top."""

    model = FactReport
    page_title = _("Reports of wrong facts")
    header_icon = "comment"
    index_url_name = "fact_reports"
    index_results_url_name = "fact_reports_results"
    filterset_class = ReportFilter
    default_ordering = "promised_on"
    columns = [
        TitleColumn("code", label=_("Plot"), get_url=lambda report: reverse("fact_report_inbox", args=[report.pk])),
        Column("field", label=_("Fact"), accessor=lambda report: fact_words(report)),
        Column("unproven", label=pgettext_lazy("report", "From"), accessor=lambda report: origin_words(report)),
        Column("state", label=_("State"), accessor=lambda report: state_words(report), sort_key="state"),
        Column(
            "promised_on",
            label=capfirst(_("answer promised by")),
            accessor=lambda report: figures.day(report.promised_on, site_language()),
            sort_key="promised_on",
        ),
        Column(
            "received_at",
            label=capfirst(_("received")),
            accessor=lambda report: figures.local_moment(report.received_at, site_language()),
            sort_key="received_at",
        ),
    ]

    def get_queryset(self) -> QuerySet[FactReport]:
        return self.order_queryset(FactReport.objects.all())


def origin_words(report: FactReport) -> str:
    """A report without an e-mail address that looked like a machine's is taken, and says so."""
    return str(_("not proven to come from a person")) if report.unproven else ""


def fact_words(report: FactReport) -> str:
    return field_name(report.field) if report.field in FACTS else str(_("something else on the page"))


def shown_then(report: FactReport) -> str:
    """What the page showed; a status is kept by its key."""
    return status_words().get(report.shown, report.shown) if report.field == STATUS else report.shown


def place_of(report: FactReport) -> str:
    """Where the fact is corrected."""
    if report.field == STATUS:
        return reverse("land-plot", args=[report.code]) + "#status"
    return reverse("land-fact", args=[report.code, report.field])


def state_words(report: FactReport) -> str:
    words = ReportState(report.state).label
    return f"{words} ({_('late')})" if is_late(report) else str(words)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[(outcome.value, outcome.label) for outcome in OUTCOMES])
    answer = forms.CharField(
        label=_("Answer to the reader"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4_000
    )


@dataclass(frozen=True)
class InboxPage:
    report: FactReport
    fact: str
    shown: str
    late: bool
    edit_url: str  # where the fact is corrected, empty where this person may not or there is none
    corrected: bool  # whether “Corrected” would be true
    form: AnswerForm
    refusal: str


@permission_required(PERMISSION, login_url="wagtailadmin_login")
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(FactReport.objects.select_related("answered_by"), pk=pk)
    form = AnswerForm(request.POST if request.POST.get("do") == "answer" else None)
    if request.method != "POST":
        return shown(request, report, form)
    try:
        if not act(request, report, form):
            return shown(request, report, form, status=422)
    except Refused as refusal:
        report.refresh_from_db()
        return shown(request, report, form, sentence(refusal), refusal.status)
    return redirect("fact_report_inbox", report.pk)


def act(request: HttpRequest, report: FactReport, form: AnswerForm) -> bool:
    """Whether it was done; a form that is not filled in says so itself."""
    by: Any = request.user
    if request.POST.get("do") == "take":
        take_up(report=report, by=by, now=timezone.now())
        return True
    if not form.is_valid():
        return False
    outcome, answer = ReportState(form.cleaned_data["outcome"]), form.cleaned_data["answer"]
    answer_report(report=report, outcome=outcome, answer=answer, by=by, now=timezone.now())
    return True


def shown(
    request: HttpRequest, report: FactReport, form: AnswerForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    may = request.user.has_perm(WORKS) and report.plot_id and report.field in FACTS
    edit = place_of(report) if may else ""
    corrected = not report.open or corrected_since(report)
    page = InboxPage(report, fact_words(report), shown_then(report), is_late(report), edit, corrected, form, refusal)
    return render(request, "sitepages/admin/fact_report.html", {"page": page}, status=status)


urlpatterns = [
    path("fact-reports/", FactReports.as_view(), name="fact_reports"),
    path("fact-reports/results/", FactReports.as_view(results_only=True), name="fact_reports_results"),
    path("fact-reports/<int:pk>/", inbox, name="fact_report_inbox"),
]
