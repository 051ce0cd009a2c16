"""Addresses of the policy desk under /admin/law/."""

from django.urls import path

from sitepages.policy import rates, sources, views

urlpatterns = [
    path("law/", views.rules, name="law"),
    path("law/shared/", views.shared_law, name="law-shared"),
    path("law/rates/", rates.rates, name="law-rates"),
    path("law/rates/<int:pk>/withdraw/", rates.withdraw, name="law-rate-withdraw"),
    path("law/stale/", views.stale, name="law-stale"),
    path("law/sources/", sources.sources, name="law-sources"),
    path("law/sources/new/", sources.new_source, name="law-source-new"),
    path("law/sources/<slug:key>/", sources.edit_source, name="law-source-edit"),
    path("law/source/<slug:key>/", views.source, name="law-source"),
    path("law/questions/", views.open_questions, name="law-questions"),
    path("law/questions/<slug:key>/", views.answer, name="law-answer"),
    path("law/new/", views.new_rule, name="law-new"),
    path("law/version/<int:pk>/", views.version, name="law-version"),
    path("law/version/<int:pk>/edit/", views.edit, name="law-edit"),
    path("law/version/<int:pk>/with/<slug:key>/", views.beside, name="law-beside"),
    path("law/version/<int:pk>/impact/", views.impact, name="law-impact"),
    path("law/version/<int:pk>/undo/", views.undo, name="law-undo"),
    *(
        path(f"law/version/<int:pk>/{verb}/", views.sign, {"verb": verb}, name="law-sign")
        for verb in ("check", "approve", "send-back", "discard")
    ),
    path("law/rule/<slug:key>/", views.rule, name="law-rule"),
    path("law/rule/<slug:key>/begin/", views.begin, name="law-begin"),
]
