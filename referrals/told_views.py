"""HTTP of “Who was told”: delivery of each notice on a referral or a journey, for the staff of one side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from carecoord.access.actor import Actor
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.notifications import told
from carecoord.ui.pieces import Empty
from referrals.models import Referral
from referrals.page import fetch
from referrals.page.screen import over
from referrals.pathway import desk
from referrals.pathway.permissions import Permission as OnTheRoad
from referrals.permissions import Permission

NOBODY = Empty("Nobody was told yet", "What is sent about this, to your team and to the patient, is listed here with what became of it.")


@require_GET
@at_work(Permission.VIEW)
def of_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        row = fetch.one(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None
    saw(actor, [row.patient_id])
    back = reverse("referrals:referral", args=[referral_id])
    return shown(request, actor, referral_id, row.patient_id, {"back": back, "back_words": "Referral"})


@require_GET
@at_work(OnTheRoad.VIEW)
def of_journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    actor, current = desk.opened(request, journey_id)
    back = reverse("pathway:journey", args=[journey_id])
    return shown(request, actor, journey_id, current.journey.patient_id, {"back": back, "back_words": "Pathway"})


def shown(request: HttpRequest, actor: Actor, about: UUID, patient_id: UUID, context: dict[str, Any]) -> HttpResponse:
    try:
        page = told.page(actor, about, before=request.GET.get("before", ""))
    except ValueError:
        raise Http404 from None
    banner = over(actor, fetch.patient_of(actor, patient_id))
    return render(request, "referrals/told.html", {**context, "page": page, "banner": banner, "empty": NOBODY})
