"""Caregivers as staff manage them: named, corrected, asked to sign in, their access changed or ended. And the patient's own sign-in.

Room: patients.views.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.errors import Refused, Stale
from patients import verbs
from patients.forms import CaregiverForm, InviteForm, InvitePatientForm, ReasonForm, ScopesForm
from patients.forms.kept import Kept
from patients.models import Caregiver, CaregiverState, Patient
from patients.pages import caregivers as pages
from patients.pages import header
from patients.permissions import Permission
from patients.views.doors import Unsaved, actor_of, attempt, opened, staff


@staff
@require_GET
def caregivers(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    patient = opened(request, patient_id)
    return render(request, "patients/caregivers.html", {"page": pages.caregivers(actor_of(request), patient)})


def managed(request: HttpRequest, patient_id: UUID) -> Patient:
    return opened(request, patient_id, Permission.MANAGE_CAREGIVERS)


def one_of(patient: Patient, caregiver_id: UUID) -> Caregiver:
    return Caregiver.objects.get(pk=caregiver_id, patient=patient, is_entered_in_error=False)


def form_page(
    request: HttpRequest,
    patient: Patient,
    form: Kept,
    act: Callable[[], Any],
    *,
    title: str,
    button: str,
    done: Callable[[Any], HttpResponse],
) -> HttpResponse:
    """A form of the caregivers page: shown, or acted on."""
    status, said = 200, None
    if request.method == "POST":
        try:
            return done(attempt(form, act))
        except Unsaved as unsaved:
            status, said = unsaved.status, unsaved.said
    head = header.head(actor_of(request), patient, "patients:caregivers")
    page = {"head": head, "said": said, "title": title, "button": button}
    return render(request, "patients/caregiver_form.html", {"page": page, "form": form}, status=status)


def back(request: HttpRequest, patient_id: UUID, sentence: str) -> Callable[[Any], HttpResponse]:
    def done(_: Any) -> HttpResponse:
        messages.success(request, sentence)
        return redirect("patients:caregivers", patient_id=patient_id)

    return done


def link_page(request: HttpRequest, patient: Patient, email: str, token: str) -> HttpResponse:
    """The link, shown once: it is kept nowhere."""
    link = request.build_absolute_uri(reverse("my_caregivers:take_up", kwargs={"token": token}))
    page = {"head": header.head(actor_of(request), patient, "patients:caregivers"), "email": email, "link": link}
    return render(request, "patients/invited.html", {"page": page})


@staff
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    actor, patient = actor_of(request), managed(request, patient_id)
    form = CaregiverForm(request.POST or None)
    return form_page(
        request,
        patient,
        form,
        lambda: verbs.name_caregiver(actor, patient_id, key=form.new_key, **form.values),
        title="Add a caregiver",
        button="Add caregiver",
        done=back(request, patient_id, "Added. They have no access until you ask them to sign in."),
    )


@staff
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, patient_id: UUID, caregiver_id: UUID) -> HttpResponse:
    actor, patient = actor_of(request), managed(request, patient_id)
    form = CaregiverForm(request.POST or None, row=one_of(patient, caregiver_id))
    return form_page(
        request,
        patient,
        form,
        lambda: verbs.correct_caregiver(actor, caregiver_id, version=form.opened_with, **form.values),
        title="Correct a caregiver",
        button="Save caregiver",
        done=back(request, patient_id, "Saved."),
    )


@staff
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, patient_id: UUID, caregiver_id: UUID) -> HttpResponse:
    """Ask a caregiver to sign in; or change what one who signs in may open."""
    actor, patient = actor_of(request), managed(request, patient_id)
    row = one_of(patient, caregiver_id)
    if row.state == CaregiverState.CONFIRMED:
        scopes = ScopesForm(request.POST or None, initial={"scopes": row.scopes}, version=row.version)
        return form_page(
            request,
            patient,
            scopes,
            lambda: verbs.change_scopes(actor, caregiver_id, version=scopes.opened_with, **scopes.values),
            title=f"What {row.name} may open",
            button="Change access",
            done=back(request, patient_id, "Changed. It holds from their next click."),
        )
    form = InviteForm(request.POST or None, initial={"email": row.email, "scopes": row.scopes}, version=row.version)
    return form_page(
        request,
        patient,
        form,
        lambda: verbs.invite_proxy(actor, caregiver_id, version=form.opened_with, **form.values),
        title=f"Ask {row.name} to sign in",
        button="Make the link",
        done=lambda made: link_page(request, patient, made[0].email, made[1]),
    )


@require_POST
@staff
def revoke(request: HttpRequest, patient_id: UUID, caregiver_id: UUID) -> HttpResponse:
    patient = managed(request, patient_id)
    version = request.POST.get("version", "")
    try:
        one_of(patient, caregiver_id)
        verbs.revoke_proxy(actor_of(request), caregiver_id, version=int(version) if version.isdigit() else 0)
    except (Refused, Stale) as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "Access ended. Their next click finds nothing.")
    return redirect("patients:caregivers", patient_id=patient_id)


@staff
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, patient_id: UUID, caregiver_id: UUID) -> HttpResponse:
    actor, patient = actor_of(request), managed(request, patient_id)
    row = one_of(patient, caregiver_id)
    form = ReasonForm(request.POST or None, version=row.version)
    return form_page(
        request,
        patient,
        form,
        lambda: verbs.mark_entered_in_error(actor, Caregiver, caregiver_id, version=form.opened_with, **form.values),
        title=f"Mark {row.name} as entered in error",
        button="Mark as entered in error",
        done=back(request, patient_id, "Marked as entered in error. It stays in the history."),
    )


@staff
@require_http_methods(["GET", "POST"])
def invite_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    actor, patient = actor_of(request), managed(request, patient_id)
    form = InvitePatientForm(request.POST or None, initial={"email": patient.email})
    return form_page(
        request,
        patient,
        form,
        lambda: verbs.invite_patient(actor, patient_id, **form.values),
        title="Let the patient sign in",
        button="Make the link",
        done=lambda made: link_page(request, patient, made[0].email, made[1]),
    )
