"""HTTP of the way home: the page both sides read, one version, its sections, signing, sending, acknowledging, PDF and FHIR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.access.stepup import ask, is_fresh
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import record, saw
from referrals.handoff import fhir, screen, verbs
from referrals.handoff.forms import AcknowledgeForm, ActForm, SectionForm
from referrals.handoff.permissions import Permission
from referrals.handoff.sections import BY_CODE
from referrals.models import HandOff, HandOffPdf, Journey
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.pathway import journeys
from referrals.states import Side


def found(actor: Actor, journey_id: UUID) -> Journey:
    """The row for readers; 404 for outsiders."""
    try:
        journey = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [journey.patient_id])
    return journey


def version_of(actor: Actor, journey: Journey, handoff_id: UUID) -> HandOff:
    row = HandOff.objects.visible_to(actor).filter(journey=journey, pk=handoff_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
@at_work(Permission.VIEW)
def home(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The version in force or in hand, the older ones, and the notes that came back."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    return render(request, "handoff/home.html", {"page": screen.home(actor, journey)})


@require_GET
@at_work(Permission.VIEW)
def handoff(request: HttpRequest, journey_id: UUID, handoff_id: UUID) -> HttpResponse:
    """One version in full, with what may be done with it."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    row = version_of(actor, journey, handoff_id)
    return render(request, "handoff/handoff.html", {"page": screen.document(actor, journey, row), "forms": act_forms(row)})


def act_forms(row: HandOff, bound: forms.Form | None = None) -> dict[str, Any]:
    start = {"version": row.version}
    return {"act": ActForm(initial=start, auto_id=False), "acknowledge": bound or AcknowledgeForm(initial=start)}


@require_POST
@at_work(Permission.VIEW)
def draft(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found(actor, journey_id)
    try:
        row = verbs.draft(actor, journey_id)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return HttpResponseRedirect(reverse("handoff:home", args=[journey_id]))
    return HttpResponseRedirect(reverse("handoff:handoff", args=[journey_id, row.pk]))


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def section(request: HttpRequest, journey_id: UUID, handoff_id: UUID, code: str) -> HttpResponse:
    """One section of a draft."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    require(actor, Permission.WRITE, journey)
    if journey.side_of(actor) != Side.RECEIVER:
        raise NotAllowed("The center writes it; you acknowledge it.")
    row, part = version_of(actor, journey, handoff_id), BY_CODE.get(code)
    if part is None:
        raise Http404
    start = {**row.content.get(code, {}).get("fields", {}), "version": row.version}
    form = SectionForm(request.POST if request.method == "POST" else None, section=part, initial=start)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: save(actor, row, code, form)):
        return HttpResponseRedirect(reverse("handoff:handoff", args=[journey_id, handoff_id]) + f"#{code}")
    context = {"journey": journey, "row": row, "section": part, "form": form, "banner": over(actor, patient_of(actor, journey.patient_id))}
    context["table"] = row.content.get(code, {}).get("table")
    return render(request, "handoff/section.html", context, status=422 if form.errors else 200)


def save(actor: Actor, row: HandOff, code: str, form: SectionForm) -> HandOff:
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return verbs.save_section(actor, row.journey_id, row.pk, version=form.cleaned_data["version"], section=code, values=values)


def tried(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Run an act; what it refuses stands beside the field, and a stale form is sent again on the newest version."""
    try:
        act()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return False
    except Stale as stale:
        form.add_error(None, stale.sentence)
        form.data = {**form.data.dict(), "version": str(stale.version)}  # type: ignore[attr-defined]  # a QueryDict of this POST
        return False
    return True


ACTS: dict[str, tuple[Permission, Callable[..., HandOff], str]] = {
    "sign": (Permission.SIGN, verbs.sign, "Signed."),
    "send": (Permission.SEND, verbs.send, "Sent. The practice is told."),
    "discard": (Permission.WRITE, verbs.discard, "Put aside."),
    "acknowledge": (Permission.ACKNOWLEDGE, verbs.acknowledge, "Acknowledged. The center is told."),
}


@require_POST
@at_work(Permission.VIEW)
def act(request: HttpRequest, journey_id: UUID, handoff_id: UUID, verb: str) -> HttpResponse:
    """Sign, send, put aside, acknowledge. Signing asks afresh who somebody is."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    row = version_of(actor, journey, handoff_id)
    if verb not in ACTS:
        raise Http404
    permission, run, said = ACTS[verb]
    require(actor, permission, journey)
    if verb == "sign" and not is_fresh(request):
        return back_to(request, journey_id, handoff_id)
    form = AcknowledgeForm(request.POST) if verb == "acknowledge" else ActForm(request.POST)
    if form.is_valid() and tried(form, lambda: run(actor, journey_id, handoff_id, **form.cleaned_data)):
        messages.success(request, said)
        return HttpResponseRedirect(reverse("handoff:handoff", args=[journey_id, handoff_id]))
    context = {
        "page": screen.document(actor, journey, row),
        "forms": act_forms(row, form if verb == "acknowledge" else None),
        "wrong": form,
    }
    return render(request, "handoff/handoff.html", context, status=409)


def back_to(request: HttpRequest, journey_id: UUID, handoff_id: UUID) -> HttpResponse:
    """To the page that asks again, and back to the version: the signature is given once more by hand."""
    request.path = reverse("handoff:handoff", args=[journey_id, handoff_id])
    return ask(request)


@require_GET
@at_work(Permission.VIEW)
def pdf(request: HttpRequest, journey_id: UUID, handoff_id: UUID) -> HttpResponse:
    """The signed version as it was printed."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    row = version_of(actor, journey, handoff_id)
    file = HandOffPdf.objects.filter(handoff=row).first()
    if file is None:
        raise Http404
    record(actor, "handoff.download", about=row, patients=[journey.patient_id])
    headers = {"Content-Disposition": f'attachment; filename="handoff-{str(row.pk)[:8]}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(file.body), content_type="application/pdf", headers=headers)


@require_GET
@at_work(Permission.VIEW)
def as_fhir(request: HttpRequest, journey_id: UUID, handoff_id: UUID) -> HttpResponse:
    """The version as an R4 document Bundle."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    row = version_of(actor, journey, handoff_id)
    record(actor, "handoff.export_fhir", about=row, patients=[journey.patient_id])
    headers = {"Content-Disposition": f'attachment; filename="handoff-{str(row.pk)[:8]}.json"'}
    return JsonResponse(fhir.document(row, journey), content_type="application/fhir+json", headers=headers)
