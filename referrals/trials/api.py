"""Trials for programs: the list and one of them. No patient stands in either."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of, check_parameters
from carecoord.access.permissions import require
from carecoord.interop.zips import coordinates
from referrals.directory import own_zip
from referrals.models import TrialSite
from referrals.trials import listing
from referrals.trials.onetrial import MOST_SITES
from referrals.trials.permissions import Permission
from referrals.trials.shapes import TrialListed, TrialSiteShape, TrialWhole, TrialWithSites
from referrals.trials.sites import with_miles
from referrals.trials.views import found

ZIP = OpenApiParameter("zip", str, description="Miles from here; else from your main site.")
SHOW = OpenApiParameter("show", str, enum=list(listing.SHOWS), description="How far they are; `open` unless given.")
WORDS = OpenApiParameter("q", str, description="Words of title, number, sponsor, conditions or what is given.")
EVERY = OpenApiParameter("every", str, enum=["1"], description="Trials for other diseases than myeloma too.")
FROM = OpenApiParameter("from", int, description="Rows to leave out; fifty are sent.")


class Trials(APIView):
    """The nearest first."""

    @extend_schema(operation_id="trials_list", parameters=[WORDS, SHOW, EVERY, ZIP, FROM], responses=TrialListed(many=True))
    def get(self, request: Request) -> Response:
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, {"q", "show", "every", "zip", "from"})
        if request.query_params.get("show", "open") not in listing.SHOWS:
            raise exceptions.ParseError(f"show is one of {', '.join(listing.SHOWS)}.")
        place_of(actor, request)
        page = listing.page(actor, listing.asked(actor, request.query_params))
        return Response(TrialListed([{"trial": row.trial, "site": row.site} for row in page.rows], many=True).data)


def place_of(actor: Actor, request: Request) -> str:
    """The ZIP that miles are counted from."""
    given = request.query_params.get("zip", "").strip()
    if given and coordinates(given[:5]) is None:
        raise exceptions.ParseError("zip is a five-digit ZIP code of the United States.")
    return given[:5] or own_zip(actor)[:5]


class OneTrial(APIView):
    """The whole record with its sites, those that take patients first, then by distance."""

    @extend_schema(operation_id="trials_read", parameters=[ZIP], responses=TrialWithSites)
    def get(self, request: Request, nct_id: str) -> Response:
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, {"zip"})
        place = place_of(actor, request)
        trial = found(nct_id)
        rows = with_miles(TrialSite.objects.filter(trial=trial), coordinates(place) if place else None)[:MOST_SITES]
        return Response({**TrialWhole(trial).data, "sites": TrialSiteShape(rows, many=True).data})
