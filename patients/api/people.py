"""The list, the search, registering, and one patient: read and changed.

Room: patients.api.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, answer, body, check_parameters, following, key_from, version_from
from carecoord.access.limits import Limit, take
from carecoord.access.permissions import may, require
from carecoord.audit.trail import saw
from patients import verbs
from patients.api import listing, shapes
from patients.api.doors import AFTER, IF_MATCH, KEY, SIZE, check_replay, opened
from patients.models import Patient
from patients.pages import header
from patients.permissions import Permission
from patients.verbs import LooksLikeDuplicate

LIMIT = OpenApiParameter("limit", int, description=f"1 to {SIZE}.")
ORDER = OpenApiParameter("order", str, enum=list(listing.Order), description="By id nothing moves while you read; by name as the pages.")
SINCE = OpenApiParameter("updated_since", str, description="Only records whose demographics changed since this instant.")


def full(patient: Patient, *, code: int = 200) -> Response:
    """The record as its reader may see it; `version` is also the ETag."""
    opens = bool(getattr(patient, "opens_chart", False))
    values = {name: getattr(patient, name) for name in listing.COLUMNS}
    contact = {name: getattr(patient, name) if opens else None for name in shapes.CONTACT}
    shown = {**values, **contact, "mrn": getattr(patient, "mrn", None), "opens_chart": opens}
    return Response(shapes.PatientShape(shown).data, status=code, headers={"ETag": f'"{patient.version}"'})


class Patients(APIView):
    """The patients your organization may see, and registering a new one."""

    @extend_schema(operation_id="patients_list", parameters=[AFTER, LIMIT, ORDER, SINCE], responses=shapes.PatientPage)
    def get(self, request: Request) -> Response:
        """The patients your organization may see."""
        actor = actor_of(request)
        require(actor, Permission.VIEW_RECORD)
        check_parameters(request, listing.PARAMETERS)
        rows, after = listing.page(actor, listing.chosen_in(request))
        saw(actor, [row["id"] for row in rows])
        return Response({"results": rows, "next": following(request, after)})

    @extend_schema(operation_id="patients_register", parameters=[KEY], request=shapes.RegisterBody, responses={201: shapes.PatientShape})
    def post(self, request: Request) -> Response:
        """Register a new patient. Similar records of your own organization stop it until somebody compared them."""
        actor = actor_of(request)
        require(actor, Permission.REGISTER)
        key, values = key_from(request), body(request, shapes.RegisterBody)
        check_replay(key, Patient(), fields_of(values), mrn=values.get("mrn", ""))
        try:
            patient = verbs.register(actor, key=key, **values)
        except LooksLikeDuplicate as warning:
            return compare(request, warning)
        saw(actor, [patient.pk])
        return full(header.find(actor, patient.pk), code=status.HTTP_201_CREATED)


def fields_of(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("mrn", "confirmed_not_duplicate")}


def compare(request: Request, warning: LooksLikeDuplicate) -> Response:
    """The warning; with the similar records of the own organization, for a caller who may read them."""
    actor, candidates = actor_of(request), []
    if may(actor, Permission.VIEW_RECORD):
        candidates = [candidate_of(one) for one in warning.candidates]
        saw(actor, [one.patient_id for one in warning.candidates])
    return answer(409, warning.code, warning.sentence, field="confirmed_not_duplicate", candidates=candidates)


def candidate_of(one: Any) -> dict[str, Any]:
    return {"id": one.patient_id, "name": one.list_name, "birth_on": one.birth_on, "mrn": one.mrn, "alike": list(one.likeness.reasons)}


class Search(APIView):
    """Found by name, MRN or birth date; sent in a body, so that no address carries a name."""

    @extend_schema(operation_id="patients_search", request=shapes.SearchBody, responses=shapes.SearchPage)
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        require(actor, Permission.VIEW_RECORD)
        take(actor, Limit.SEARCHES)
        given = body(request, shapes.SearchBody)
        chosen = listing.Chosen(asked=given["asked"].strip(), after=given.get("after"), order=listing.Order.NAME)
        rows, after = listing.page(actor, chosen)
        saw(actor, [row["id"] for row in rows])
        return Response({"results": rows, "after": after})


class OnePatient(APIView):
    """One patient: the header for whoever was sent a referral, all demographics where the chart is open."""

    @extend_schema(operation_id="patients_read", responses=shapes.PatientShape)
    def get(self, request: Request, patient_id: UUID) -> Response:
        return full(opened(request, patient_id, chart=False))

    @extend_schema(operation_id="patients_update", parameters=[IF_MATCH], request=shapes.DemographicsBody, responses=shapes.PatientShape)
    def patch(self, request: Request, patient_id: UUID) -> Response:
        """Change demographics; what is left out stays."""
        actor = actor_of(request)
        opened(request, patient_id, Permission.EDIT_RECORD, chart=False)
        values, version = body(request, shapes.DemographicsBody), version_from(request)
        verbs.update_demographics(actor, patient_id, version=version, **values)
        return full(header.find(actor, patient_id))
