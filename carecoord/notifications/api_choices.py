"""Choices and hours for programs that a person uses: the same verbs as the pages, with the version in `If-Match`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of, body, version_from
from carecoord.access.errors import NotAllowed
from carecoord.notifications import choices, habits
from carecoord.notifications.kinds.shape import Audience, Topic
from carecoord.notifications.models import Habits
from carecoord.notifications.states import Channel
from carecoord.notifications.wishes import QUIET, When, offered


def person_of(request: Request) -> Actor:
    """A signed-in person; a machine client has no notices of its own. Raises NotAllowed."""
    actor = actor_of(request)
    if actor.user_id is None:
        raise NotAllowed("Only a person has choices of their own.")
    return actor


class CellShape(serializers.Serializer[Any]):
    """When one topic comes by one channel. `offered` is empty where it always comes."""

    topic = serializers.ChoiceField(choices=Topic.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    when = serializers.ChoiceField(choices=When.choices)
    offered = serializers.ListField(child=serializers.CharField(), read_only=True)


class ChoicesShape(serializers.Serializer[Any]):
    version = serializers.IntegerField(read_only=True)
    choices = CellShape(many=True)


def told(actor: Actor) -> Response:
    wishes = choices.mine(actor)
    cells = [{"topic": t, "channel": c, "when": when, "offered": list(offered(t, c))} for (t, c), when in wishes.cells.items()]
    return Response({"version": wishes.habits.version, "choices": cells}, headers={"ETag": f'"{wishes.habits.version}"'})


class Choices(APIView):
    """Which topic comes to me by which channel, and when."""

    @extend_schema(operation_id="notices_choices", responses=ChoicesShape)
    def get(self, request: Request) -> Response:
        return told(person_of(request))

    @extend_schema(operation_id="notices_choose", request=ChoicesShape, responses=ChoicesShape)
    def patch(self, request: Request) -> Response:
        actor, version = person_of(request), version_from(request)
        given = body(request, ChoicesShape)["choices"]
        choices.choose(actor, {(Topic(g["topic"]), Channel(g["channel"])): When(g["when"]) for g in given}, version=version)
        return told(actor)


class HabitsShape(serializers.Serializer[Any]):
    """My hours. Days and times are those of my own time zone; `digest_weekday` 0 is Monday; days away and a deputy are for staff."""

    version = serializers.IntegerField(read_only=True)
    is_quiet = serializers.BooleanField(required=False)
    quiet_from = serializers.TimeField(required=False)
    quiet_until = serializers.TimeField(required=False)
    digest_hour = serializers.IntegerField(required=False, min_value=0, max_value=23)
    digest_weekday = serializers.IntegerField(required=False, min_value=0, max_value=6)
    away_from_on = serializers.DateField(required=False, allow_null=True)
    away_until_on = serializers.DateField(required=False, allow_null=True)
    deputy_id = serializers.IntegerField(required=False, allow_null=True)


def hours(actor: Actor, row: Habits) -> Response:
    audience = choices.audience_of(actor)
    names = (*habits.FIELDS, *(habits.AWAY_FIELDS if audience is Audience.STAFF else ()))
    values = {name: getattr(row, name) for name in names}
    values["is_quiet"] = QUIET[audience] if row.is_quiet is None else row.is_quiet
    return Response({"version": row.version, **values}, headers={"ETag": f'"{row.version}"'})


class Hours(APIView):
    """When I am left alone, when my summary comes, and who stands in for me."""

    @extend_schema(operation_id="notices_hours", responses=HabitsShape)
    def get(self, request: Request) -> Response:
        actor = person_of(request)
        return hours(actor, habits.of(actor.user_id or 0))

    @extend_schema(operation_id="notices_change_hours", request=HabitsShape, responses=HabitsShape)
    def patch(self, request: Request) -> Response:
        actor, version = person_of(request), version_from(request)
        given = body(request, HabitsShape)
        if choices.audience_of(actor) is Audience.PERSON and set(given) & set(habits.AWAY_FIELDS):
            raise NotAllowed("Days away and a deputy are for people who work at an organization.")
        return hours(actor, habits.change(actor, given, version=version))
