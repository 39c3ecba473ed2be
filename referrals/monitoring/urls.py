"""Addresses under /journeys/<id>/monitoring/."""

from django.urls import path

from referrals.monitoring import episode_views, views

app_name = "monitoring"
urlpatterns = [
    path("", views.course, name="course"),
    path("check/", views.check, name="check"),
    path("check/grades/", views.grades, name="grades"),
    path("checks/<uuid:entry_id>/", views.entry, name="entry"),
    path("checks/<uuid:entry_id>/correct/", views.correct, name="correct"),
    path("episodes/new/", episode_views.new, name="new_episode"),
    path("episodes/<uuid:episode_id>/", episode_views.change, name="episode"),
]
