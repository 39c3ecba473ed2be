"""URLs of trials under /api/v1/."""

from django.urls import path

from referrals.trials import api

app_name = "trials_api"
urlpatterns = [
    path("trials/", api.Trials.as_view(), name="list"),
    path("trials/<slug:nct_id>/", api.OneTrial.as_view(), name="one"),
]
