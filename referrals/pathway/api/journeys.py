"""Journeys for programs: the list, one, starting one, and the verbs of a journey itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import KeyReused, actor_of, body, check_parameters, following, key_from, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.models import Journey, JourneyEvent, Referral
from referrals.pathway import rows, verbs
from referrals.pathway.api import bodies, outcomes, shapes
from referrals.pathway.api.reading import CURSOR, IF_MATCH, KEY, found, full
from referrals.pathway.permissions import Permission
from referrals.pathway.states import JourneyState
from referrals.worklist.filters import BadFilter, Cursor

MOST = 200
FILTERS = [
    OpenApiParameter("phase", str, description="Only one phase of the road, such as `manufacturing`."),
    OpenApiParameter("state", str, enum=list(JourneyState.values), description="Only one state; without it all that run."),
    OpenApiParameter("late", str, enum=["1"], description="Only those with a step that is overdue."),
]


class Journeys(APIView):
    """The journeys of your organization."""

    @extend_schema(operation_id="journeys_list", parameters=[*FILTERS, CURSOR], responses=shapes.JourneyPage)
    def get(self, request: Request) -> Response:
        """Twenty at a time, the newest first; without a filter those that run."""
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, {"phase", "state", "late", "after"})
        try:
            page = rows.page(actor, chosen(request))
        except BadFilter as fault:
            raise exceptions.ParseError(str(fault)) from fault
        saw(actor, page.people)
        return Response({"results": shapes.JourneyRow(page.rows, many=True).data, "next": following(request, page.next)})


def chosen(request: Request) -> rows.Filter:
    given = request.query_params
    state = given.get("state", "")
    if state and state not in JourneyState.values:
        raise BadFilter(f"“{state[:30]}” is no state of a journey.")
    if given.get("late", "1") != "1":
        raise BadFilter("late is 1, or left out.")
    after = Cursor.parse(given["after"]) if "after" in given else None
    return rows.Filter(phase=given.get("phase", "")[:24], state=state, is_late="late" in given, after=after)


class Begin(APIView):
    """The plan of an accepted referral."""

    @extend_schema(operation_id="journeys_start", parameters=[KEY], request=bodies.BeginBody, responses={201: shapes.JourneyShape})
    def post(self, request: Request, referral_id: UUID) -> Response:
        """By the center: begin the plan on a protocol. What the referral has done is done; every step gets its day."""
        actor, key = actor_of(request), key_from(request)
        require(actor, Permission.VIEW)
        given = body(request, bodies.BeginBody)
        if earlier := Journey.objects.visible_to(actor).filter(pk=key).first():
            return again(actor, earlier, given)
        try:
            made = verbs.start(actor, referral_id, **given, key=key)
        except Referral.DoesNotExist:
            raise Http404 from None
        saw(actor, [made.patient_id])
        return full(actor, made.pk, code=status.HTTP_201_CREATED)


def again(actor: Actor, earlier: Journey, given: dict[str, Any]) -> Response:
    """The same key: the same journey, unless it asks for another protocol."""
    if earlier.protocol_id != given["protocol"]:
        raise KeyReused
    saw(actor, [earlier.patient_id])
    return full(actor, earlier.pk, code=status.HTTP_201_CREATED)


class OneJourney(APIView):
    @extend_schema(operation_id="journeys_read", responses=shapes.JourneyShape)
    def get(self, request: Request, journey_id: UUID) -> Response:
        """One journey, with its version."""
        found(request, journey_id)
        return full(actor_of(request), journey_id)


class Events(APIView):
    @extend_schema(operation_id="journeys_events", responses=outcomes.RoadEventShape(many=True))
    def get(self, request: Request, journey_id: UUID) -> Response:
        """What happened, newest first; the last 200."""
        events = JourneyEvent.objects.filter(journey=found(request, journey_id)).order_by("-at", "-id")[:MOST]
        return Response(outcomes.RoadEventShape(events, many=True).data)


class Act(APIView):
    """One verb of the journey itself."""

    verb = ""
    takes: type[bodies.Body] = bodies.EmptyBody

    def post(self, request: Request, journey_id: UUID) -> Response:
        found(request, journey_id)
        values, version = body(request, self.takes), version_from(request)
        getattr(verbs, self.verb)(actor_of(request), journey_id, version=version, **values)
        return full(actor_of(request), journey_id)


# Address: verb, body, words.
ACTS: dict[str, tuple[str, type[bodies.Body], str]] = {
    "choose-protocol": (
        "choose_protocol",
        bodies.ProtocolBody,
        "By the center: go on under another version or product. What was done stays; gates are signed anew.",
    ),
    "chain-id": (
        "store_chain_id",
        bodies.ChainBody,
        "By the center: store the chain-of-identity id of this collection, as its issuer wrote it. Once; nobody edits it after.",
    ),
    "renew-follow-up": (
        "renew_follow_up",
        bodies.WhyBody,
        "By a person of the practice: the center goes on reading for a year, from 90 days before its access ends or after it has ended.",
    ),
    "end": ("end", bodies.EndBody, "Complete it, or end it early with a code of the protocol. Completing wants the last gate signed."),
}


def act_of(address: str) -> Any:
    """The view of one verb, with its own body in the schema."""
    verb, takes, words = ACTS[address]
    view = type(f"{verb.title().replace('_', '')}OfJourney", (Act,), {"verb": verb, "takes": takes, "__doc__": Act.__doc__})
    document = extend_schema(
        operation_id=f"journeys_{verb}", description=words, parameters=[IF_MATCH], request=takes, responses=shapes.JourneyShape
    )
    return extend_schema_view(post=document)(view).as_view()  # type: ignore[attr-defined]  # made above
