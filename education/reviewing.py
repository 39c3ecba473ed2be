"""Review pages for those who stand for a text: what waits, the text as readers will see it, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.errors import Refused
from carecoord.access.permissions import require
from education import pages, verbs
from education.forms import Approval, Reason
from education.models import Version
from education.permissions import Permission
from education.phones import Phones
from education.states import Status
from education.views import actor_of

View = Callable[..., HttpResponse]
ORDER = (Status.IN_REVIEW, Status.DRAFT, Status.APPROVED, Status.RETIRED)


def for_reviewers(view: View) -> View:
    """Strangers sign in first; people who have no part in it are refused."""

    @wraps(view)
    def checked(request: HttpRequest, **where: UUID) -> HttpResponse:
        if actor_of(request).is_anonymous:
            return redirect_to_login(request.get_full_path())
        require(actor_of(request), Permission.WRITE)
        return view(request, **where)

    return checked


@require_GET
@for_reviewers
def review_list(request: HttpRequest) -> HttpResponse:
    every = Version.objects.select_related("document__topic", "submitted_by", "approved_by")
    groups = [(status, [v for v in every if v.status == status]) for status in ORDER]
    return render(request, "education/review_list.html", {"groups": [(status, rows) for status, rows in groups if rows]})


@require_GET
@for_reviewers
def review(request: HttpRequest, version_id: UUID) -> HttpResponse:
    return show(request, version_id)


def show(request: HttpRequest, version_id: UUID, **typed: Form) -> HttpResponse:
    """The text with its acts; `typed` holds a form that was refused, its text kept."""
    version = Version.objects.select_related("document__topic", "submitted_by", "approved_by").filter(pk=version_id).first()
    if version is None:
        raise Http404
    known = {"approval": Approval(), "reason": Reason(), **typed}
    page = pages.article(version, [], phones=Phones())
    context = {"version": version, "page": page, "may_approve": version.submitted_by_id != actor_of(request).user_id, **known}
    return render(request, "education/review.html", context, status=422 if typed else 200)


@require_POST
@for_reviewers
def submit(request: HttpRequest, version_id: UUID) -> HttpResponse:
    version = verbs.submit_for_review(actor_of(request), version_id)
    return done(request, version, "Sent for review. Somebody else reads and approves it.")


@require_POST
@for_reviewers
def approve(request: HttpRequest, version_id: UUID) -> HttpResponse:
    form = Approval(request.POST)
    if not form.is_valid():
        return show(request, version_id, approval=form)
    try:
        version = verbs.approve(actor_of(request), version_id, valid_until=form.cleaned_data["valid_until"])
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
        return show(request, version_id, approval=form)
    return done(request, version, "Approved. Readers see it now.")


@require_POST
@for_reviewers
def send_back(request: HttpRequest, version_id: UUID) -> HttpResponse:
    return with_reason(request, version_id, verbs.send_back, "Sent back to be rewritten.")


@require_POST
@for_reviewers
def retire(request: HttpRequest, version_id: UUID) -> HttpResponse:
    return with_reason(request, version_id, verbs.retire, "Taken out of the library.")


def with_reason(request: HttpRequest, version_id: UUID, verb: Callable[..., Version], said: str) -> HttpResponse:
    form = Reason(request.POST)
    if not form.is_valid():
        return show(request, version_id, reason=form)
    try:
        version = verb(actor_of(request), version_id, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
        return show(request, version_id, reason=form)
    return done(request, version, said)


def done(request: HttpRequest, version: Version, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("education:review", version_id=version.pk)
