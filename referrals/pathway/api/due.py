"""The list of steps of an organization for programs: the question the sweep and the page ask, in the same words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, check_parameters, following
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.api.shapes import PersonShape
from referrals.models.journey import SITES
from referrals.pathway import climbed
from referrals.pathway.api.reading import CURSOR
from referrals.pathway.compiled import compiled
from referrals.pathway.pages import due_list
from referrals.pathway.pages.due_list import Tab
from referrals.pathway.permissions import Permission
from referrals.pathway.states import StepState
from referrals.pathway.tasks import title_of
from referrals.worklist.filters import BadFilter, Cursor
from referrals.worklist.query import people_of

SIZE = 50
TAB = OpenApiParameter("tab", str, enum=list(Tab), description="Which steps, as on the page “Steps”; without it those of this week.")


class DueStep(serializers.Serializer[Any]):
    """One step that can be done now. `is_late`: its time is over, as the sweep counts."""

    id = serializers.UUIDField()
    journey_id = serializers.UUIDField()
    patient = PersonShape()
    code = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=StepState.choices)
    site = serializers.ChoiceField(choices=SITES)
    owner_role = serializers.CharField()
    assignee = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField()
    is_late = serializers.BooleanField()


class DuePage(serializers.Serializer[Any]):
    results = DueStep(many=True)
    next = serializers.URLField(allow_null=True)


class Steps(APIView):
    """What your organization has to do on all roads, and what the other side has missed."""

    @extend_schema(operation_id="steps_list", parameters=[TAB, CURSOR], responses=DuePage)
    def get(self, request: Request) -> Response:
        """Fifty at a time, the longest due first: overdue, due today, escalated to you, and the rest."""
        actor, now = actor_of(request), timezone.now()
        require(actor, Permission.VIEW)
        check_parameters(request, {"tab", "after"})
        tab, after = wanted(request)
        mine = climbed.to(actor, now) if tab is Tab.ESCALATED else ()
        found = list(due_list.page(actor, tab, after, now, mine)[: SIZE + 1].values(*due_list.COLUMNS))
        more, found = len(found) > SIZE, found[:SIZE]
        people = people_of(actor, {row["patient_id"] for row in found})
        saw(actor, people)
        results = [
            values(row, people[row["patient_id"]]) | {"is_late": row["due_at"] <= now} for row in found if row["patient_id"] in people
        ]
        last = Cursor(found[-1]["due_at"], found[-1]["id"]) if more else None
        return Response({"results": DueStep(results, many=True).data, "next": following(request, last)})


def wanted(request: Request) -> tuple[Tab, Cursor | None]:
    given = request.query_params
    try:
        return Tab(given.get("tab", Tab.WEEK)), Cursor.parse(given["after"]) if "after" in given else None
    except (ValueError, BadFilter) as fault:
        raise exceptions.ParseError("A filter or the cursor is none of ours.") from fault


def values(row: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    same = ("id", "journey_id", "code", "state", "site", "owner_role", "due_at")
    protocol = compiled(row["journey__protocol_id"], row["journey__protocol__sha256"])
    title = title_of(protocol, row["code"])
    return {name: row[name] for name in same} | {"title": title, "patient": person, "assignee": row["assignee__name"]}
