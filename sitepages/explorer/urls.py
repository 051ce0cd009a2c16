"""Addresses of the explorer, under /vi/plots/ and /en/plots/."""

from django.urls import path

from sitepages.explorer import views

urlpatterns = [
    path("", views.plots, name="plots"),
    path("<str:code>/", views.plot, name="plot"),
]
