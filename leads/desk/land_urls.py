"""Addresses of land held for leads under /admin/desk/."""

from django.urls import path

from leads.desk import hold_views

urlpatterns = [
    path("desk/holds/", hold_views.book, name="desk-holds"),
    path("desk/overlap/", hold_views.overlap, name="desk-overlap"),
    path("desk/plots/<str:code>/", hold_views.story, name="desk-plot-story"),
    path("desk/<int:pk>/hold/", hold_views.hold, name="desk-hold"),
    path("desk/<int:pk>/hold/<int:hold>/", hold_views.one, name="desk-hold-one"),
    path("desk/<int:pk>/hold/<int:hold>/extend/", hold_views.extend, name="desk-hold-extend"),
    path("desk/<int:pk>/hold/<int:hold>/release/", hold_views.release, name="desk-hold-release"),
    path("desk/<int:pk>/hold/<int:hold>/approve/", hold_views.approve, name="desk-hold-approve"),
    path("desk/<int:pk>/hold/<int:hold>/refuse/", hold_views.refuse, name="desk-hold-refuse"),
]
