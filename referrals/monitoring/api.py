"""HTTP of the first days for programs: checks, their corrections, side effects."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, key_from, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.api.views import IF_MATCH
from referrals.models import Journey, MonitoringEntry, ToxicityEpisode
from referrals.monitoring import episodes, verbs
from referrals.monitoring.permissions import Permission
from referrals.monitoring.screen import MOST
from referrals.monitoring.shapes import (
    ChangeEpisodeBody,
    CheckBody,
    CheckShape,
    EpisodeBody,
    EpisodeShape,
    NoEpisodeBody,
    RetractBody,
)
from referrals.pathway import journeys

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="The same key gives the same check.")


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


def of_journey(journey: Journey, entry_id: UUID) -> MonitoringEntry:
    row = MonitoringEntry.objects.select_related("retraction", "corrected_by").filter(journey=journey, pk=entry_id).first()
    if row is None:
        raise Http404
    return row


def full(row: MonitoringEntry, journey: Journey, *, code: int = 200) -> Response:
    """The ETag is the journey's version: a correction says what its writer had seen."""
    return Response(CheckShape(row).data, status=code, headers={"ETag": f'"{journey.version}"'})


def now(request: Request, journey_id: UUID) -> Journey:
    return journeys.seen(actor_of(request), journey_id)


class Checks(APIView):
    """The checks of a journey, newest first, and writing one."""

    @extend_schema(operation_id="monitoring_checks", responses=CheckShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Every check, those that were corrected or taken back too."""
        rows = MonitoringEntry.objects.filter(journey=found(request, journey_id)).select_related("retraction", "corrected_by")
        return Response(CheckShape(rows[:MOST], many=True).data)

    @extend_schema(operation_id="monitoring_record_check", parameters=[KEY], request=CheckBody, responses={201: CheckShape})
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Write one check. The answer says which grades it gives; both sides are told the same day from grade 2 on."""
        found(request, journey_id)
        made = verbs.record_check(actor_of(request), journey_id, key=key_from(request), **body(request, CheckBody))
        return full(made.entry, now(request, journey_id), code=status.HTTP_201_CREATED)


class OneCheck(APIView):
    @extend_schema(operation_id="monitoring_check", responses=CheckShape)
    def get(self, request: Request, journey_id: UUID, entry_id: UUID) -> Response:
        """One check with its answers and grades."""
        journey = found(request, journey_id)
        return full(of_journey(journey, entry_id), journey)


class CorrectCheck(APIView):
    @extend_schema(operation_id="monitoring_correct_check", parameters=[IF_MATCH], request=CheckBody, responses={201: CheckShape})
    def post(self, request: Request, journey_id: UUID, entry_id: UUID) -> Response:
        """A new check in the place of a wrong one, which stays to be read."""
        of_journey(found(request, journey_id), entry_id)
        values, version = body(request, CheckBody), version_from(request)
        made = verbs.correct_check(actor_of(request), journey_id, entry_id, version=version, **values)
        return full(made.entry, now(request, journey_id), code=status.HTTP_201_CREATED)


class RetractCheck(APIView):
    @extend_schema(operation_id="monitoring_retract_check", parameters=[IF_MATCH], request=RetractBody, responses=CheckShape)
    def post(self, request: Request, journey_id: UUID, entry_id: UUID) -> Response:
        """Mark a check as entered in error, with the reason."""
        of_journey(found(request, journey_id), entry_id)
        values, version = body(request, RetractBody), version_from(request)
        verbs.retract_check(actor_of(request), journey_id, entry_id, version=version, **values)
        journey = now(request, journey_id)
        return full(of_journey(journey, entry_id), journey)


class Episodes(APIView):
    """Side effects from onset to end."""

    @extend_schema(operation_id="monitoring_episodes", responses=EpisodeShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """Every side effect that a person confirmed."""
        rows = ToxicityEpisode.objects.filter(journey=found(request, journey_id))
        return Response(EpisodeShape(rows, many=True).data)

    @extend_schema(operation_id="monitoring_open_episode", request=EpisodeBody, responses={201: EpisodeShape})
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Confirm that one began; a person does this, never a program."""
        found(request, journey_id)
        row = episodes.open_episode(actor_of(request), journey_id, **body(request, EpisodeBody))
        return Response(EpisodeShape(row).data, status=status.HTTP_201_CREATED, headers={"ETag": f'"{row.version}"'})


class OneEpisode(APIView):
    """A known one."""

    @extend_schema(operation_id="monitoring_change_episode", parameters=[IF_MATCH], request=ChangeEpisodeBody, responses=EpisodeShape)
    def put(self, request: Request, journey_id: UUID, episode_id: UUID) -> Response:
        """Dates, peak and end as they are now known; without an end it is under way again."""
        found(request, journey_id)
        values, version = body(request, ChangeEpisodeBody), version_from(request)
        return changed(request, journey_id, episode_id, "change_episode", version, values)


class WithdrawEpisode(APIView):
    @extend_schema(operation_id="monitoring_withdraw_episode", parameters=[IF_MATCH], request=NoEpisodeBody, responses=EpisodeShape)
    def post(self, request: Request, journey_id: UUID, episode_id: UUID) -> Response:
        """It was no such side effect: entered in error, with the reason."""
        found(request, journey_id)
        values, version = body(request, NoEpisodeBody), version_from(request)
        return changed(request, journey_id, episode_id, "withdraw_episode", version, values)


def changed(request: Request, journey_id: UUID, episode_id: UUID, verb: str, version: int, values: dict[str, object]) -> Response:
    try:
        row = getattr(episodes, verb)(actor_of(request), journey_id, episode_id, version=version, **values)
    except ToxicityEpisode.DoesNotExist:
        raise Http404 from None
    return Response(EpisodeShape(row).data, headers={"ETag": f'"{row.version}"'})
