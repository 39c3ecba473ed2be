"""Addresses of the record. UUIDs only: no name, number or fact stands in an address."""

from django.urls import path

from patients.views import assessments, caregivers, documents, duplicates, facts, listing, record

app_name = "patients"
ONE = "<uuid:patient_id>/"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("search/", listing.search, name="search"),
    path("register/", listing.register, name="register"),
    path(ONE, record.record, name="record"),
    path(f"{ONE}edit/", record.edit, name="edit"),
    path(f"{ONE}death/", record.death, name="death"),
    path(f"{ONE}history/", record.history, name="history"),
    path(f"{ONE}compare/<uuid:other_id>/", duplicates.compare, name="compare"),
    path(f"{ONE}facts/", record.facts, name="facts"),
    path(f"{ONE}facts/<slug:kind>/add/", facts.add, name="add_fact"),
    path(f"{ONE}facts/<slug:kind>/<uuid:fact_id>/", facts.correct, name="correct_fact"),
    path(f"{ONE}facts/<slug:kind>/<uuid:fact_id>/error/", facts.mark, name="mark_fact"),
    path(f"{ONE}results/", record.results, name="results"),
    path(f"{ONE}results/<uuid:fact_id>/", record.result, name="result"),
    path(f"{ONE}tools/", assessments.shelf, name="tools"),
    path(f"{ONE}tools/<slug:tool>/", assessments.tool, name="tool"),
    path(f"{ONE}assessments/<uuid:assessment_id>/error/", assessments.mark, name="mark_assessment"),
    path(f"{ONE}documents/", documents.documents, name="documents"),
    path(f"{ONE}documents/<uuid:document_id>/", documents.document, name="document"),
    path(f"{ONE}documents/<uuid:document_id>/review/", documents.review, name="review_document"),
    path(f"{ONE}documents/<uuid:document_id>/error/", documents.mark, name="mark_document"),
    path(f"{ONE}caregivers/", caregivers.caregivers, name="caregivers"),
    path(f"{ONE}caregivers/add/", caregivers.add, name="add_caregiver"),
    path(f"{ONE}caregivers/patient/", caregivers.invite_patient, name="invite_patient"),
    path(f"{ONE}caregivers/<uuid:caregiver_id>/", caregivers.correct, name="correct_caregiver"),
    path(f"{ONE}caregivers/<uuid:caregiver_id>/access/", caregivers.access, name="caregiver_access"),
    path(f"{ONE}caregivers/<uuid:caregiver_id>/end/", caregivers.revoke, name="revoke_caregiver"),
    path(f"{ONE}caregivers/<uuid:caregiver_id>/error/", caregivers.mark, name="mark_caregiver"),
]
