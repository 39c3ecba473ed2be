"""Addresses of what patients and caregivers see of this room."""

from django.urls import path

from patients.views import joining, mine

app_name = "my_caregivers"
urlpatterns = [
    path("", mine.caregivers, name="list"),
    path("<uuid:caregiver_id>/stop/", mine.stop, name="stop"),
    path("invitation/<str:token>/", joining.take_up, name="take_up"),
]
