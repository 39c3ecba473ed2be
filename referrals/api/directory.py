"""The directory for programs: whom a referral can be sent to, how far, what each center offers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, check_parameters
from carecoord.access.permissions import require
from carecoord.interop import zips
from referrals import directory
from referrals.permissions import Permission


class ContactShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class DirectoryEntry(serializers.Serializer[Any]):
    """One organization. `miles` is null where a ZIP is not known; `id` is what a draft takes as `to_org`."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    side = serializers.CharField(help_text="practice or center")
    where = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    fax = serializers.CharField(allow_blank=True)
    accreditation = serializers.CharField(allow_blank=True)
    miles = serializers.IntegerField(allow_null=True)
    offers = serializers.ListField(child=serializers.CharField())
    people = ContactShape(many=True)
    is_partner = serializers.BooleanField()
    is_illustrative = serializers.BooleanField()


class Directory(APIView):
    """Every organization but your own, the nearest first. No patient stands in it."""

    @extend_schema(
        operation_id="directory_list",
        parameters=[OpenApiParameter("zip", str, description="Miles from here; else from your main site.")],
        responses=DirectoryEntry(many=True),
    )
    def get(self, request: Request) -> Response:
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, {"zip"})
        start = request.query_params.get("zip")
        if start is not None and zips.coordinates(start) is None:
            raise exceptions.ParseError("zip is a five-digit ZIP code of the United States.")
        found = sorted(directory.found(actor, start), key=lambda one: (one.miles is None, one.miles or 0, one.name))
        return Response([values(one) for one in found])


def values(one: directory.Entry) -> dict[str, Any]:
    people = [dict(zip(("name", "title", "phone"), person, strict=True)) for person in one.people]
    return {**asdict(one), "people": people}
