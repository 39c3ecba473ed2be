"""URLs of the road: a journey, its dates, gates, steps and failures."""

from django.urls import path

from referrals.pathway import views

app_name = "pathway"
urlpatterns = [
    path("<uuid:journey_id>/", views.journey, name="journey"),
]
