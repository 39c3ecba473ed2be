"""HTTP of a journey's own page and of beginning one: fetch what is visible, form, verb, redirect."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.errors import Refused
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from referrals.models import Journey, JourneyFlag, Referral
from referrals.page import fetch, screen
from referrals.pathway import desk, verbs
from referrals.pathway.forms.plans import StartForm
from referrals.pathway.pages import journey as page
from referrals.pathway.permissions import Permission


@require_GET
@at_work(Permission.VIEW)
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The plan both sides see."""
    actor, current = desk.opened(request, journey_id)
    return render(request, "pathway/journey.html", {"page": page.build(actor, current, request.GET.get("view", ""))})


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def start(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Begin the plan of an accepted referral; where there is one already, lead to it."""
    actor = actor_of(request)
    try:
        referral = fetch.one(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None
    saw(actor, [referral.patient_id])
    running = Journey.objects.visible_to(actor).filter(referral_id=referral_id).order_by("-started_at").first()
    if running:
        return HttpResponseRedirect(reverse("pathway:journey", args=[running.pk]))
    form = StartForm(request.POST or None, actor=actor, referral=referral)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            made = form.run()
            messages.success(request, "The plan has started.")
            return HttpResponseRedirect(reverse("pathway:journey", args=[made]))
        except Refused as refusal:
            form.refuse(refusal)
            status = 409
    banner = screen.over(actor, fetch.patient_of(actor, referral.patient_id))
    context = {"form": form, "referral": referral, "banner": banner, "is_center": actor.is_center}
    return render(request, "pathway/start.html", context, status=status)


@require_POST
@at_work(Permission.VIEW)
def see_flag(request: HttpRequest, journey_id: UUID, flag_id: UUID) -> HttpResponse:
    """Somebody at the center has seen it."""
    actor, current = desk.opened(request, journey_id)
    try:
        verbs.see_flag(actor, journey_id, flag_id)
    except JourneyFlag.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.info(request, refusal.sentence)
    return HttpResponseRedirect(reverse("pathway:journey", args=[current.journey.pk]) + "#flags")
