"""HTTP of a center's criteria: the editor over the free text, and the acts of approving and ending. No patient here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of, at_work
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from referrals.models import Trial, TrialCriteria
from referrals.selection.forms import BaseCriteria, Criteria
from referrals.trials import rules, verbs
from referrals.trials.forms import AboutForm
from referrals.trials.permissions import Permission
from referrals.trials.states import CriteriaState
from referrals.trials.verbs.written import Written
from referrals.trials.views import found


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def begun(actor: Actor, trial: Trial) -> TrialCriteria | None:
    """The center's draft, else its newest version."""
    rows = TrialCriteria.objects.filter(trial=trial, center_id=actor.place_id).exclude(state=CriteriaState.RETIRED)
    return rows.order_by("-number").first()


def start(actor: Actor, trial: Trial) -> dict[str, Any]:
    """What the editor begins with: one's own, else the published range, else nothing."""
    row = begun(actor, trial)
    if row is not None:
        is_draft = row.state == CriteriaState.DRAFT
        known = {"version": row.version, "on": row.effective_on} if is_draft else {"version": 0, "on": None}
        return {"content": row.criteria, "source": row.source, **known}
    published = rules.ranges().get(trial.nct_id)
    return {"content": published.content if published else [], "source": published.source if published else "", "version": 0, "on": None}


@require_http_methods(["GET", "POST"])
@at_work(Permission.WRITE)
def criteria(request: HttpRequest, nct_id: str) -> HttpResponse:
    actor, trial = actor_of(request), found(nct_id)
    begin = start(actor, trial)
    if request.method == "GET":
        form = AboutForm(initial={"source": begin["source"], "effective_on": begin["on"] or timezone.localdate()})
        return editor(request, trial, form, Criteria.of(None, begin["content"]), begin)
    form, rows = AboutForm(request.POST), Criteria.of(request.POST, begin["content"])
    if not (form.is_valid() and rows.is_valid()):
        return editor(request, trial, form, rows, begin, status=422)
    got = Written(rows.rows(begin["content"]), form.cleaned_data["source"], form.cleaned_data["effective_on"])
    try:
        verbs.save(actor, trial, got, version=number(request.POST.get("version", "")))
    except (Refused, Stale) as refusal:
        return editor(request, trial, form, rows, begin, said=Said("Not saved yet", refusal.sentence, Tone.YOU), status=409)
    messages.success(request, "Saved as a draft. A second person approves it.")
    return redirect("trials:trial", trial.nct_id)


def editor(request: HttpRequest, trial: Trial, form: AboutForm, rows: BaseCriteria, begin: dict[str, Any], **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    shown = {"trial": trial, "form": form, "criteria": rows, "version": begin["version"], **more}
    return render(request, "trials/criteria.html", shown, status=status)


SAID = {"approve": "Approved. It is used from its day on.", "retire": "Ended. It stays in the history."}


@require_POST
@at_work(Permission.WRITE)
def decide(request: HttpRequest, criteria_id: UUID, verb: str) -> HttpResponse:
    """Approve, or end."""
    actor = actor_of(request)
    row = TrialCriteria.objects.filter(pk=criteria_id, center_id=actor.place_id).select_related("trial").first()
    if row is None or verb not in SAID:
        raise Http404
    act = {"approve": verbs.approve, "retire": verbs.retire}[verb]
    try:
        act(actor, criteria_id, version=number(request.POST.get("version", "")))
    except (Refused, Stale) as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, SAID[verb])
    return redirect("trials:trial", row.trial.nct_id)
