"""HTTP of the queue for programs: who waits and why there, the log of one place, the criteria, and the verbs on a place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import KeyReused, actor_of, body, check_parameters, key_from, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.api.views import IF_MATCH
from referrals.models import Journey, QueueCriterion, QueueEntry, QueueEvent, Tier
from referrals.pathway.api.reading import KEY
from referrals.pathway.permissions import Permission as OfTheRoad
from referrals.slots import queue, queue_page, verbs
from referrals.slots import queue_shapes as shapes
from referrals.slots.permissions import Permission
from referrals.slots.states import ResourceKind

KIND = OpenApiParameter("kind", str, required=True, enum=list(ResourceKind.values), description="Which kind of slot is waited for.")
LOGGED = 100


def values(actor: Actor, entries: list[QueueEntry]) -> list[dict[str, Any]]:
    """Places in their order, each with the sum anybody can add up. Whose they are is audited."""
    now = timezone.now()
    places, told = queue.places([one.pk for one in entries]), queue.exceptions(entries)
    saw(actor, {one.patient_id for one in entries})
    return [one_of(one, places.get(one.pk), queue.why(one, now, told.get(one.pk))) for one in queue.in_order(entries, now)]


def one_of(entry: QueueEntry, place: queue.Place | None, why: str) -> dict[str, Any]:
    now = timezone.now()
    names = ("id", "kind", "product", "state", "entered_at", "tier", "values", "scored_at", "version")
    return {
        **{name: getattr(entry, name) for name in names},
        "journey": entry.journey_id,
        "place": place.number if place else None,
        "waiting": place.waiting if place else 0,
        "points": queue.total(entry, now),
        "parts": queue.parts(entry, now),
        "why": why,
    }


def full(actor: Actor, entry: QueueEntry, *, code: int = status.HTTP_200_OK) -> Response:
    return Response(shapes.EntryShape(values(actor, [entry])[0]).data, status=code, headers={"ETag": f'"{entry.version}"'})


def found(request: Request, entry_id: UUID) -> QueueEntry:
    """The place for a reader of either side; 404 for outsiders, 403 for colleagues without the role."""
    actor = actor_of(request)
    require(actor, OfTheRoad.VIEW)
    row = QueueEntry.objects.visible_to(actor).filter(pk=entry_id).first()
    if row is None:
        raise Http404
    return row


class Queue(APIView):
    """Who waits for scarce slots of the caller's center."""

    @extend_schema(operation_id="slots_queue_list", parameters=[KIND], responses=shapes.EntryShape(many=True))
    def get(self, request: Request) -> Response:
        """In order, with the reason for each place. Places of people whose record is not open to the caller are counted, not listed."""
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, {"kind"})
        kind = request.query_params.get("kind", "")
        if kind not in ResourceKind.values:
            raise exceptions.ParseError(f"“kind” is one of {', '.join(ResourceKind.values)}.")
        entries = queue_page.entries_of(actor, ResourceKind(kind))
        seen = queue_page.people(actor, entries)
        listed = values(actor, [one for one in entries if one.patient_id in seen])
        return Response(shapes.EntryShape(listed, many=True).data)

    @extend_schema(operation_id="slots_queue_enter", parameters=[KEY], request=shapes.EnterBody, responses={201: shapes.EntryShape})
    def post(self, request: Request) -> Response:
        """By the center: a journey takes a place with the answers to the criteria. The same key gives the same place again."""
        actor = actor_of(request)
        require(actor, Permission.QUEUE)
        key = key_from(request)
        given = body(request, shapes.EnterBody)
        if earlier := QueueEntry.objects.visible_to(actor).filter(pk=key).first():
            if (earlier.journey_id, earlier.kind) != (given["journey"], given["kind"]):
                raise KeyReused
            return full(actor, earlier, code=status.HTTP_201_CREATED)
        try:
            entry = verbs.enter(actor, given["journey"], kind=ResourceKind(given["kind"]), values=given.get("values", {}), key=key)
        except Journey.DoesNotExist:
            raise Http404 from None
        return full(actor, entry, code=status.HTTP_201_CREATED)


class Criteria(APIView):
    @extend_schema(operation_id="slots_queue_criteria", responses=shapes.CriterionShape(many=True))
    def get(self, request: Request) -> Response:
        """What the caller's center orders its queues by today: published, and approved by a second person."""
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        rows = QueueCriterion.objects.in_force(actor.place_id or 0, timezone.localdate())
        return Response(shapes.CriterionShape(rows, many=True).data)


class OneEntry(APIView):
    @extend_schema(operation_id="slots_queue_read", responses=shapes.EntryShape)
    def get(self, request: Request, entry_id: UUID) -> Response:
        """One place, with its version."""
        return full(actor_of(request), found(request, entry_id))


class Log(APIView):
    @extend_schema(operation_id="slots_queue_log", responses=shapes.QueueEventShape(many=True))
    def get(self, request: Request, entry_id: UUID) -> Response:
        """What happened to this place, newest first; the last 100."""
        entry = found(request, entry_id)
        saw(actor_of(request), [entry.patient_id])
        rows = QueueEvent.objects.filter(entry=entry).order_by("-at", "-id")[:LOGGED]
        return Response(shapes.QueueEventShape(rows, many=True).data)


class Answer(APIView):
    @extend_schema(operation_id="slots_queue_answer", parameters=[IF_MATCH], request=shapes.AnswerBody, responses=shapes.EntryShape)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """New answers, scored by the criteria in force today."""
        found(request, entry_id)
        given, actor = body(request, shapes.AnswerBody), actor_of(request)
        return full(actor, verbs.answer(actor, entry_id, version=version_from(request), values=given["values"]))


class Override(APIView):
    @extend_schema(operation_id="slots_queue_override", parameters=[IF_MATCH], request=shapes.OverrideBody, responses=shapes.EntryShape)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """By a clinician: an exception to the order, or its end, with a reason that both sides read."""
        found(request, entry_id)
        given, actor = body(request, shapes.OverrideBody), actor_of(request)
        tier, version = Tier(int(given["tier"])), version_from(request)
        return full(actor, verbs.override(actor, entry_id, version=version, tier=tier, reason=given["reason"]))


class Leave(APIView):
    @extend_schema(operation_id="slots_queue_leave", parameters=[IF_MATCH], request=shapes.LeaveBody, responses=shapes.EntryShape)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Leave the queue, and why."""
        found(request, entry_id)
        given, actor = body(request, shapes.LeaveBody), actor_of(request)
        return full(actor, verbs.leave(actor, entry_id, version=version_from(request), reason=given["reason"]))
