"""Tasks about unread urgent notices for programs: the list, and taking, giving back and finishing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, check_parameters, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from carecoord.notifications.attention import verbs
from carecoord.notifications.attention.rows import Attention, AttentionState
from carecoord.notifications.attention.screen import SHOWN
from carecoord.notifications.permissions import Permission

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description='The version you have, in quotes: "7".')


class AttentionShape(serializers.Serializer[Any]):
    """One task. `about` is the referral or journey that the notice was about, `since` when the notice came due."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    about = serializers.UUIDField(allow_null=True)
    patient_id = serializers.UUIDField(allow_null=True)
    since = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=AttentionState.choices)
    owner = serializers.CharField(allow_null=True, help_text="Who sees to it.")
    version = serializers.IntegerField()


class AttentionList(serializers.Serializer[Any]):
    results = AttentionShape(many=True)


class FinishBody(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="What was done.")


def values(row: Attention) -> dict[str, Any]:
    same = ("id", "kind", "about", "patient_id", "since", "state", "version")
    return {name: getattr(row, name) for name in same} | {"title": str(row.form.title), "owner": row.owner.name if row.owner else None}


class Attentions(APIView):
    """Urgent notices that nobody of the organization has read."""

    @extend_schema(operation_id="attention_list", responses=AttentionList)
    def get(self, request: Request) -> Response:
        """What waits for somebody or is being seen to, the oldest first, fifty at most."""
        check_parameters(request, set())
        actor = actor_of(request)
        require(actor, Permission.ATTEND)
        rows = list(Attention.objects.visible_to(actor).live().select_related("owner").order_by("since", "id")[:SHOWN])
        saw(actor, {row.patient_id for row in rows if row.patient_id})
        return Response({"results": [values(row) for row in rows]})


def answer(row: Attention) -> Response:
    fresh = Attention.objects.select_related("owner").get(pk=row.pk)
    return Response(values(fresh), headers={"ETag": f'"{fresh.version}"'})


@extend_schema_view(post=extend_schema(operation_id="attention_claim", parameters=[IF_MATCH], request=None, responses=AttentionShape))
class Claim(APIView):
    def post(self, request: Request, attention_id: UUID) -> Response:
        """I see to it."""
        try:
            return answer(verbs.claim(actor_of(request), attention_id, version=version_from(request)))
        except Attention.DoesNotExist:
            raise Http404 from None


@extend_schema_view(post=extend_schema(operation_id="attention_release", parameters=[IF_MATCH], request=None, responses=AttentionShape))
class Release(APIView):
    def post(self, request: Request, attention_id: UUID) -> Response:
        """Give it back."""
        try:
            return answer(verbs.release(actor_of(request), attention_id, version=version_from(request)))
        except Attention.DoesNotExist:
            raise Http404 from None


@extend_schema_view(
    post=extend_schema(operation_id="attention_finish", parameters=[IF_MATCH], request=FinishBody, responses=AttentionShape)
)
class Finish(APIView):
    def post(self, request: Request, attention_id: UUID) -> Response:
        """It is seen to."""
        given = body(request, FinishBody)
        try:
            row = verbs.finish(actor_of(request), attention_id, version=version_from(request), reason=given.get("reason", ""))
        except Attention.DoesNotExist:
            raise Http404 from None
        return answer(row)
