"""HTTP of the list of steps: an organization's own work on all roads, and what the other side has missed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.pieces import Empty
from referrals.pathway.pages import due_list
from referrals.pathway.permissions import Permission
from referrals.worklist.filters import BadFilter, Cursor

NOTHING = Empty("Nothing to do here now", "Steps come up when what stands before them is done and their week begins.")


@require_GET
@at_work(Permission.VIEW)
def steps(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    try:
        chosen = due_list.Tab(request.GET.get("tab") or due_list.Tab.WEEK)
        after = Cursor.parse(request.GET["after"]) if request.GET.get("after") else None
    except (ValueError, BadFilter):
        return HttpResponseBadRequest("The list of steps has no such view.")
    page = due_list.build(actor, chosen, after)
    saw(actor, sorted(page.patients))
    return render(request, "pathway/steps.html", {"page": page, "empty": NOTHING, "now": timezone.now()})
