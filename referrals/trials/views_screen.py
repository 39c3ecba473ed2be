"""HTTP of the pre-screen: one patient against all trials, one trial against all patients whose chart is open. Both leave an audit row."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods

from carecoord.access.actor import Actor, as_actor
from carecoord.access.permissions import require
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import record
from patients.pages import header
from patients.views.doors import opened, staff
from referrals.selection.criteria import said
from referrals.trials import fits, rounds, rules, screening
from referrals.trials.permissions import Permission
from referrals.trials.views import found

HERE = "<!-- found -->"  # where the page is cut for what is told while it is being found


@staff
@require_GET
def for_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every open trial for myeloma against one record."""
    require(actor_of(request), Permission.SCREEN)
    patient = opened(request, patient_id)
    actor, closed = actor_of(request), request.GET.get("closed") == "1"
    answers = screening.for_patient(actor, patient_id, closed=closed) or []
    page = {
        "head": header.head(actor, patient, "trials:for_patient"),
        "groups": [group for group in fits.groups(answers, patient.zip_code) if group.count],
        "count": len(answers),
        "closed": closed,
        "zip": patient.zip_code[:5],
    }
    return render(request, "trials/for_patient.html", {"page": page})


@require_http_methods(["GET", "POST"])
@at_work(Permission.SCREEN)
def patients(request: HttpRequest, nct_id: str) -> HttpResponseBase:
    """What will be compared; by POST everybody is, and the page tells how far it is while it loads."""
    actor = actor_of(request)
    (mine,) = rules.rules_of(actor, [found(nct_id)])
    shown = {"trial": mine.trial, "rules": mine, "criteria": [said(one) for one in mine.criteria]}
    if request.method == "GET":
        return render(request, "trials/patients.html", shown)
    ids = rounds.people(actor)
    record(actor, "trials.screen_all", about=mine.trial, patients=ids)
    frame = render_to_string("trials/patients.html", {**shown, "is_running": True}, request=request)
    response = StreamingHttpResponse(as_actor(actor, lambda: told(actor, mine, ids, frame)), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def told(actor: Actor, mine: rules.Rules, ids: list[UUID], frame: str) -> Iterator[str]:
    """The page up to the gap, a line after each portion, then who was found, then the rest of the page."""
    top, _, rest = frame.partition(HERE)
    yield top + '<div class="tr-steps" role="status">'
    tally = rounds.Tally(total=len(ids))
    yield step(tally)
    for tally in rounds.walk(actor, mine, ids):
        yield step(tally)
    yield "</div>" + render_to_string("trials/_found.html", {"found": fits.found(actor, tally, mine.criteria), "trial": mine.trial})
    yield rest


def step(tally: rounds.Tally) -> str:
    return render_to_string("trials/_step.html", {"done": tally.done, "total": tally.total})
