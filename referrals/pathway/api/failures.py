"""Failure branches and flags for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, version_from
from referrals.models import Journey, JourneyBranch, JourneyFlag
from referrals.pathway import journeys, verbs
from referrals.pathway.api import bodies, outcomes
from referrals.pathway.api.reading import IF_MATCH, found
from referrals.pathway.compiled import protocol_for
from referrals.pathway.protocol import Protocol

MOST = 200


def values(protocol: Protocol, row: JourneyBranch) -> dict[str, Any]:
    """With the words of the protocol; a branch of an earlier protocol keeps its code."""
    names = ("id", "code", "step_id", "attempt", "reason_code", "text", "opened_at", "resolved_at", "resolution")
    rule = next((branch for branch in protocol.branches if branch.code == row.code), None)
    ways = {way.code: way.words for way in rule.choices} if rule and row.resolved_at is None else {}
    return {name: getattr(row, name) for name in names} | {"title": rule.title if rule else row.code, "ways": ways}


def answered(request: Request, journey_id: UUID, row: JourneyBranch, *, code: int = 200) -> Response:
    """The branch as it is, with the journey's new version as ETag."""
    journey = journeys.seen(actor_of(request), journey_id)
    shown = outcomes.BranchShape(values(protocol_for(journey), row)).data
    return Response(shown, status=code, headers={"ETag": f'"{journey.version}"'})


class Branches(APIView):
    @extend_schema(operation_id="journeys_branches", responses=outcomes.BranchShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """What failed on this journey, newest first, open and resolved."""
        journey = found(request, journey_id)
        protocol = protocol_for(journey)
        rows = JourneyBranch.objects.filter(journey=journey).order_by("-opened_at")[:MOST]
        return Response(outcomes.BranchShape([values(protocol, row) for row in rows], many=True).data)

    @extend_schema(
        operation_id="journeys_open_branch", parameters=[IF_MATCH], request=bodies.BranchBody, responses={201: outcomes.BranchShape}
    )
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Say what failed, with a coded reason: tasks open, steps wait, dates move, people are told, as the protocol says."""
        found(request, journey_id)
        given, version = body(request, bodies.BranchBody), version_from(request)
        row = verbs.open_branch(actor_of(request), journey_id, version=version, **given)
        return answered(request, journey_id, row, code=status.HTTP_201_CREATED)


class Resolve(APIView):
    @extend_schema(
        operation_id="journeys_resolve_branch", parameters=[IF_MATCH], request=bodies.ResolveBody, responses=outcomes.BranchShape
    )
    def post(self, request: Request, journey_id: UUID, branch_id: UUID) -> Response:
        """Say how it was resolved, by one of its `ways`; what waited goes on."""
        found(request, journey_id)
        given, version = body(request, bodies.ResolveBody), version_from(request)
        return answered(request, journey_id, verbs.resolve_branch(actor_of(request), journey_id, branch_id, version=version, **given))


class Flags(APIView):
    @extend_schema(operation_id="journeys_flags", responses=outcomes.FlagShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """What one side wrote that the center must look at, newest first."""
        return Response(outcomes.FlagShape(flags_of(found(request, journey_id)), many=True).data)


def flags_of(journey: Journey) -> Any:
    return JourneyFlag.objects.filter(journey=journey).order_by("-raised_at")[:MOST]


class Seen(APIView):
    @extend_schema(operation_id="journeys_see_flag", request=None, responses=outcomes.FlagShape)
    def post(self, request: Request, journey_id: UUID, flag_id: UUID) -> Response:
        """Somebody at the center has seen it; once."""
        found(request, journey_id)
        body(request, bodies.EmptyBody)
        return Response(outcomes.FlagShape(verbs.see_flag(actor_of(request), journey_id, flag_id)).data)
