"""Addresses of kept lists, under /vi/shortlist/ and /en/shortlist/."""

from django.urls import path

from sitepages.explorer import shortlist_views, takeaway_views

urlpatterns = [
    path("", shortlist_views.keep, name="shortlist-keep"),
    path("<str:token>/", shortlist_views.shortlist, name="shortlist"),
    path("<str:token>/<str:name>", takeaway_views.list_file, name="shortlist-file"),
]
