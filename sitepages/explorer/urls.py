"""Addresses of the explorer, under /vi/plots/ and /en/plots/."""

from django.urls import path

from sitepages.explorer import shortlist_views, takeaway_views, views

urlpatterns = [
    path("", views.plots, name="plots"),
    path("compare/", shortlist_views.compare, name="compare"),
    path("<str:code>/", views.plot, name="plot"),
    path("<str:code>/<str:name>", takeaway_views.plot_file, name="plot-file"),
]
