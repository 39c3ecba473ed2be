"""The drug list against a journey's washouts, for programs. It computes; nothing is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from referrals.pathway import washout
from referrals.pathway.api.reading import loaded
from referrals.pathway.road import Road

Shape = serializers.Serializer[Any]


class WashoutDrug(Shape):
    """`last_on` is null while it is given; `days` null where the center decides; `stop_by` is for the planned apheresis."""

    name = serializers.CharField()
    last_on = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    stop_by = serializers.DateField(allow_null=True)
    free_on = serializers.DateField(allow_null=True)
    drug_class = serializers.CharField()
    rule_source = serializers.CharField()


class WashoutShape(Shape):
    """`earliest` is null without a known last dose; `limiting` alone make it so late; `open` the center must decide on, or are given."""

    earliest = serializers.DateField(allow_null=True)
    limiting = serializers.ListField(child=serializers.CharField())
    open = serializers.ListField(child=serializers.CharField())
    uncounted = serializers.ListField(child=serializers.CharField(), help_text="In use, and no treatment of the disease.")
    apheresis = serializers.DateField(allow_null=True)
    drugs = WashoutDrug(many=True)


class Washout(APIView):
    @extend_schema(operation_id="journeys_washout", responses=WashoutShape)
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Stop dates and the earliest apheresis from the drug list, with the drug that limits it."""
        return Response(WashoutShape(values(loaded(request, journey_id))).data)


def values(current: Road) -> dict[str, Any]:
    found, fix = washout.of_patient(current.journey.patient_id, current.protocol), current.fixes.get("APH")
    planned = fix.on if fix else None
    drugs = [
        {
            **{name: getattr(one, name) for name in ("name", "last_on", "free_on")},
            "days": one.rule.days,
            "stop_by": one.stop_by(planned) if planned else None,
            "drug_class": one.rule.drug_class,
            "rule_source": one.rule.source,
        }
        for one in found.lines
    ]
    whole = {name: getattr(found, name) for name in ("earliest", "limiting", "open", "uncounted")}
    return whole | {"apheresis": planned, "drugs": drugs}
