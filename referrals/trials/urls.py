"""URLs of trials. An NCT number is public; a patient stands in an address only as a UUID."""

from django.urls import path

from referrals.trials import views, views_screen

app_name = "trials"
urlpatterns = [
    path("trials/", views.trials, name="list"),
    path("trials/<slug:nct_id>/", views.trial, name="trial"),
    path("trials/<slug:nct_id>/patients/", views_screen.patients, name="patients"),
    path("patients/<uuid:patient_id>/trials/", views_screen.for_patient, name="for_patient"),
]
