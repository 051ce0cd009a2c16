"""Addresses of the figures under /admin/desk/figures/."""

from django.urls import path

from leads.desk import figure_views, report_views

urlpatterns = [
    path("desk/figures/", figure_views.overview, name="desk-figures"),
    path("desk/figures/funnel/", figure_views.funnel, name="desk-funnel"),
    path("desk/figures/times/", figure_views.times, name="desk-times"),
    path("desk/figures/unmet/", figure_views.unmet, name="desk-unmet"),
    path("desk/figures/outcome/", figure_views.outcome, name="desk-outcome"),
    path("desk/figures/leads/", figure_views.behind, name="desk-behind"),
    path("desk/figures/report/", report_views.report, name="desk-report"),
    path("desk/figures/report.xlsx", report_views.workbook, name="desk-report-xlsx"),
    path("desk/figures/report.pdf", report_views.paper, name="desk-report-pdf"),
]
