"""Protocols for programs: which versions there are, and one of them whole. Reading only; files are loaded by an operator."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, check_parameters
from carecoord.access.permissions import require
from referrals.models import ProtocolVersion
from referrals.pathway import overrides
from referrals.pathway.permissions import Permission


class VersionShape(serializers.ModelSerializer[ProtocolVersion]):
    """One version. `retired_on` is null while no newer one takes its place; `sha256` is the fingerprint of `content`."""

    class Meta:
        model = ProtocolVersion
        fields = ("code", "version", "title", "therapy", "disease", "product", "effective_on", "retired_on", "sha256", "loaded_at")


class OwnDaysShape(serializers.Serializer[Any]):
    """What the caller's center set instead, approved and in effect. `step` may be "washout.<class>"; `offset` is in the rule's unit."""

    step = serializers.CharField()
    series = serializers.IntegerField()
    offset = serializers.IntegerField()
    effective_on = serializers.DateField()
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column of that name, taken up by the metaclass


class WholeVersion(VersionShape):
    """With everything it says: anchors, steps, gates, branches, washouts, sources."""

    content = serializers.JSONField(help_text="As compiled; entries at their default are left out.")
    own_days = serializers.SerializerMethodField()

    class Meta(VersionShape.Meta):
        fields = (*VersionShape.Meta.fields, "content", "own_days")  # type: ignore[assignment]  # two more than the base

    @extend_schema_field(OwnDaysShape(many=True))
    def get_own_days(self, row: ProtocolVersion) -> list[dict[str, Any]]:
        center = self.context["center"]
        held = overrides.in_force(center, row.code, timezone.localdate()) if center else []
        return [dict(OwnDaysShape(one).data) for one in held]


class Protocols(APIView):
    """Every version of every protocol, the newest of each first. No patient stands in it."""

    @extend_schema(operation_id="protocols_list", responses=VersionShape(many=True))
    def get(self, request: Request) -> Response:
        require(actor_of(request), Permission.READ_PROTOCOL)
        check_parameters(request, set())
        return Response(VersionShape(ProtocolVersion.objects.defer("content"), many=True).data)


class OneProtocol(APIView):
    """One version, and what the caller's center does its own way."""

    @extend_schema(operation_id="protocols_get", responses=WholeVersion)
    def get(self, request: Request, code: str, version: int) -> Response:
        actor = actor_of(request)
        require(actor, Permission.READ_PROTOCOL)
        check_parameters(request, set())
        row = ProtocolVersion.objects.filter(code=code, version=version).first()
        if row is None:
            raise Http404
        center = actor.place.id if actor.place and actor.is_center else None
        return Response(WholeVersion(row, context={"center": center}).data)
