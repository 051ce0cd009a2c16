"""Addresses of the incentives, under /vi/incentives/ and /en/incentives/."""

from django.urls import path

from sitepages.explorer import incentive_views

urlpatterns = [
    path("", incentive_views.incentives, name="incentives"),
    path("<slug:slug>/check/", incentive_views.check, name="incentive-check"),
    path("<slug:slug>/", incentive_views.incentive, name="incentive"),
]
