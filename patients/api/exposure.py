"""Exposure over all lines of a patient, computed as the record shows it.

Room: patients.api.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import check_parameters
from patients.api.doors import opened
from patients.clinical.exposure import SOURCE, Set, Standing
from patients.models import LineDrug, TherapyLine
from patients.pages.exposure import Exposure, exposure


class StandingShape(serializers.Serializer[Any]):
    """Null is "not known": a line may be missing, or one does not say whether the disease is refractory."""

    exposed = serializers.BooleanField(allow_null=True)
    refractory = serializers.BooleanField(allow_null=True)
    drugs = serializers.ListField(child=serializers.CharField(), help_text="Ingredients that count.")
    lacking = serializers.DictField(child=serializers.IntegerField(), help_text="How many more of which class it takes.")


class GivenShape(serializers.Serializer[Any]):
    ingredient = serializers.CharField()
    kind = serializers.CharField(help_text="Class id, as the tool drug_class answers it.")
    refractory = serializers.BooleanField(allow_null=True)


class ExposureShape(serializers.Serializer[Any]):
    triple_class = StandingShape()
    penta_drug = StandingShape()
    drugs = GivenShape(many=True)
    is_whole = serializers.BooleanField(help_text="Every line from the first is recorded with its drugs: only then is an answer false.")
    unread = serializers.ListField(child=serializers.CharField(), help_text="Names in which no drug of the list was found; not counted.")
    citation = serializers.CharField()


class ExposureView(APIView):
    """To which drugs somebody was exposed, and to which the disease is refractory, over all lines."""

    @extend_schema(operation_id="patients_exposure", responses=ExposureShape)
    def get(self, request: Request, patient_id: UUID) -> Response:
        patient = opened(request, patient_id)
        check_parameters(request, set())
        standing = {"patient": patient, "is_entered_in_error": False}
        numbers = list(TherapyLine.objects.filter(**standing).values_list("number", flat=True))
        return Response(shown(exposure(numbers, list(LineDrug.objects.filter(**standing).order_by("name")))))


def shown(found: Exposure) -> dict[str, Any]:
    drugs = [{"ingredient": one.ingredient, "kind": one.kind.value, "refractory": one.is_refractory} for one in found.given]
    sets = {one.value: standing_of(found.sets[one]) for one in Set}
    return {**sets, "drugs": drugs, "is_whole": found.is_whole, "unread": list(found.unread), "citation": SOURCE}


def standing_of(one: Standing) -> dict[str, Any]:
    lacking = {kind.value: number for kind, number in one.lacking.items()}
    return {"exposed": one.exposed, "refractory": one.refractory, "drugs": list(one.drugs), "lacking": lacking}
