"""HTTP of the practice's note after a visit: written, and corrected by a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed
from carecoord.access.permissions import require
from carecoord.access.web import actor_of, at_work
from referrals.handoff import visits
from referrals.handoff.forms import VisitForm
from referrals.handoff.permissions import Permission
from referrals.handoff.views import found, tried
from referrals.handoff.visit_questions import QUESTIONS
from referrals.models import Journey, VisitNote
from referrals.monitoring.forms import initial_of
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.states import Side


def notable(actor: Actor, journey_id: UUID) -> Journey:
    journey = found(actor, journey_id)
    require(actor, Permission.NOTE, journey)
    if journey.side_of(actor) != Side.SENDER:
        raise NotAllowed("The practice writes these notes; you read them.")
    return journey


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def new(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Tell the center how the visit went."""
    actor = actor_of(request)
    journey = notable(actor, journey_id)
    form = VisitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: write(actor, journey_id, form)):
        return sent(request, journey)
    return page(request, journey, form)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def correct(request: HttpRequest, journey_id: UUID, note_id: UUID) -> HttpResponse:
    """The same form, filled with a note that was wrong."""
    actor = actor_of(request)
    journey = notable(actor, journey_id)
    old = VisitNote.objects.filter(journey=journey, pk=note_id).first()
    if old is None:
        raise Http404
    start = {**initial_of(old.answers, QUESTIONS), "visit_on": old.visit_on, "version": journey.version}
    form = VisitForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        values = {"visit_on": form.cleaned_data["visit_on"], "version": form.cleaned_data["version"] or 0}
        if tried(form, lambda: visits.correct_visit(actor, journey_id, note_id, answers=form.answers, **values)):
            return sent(request, journey)
    return page(request, journey, form, old)


def write(actor: Actor, journey_id: UUID, form: VisitForm) -> VisitNote:
    typed = form.cleaned_data
    return visits.write_visit(actor, journey_id, visit_on=typed["visit_on"], answers=form.answers, key=typed["key"])


def sent(request: HttpRequest, journey: Journey) -> HttpResponse:
    messages.success(request, "Sent. The center is told.")
    return HttpResponseRedirect(reverse("handoff:home", args=[journey.pk]) + "#visits")


def page(request: HttpRequest, journey: Journey, form: VisitForm, old: VisitNote | None = None) -> HttpResponse:
    actor = actor_of(request)
    context = {"journey": journey, "form": form, "old": old, "banner": over(actor, patient_of(actor, journey.patient_id))}
    return render(request, "handoff/visit.html", context, status=422 if form.errors else 200)
