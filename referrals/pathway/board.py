"""HTTP of the board: all journeys of the acting organization that run, by phase; or one phase, page by page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from referrals.pathway import stages
from referrals.pathway.pages import board as screen
from referrals.pathway.permissions import Permission
from referrals.worklist.filters import BadFilter


@require_GET
@at_work(Permission.VIEW)
def board(request: HttpRequest) -> HttpResponse:
    """Page first, people second."""
    actor, phase = actor_of(request), request.GET.get("phase", "")
    try:
        found = stages.one(actor, phase, after_of(request)) if phase else stages.board(actor)
    except BadFilter as fault:
        return HttpResponseBadRequest(str(fault))
    saw(actor, found.people)
    return render(request, "pathway/board.html", {"page": screen.build(actor, found, alone=bool(phase))})


def after_of(request: HttpRequest) -> stages.Mark | None:
    mark = request.GET.get("after", "")
    return stages.Mark.parse(mark) if mark else None
