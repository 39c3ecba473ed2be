"""The record: summary, facts, results; who the patient is, and their death.

Room: patients.views.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from carecoord.audit import trail
from patients import verbs
from patients.forms import DeathForm, DemographicsForm, ReasonForm
from patients.models import Patient, Result
from patients.pages import facts as facts_page
from patients.pages import header
from patients.pages import history as history_page
from patients.pages import record as record_page
from patients.pages import results as results_page
from patients.permissions import Permission
from patients.views.doors import Unsaved, actor_of, attempt, opened, staff


@staff
@require_GET
def record(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    patient = opened(request, patient_id, chart=False)
    if not getattr(patient, "opens_chart", False):
        return render(request, "patients/header_only.html", {"page": {"head": header.head(actor, patient, "patients:record")}})
    page = record_page.record(actor, patient)
    trail.saw(actor, page.twins.shown)
    return render(request, "patients/record.html", {"page": page})


@staff
@require_GET
def facts(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    patient = opened(request, patient_id)
    return render(request, "patients/facts.html", {"page": facts_page.facts(actor_of(request), patient)})


@staff
@require_GET
def results(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    patient = opened(request, patient_id)
    rows, is_cut = results_page.all_rows(patient)
    head = header.head(actor_of(request), patient, "patients:results")
    return render(request, "patients/results.html", {"page": {"head": head, "rows": rows, "is_cut": is_cut}})


@staff
@require_GET
def result(request: HttpRequest, patient_id: UUID, fact_id: UUID) -> HttpResponse:
    """All values of the test that this result is of."""
    patient = opened(request, patient_id)
    standing = Result.objects.filter(patient=patient, is_entered_in_error=False)
    after = standing.filter(pk=request.GET["after"]).first() if is_uuid(request.GET.get("after", "")) else None
    history = results_page.history(patient, standing.get(pk=fact_id), after)
    head = header.head(actor_of(request), patient, "patients:results")
    return render(request, "patients/result.html", {"page": {"head": head, "history": history, "fact_id": fact_id}})


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@staff
@require_GET
def history(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who changed what of the record, from what to what."""
    patient = opened(request, patient_id)
    asked = request.GET.get("after", "")
    if asked and not is_uuid(asked):
        raise Http404
    page = history_page.history(actor_of(request), patient, UUID(asked) if asked else None)
    return render(request, "patients/history.html", {"page": page})


def described(patient: Patient) -> dict[str, object]:
    """The form's first values."""
    names = [name for name in DemographicsForm.base_fields if name not in ("version", "key", "mrn")]
    return {**{name: getattr(patient, name) for name in names}, "mrn": getattr(patient, "mrn", "") or ""}


@staff
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    patient = opened(request, patient_id, Permission.EDIT_RECORD)
    form = DemographicsForm(request.POST or None, initial=described(patient), version=patient.version)
    status, said = 200, None
    if request.method == "POST":
        try:
            attempt(form, lambda: verbs.update_demographics(actor, patient_id, version=form.opened_with, **with_mrn(form, patient)))
        except Unsaved as unsaved:
            status, said = unsaved.status, unsaved.said
        else:
            messages.success(request, "Saved.")
            return redirect("patients:record", patient_id=patient_id)
    page = {"head": header.head(actor, patient, ""), "said": said, "title": "Name and contact"}
    return render(request, "patients/edit.html", {"page": page, "form": form}, status=status)


def with_mrn(form: DemographicsForm, patient: Patient) -> dict[str, Any]:
    """An MRN that was empty and stays so is not touched."""
    values = form.values
    if not values["mrn"] and not getattr(patient, "mrn", ""):
        values["mrn"] = None
    return values


@staff
@require_http_methods(["GET", "POST"])
def death(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Record a death; or, where one is recorded, take it back as entered in error."""
    actor = actor_of(request)
    patient = opened(request, patient_id, Permission.EDIT_RECORD)
    kind = ReasonForm if patient.is_deceased else DeathForm
    form = kind(request.POST or None, version=patient.version)
    act = verbs.withdraw_death if patient.is_deceased else verbs.record_death
    status, said = 200, None
    if request.method == "POST":
        try:
            attempt(form, lambda: act(actor, patient_id, version=form.opened_with, **form.values))
        except Unsaved as unsaved:
            status, said = unsaved.status, unsaved.said
        else:
            messages.success(request, "Saved.")
            return redirect("patients:record", patient_id=patient_id)
    page = {"head": header.head(actor, patient, ""), "said": said}
    return render(request, "patients/death.html", {"page": page, "form": form}, status=status)
