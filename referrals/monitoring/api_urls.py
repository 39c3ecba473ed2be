"""Addresses under /api/v1/journeys/<id>/monitoring/."""

from django.urls import path

from referrals.monitoring import api

app_name = "monitoring_api"
urlpatterns = [
    path("checks/", api.Checks.as_view(), name="checks"),
    path("checks/<uuid:entry_id>/", api.OneCheck.as_view(), name="check"),
    path("checks/<uuid:entry_id>/correct/", api.CorrectCheck.as_view(), name="correct"),
    path("checks/<uuid:entry_id>/retract/", api.RetractCheck.as_view(), name="retract"),
    path("episodes/", api.Episodes.as_view(), name="episodes"),
    path("episodes/<uuid:episode_id>/", api.OneEpisode.as_view(), name="episode"),
    path("episodes/<uuid:episode_id>/withdraw/", api.WithdrawEpisode.as_view(), name="withdraw"),
]
