"""HTTP of meetings: all of them with what is outstanding, one agenda, one case on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.permissions import may
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.due import due_label
from carecoord.ui.parts import Due
from referrals.meetings import agenda, summary, verbs
from referrals.meetings.forms import AskForm, CallForm, DecisionForm, refuse
from referrals.meetings.permissions import Permission
from referrals.models import CaseDecision, Journey, Meeting, MeetingCase, MeetingKind
from referrals.pathway.protocol import Site


@require_GET
@at_work(Permission.VIEW)
def meetings(request: HttpRequest) -> HttpResponse:
    return overview(request, CallForm(initial={"on": timezone.localdate()}))


def overview(request: HttpRequest, form: CallForm, *, status: int = 200) -> HttpResponse:
    """Meetings with how many cases are decided, and open actions by meeting date."""
    actor = actor_of(request)
    asked = agenda.outstanding(actor)
    people = agenda.people(actor, (one.patient_id for one in asked))
    saw(actor, people)
    told = [Told(one, name_of(people[one.patient_id]), due_of(actor, one)) for one in asked if one.patient_id in people]
    rows, today = agenda.meetings(actor), timezone.localdate(timezone=zone_of(actor))
    coming = [row for row in reversed(rows) if row.on >= today]
    shown = {"coming": coming, "past": [row for row in rows if row.on < today], "asked": told, "form": form}
    shown["may_prepare"] = may(actor, Permission.PREPARE)
    return render(request, "meetings/meetings.html", shown, status=status)


@dataclass(frozen=True)
class Told:
    """An action that is not done, as a row."""

    one: agenda.Asked
    name: str
    due: Due | None


def zone_of(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.place.time_zone if actor.place else "UTC")


def due_of(actor: Actor, one: agenda.Asked) -> Due | None:
    return due_label(one.step.due_at, zone=zone_of(actor)) if one.step.due_at else None


def name_of(person: dict[str, Any]) -> str:
    return f"{person['family_name'].upper()}, {person['given_name']}"


@require_POST
@at_work(Permission.PREPARE)
def call(request: HttpRequest) -> HttpResponse:
    form = CallForm(request.POST)
    if not form.is_valid():
        return overview(request, form, status=422)
    meeting = verbs.call(actor_of(request), on=form.cleaned_data["on"], kind=MeetingKind(form.cleaned_data["kind"]))
    return redirect("meetings:meeting", meeting.pk)


@dataclass(frozen=True)
class Entry:
    """A case as a row of the agenda."""

    case: MeetingCase
    name: str


@require_GET
@at_work(Permission.VIEW)
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The agenda, and who waits for a decision."""
    actor = actor_of(request)
    row = one(actor, meeting_id)
    cases, waiting = list(agenda.cases(row)), agenda.waiting(actor, row)
    people = agenda.people(actor, [*(case.journey.patient_id for case in cases), *(found["patient_id"] for found in waiting)])
    saw(actor, people)
    shown = {
        "meeting": row,
        "cases": [Entry(case, name_of(people[case.journey.patient_id])) for case in cases if case.journey.patient_id in people],
        "waiting": [(found, name_of(people[found["patient_id"]])) for found in waiting if found["patient_id"] in people],
        "may_prepare": may(actor, Permission.PREPARE),
    }
    return render(request, "meetings/meeting.html", shown)


def one(actor: Actor, meeting_id: UUID) -> Meeting:
    try:
        return agenda.found(actor, meeting_id)
    except Meeting.DoesNotExist:
        raise Http404 from None


@require_POST
@at_work(Permission.PREPARE)
def add(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    try:
        verbs.add(actor_of(request), meeting_id, UUID(request.POST.get("journey", "")))
    except (ValueError, Meeting.DoesNotExist, Journey.DoesNotExist):
        raise Http404 from None
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("meetings:meeting", meeting_id)


@require_POST
@at_work(Permission.PREPARE)
def move(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Up, or off the agenda."""
    case = found_case(request, case_id)
    act = verbs.move_up if request.POST.get("do") == "up" else verbs.drop
    try:
        act(actor_of(request), case_id, version=number(request.POST.get("version", "")))
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("meetings:meeting", case.meeting_id)


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def found_case(request: HttpRequest, case_id: UUID) -> MeetingCase:
    """404 for other centers, and where the record is not open to this one."""
    actor = actor_of(request)
    rows = MeetingCase.objects.select_related("meeting", "journey", "journey__protocol").defer("journey__protocol__content")
    case = rows.filter(pk=case_id, meeting__center_id=actor.place_id, dropped_at__isnull=True).first()
    if case is None or not Journey.objects.visible_to(actor).filter(pk=case.journey_id).exists():
        raise Http404
    saw(actor, [case.journey.patient_id])
    return case


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything the meeting needs to know on one page; the decision, and what was asked for."""
    actor, row = actor_of(request), found_case(request, case_id)
    if request.method == "GET":
        return page(request, row)
    if request.POST.get("do") == "ask":
        return asked(request, row, AskForm(request.POST, actor=actor))
    return decided(request, row, DecisionForm(request.POST))


def decided(request: HttpRequest, row: MeetingCase, form: DecisionForm) -> HttpResponse:
    if not form.is_valid():
        return page(request, row, decision=form, status=422)
    given = dict(form.cleaned_data)
    try:
        verbs.decide(actor_of(request), row.pk, decision=CaseDecision(given.pop("decision")), **given)
    except Refused as refusal:
        refuse(form, refusal)
        return page(request, row, decision=form, status=422)
    messages.success(request, "Recorded. The road goes on from here.")
    return HttpResponseRedirect(request.path)


def asked(request: HttpRequest, row: MeetingCase, form: AskForm) -> HttpResponse:
    if not form.is_valid():
        return page(request, row, ask=form, status=422)
    given = dict(form.cleaned_data)
    try:
        verbs.ask(actor_of(request), row.pk, side=Site(given.pop("side")), **given)
    except Refused as refusal:
        refuse(form, refusal)
        return page(request, row, ask=form, status=422)
    messages.success(request, "Asked for. It is a step of the road now.")
    return HttpResponseRedirect(request.path)


def page(
    request: HttpRequest, row: MeetingCase, *, decision: forms.Form | None = None, ask: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    initial = {"version": row.version, "product": row.journey.protocol.product}
    shown = {
        "page": summary.build(actor, row),
        "decision": decision or DecisionForm(initial=initial),
        "ask": ask or AskForm(initial={"version": row.version}, actor=actor),
        "may_record": may(actor, Permission.RECORD),
        "today": timezone.localdate(),
    }
    return render(request, "meetings/case.html", shown, status=status)
