"""URLs of the road: a journey, its dates, gates, steps and failures."""

from django.urls import path

from referrals.pathway import board, views

app_name = "pathway"
urlpatterns = [
    path("", board.board, name="board"),
    path("<uuid:journey_id>/", views.journey, name="journey"),
]
