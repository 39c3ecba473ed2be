"""HTTP of the patient's side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from carecoord.access.errors import Refused
from carecoord.access.web import actor_of, for_person
from carecoord.audit.trail import saw
from carecoord.notifications import center, clearing
from carecoord.notifications.kinds.shape import MESSAGES, ROAD
from referrals import verbs
from referrals.models import PatientMessage, Referral
from referrals.road import page

SHOWN = 50


@require_GET
@for_person
def road(request: HttpRequest) -> HttpResponse:
    """Where am I, what is next, whom do I call."""
    actor = actor_of(request)
    if not page.people_of(actor):
        return render(request, "referrals/no_road.html")
    patient, grant = page.chosen(actor, request.GET.get("for", ""))
    saw(actor, [patient.pk])
    clearing.opened(request, ROAD, patient.pk)
    if not page.may_see_road(grant):
        return render(request, "referrals/no_road.html", {"scoped": True})
    return render(request, "referrals/road.html", {"road": page.build(actor, patient, grant, page.referrals_of(actor, patient))})


@require_http_methods(["GET", "POST"])
@for_person
def messages(request: HttpRequest) -> HttpResponse:
    """Write to the teams and read what they wrote. Not for emergencies."""
    actor = actor_of(request)
    patient, _grant = page.chosen(actor, request.GET.get("for", ""))
    saw(actor, [patient.pk])
    clearing.opened(request, MESSAGES, patient.pk)
    found = page.referrals_of(actor, patient)
    problem = ""
    if request.method == "POST":
        if not found:
            raise Http404
        try:
            verbs.write_message(actor, _wanted(request, found), text=request.POST.get("text", ""))
            said.success(request, _("Sent. Your team answers on working days."))
            return HttpResponseRedirect(reverse("referrals:messages"))
        except Refused as refusal:
            problem = refusal.sentence
    rows = PatientMessage.objects.filter(referral__in=found).select_related("referral__to_org").order_by("-written_at")[:SHOWN]
    call = page.call_box(found[0]) if found else None
    context = {"rows": with_state(rows), "call": call, "may_write": bool(found), "problem": problem, "me": actor.user_id}
    return render(request, "referrals/messages.html", context, status=409 if problem else 200)


def with_state(rows: Iterable[PatientMessage]) -> list[tuple[PatientMessage, datetime | None]]:
    """Each message with the instant at which the team first opened it; only those that the patient's side wrote have one."""
    found = list(rows)
    read = center.read_by_team([f"message:{row.pk}" for row in found if row.is_from_patient])
    return [(row, read.get(f"message:{row.pk}")) for row in found]


def _wanted(request: HttpRequest, found: list[Referral]) -> UUID:
    """The referral written about: the one asked for if it is theirs, else the newest."""
    by_id = {str(row.pk): row.pk for row in found}
    return by_id.get(request.POST.get("referral", ""), found[0].pk)
