"""URLs of trials. An NCT number is public; a patient stands in an address only as a UUID."""

from django.urls import path

from referrals.trials import views

app_name = "trials"
urlpatterns = [
    path("trials/", views.trials, name="list"),
    path("trials/<slug:nct_id>/", views.trial, name="trial"),
]
