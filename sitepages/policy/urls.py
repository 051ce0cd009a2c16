"""Addresses of the policy desk under /admin/law/."""

from django.urls import path, re_path

from sitepages.policy import views

urlpatterns = [
    path("law/", views.rules, name="law"),
    path("law/new/", views.new_rule, name="law-new"),
    path("law/version/<int:pk>/", views.version, name="law-version"),
    path("law/version/<int:pk>/edit/", views.edit, name="law-edit"),
    path("law/version/<int:pk>/undo/", views.undo, name="law-undo"),
    re_path(r"^law/version/(?P<pk>\d{1,18})/(?P<verb>check|approve|send-back|discard)/$", views.sign, name="law-sign"),
    path("law/rule/<slug:key>/", views.rule, name="law-rule"),
    path("law/rule/<slug:key>/begin/", views.begin, name="law-begin"),
]
