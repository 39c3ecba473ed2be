"""Addresses of the record under /api/v1/. UUIDs only: no name, number or fact stands in an address."""

from django.urls import path

from patients.api import documents, exposure, facts, people, tools

app_name = "patients_api"
ONE = "patients/<uuid:patient_id>/"
urlpatterns = [
    path("patients/", people.Patients.as_view(), name="list"),
    path("patients/search/", people.Search.as_view(), name="search"),
    path(ONE, people.OnePatient.as_view(), name="one"),
    path(f"{ONE}documents/", documents.Documents.as_view(), name="documents"),
    path(f"{ONE}documents/<uuid:document_id>/file/", documents.DocumentFile.as_view(), name="file"),
    path(f"{ONE}exposure/", exposure.ExposureView.as_view(), name="exposure"),
    path(f"{ONE}fhir/", documents.Fhir.as_view(), name="fhir"),
    path("clinical-tools/", tools.ClinicalTools.as_view(), name="tools"),
    path("clinical-tools/<slug:tool>/", tools.ClinicalTool.as_view(), name="tool"),
    *facts.urlpatterns,
]
