"""Addresses of the log: who looked, and the privacy officer's report."""

from django.urls import path

from carecoord.audit import views

app_name = "audit"
urlpatterns = [
    path("patients/<uuid:patient_id>/who-looked/", views.patient, name="patient"),
    path("my/who-looked/", views.who_looked, name="who_looked"),
    path("audit/", views.report, name="report"),
    path("audit/export/", views.export, name="export"),
]
