"""The investor's pages: match, send, follow."""

from django.urls import path

from leads.portal import lead_views, match_views

urlpatterns = [
    path("match/", match_views.match_form, name="match"),
    path("match/<str:token>/", match_views.match_result, name="match-result"),
    path("match/<str:token>/adjust/", match_views.match_adjust, name="match-adjust"),
    path("match/<str:token>/send/", lead_views.match_send, name="match-send"),
    path("lead/<str:token>/", lead_views.lead_status, name="lead-status"),
    path("lead/<str:token>/close/", lead_views.lead_revoke, name="lead-revoke"),
]
