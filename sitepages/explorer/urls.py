"""Addresses of the explorer, under /vi/plots/ and /en/plots/."""

from django.urls import path

from sitepages.explorer import report_views, shortlist_views, takeaway_views, views

urlpatterns = [
    path("", views.plots, name="plots"),
    path("compare/", shortlist_views.compare, name="compare"),
    path("<str:code>/", views.plot, name="plot"),
    path("<str:code>/report/", report_views.report, name="report-fact"),
    path("<str:code>/report/<str:token>/", report_views.follow, name="fact-report"),
    path("<str:code>/<str:name>", takeaway_views.plot_file, name="plot-file"),
]
