"""The dates of a journey for programs: read, looked at before they move, moved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, check_parameters, version_from
from referrals.models import AnchorChange
from referrals.pathway import foresight, journeys, road, verbs
from referrals.pathway.api import bodies, shapes
from referrals.pathway.api.reading import found, loaded
from referrals.pathway.kinds import Confidence
from referrals.pathway.permissions import OF_VERB
from referrals.pathway.plan import Fix
from referrals.pathway.road import Road

MOST = 200
PREVIEW = OpenApiParameter("preview", bool, description="`true`: say what would follow, and write nothing.")
MAYBE_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The journey's version; not asked for in a preview.")
MOVED_OR_FORESEEN = PolymorphicProxySerializer(
    component_name="MovedOrForeseen", serializers=[shapes.AnchorInFull, shapes.ForesightShape], resource_type_field_name=None
)


def values(current: Road) -> list[dict[str, Any]]:
    """In the order of the protocol, with or without a date."""
    return [one_of(current, anchor) for anchor in current.protocol.anchors]


def one_of(current: Road, anchor: Any) -> dict[str, Any]:
    row, shown = current.anchors.get(anchor.code), {"code": anchor.code, "label": anchor.label, "lane": anchor.lane}
    if row is None or row.on is None:
        return {**shown, "on": None, "confidence": "", "source": "", "set_at": None}
    return {**shown, **{name: getattr(row, name) for name in ("on", "confidence", "source", "set_at")}}


class Anchors(APIView):
    @extend_schema(operation_id="journeys_anchors", responses=shapes.AnchorShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Every date the plan hangs on, in the order of the road."""
        current = loaded(request, journey_id)
        return Response(shapes.AnchorShape(values(current), many=True).data, headers={"ETag": f'"{current.journey.version}"'})


class OneAnchor(APIView):
    @extend_schema(operation_id="journeys_anchor", responses=shapes.AnchorInFull)
    def get(self, request: Request, journey_id: UUID, code: str) -> Response:
        """One date with its changes, and the journey's version."""
        return in_full(loaded(request, journey_id), code)

    @extend_schema(
        operation_id="journeys_move_anchor", parameters=[PREVIEW, MAYBE_MATCH], request=bodies.AnchorBody, responses=MOVED_OR_FORESEEN
    )
    def post(self, request: Request, journey_id: UUID, code: str) -> Response:
        """By the center: set or move one date. What follows it moves with it; what is done stays.

        With `?preview=true` nothing is written: the answer says what would move, who would be told and what would no longer hold.
        """
        journey = found(request, journey_id)
        given = body(request, bodies.AnchorBody)
        given["confidence"] = Confidence(given["confidence"])
        if is_preview(request):
            journeys.check_permission(actor_of(request), journey, OF_VERB["move_anchor"], journeys.CENTER)
            return foreseen(request, road.load(journey), code, Fix(given["on"], given["confidence"]))
        verbs.move_anchor(actor_of(request), journey_id, version=version_from(request), code=code, **given)
        return in_full(loaded(request, journey_id), code)


def is_preview(request: Request) -> bool:
    check_parameters(request, {"preview"})
    asked = request.query_params.get("preview", "false")
    if asked not in ("true", "false"):
        raise exceptions.ParseError("preview is true or false.")
    return asked == "true"


def foreseen(request: Request, current: Road, code: str, fix: Fix) -> Response:
    shown = shapes.ForesightShape(foresight.of_move(actor_of(request), current, code, fix)).data
    return Response(shown, headers={"ETag": f'"{current.journey.version}"'})


def in_full(current: Road, code: str) -> Response:
    anchor = next((anchor for anchor in current.protocol.anchors if anchor.code == code), None)
    if anchor is None:
        raise Http404
    changes = AnchorChange.objects.filter(journey=current.journey, code=code).order_by("-at")[:MOST]
    shown = shapes.AnchorInFull({**one_of(current, anchor), "changes": changes}).data
    return Response(shown, headers={"ETag": f'"{current.journey.version}"'})
