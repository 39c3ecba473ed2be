"""Clinical tools over one record: filled in from what is known, answered, and kept if somebody wants it kept.

Room: patients.views.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.errors import Refused, Stale
from patients import verbs
from patients.clinical.guides import GUIDES, IS_REVIEWED
from patients.clinical.refusals import Refusal
from patients.clinical.registry import TOOLS
from patients.forms import ReasonForm
from patients.forms.tools import ToolForm
from patients.models import Assessment, Patient
from patients.pages import assessments as pages
from patients.pages import header, prefill
from patients.permissions import Permission
from patients.views.doors import actor_of, opened, staff
from patients.views.tools import asked


@staff
@require_GET
def shelf(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    patient = opened(request, patient_id)
    head = header.head(actor_of(request), patient, "patients:tools")
    page = {"head": head, "groups": pages.shelf(patient), "kept": pages.kept(patient)}
    return render(request, "patients/assessments.html", {"page": page})


@staff
@require_http_methods(["GET", "POST"])
def tool(request: HttpRequest, patient_id: UUID, tool: str) -> HttpResponse:
    patient = opened(request, patient_id, Permission.EDIT_RECORD if "keep" in request.POST else Permission.VIEW_RECORD)
    if tool not in TOOLS:
        raise Http404
    form = ToolForm(TOOLS[tool], request.POST if request.method == "POST" else None, found=prefill.taken(patient, TOOLS[tool]))
    answer = asked(TOOLS[tool], form) if form.is_bound else None
    if answer and "keep" in request.POST and was_kept(request, patient, form):
        return redirect("patients:tools", patient_id=patient.pk)
    return page_of(request, patient, form, answer)


def page_of(request: HttpRequest, patient: Patient, form: ToolForm, answer: Any) -> HttpResponse:
    page = {"head": header.head(actor_of(request), patient, "patients:tools")}
    guide = {"guide": GUIDES[form.tool.key], "is_reviewed": IS_REVIEWED}
    context = {"page": page, "tool": form.tool, "form": form, "answer": answer, **guide}
    return render(request, "patients/tool_over_record.html", context, status=422 if form.errors else 200)


def was_kept(request: HttpRequest, patient: Patient, form: ToolForm) -> bool:
    try:
        verbs.keep_assessment(actor_of(request), patient.pk, form.tool.key, form.entries(), key=form.cleaned_data["key"])
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, f"{form.tool.name}: the answer is kept in the record.")
    return True


@require_POST
@staff
def mark(request: HttpRequest, patient_id: UUID, assessment_id: UUID) -> HttpResponse:
    """Entered in error, with a reason."""
    opened(request, patient_id, Permission.EDIT_RECORD)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say in a few words what was wrong.")
        return redirect("patients:tools", patient_id=patient_id)
    try:
        values = {"version": form.opened_with, "reason": form.cleaned_data["reason"]}
        verbs.mark_entered_in_error(actor_of(request), Assessment, assessment_id, **values)
    except (Refused, Stale) as refusal:
        messages.error(request, refusal.sentence)
        return redirect("patients:tools", patient_id=patient_id)
    messages.success(request, "Marked as entered in error. It stays in the history.")
    return redirect("patients:tools", patient_id=patient_id)
