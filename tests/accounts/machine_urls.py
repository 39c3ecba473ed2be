"""One API view for the tests of machine clients: says who calls, counts what they see, and is written down as a read."""

from __future__ import annotations

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of
from carecoord.audit import trail
from carecoord.urls import urlpatterns as house
from patients.models import Patient


class Whoami(APIView):
    def get(self, request: Request) -> Response:
        actor = actor_of(request)
        found = [patient.pk for patient in Patient.objects.visible_to(actor)]
        trail.saw(actor, found)
        return Response({"client": actor.client_id, "place": actor.place_id, "scopes": sorted(actor.scopes), "patients": len(found)})


urlpatterns = [path("api/whoami/", Whoami.as_view(), name="whoami"), *house]
