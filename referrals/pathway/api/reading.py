"""How a call finds its journey: permission, wall, audit, in that order; and how an answer of one journey looks.

Room: referrals.pathway.api. What is done is in `verbs`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.models import Collection, Journey, ProtocolVersion
from referrals.pathway import journeys, reader, road
from referrals.pathway.api import shapes
from referrals.pathway.permissions import Permission
from referrals.pathway.road import Road

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description='The version you have, in quotes: "7".')
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="The same key gives the same journey.")
CURSOR = OpenApiParameter("after", str, description="Where the page before ended; taken from `next`.")
ALIKE = ("state", "phase", "phase_since_on", "attempt", "started_at", "next_step", "next_side", "next_due_at", "version")


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


def loaded(request: Request, journey_id: UUID) -> Road:
    return road.load(found(request, journey_id))


def protocol_name(version: ProtocolVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in ("id", "code", "version", "title", "product")}


def full(actor: Actor, journey_id: UUID, *, code: int = 200) -> Response:
    """One journey as it is now, read again: what a verb wrote stands in several tables."""
    row = journeys.seen(actor, journey_id)
    names = ("id", "patient_id", "referral_id", "practice_id", "center_id", "coordinator_id", "is_outpatient", "ended_at", "end_code")
    values = {name: getattr(row, name) for name in (*names, *ALIKE)}
    access = reader.of(row)
    values |= {"center_until": access.until if access else None}
    values |= {"protocol": protocol_name(row.protocol), "collections": Collection.objects.filter(journey=row).order_by("attempt")}
    return Response(shapes.JourneyShape(values).data, status=code, headers={"ETag": f'"{row.version}"'})
