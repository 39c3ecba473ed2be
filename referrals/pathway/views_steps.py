"""HTTP of one step: its page with the form that completes it, and its other acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carecoord.access.actor import Actor
from carecoord.access.web import at_work
from carecoord.ui.pieces import Said
from referrals.models import JourneyStep
from referrals.pathway import desk
from referrals.pathway.forms.base import RoadForm
from referrals.pathway.forms.steps import FORMS, CompleteForm
from referrals.pathway.pages import step as page
from referrals.pathway.pages.frame import frame
from referrals.pathway.permissions import Permission
from referrals.pathway.road import Road


def found(current: Road, step_id: UUID) -> JourneyStep:
    """A step of this journey whose rule is still part of its protocol."""
    row = next((row for row in current.steps if row.pk == step_id and row.code in current.rules), None)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def step(request: HttpRequest, journey_id: UUID, step_id: UUID) -> HttpResponse:
    """Read it; with POST it is done."""
    actor, current = desk.opened(request, journey_id)
    row = found(current, step_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CompleteForm(*sent, actor=actor, road=current, row=row)

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        context = {"page": page.build(actor, current, row), "form": form, "said": said}
        return render(request, "pathway/step.html", context, status=status)

    if request.method == "GET":
        return show(form, None, 200)
    return desk.run(request, form, show, reverse("pathway:journey", args=[journey_id]))


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def act(request: HttpRequest, journey_id: UUID, step_id: UUID, verb: str) -> HttpResponse:
    """One other act on a step: take, put back, give, skip, fail, try or open again, match identities."""
    actor, current = desk.opened(request, journey_id)
    row = found(current, step_id)
    kind = FORMS.get(verb)
    if kind is None:
        raise Http404
    form = kind(*((request.POST,) if request.method == "POST" else ()), actor=actor, road=current, row=row)

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        return render(request, "pathway/act.html", act_context(actor, current, row, form, said), status=status)

    if request.method == "GET":
        return show(form, None, 200)
    return desk.run(request, form, show, reverse("pathway:step", args=[journey_id, step_id]))


def act_context(actor: Actor, current: Road, row: JourneyStep, form: RoadForm, said: Said | None) -> dict[str, Any]:
    back = reverse("pathway:step", args=[row.journey_id, row.pk])
    return {"frame": frame(actor, current), "form": form, "said": said, "about": current.title(row.code), "back": back}
