"""Addresses under /api/v1/journeys/<id>/home/."""

from django.urls import path

from referrals.handoff import api

app_name = "handoff_api"
urlpatterns = [
    path("handoffs/", api.HandOffs.as_view(), name="list"),
    path("handoffs/<uuid:handoff_id>/", api.OneHandOff.as_view(), name="one"),
    path("handoffs/<uuid:handoff_id>/send/", api.SendHandOff.as_view(), name="send"),
    path("handoffs/<uuid:handoff_id>/fhir/", api.HandOffFhir.as_view(), name="fhir"),
    path("visits/", api.Visits.as_view(), name="visits"),
    path("visits/<uuid:note_id>/correct/", api.CorrectVisit.as_view(), name="correct_visit"),
]
