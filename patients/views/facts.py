"""Adding, correcting and marking facts: one pair of pages for all kinds, one for lines of therapy.

Room: patients.views.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from carecoord.access.errors import Refused, Stale
from patients import verbs
from patients.forms import KINDS, DrugForms, FactKind, LineForm, ReasonForm, fact_form
from patients.forms.kept import Kept
from patients.models import Fact, LineDrug, Patient, TherapyLine
from patients.pages import header
from patients.permissions import Permission
from patients.views.doors import Unsaved, actor_of, attempt, opened, staff

HOME = {"results": "patients:results", "lines": "patients:record"}


def kind_of(slug: str) -> FactKind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def home(kind: FactKind, patient_id: UUID) -> HttpResponse:
    return redirect(HOME.get(kind.slug, "patients:facts"), patient_id=patient_id)


@staff
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, patient_id: UUID, kind: str) -> HttpResponse:
    described = kind_of(kind)
    patient = opened(request, patient_id, Permission.EDIT_RECORD)
    if described.model is TherapyLine:
        return line(request, patient, described, None)
    return one(request, patient, described, None)


@staff
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, patient_id: UUID, kind: str, fact_id: UUID) -> HttpResponse:
    described = kind_of(kind)
    patient = opened(request, patient_id, Permission.EDIT_RECORD)
    row = described.model._default_manager.get(pk=fact_id, patient=patient, is_entered_in_error=False)
    if isinstance(row, TherapyLine):
        return line(request, patient, described, row)
    return one(request, patient, described, row)


def one(request: HttpRequest, patient: Patient, kind: FactKind, row: Fact | None) -> HttpResponse:
    actor = actor_of(request)
    form = fact_form(kind, request.POST or None, row=row)

    def act() -> Fact:
        if row is None:
            return verbs.add_fact(actor, patient.pk, kind.model, key=form.new_key, **form.values)
        return verbs.correct_fact(actor, kind.model, row.pk, version=form.opened_with, **form.values)

    return answer(request, patient, kind, row, form, act)


def line(request: HttpRequest, patient: Patient, kind: FactKind, row: TherapyLine | None) -> HttpResponse:
    actor = actor_of(request)
    drugs = list(LineDrug.objects.filter(line=row, is_entered_in_error=False)) if row else []
    form = LineForm(request.POST or None, row=row, initial={"number": next_number(patient)})
    given = DrugForms.of(request.POST or None, drugs)

    def act() -> TherapyLine:
        try:
            if row is None:
                return verbs.add_line(actor, patient.pk, key=form.new_key, drugs=given.given, **form.values)
            return verbs.correct_line(actor, row.pk, version=form.opened_with, drugs=given.given, **form.values)
        except Refused as refused:
            if refused.field.startswith("drugs."):
                given.refuse(refused.field, refused.sentence)
            raise

    return answer(request, patient, kind, row, form, act, given)


def next_number(patient: Patient) -> int:
    numbers = TherapyLine.objects.filter(patient=patient, is_entered_in_error=False).values_list("number", flat=True)
    return max(numbers, default=0) + 1


def answer(
    request: HttpRequest, patient: Patient, kind: FactKind, row: Fact | None, form: Kept, act: Any, drugs: Any = None
) -> HttpResponse:
    """The form; or, once the act is done, the page the fact stands on."""
    status, said = 200, None
    if request.method == "POST":
        try:
            attempt(form, act, *([drugs] if drugs is not None else []))
        except Unsaved as unsaved:
            status, said = unsaved.status, unsaved.said
        else:
            messages.success(request, "Saved.")
            return home(kind, patient.pk)
    title = f"Correct {kind.one}" if row else f"Add {kind.one}"
    page = {"head": header.head(actor_of(request), patient, ""), "said": said, "title": title, "kind": kind, "row": row}
    reason = ReasonForm(version=row.version, prefix="error") if row else None
    return render(request, "patients/fact.html", {"page": page, "form": form, "drugs": drugs, "reason": reason}, status=status)


@require_POST
@staff
def mark(request: HttpRequest, patient_id: UUID, kind: str, fact_id: UUID) -> HttpResponse:
    """Entered in error. A reason that does not do, or a newer version, leads back to the fact with a sentence."""
    described = kind_of(kind)
    opened(request, patient_id, Permission.EDIT_RECORD)
    form = ReasonForm(request.POST, prefix="error")
    if not form.is_valid():
        messages.error(request, "Say in a few words what was wrong.")
        return redirect("patients:correct_fact", patient_id=patient_id, kind=kind, fact_id=fact_id)
    try:
        verbs.mark_entered_in_error(
            actor_of(request), described.model, fact_id, version=form.opened_with, reason=form.cleaned_data["reason"]
        )
    except (Refused, Stale) as refusal:
        messages.error(request, refusal.sentence)
        return redirect("patients:correct_fact", patient_id=patient_id, kind=kind, fact_id=fact_id)
    messages.success(request, "Marked as entered in error. It stays in the history.")
    return home(described, patient_id)
