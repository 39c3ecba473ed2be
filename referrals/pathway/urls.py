"""URLs of the road: a journey, its dates, gates, steps and failures."""

from django.urls import path

from referrals import told_views
from referrals.pathway import board, views, views_dates, views_decisions, views_list, views_steps

app_name = "pathway"
urlpatterns = [
    path("", board.board, name="board"),
    path("steps/", views_list.steps, name="steps"),
    path("<uuid:journey_id>/", views.journey, name="journey"),
    path("<uuid:journey_id>/flags/<uuid:flag_id>/", views.see_flag, name="see_flag"),
    path("<uuid:journey_id>/steps/<uuid:step_id>/", views_steps.step, name="step"),
    path("<uuid:journey_id>/steps/<uuid:step_id>/<slug:verb>/", views_steps.act, name="act"),
    path("<uuid:journey_id>/told/", told_views.of_journey, name="told"),
    path("<uuid:journey_id>/dates/", views_dates.dates, name="dates"),
    path("<uuid:journey_id>/protocol/", views_dates.protocol, name="protocol"),
    path("<uuid:journey_id>/end/", views_dates.end, name="end"),
    path("<uuid:journey_id>/renew/", views_dates.renew, name="renew"),
    path("<uuid:journey_id>/identity/", views_dates.chain, name="chain"),
    path("<uuid:journey_id>/gates/<slug:code>/", views_decisions.gate, name="gate"),
    path("<uuid:journey_id>/branches/", views_decisions.branches, name="branches"),
    path("<uuid:journey_id>/branches/<uuid:branch_id>/", views_decisions.resolve, name="resolve"),
]
