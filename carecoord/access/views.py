"""HTTP for access: who may open a record, emergency access, its reviews. What may happen is decided in `verbs`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access import forms, pages, people, verbs
from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.models import BreakGlassReason, RestrictionKind
from carecoord.access.permissions import require
from carecoord.access.rules import Permission
from carecoord.access.stepup import ask, is_fresh


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


def _frame(request: HttpRequest, patient_id: UUID) -> people.Frame:
    frame = people.registry.frame(actor_of(request), patient_id, current="access:who_may")
    if frame is None:
        raise Http404
    actor_of(request).seen.add(patient_id)
    return frame


def _try(form: Form, act: Callable[[], Any]) -> Any:
    """Run a verb; a refusal goes to its field, what cannot be seen is not there."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None
    except ObjectDoesNotExist:
        raise Http404 from None


# Who may open a record


def _show(request: HttpRequest, frame: people.Frame, *, status: int = 200, **bound: Form) -> HttpResponse:
    page = pages.access(actor_of(request), frame)
    context = {
        "page": page,
        "restrict": bound.get("restrict") or forms.Restrict(),
        "join": bound.get("join") or forms.Join(memberships=pages.colleagues(actor_of(request))),
    }
    return render(request, "access/who_may.html", context, status=status)


@require_GET
@login_required
def who_may(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    frame = _frame(request, patient_id)
    require(actor_of(request), Permission.SEE_ACCESS)
    return _show(request, frame)


@require_POST
@login_required
def restrict(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    frame = _frame(request, patient_id)
    require(actor_of(request), Permission.RESTRICT)
    form = forms.Restrict(request.POST)
    if form.is_valid():
        kind, reason = RestrictionKind(form.cleaned_data["kind"]), form.cleaned_data["reason"]
        if _try(form, lambda: verbs.restrict(actor_of(request), patient_id, kind=kind, reason=reason)):
            messages.success(request, "The record is restricted to its care team.")
            return redirect("access:who_may", patient_id=patient_id)
    return _show(request, frame, restrict=form)


@require_POST
@login_required
def lift(request: HttpRequest, patient_id: UUID, restriction_id: UUID) -> HttpResponse:
    _frame(request, patient_id)
    _try(Form(), lambda: verbs.lift(actor_of(request), restriction_id))
    messages.success(request, "The restriction is lifted.")
    return redirect("access:who_may", patient_id=patient_id)


@require_POST
@login_required
def join_team(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    frame = _frame(request, patient_id)
    require(actor_of(request), Permission.CARE_TEAM)
    form = forms.Join(request.POST, memberships=pages.colleagues(actor_of(request)))
    if form.is_valid() and _try(form, lambda: verbs.join_team(actor_of(request), patient_id, user_id=form.cleaned_data["user_id"])):
        messages.success(request, "They are on the care team.")
        return redirect("access:who_may", patient_id=patient_id)
    return _show(request, frame, join=form)


@require_POST
@login_required
def leave_team(request: HttpRequest, patient_id: UUID, place_id: UUID) -> HttpResponse:
    _frame(request, patient_id)
    _try(Form(), lambda: verbs.leave_team(actor_of(request), place_id))
    messages.success(request, "They are off the care team.")
    return redirect("access:who_may", patient_id=patient_id)


# Emergency access


@require_http_methods(["GET", "POST"])
@login_required
def emergency(request: HttpRequest) -> HttpResponse:
    """Look for a record by exact names and birth date; what was typed stays on the page, never in the address."""
    require(actor_of(request), Permission.BREAK_GLASS)
    if not is_fresh(request):
        return ask(request)
    form = forms.Lookup(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        matches = _try(form, lambda: verbs.find_in_emergency(actor_of(request), **form.cleaned_data))
        if matches is not None:
            context |= {"is_searched": True, "found": pages.found(matches)}
    return render(request, "access/emergency.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def break_glass(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Say why, and open the record for four hours. The page names nobody: nothing is shown before the glass is broken."""
    require(actor_of(request), Permission.BREAK_GLASS)
    if not is_fresh(request):
        return ask(request)
    form = forms.Break(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code, reason = BreakGlassReason(form.cleaned_data["code"]), form.cleaned_data["reason"]
        if _try(form, lambda: verbs.break_glass(actor_of(request), patient_id, code=code, reason=reason)):
            return redirect("patients:record", patient_id=patient_id)
    return render(request, "access/break_glass.html", {"form": form, "patient_id": patient_id})


@require_GET
@login_required
def break_glass_reviews(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require(actor, Permission.REVIEW_BREAK_GLASS)
    rows = pages.uses(actor)
    actor.seen.update(row.patient_id for row in rows)
    waiting = [(row, forms.Finding(auto_id=f"%s-{row.id}")) for row in rows if not row.reviewed_at]
    return render(request, "access/reviews.html", {"waiting": waiting, "reviewed": [row for row in rows if row.reviewed_at]})


@require_POST
@login_required
def review(request: HttpRequest, break_glass_id: UUID) -> HttpResponse:
    require(actor_of(request), Permission.REVIEW_BREAK_GLASS)
    form = forms.Finding(request.POST)
    if not form.is_valid():
        messages.error(request, "Write what you found, then save the review.")
    elif _try(form, lambda: verbs.review(actor_of(request), break_glass_id, finding=form.cleaned_data["finding"])):
        messages.success(request, "Your review is saved.")
    else:
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect(reverse("access:break_glass_reviews"))
