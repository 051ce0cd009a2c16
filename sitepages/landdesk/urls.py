"""Addresses of the land under /admin/land/."""

from django.urls import path

from sitepages.landdesk import fact_views, import_views, park_views

urlpatterns = [
    path("land/imports/", import_views.imports, name="land-imports"),
    path("land/imports/new/", import_views.upload, name="land-upload"),
    path("land/imports/<int:pk>/", import_views.one_import, name="land-import"),
    path("land/imports/<int:pk>/apply/", import_views.apply, name="land-import-apply"),
    path("land/imports/<int:pk>/discard/", import_views.discard, name="land-import-discard"),
    path("land/imports/<int:pk>/undo/", import_views.undo, name="land-import-undo"),
    path("land/park/", park_views.park, name="land-park"),
    path("land/park/facts/<slug:key>/", park_views.fact, name="land-park-fact"),
    path("land/park/evidence/<slug:key>/", park_views.evidence, name="land-park-evidence"),
    path("land/freshness/", fact_views.freshness, name="land-freshness"),
    path("land/verify/", fact_views.verify, name="land-verify"),
    path("land/plots/<plot:code>/", fact_views.plot, name="land-plot"),
    path("land/plots/<plot:code>/status/", fact_views.status, name="land-status"),
    path("land/plots/<plot:code>/facts/<slug:field>/", fact_views.fact, name="land-fact"),
    path("land/plots/<plot:code>/evidence/<slug:key>/", fact_views.evidence, name="land-evidence"),
]
