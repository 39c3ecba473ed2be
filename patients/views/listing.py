"""The list of patients, and registering a new one.

Room: patients.views.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access import limits
from carecoord.access.permissions import may, require
from carecoord.audit import trail
from patients import verbs
from patients.forms import RegisterForm, SearchForm
from patients.pages import listing as pages
from patients.permissions import Permission
from patients.verbs import LooksLikeDuplicate
from patients.views.doors import Unsaved, actor_of, attempt, staff

ASKED = "patients.asked"  # in the session: a name typed into the search never stands in an address


@staff
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require(actor, Permission.VIEW_RECORD)
    asked = str(request.session.get(ASKED, ""))
    page = pages.patients(actor, asked, after_of(request))
    trail.saw(actor, [row.patient_id for row in page.rows])
    form = SearchForm(initial={"asked": asked})
    return render(request, "patients/list.html", {"page": page, "form": form, "may_register": may(actor, Permission.REGISTER)})


def after_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


@require_POST
@staff
def search(request: HttpRequest) -> HttpResponse:
    require(actor_of(request), Permission.VIEW_RECORD)
    limits.take(actor_of(request), limits.Limit.SEARCHES)
    form = SearchForm(request.POST)
    request.session[ASKED] = form.cleaned_data["asked"].strip() if form.is_valid() else ""
    return redirect("patients:list")


@staff
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require(actor, Permission.REGISTER)
    if request.method == "GET":
        return render(request, "patients/register.html", {"form": RegisterForm()})
    form = RegisterForm(request.POST, is_warned="is_warned" in request.POST)
    try:
        patient = attempt(form, lambda: verbs.register(actor, key=form.new_key, **form.values))
    except Unsaved as unsaved:
        return warned(request, form, unsaved)
    messages.success(request, "Registered.")
    return redirect("patients:record", patient_id=patient.pk)


def warned(request: HttpRequest, form: RegisterForm, unsaved: Unsaved) -> HttpResponse:
    """The form again; with similar records of the own organization to compare, where those are the reason."""
    candidates = unsaved.__cause__.candidates if isinstance(unsaved.__cause__, LooksLikeDuplicate) else ()
    if candidates:
        trail.saw(actor_of(request), [candidate.patient_id for candidate in candidates])
        trail.record(actor_of(request), "patient.compare", patients=[candidate.patient_id for candidate in candidates])
        form = RegisterForm(request.POST, is_warned=True)
    return render(request, "patients/register.html", {"form": form, "candidates": candidates}, status=200 if candidates else unsaved.status)
