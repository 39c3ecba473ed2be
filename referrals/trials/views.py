"""HTTP of trials: the list and the page of one. No patient stands here, so nothing is marked as seen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carecoord.access.permissions import may
from carecoord.access.web import actor_of, at_work
from referrals.directory import own_zip
from referrals.models import Trial
from referrals.trials import listing, onetrial
from referrals.trials.permissions import Permission


@require_GET
@at_work(Permission.VIEW)
def trials(request: HttpRequest) -> HttpResponse:
    """Trials that take patients first, the nearest on top."""
    actor = actor_of(request)
    read_at, old = listing.last_read()
    page = listing.page(actor, listing.asked(actor, request.GET))
    return render(request, "trials/list.html", {"page": page, "read_at": read_at, "old": old})


def found(nct_id: str) -> Trial:
    row = Trial.objects.filter(nct_id=nct_id).first()
    if row is None:
        raise Http404
    return row


@require_GET
@at_work(Permission.VIEW)
def trial(request: HttpRequest, nct_id: str) -> HttpResponse:
    actor = actor_of(request)
    place = request.GET.get("zip", "").strip()[:5] or own_zip(actor)[:5]
    page = onetrial.build(actor, found(nct_id), place=place)
    return render(request, "trials/trial.html", {"page": page, "may_screen": may(actor, Permission.SCREEN)})
