"""Addresses of the explorer, under /vi/plots/ and /en/plots/."""

from django.urls import path

from sitepages.explorer import report_views, shortlist_views, takeaway_views, views

urlpatterns = [
    path("", views.plots, name="plots"),
    path("compare/", shortlist_views.compare, name="compare"),
    path("<plot:code>/", views.plot, name="plot"),
    path("<plot:code>/report/", report_views.report, name="report-fact"),
    path("<plot:code>/report/<str:token>/", report_views.follow, name="fact-report"),
    path("<plot:code>/<str:name>", takeaway_views.plot_file, name="plot-file"),
]
