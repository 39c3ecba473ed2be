"""Documents: listed, sent, opened; and the record as FHIR.

Room: patients.api.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import KeyReused, actor_of, body, check_parameters, following, key_from
from carecoord.audit.exports import Export, begin
from carecoord.audit.trail import record
from patients import shelf, verbs
from patients.api import shapes
from patients.api.doors import AFTER, KEY, mark_in, opened, page_of
from patients.attachments import attachment
from patients.fhir.export import export_patient
from patients.models import Document, Patient
from patients.permissions import Permission


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The file is larger than 20 MB; split it or scan it at a lower resolution."
    default_code = "too_large"


class Documents(APIView):
    """Documents, the newest first, and sending one. The answer says which of the four states it reached."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="documents_list", parameters=[AFTER], responses=shapes.DocumentPage)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Documents, the newest first."""
        patient = opened(request, patient_id)
        check_parameters(request, {"after"})
        rows, after = page_of(Document.objects.filter(patient=patient, is_entered_in_error=False), mark_in(request))
        return Response({"results": shapes.DocumentShape(rows, many=True).data, "next": following(request, after)})

    @extend_schema(
        operation_id="documents_send",
        parameters=[KEY],
        request={"multipart/form-data": shapes.UploadBody},
        responses={201: shapes.DocumentShape},
    )
    def post(self, request: Request, patient_id: UUID) -> Response:
        """Send one document. The answer says which of the four states it reached."""
        patient = opened(request, patient_id, Permission.ADD_DOCUMENT)
        key, values = key_from(request), upload_in(request)
        check_same(key, patient, values)
        document = verbs.upload(actor_of(request), patient_id, key=key, **values)
        return Response(shapes.DocumentShape(document).data, status=status.HTTP_201_CREATED, headers={"ETag": f'"{document.version}"'})


def upload_in(request: Request) -> dict[str, Any]:
    """The fields of an upload; reading stops at the cap."""
    request.data  # noqa: B018  # parses the body, which sets the mark
    if getattr(request._request, "is_upload_too_large", False):
        raise TooLarge
    return body(request, shapes.UploadBody)


def check_same(key: UUID, patient: Patient, values: dict[str, Any]) -> None:
    """A key that took one document takes no other."""
    known = Document.objects.filter(pk=key, patient=patient).first()
    if known is None:
        return
    is_other_file = bool(known.sha256) and known.sha256 != shelf.sha256(values["file"])
    if is_other_file or known.kind != values["kind"] or known.dated_on != values.get("dated_on"):
        raise KeyReused


class DocumentFile(APIView):
    """The file itself, as an attachment, with an audit row of its own."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)  # whatever is accepted: the file is what it is

    @extend_schema(operation_id="documents_open", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, patient_id: UUID, document_id: UUID) -> HttpResponseBase:
        patient = opened(request, patient_id)
        row = Document.objects.get(pk=document_id, patient=patient, is_entered_in_error=False)
        response = attachment(row)
        record(actor_of(request), "document.open", about=row, patients=[patient.pk])
        return response


class FhirRenderer(JSONRenderer):
    media_type = "application/fhir+json"
    format = "fhir"


class Fhir(APIView):
    """The record as an R4 collection Bundle."""

    renderer_classes = [FhirRenderer, JSONRenderer]

    @extend_schema(operation_id="patients_fhir", responses={(200, "application/fhir+json"): OpenApiTypes.OBJECT})
    def get(self, request: Request, patient_id: UUID) -> Response:
        opened(request, patient_id)
        begin(actor_of(request), Export.CHART, patients=[patient_id])
        return Response(export_patient(actor_of(request), patient_id), content_type="application/fhir+json")
