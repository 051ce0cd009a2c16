"""The investor's pages: match, send, follow."""

from django.urls import path

from leads.portal import (
    consent_views,
    cost_views,
    lead_views,
    match_views,
    money_views,
    pack_views,
    room_views,
    triage_views,
    weights_views,
)

urlpatterns = [
    path("match/", match_views.match_form, name="match"),
    path("match/ask/", triage_views.ask_first, name="match-ask"),
    path("match/ask/<str:token>/", triage_views.ask_resume, name="match-ask-resume"),
    path("match/ask/<str:token>/more/", triage_views.ask_more, name="match-ask-more"),
    path("match/ask/<str:token>/<slug:step>/", triage_views.ask_step, name="match-ask-step"),
    path("match/weights/", weights_views.score_weights, name="score-weights"),
    path("match/weights/<int:version>/", weights_views.score_weights, name="score-weights-version"),
    path("match/<str:token>/", match_views.match_result, name="match-result"),
    path("match/<str:token>/money/", money_views.money, name="match-money"),
    path("match/<str:token>/money.xlsx", money_views.money_sheet, name="match-money-xlsx"),
    path("match/<str:token>/money.pdf", money_views.money_print, name="match-money-pdf"),
    path("match/<str:token>/cost/", cost_views.cost, name="match-cost"),
    path("match/<str:token>/cost/<str:sheet>/", cost_views.cost_sheet, name="match-cost-sheet"),
    path("match/<str:token>/cost/<str:sheet>/cost.xlsx", cost_views.cost_workbook, name="match-cost-xlsx"),
    path("match/<str:token>/adjust/", match_views.match_adjust, name="match-adjust"),
    path("match/<str:token>/send/", lead_views.match_send, name="match-send"),
    path("lead/<str:token>/", lead_views.lead_status, name="lead-status"),
    path("lead/<str:token>/consent/", consent_views.lead_consent, name="lead-consent"),
    path("lead/<str:token>/pack/", pack_views.lead_pack, name="lead-pack"),
    path("lead/<str:token>/pack/<int:number>/", pack_views.lead_pack, name="lead-pack-issue"),
    path("lead/<str:token>/pack/<int:number>/pack.pdf", pack_views.lead_pack_pdf, name="lead-pack-pdf"),
    path("lead/<str:token>/message/", room_views.lead_message, name="lead-message"),
    path("lead/<str:token>/file/<str:signed>/", room_views.lead_file, name="lead-file"),
    path("lead/<str:token>/remind/", room_views.lead_remind, name="lead-remind"),
    path("lead/<str:token>/answered/", room_views.lead_answered, name="lead-answered"),
    path("lead/<str:token>/change/", room_views.lead_change, name="lead-change"),
    path("lead/<str:token>/forward/", room_views.lead_forward, name="lead-forward"),
    path("lead/<str:token>/again/", room_views.lead_again, name="lead-again"),
    path("lead/<str:token>/end/", room_views.lead_end, name="lead-end"),
    path("lead/<str:token>/close/", lead_views.lead_revoke, name="lead-revoke"),
]
