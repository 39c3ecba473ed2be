"""HTTP of the queue: who stands where and why, one entry with its history, the published criteria."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import may, require
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from referrals.models import EntryState, Journey, Measure, QueueCriterion, QueueEntry, Tier
from referrals.page import fetch, screen
from referrals.pathway import journeys
from referrals.pathway.permissions import Permission as OfTheRoad
from referrals.slots import queue as order
from referrals.slots import queue_page, verbs
from referrals.slots.permissions import Permission
from referrals.slots.setting_forms import CriterionForm, LeaveForm, OverrideForm, Refusable
from referrals.slots.states import ResourceKind


@require_GET
@at_work(Permission.VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """Everybody who waits for one kind of slot, in order, with the reason of each place."""
    actor = actor_of(request)
    if set(request.GET) - {"kind"} or request.GET.get("kind", "chair") not in ResourceKind.values:
        return HttpResponseBadRequest("The queue is for a kind: chair, bed or manufacturing.")
    kind = ResourceKind(request.GET["kind"]) if request.GET.get("kind") else queue_page.longest(actor)
    entries = queue_page.entries_of(actor, kind)
    names = queue_page.people(actor, entries)
    saw(actor, names)
    lines = queue_page.lines(actor, kind, names, entries, timezone.now())
    context = {"tabs": queue_page.tabs(kind), "lines": lines, "criteria": in_force(actor.place_id), "kind": kind}
    return render(request, "slots/queue.html", context)


def in_force(center_id: int) -> list[QueueCriterion]:
    return list(QueueCriterion.objects.in_force(center_id, timezone.localdate()))


class Answers(Refusable):
    """One box a criterion in force."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Waits for", choices=ResourceKind.choices, widget=forms.RadioSelect)
    met = forms.MultipleChoiceField(label="What applies", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, center_id: int, asks_kind: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [one for one in in_force(center_id) if one.measure == Measure.ASKED]
        met = self.fields["met"]
        assert isinstance(met, forms.MultipleChoiceField)
        met.choices = [(one.code, f"{one.words} · {one.points} points") for one in self.rows]
        if not self.rows:
            del self.fields["met"]
        if not asks_kind:
            del self.fields["kind"]

    def values(self) -> dict[str, bool]:
        met = self.cleaned_data.get("met", [])
        return {one.code: one.code in met for one in self.rows}


@require_http_methods(["GET", "POST"])
@at_work(Permission.QUEUE)
def enter(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        found = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [found.patient_id])
    form = Answers(request.POST or None, center_id=actor.place_id, asks_kind=True, initial={"kind": ResourceKind.MANUFACTURING})
    context = {"form": form, "heading": "Put into the queue", "button": "Put into the queue", **over(actor, found)}
    if request.method == "GET" or not form.is_valid():
        return render(request, "slots/answers.html", context, status=422 if request.method == "POST" else 200)
    try:
        entry = verbs.enter(actor, journey_id, kind=ResourceKind(form.cleaned_data["kind"]), values=form.values())
    except Refused as refusal:
        form.refuse(refusal)
        return render(request, "slots/answers.html", context, status=409)
    return HttpResponseRedirect(reverse("slots:entry", args=[entry.pk]))


def over(actor: Actor, found: Journey) -> dict[str, Any]:
    banner = screen.over(actor, fetch.patient_of(actor, found.patient_id))
    return {"banner": banner, "back": reverse("slots:journey", args=[found.pk])}


def found_entry(actor: Actor, entry_id: UUID) -> QueueEntry:
    try:
        return QueueEntry.objects.visible_to(actor).select_related("journey", "center").get(pk=entry_id)
    except QueueEntry.DoesNotExist:
        raise Http404 from None


@require_GET
@at_work(OfTheRoad.VIEW)
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One place in the queue: what counts, what was decided, by whom and why. Both sides read the same."""
    actor = actor_of(request)
    return _entry(request, actor, found_entry(actor, entry_id))


def _entry(request: HttpRequest, actor: Actor, row: QueueEntry, *, status: int = 200, **given: Any) -> HttpResponse:
    saw(actor, [row.patient_id])
    now = timezone.now()
    met = [code for code, is_met in row.values.items() if is_met]
    answers = Answers(center_id=row.center_id, asks_kind=False, initial={"version": row.version, "met": met}, auto_id="answer_%s")
    context = {
        "entry": row,
        "place": order.places([row.pk]).get(row.pk),
        "why": order.why(row, now, order.exceptions([row]).get(row.pk)),
        "parts": order.parts(row, now),
        "total": order.total(row, now),
        "history": queue_page.history(row),
        "answers": answers,
        "override": OverrideForm(initial={"version": row.version, "tier": row.tier}, auto_id="override_%s"),
        "leave": LeaveForm(initial={"version": row.version}, auto_id="leave_%s"),
        "is_waiting": row.state == EntryState.WAITING,
        "may_queue": may(actor, Permission.QUEUE),
        "may_override": may(actor, Permission.OVERRIDE),
        **over(actor, row.journey),
        **given,
    }
    return render(request, "slots/entry.html", context, status=status)


@require_POST
@at_work(OfTheRoad.VIEW)
def act(request: HttpRequest, entry_id: UUID, verb: str) -> HttpResponse:
    """Answers, an exception, or leaving."""
    actor = actor_of(request)
    if verb not in ("answer", "override", "leave"):
        raise Http404
    require(actor, Permission.OVERRIDE if verb == "override" else Permission.QUEUE)
    row = found_entry(actor, entry_id)
    form = form_of(verb, request, row)
    name = {"answer": "answers"}.get(verb, verb)
    if not form.is_valid():
        return _entry(request, actor, row, status=422, **{name: form})
    try:
        done(actor, row, verb, form)
    except Refused as refusal:
        form.refuse(refusal)
        return _entry(request, actor, row, status=409, **{name: form})
    except Stale as stale:
        form.add_error(None, stale.sentence)
        return _entry(request, actor, row, status=409, **{name: form})
    messages.success(request, "Saved.")
    return HttpResponseRedirect(reverse("slots:entry", args=[entry_id]))


def form_of(verb: str, request: HttpRequest, row: QueueEntry) -> Any:
    if verb == "answer":
        return Answers(request.POST, center_id=row.center_id, asks_kind=False, auto_id="answer_%s")
    return OverrideForm(request.POST, auto_id="override_%s") if verb == "override" else LeaveForm(request.POST, auto_id="leave_%s")


def done(actor: Actor, row: QueueEntry, verb: str, form: Any) -> None:
    got = form.cleaned_data
    if verb == "answer":
        verbs.answer(actor, row.pk, version=got["version"] or 0, values=form.values())
    elif verb == "override":
        verbs.override(actor, row.pk, version=got["version"], tier=Tier(got["tier"]), reason=got["reason"])
    else:
        verbs.leave(actor, row.pk, version=got["version"], reason=got["reason"])


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def criteria(request: HttpRequest) -> HttpResponse:
    """The published criteria with points, dates and who approved them; proposing one."""
    actor = actor_of(request)
    may_propose = may(actor, Permission.MANAGE) or may(actor, Permission.APPROVE)
    form = CriterionForm(request.POST or None)
    rows = QueueCriterion.objects.filter(center_id=actor.place_id).select_related("proposed_by", "approved_by")
    context = {
        "rows": rows,
        "form": form,
        "may_propose": may_propose,
        "may_approve": may(actor, Permission.APPROVE),
        "user_id": actor.user_id,
    }
    if request.method == "GET" or not form.is_valid():
        return render(request, "slots/criteria.html", context, status=422 if request.method == "POST" else 200)
    got = form.cleaned_data
    try:
        verbs.propose_criterion(actor, **{**got, "measure": Measure(got["measure"])})
    except Refused as refusal:
        form.refuse(refusal)
        return render(request, "slots/criteria.html", context, status=409)
    messages.success(request, "Proposed. It counts once a clinician has approved it.")
    return HttpResponseRedirect(reverse("slots:criteria"))


@require_POST
@at_work(Permission.APPROVE)
def judge(request: HttpRequest, criterion_id: UUID, verb: str) -> HttpResponse:
    actor = actor_of(request)
    acts = {"approve": verbs.approve_criterion, "retire": verbs.retire_criterion}
    if verb not in acts:
        raise Http404
    try:
        acts[verb](actor, criterion_id)
    except QueueCriterion.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Approved." if verb == "approve" else "Retired.")
    return HttpResponseRedirect(reverse("slots:criteria"))
