"""HTTP of a journey: fetch what is visible, form, verb, redirect."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from referrals.models import Journey
from referrals.page import fetch
from referrals.pathway import journeys, road
from referrals.pathway.pages import journey as screen
from referrals.pathway.permissions import Permission


@require_GET
@at_work(Permission.VIEW)
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The plan both sides see."""
    actor = actor_of(request)
    try:
        row = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [row.patient_id])
    page = screen.build(actor, road.load(row), fetch.patient_of(actor, row.patient_id))
    return render(request, "pathway/journey.html", {"page": page})
