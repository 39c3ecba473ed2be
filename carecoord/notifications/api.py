"""The center for programs: the same list, the same reading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, check_parameters
from carecoord.notifications import center, filters
from carecoord.notifications.center import Show, Wanted
from carecoord.notifications.choices import audience_of
from carecoord.notifications.kinds import Audience, Topic
from carecoord.notifications.models import Notification


class NoticeShape(serializers.Serializer[Any]):
    """What one notice looks like on the wire."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    about = serializers.UUIDField(allow_null=True)
    is_urgent = serializers.BooleanField()
    due_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    organization_id = serializers.IntegerField(allow_null=True)
    stands_for = serializers.CharField(
        allow_null=True, help_text="The colleague who is away and whose notice this is, for a deputy's copy."
    )


class NoticePage(serializers.Serializer[Any]):
    results = NoticeShape(many=True)
    next = serializers.URLField(allow_null=True)


def values(row: Notification) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": str(row.form.title),
        "about": row.about,
        "is_urgent": row.is_urgent,
        "due_at": row.due_at,
        "read_at": row.read_at,
        "organization_id": row.organization_id,
        "stands_for": row.stands_for.name if row.stands_for else None,
    }


CURSOR = OpenApiParameter("cursor", str, description="Where the page before ended; taken from `next`.")
UNREAD = OpenApiParameter("unread", bool, description="Only what was not read yet; the same as show=unread.")
SHOW = OpenApiParameter("show", str, enum=[show.value for show in Show if show], description="What is not read, or what needs you today.")
TOPIC = OpenApiParameter("topic", str, enum=Topic.values, description="Only this topic; see the choices for those you can get.")
ABOUT = OpenApiParameter("about", UUID, description="Only about this referral, journey or other row.")
PATIENT = OpenApiParameter("patient", UUID, description="Only about this patient.")


class Notices(APIView):
    """My notices, newest first."""

    @extend_schema(operation_id="notices_list", parameters=[CURSOR, UNREAD, SHOW, TOPIC, ABOUT, PATIENT], responses=NoticePage)
    def get(self, request: Request) -> Response:
        check_parameters(request, {"cursor", "unread", *filters.NAMES})
        actor = actor_of(request)
        try:
            found = center.page(actor, wanted(request, audience_of(actor)), before=request.query_params.get("cursor", ""))
        except ValueError as fault:
            raise exceptions.ParseError("A filter or the cursor is none of ours.") from fault
        return Response({"results": [values(row) for row in found.rows], "next": following(request, found.older)})


def wanted(request: Request, audience: Audience) -> Wanted:
    """Raises ValueError, as `filters.read` does."""
    found, unread = filters.read(request.query_params, audience), request.query_params.get("unread", "false")
    if unread not in ("true", "false"):
        raise exceptions.ParseError("unread is true or false.")
    return replace(found, show=Show.UNREAD) if unread == "true" else found


def following(request: Request, older: str) -> str | None:
    if not older:
        return None
    query = request._request.GET.copy()
    query["cursor"] = older
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class ReadNotice(APIView):
    """I have read it. Saying so twice changes nothing."""

    @extend_schema(operation_id="notices_read", request=None, responses={204: None})
    def post(self, request: Request, notice_id: UUID) -> Response:
        actor = actor_of(request)
        try:
            center.read(actor, center.find(actor, notice_id))
        except Notification.DoesNotExist as fault:
            raise Http404 from fault
        return Response(status=204)
