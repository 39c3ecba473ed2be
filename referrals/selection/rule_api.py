"""HTTP of rule sets for programs: reading all that hold, writing a center's own drafts. A second person approves, signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, check_parameters, version_from
from carecoord.access.permissions import require
from referrals.api.views import IF_MATCH
from referrals.models import RuleSet
from referrals.selection import shapes, verbs
from referrals.selection.permissions import Permission
from referrals.selection.states import RuleKind, RuleState
from referrals.selection.verbs.rules import About

KIND = OpenApiParameter("kind", str, enum=list(RuleKind.values), description="Only one kind.")
STATE = OpenApiParameter("state", str, enum=list(RuleState.values), description="Only one state; without it all but retired ones.")
MOST = 200


def full(row: RuleSet, *, code: int = status.HTTP_200_OK) -> Response:
    return Response(shapes.RuleSetShape(row).data, status=code, headers={"ETag": f'"{row.version}"'})


class RuleSets(APIView):
    """Label, trial, center and payer rules, which never mix."""

    @extend_schema(operation_id="selection_rule_sets_list", parameters=[KIND, STATE], responses=shapes.RuleSetShape(many=True))
    def get(self, request: Request) -> Response:
        """What is for everybody and the caller's own, two hundred at most."""
        actor = actor_of(request)
        require(actor, Permission.READ_RULES)
        check_parameters(request, {"kind", "state"})
        rows = RuleSet.objects.readable_by(actor).for_center(actor.place_id)
        for name, known in (("kind", RuleKind.values), ("state", RuleState.values)):
            if chosen := request.query_params.get(name):
                if chosen not in known:
                    raise exceptions.ParseError(f"“{name}” is one of {', '.join(known)}.")
                rows = rows.filter(**{name: chosen})
        if "state" not in request.query_params:
            rows = rows.exclude(state=RuleState.RETIRED)
        return Response(shapes.RuleSetShape(rows[:MOST], many=True).data)

    @extend_schema(operation_id="selection_rule_sets_draft", request=shapes.DraftBody, responses={201: shapes.RuleSetShape})
    def post(self, request: Request) -> Response:
        """Begin a draft of one's own."""
        actor = actor_of(request)
        require(actor, Permission.DRAFT_RULES)
        given = body(request, shapes.DraftBody)
        about = About(given["title"], given["source"], given["reason"], given["effective_on"], given.get("product", ""))
        try:
            row = verbs.draft(actor, kind=RuleKind(given["kind"]), key=given["key"], about=about, start=given.get("start"))
        except RuleSet.DoesNotExist:
            raise Http404 from None
        return full(row, code=status.HTTP_201_CREATED)


class OneRuleSet(APIView):
    @extend_schema(operation_id="selection_rule_set", responses=shapes.RuleSetShape)
    def get(self, request: Request, rule_set_id: UUID) -> Response:
        actor = actor_of(request)
        require(actor, Permission.READ_RULES)
        row = RuleSet.objects.readable_by(actor).filter(pk=rule_set_id).first()
        if row is None:
            raise Http404
        return full(row)


class Edit(APIView):
    @extend_schema(operation_id="selection_rule_set_edit", parameters=[IF_MATCH], request=shapes.EditBody, responses=shapes.RuleSetShape)
    def post(self, request: Request, rule_set_id: UUID) -> Response:
        """Write the criteria of a draft, all of them."""
        actor = actor_of(request)
        require(actor, Permission.DRAFT_RULES)
        version, given = version_from(request), body(request, shapes.EditBody)
        criteria: list[dict[str, Any]] = [dict(one) for one in given["criteria"]]
        try:
            return full(verbs.edit(actor, rule_set_id, version=version, criteria=criteria))
        except RuleSet.DoesNotExist:
            raise Http404 from None


class Do(APIView):
    @extend_schema(
        operation_id="selection_rule_set_do",
        parameters=[IF_MATCH, OpenApiParameter("verb", str, OpenApiParameter.PATH, enum=["test", "approve", "discard", "retire"])],
        request=shapes.RuleVerbBody,
        responses=shapes.RuleSetShape,
    )
    def post(self, request: Request, rule_set_id: UUID, verb: str) -> Response:
        """test, approve (by a second person), discard or retire."""
        actor = actor_of(request)
        require(actor, Permission.READ_RULES)
        if verb not in ("test", "approve", "discard", "retire"):
            raise Http404
        version, given = version_from(request), body(request, shapes.RuleVerbBody)
        more = {"reason": given.get("reason", "")} if verb == "retire" else {}
        try:
            return full(getattr(verbs, verb)(actor, rule_set_id, version=version, **more))
        except RuleSet.DoesNotExist:
            raise Http404 from None
