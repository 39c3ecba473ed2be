"""Two records side by side, and saying whether they are one person.

Room: patients.views.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from carecoord.access.errors import Refused
from carecoord.audit import trail
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from patients import verbs
from patients.models import Patient
from patients.pages import duplicates as pages
from patients.permissions import Permission
from patients.verbs import Judged
from patients.views.doors import actor_of, opened, staff

DONE = {
    True: "Said to be one person. Both records stay, and each leads to the other.",
    False: "Said to be two people. Nobody is asked about these two again.",
}


@staff
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, patient_id: UUID, other_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    patient, other = (opened(request, pk, Permission.JUDGE_DUPLICATES) for pk in (patient_id, other_id))
    if patient == other or {patient.custodian_id, other.custodian_id} != {actor.place_id}:
        raise Http404
    if request.method == "POST":
        return judge(request, patient, other)
    trail.record(actor, "patient.compare", patients=[patient.pk, other.pk])
    return render(request, "patients/compare.html", {"page": pages.comparison(actor, patient, other)})


def judge(request: HttpRequest, patient: Patient, other: Patient) -> HttpResponse:
    actor = actor_of(request)
    try:
        is_same = answered(request.POST.get("judged", "")) is Judged.SAME
        verbs.judge_duplicates(actor, patient.pk, other_id=other.pk, is_same=is_same, was=answered(request.POST.get("was", "")))
    except Refused as refused:
        said = Said("Nothing was saved.", refused.sentence, Tone.YOU)
        return render(request, "patients/compare.html", {"page": pages.comparison(actor, patient, other, said)}, status=409)
    messages.success(request, DONE[is_same])
    return redirect("patients:record", patient_id=patient.pk)


def answered(raw: str) -> Judged:
    try:
        return Judged(raw)
    except ValueError:
        raise Refused("Say whether this is one person or two.") from None
