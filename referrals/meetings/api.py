"""Meetings for programs of a center: agendas, cases, what is outstanding. People decide in the pages; a program reads and prepares."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.meetings import agenda, verbs
from referrals.meetings.permissions import Permission
from referrals.models import CaseDecision, CaseSetting, Journey, Meeting, MeetingCase, MeetingKind
from referrals.pathway.api.shapes import Shape
from referrals.pathway.protocol import Site

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="The case's version, in quotes.")


class MeetingRow(Shape):
    id = serializers.UUIDField()
    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=MeetingKind.choices)
    total = serializers.IntegerField()
    decided = serializers.IntegerField()


class CaseShape(Shape):
    """One journey on an agenda; `decision` is empty until it is recorded."""

    id = serializers.UUIDField()
    journey_id = serializers.UUIDField()
    place = serializers.IntegerField()
    decision = serializers.ChoiceField(choices=CaseDecision.choices, allow_blank=True)
    rationale = serializers.CharField(allow_blank=True)
    product = serializers.CharField(allow_blank=True)
    setting = serializers.ChoiceField(choices=CaseSetting.choices, allow_blank=True)
    priority = serializers.IntegerField(allow_null=True)
    recorded_by_name = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class AgendaShape(Shape):
    id = serializers.UUIDField()
    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=MeetingKind.choices)
    cases = CaseShape(many=True)
    waiting = serializers.ListField(child=serializers.UUIDField(), help_text="Journeys that wait for a decision and are not on it.")


class ActionShape(Shape):
    """Something a meeting asked for; `step_id` is where it is done."""

    id = serializers.UUIDField()
    words = serializers.CharField()
    asked_on = serializers.DateField()
    journey_id = serializers.UUIDField()
    step_id = serializers.UUIDField()
    owner_org_id = serializers.IntegerField()
    due_on = serializers.DateField()


class CallBody(Shape):
    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=MeetingKind.choices, default=MeetingKind.SELECTION)


class AddBody(Shape):
    journey = serializers.UUIDField()


class DecideBody(Shape):
    decision = serializers.ChoiceField(choices=CaseDecision.choices)
    rationale = serializers.CharField(max_length=1000)
    product = serializers.CharField(max_length=120, required=False, allow_blank=True)
    setting = serializers.ChoiceField(choices=CaseSetting.choices, required=False, allow_blank=True)
    priority = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)


class AskBody(Shape):
    words = serializers.CharField(max_length=300)
    side = serializers.ChoiceField(choices=[str(Site.CENTER), str(Site.PRACTICE)], default=str(Site.CENTER))
    due_on = serializers.DateField(required=False)
    user = serializers.IntegerField(required=False)


class Meetings(APIView):
    @extend_schema(operation_id="meetings_list", responses=MeetingRow(many=True))
    def get(self, request: Request) -> Response:
        """The last thirty of your center, with how many cases are decided."""
        require(actor_of(request), Permission.VIEW)
        return Response(MeetingRow(agenda.meetings(actor_of(request)), many=True).data)

    @extend_schema(operation_id="meetings_call", request=CallBody, responses={201: AgendaShape})
    def post(self, request: Request) -> Response:
        """Open the agenda of a day; the same day and kind give the same one again."""
        given = body(request, CallBody)
        row = verbs.call(actor_of(request), on=given["on"], kind=MeetingKind(given["kind"]))
        return agenda_of(request, row, code=status.HTTP_201_CREATED)


class OneMeeting(APIView):
    @extend_schema(operation_id="meetings_read", responses=AgendaShape)
    def get(self, request: Request, meeting_id: UUID) -> Response:
        """One agenda in order, and who waits."""
        require(actor_of(request), Permission.VIEW)
        return agenda_of(request, agenda.found(actor_of(request), meeting_id))

    @extend_schema(operation_id="meetings_add_case", request=AddBody, responses={201: AgendaShape})
    def post(self, request: Request, meeting_id: UUID) -> Response:
        """Put a journey on the agenda, last."""
        verbs.add(actor_of(request), meeting_id, body(request, AddBody)["journey"])
        return agenda_of(request, agenda.found(actor_of(request), meeting_id), code=status.HTTP_201_CREATED)


def agenda_of(request: Request, row: Meeting, *, code: int = 200) -> Response:
    actor = actor_of(request)
    cases, waiting = list(agenda.cases(row)), agenda.waiting(actor, row)
    saw(actor, [*(case.journey.patient_id for case in cases), *(one["patient_id"] for one in waiting)])
    shown = {"id": row.pk, "on": row.on, "kind": row.kind, "cases": cases, "waiting": [one["id"] for one in waiting]}
    return Response(AgendaShape(shown).data, status=code)


class Actions(APIView):
    @extend_schema(operation_id="meetings_actions", responses=ActionShape(many=True))
    def get(self, request: Request) -> Response:
        """What your center's meetings asked for and is not done, by meeting date."""
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        found = agenda.outstanding(actor)
        saw(actor, {one.patient_id for one in found})
        return Response(ActionShape([values(one) for one in found], many=True).data)


def values(one: agenda.Asked) -> dict[str, Any]:
    step = {"step_id": one.step.pk, "owner_org_id": one.step.owner_org_id, "due_on": one.step.due_on}
    return {name: getattr(one, name) for name in ("id", "words", "asked_on", "journey_id")} | step


def case_of(request: Request, case_id: UUID) -> MeetingCase:
    """404 for other centers, and where the record is not open to this one."""
    actor = actor_of(request)
    require(actor, Permission.VIEW)
    case = MeetingCase.objects.select_related("journey").filter(pk=case_id, meeting__center_id=actor.place_id, dropped_at=None).first()
    if case is None or not Journey.objects.visible_to(actor).filter(pk=case.journey_id).exists():
        raise Http404
    saw(actor, [case.journey.patient_id])
    return case


class Decide(APIView):
    @extend_schema(operation_id="meetings_decide", parameters=[IF_MATCH], request=DecideBody, responses=CaseShape)
    def post(self, request: Request, case_id: UUID) -> Response:
        """A person writes down what was decided and why; the step of the road is done with it. A program gets 403."""
        case_of(request, case_id)
        given, version = body(request, DecideBody), version_from(request)
        decision = CaseDecision(given.pop("decision"))
        case = verbs.decide(actor_of(request), case_id, version=version, decision=decision, **given)
        return Response(CaseShape(case).data, headers={"ETag": f'"{case.version}"'})


class Ask(APIView):
    @extend_schema(operation_id="meetings_ask", parameters=[IF_MATCH], request=AskBody, responses={201: ActionShape})
    def post(self, request: Request, case_id: UUID) -> Response:
        """A person asks for something; it becomes a step of the road, of either side."""
        case_of(request, case_id)
        given, version = body(request, AskBody), version_from(request)
        action = verbs.ask(actor_of(request), case_id, version=version, side=Site(given.pop("side")), **given)
        shown = values(agenda.asked([action])[0])
        return Response(ActionShape(shown).data, status=status.HTTP_201_CREATED)
