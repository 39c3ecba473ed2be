"""The dates of a journey for programs: read, looked at before they move, moved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, version_from
from referrals.models import AnchorChange
from referrals.pathway import verbs
from referrals.pathway.api import bodies, shapes
from referrals.pathway.api.reading import IF_MATCH, found, loaded
from referrals.pathway.kinds import Confidence
from referrals.pathway.road import Road

MOST = 200


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

    @extend_schema(operation_id="journeys_move_anchor", parameters=[IF_MATCH], request=bodies.AnchorBody, responses=shapes.AnchorInFull)
    def post(self, request: Request, journey_id: UUID, code: str) -> Response:
        """By the center: set or move one date. What follows it moves with it; what is done stays."""
        found(request, journey_id)
        given, version = body(request, bodies.AnchorBody), version_from(request)
        confidence = Confidence(given.pop("confidence"))
        verbs.move_anchor(actor_of(request), journey_id, version=version, code=code, confidence=confidence, **given)
        return in_full(loaded(request, journey_id), code)


def in_full(current: Road, code: str) -> Response:
    anchor = next((anchor for anchor in current.protocol.anchors if anchor.code == code), None)
    if anchor is None:
        raise Http404
    changes = AnchorChange.objects.filter(journey=current.journey, code=code).order_by("-at")[:MOST]
    shown = shapes.AnchorInFull({**one_of(current, anchor), "changes": changes}).data
    return Response(shown, headers={"ETag": f'"{current.journey.version}"'})
