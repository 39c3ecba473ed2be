"""HTTP of the way home for programs. Signing and acknowledging are done by a named person on the page, never here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, key_from, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import record, saw
from referrals.api.views import IF_MATCH
from referrals.handoff import fhir, verbs, visits
from referrals.handoff.permissions import Permission
from referrals.handoff.shapes import HandOffRow, HandOffShape, SectionBody, SendBody, VisitBody, VisitShape
from referrals.models import HandOff, Journey, VisitNote
from referrals.monitoring.api import KEY
from referrals.pathway import journeys

MOST = 100


def found(request: Request, journey_id: UUID) -> Journey:
    """The row for readers; 404 for outsiders, 403 for colleagues without the role."""
    actor = actor_of(request)
    require(actor, Permission.VIEW)
    try:
        row = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [row.patient_id])
    return row


def version_of(request: Request, journey: Journey, handoff_id: UUID) -> HandOff:
    row = HandOff.objects.visible_to(actor_of(request)).filter(journey=journey, pk=handoff_id).first()
    if row is None:
        raise Http404
    return row


def full(row: HandOff, *, code: int = 200) -> Response:
    return Response(HandOffShape(row).data, status=code, headers={"ETag": f'"{row.version}"'})


class HandOffs(APIView):
    """Versions of a journey's hand-off."""

    @extend_schema(operation_id="handoff_list", responses=HandOffRow(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Newest first; the practice sees what was sent."""
        rows = HandOff.objects.visible_to(actor_of(request)).filter(journey=found(request, journey_id)).defer("content")
        return Response(HandOffRow(rows[:MOST], many=True).data)

    @extend_schema(operation_id="handoff_draft", request=None, responses={201: HandOffShape})
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Draft a new version, filled in from the record."""
        found(request, journey_id)
        return full(verbs.draft(actor_of(request), journey_id), code=status.HTTP_201_CREATED)


class OneHandOff(APIView):
    """One version."""

    @extend_schema(operation_id="handoff_read", responses=HandOffShape)
    def get(self, request: Request, journey_id: UUID, handoff_id: UUID) -> Response:
        """One version with its content."""
        return full(version_of(request, found(request, journey_id), handoff_id))

    @extend_schema(operation_id="handoff_save_section", parameters=[IF_MATCH], request=SectionBody, responses=HandOffShape)
    def patch(self, request: Request, journey_id: UUID, handoff_id: UUID) -> Response:
        """Write one section of a draft; what is left out stays."""
        version_of(request, found(request, journey_id), handoff_id)
        values, version = body(request, SectionBody), version_from(request)
        return full(verbs.save_section(actor_of(request), journey_id, handoff_id, version=version, **values))


class SendHandOff(APIView):
    @extend_schema(operation_id="handoff_send", parameters=[IF_MATCH], request=SendBody, responses=HandOffShape)
    def post(self, request: Request, journey_id: UUID, handoff_id: UUID) -> Response:
        """Send a signed version; the practice is told, and the version before it is replaced."""
        version_of(request, found(request, journey_id), handoff_id)
        body(request, SendBody)
        return full(verbs.send(actor_of(request), journey_id, handoff_id, version=version_from(request)))


class HandOffFhir(APIView):
    @extend_schema(operation_id="handoff_fhir", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, journey_id: UUID, handoff_id: UUID) -> Response:
        """The version as an R4 document Bundle: Composition, Patient, Organizations, CarePlan."""
        journey = found(request, journey_id)
        row = version_of(request, journey, handoff_id)
        record(actor_of(request), "handoff.export_fhir", about=row, patients=[journey.patient_id])
        return Response(fhir.document(row, journey), content_type="application/fhir+json")


class Visits(APIView):
    """The practice's notes after visits."""

    @extend_schema(operation_id="handoff_visits", responses=VisitShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Newest visit first, corrected ones too."""
        rows = VisitNote.objects.filter(journey=found(request, journey_id))[:MOST]
        return Response(VisitShape(rows, many=True).data)

    @extend_schema(operation_id="handoff_write_visit", parameters=[KEY], request=VisitBody, responses={201: VisitShape})
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Tell the center how a visit went; what worries raises a flag there."""
        found(request, journey_id)
        given: dict[str, Any] = body(request, VisitBody)
        row = visits.write_visit(actor_of(request), journey_id, key=key_from(request), **given)
        return Response(VisitShape(row).data, status=status.HTTP_201_CREATED)


class CorrectVisit(APIView):
    @extend_schema(operation_id="handoff_correct_visit", parameters=[IF_MATCH], request=VisitBody, responses={201: VisitShape})
    def post(self, request: Request, journey_id: UUID, note_id: UUID) -> Response:
        """A new note in the place of a wrong one; If-Match is the journey's version."""
        found(request, journey_id)
        values, version = body(request, VisitBody), version_from(request)
        try:
            row = visits.correct_visit(actor_of(request), journey_id, note_id, version=version, **values)
        except VisitNote.DoesNotExist:
            raise Http404 from None
        return Response(VisitShape(row).data, status=status.HTTP_201_CREATED)
