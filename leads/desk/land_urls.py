"""Addresses of the desk's memory under /admin/desk/: land held, organisations and people, merges."""

from django.urls import path

from leads.desk import hold_views, record_views

urlpatterns = [
    path("desk/holds/", hold_views.book, name="desk-holds"),
    path("desk/overlap/", hold_views.overlap, name="desk-overlap"),
    path("desk/plots/<plot:code>/", hold_views.story, name="desk-plot-story"),
    path("desk/<int:pk>/hold/", hold_views.hold, name="desk-hold"),
    path("desk/<int:pk>/hold/<int:hold>/", hold_views.one, name="desk-hold-one"),
    path("desk/<int:pk>/hold/<int:hold>/extend/", hold_views.extend, name="desk-hold-extend"),
    path("desk/<int:pk>/hold/<int:hold>/release/", hold_views.release, name="desk-hold-release"),
    path("desk/<int:pk>/hold/<int:hold>/approve/", hold_views.approve, name="desk-hold-approve"),
    path("desk/<int:pk>/hold/<int:hold>/refuse/", hold_views.refuse, name="desk-hold-refuse"),
    path("desk/organisations/", record_views.organisation_rows, name="desk-organisations"),
    path("desk/organisations/<int:pk>/", record_views.organisation, name="desk-organisation"),
    path("desk/organisations/<int:pk>/checked/", record_views.checked, name="desk-organisation-checked"),
    path("desk/contacts/", record_views.contact_rows, name="desk-contacts"),
    path("desk/contacts/<int:pk>/", record_views.contact, name="desk-contact-record"),
    path("desk/merge/", record_views.propose, name="desk-merge-propose"),
    path("desk/merge/<int:pk>/", record_views.merge, name="desk-merge"),
    path("desk/merge/<int:pk>/apply/", record_views.apply, name="desk-merge-apply"),
    path("desk/merge/<int:pk>/undo/", record_views.undo, name="desk-merge-undo"),
]
