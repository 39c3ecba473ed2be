"""HTTP of checks: the course, the form made for a phone, one check to read, to correct and to take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import may, require
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from patients.models import DocumentKind
from patients.verbs import upload
from referrals.models import Journey, MonitoringEntry
from referrals.monitoring import screen, verbs
from referrals.monitoring.forms import CheckForm, RetractForm, initial_of
from referrals.monitoring.grading import TELL_FROM, Grades
from referrals.monitoring.permissions import Permission
from referrals.monitoring.questions import spoken
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.pathway import journeys
from referrals.sent import usable
from referrals.states import Side


@require_GET
@at_work(Permission.VIEW)
def course(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The days, the side effects, and what the checks suggest. Both sides read it."""
    actor = actor_of(request)
    try:
        page = screen.build(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [page.journey.patient_id])
    return render(request, "monitoring/course.html", {"page": page})


def found(actor: Actor, journey_id: UUID) -> Journey:
    """The row for readers; 404 for outsiders."""
    try:
        journey = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [journey.patient_id])
    return journey


def writable(actor: Actor, journey_id: UUID) -> Journey:
    """The same for those who may write here; the practice reads only."""
    journey = found(actor, journey_id)
    require(actor, Permission.RECORD, journey)
    if journey.side_of(actor) != Side.RECEIVER:
        raise NotAllowed("The center writes the checks; you read them.")
    return journey


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def check(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The form of one check. "Grade now" shows the grades and saves nothing."""
    actor = actor_of(request)
    journey = writable(actor, journey_id)
    if request.method == "GET":
        return form_page(request, journey, CheckForm())
    form = CheckForm(request.POST, request.FILES)
    if request.POST.get("do") == "grade" or not form.is_valid():
        return form_page(request, journey, form, status=200 if form.is_valid() else 422)
    return saved(request, journey, form)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def correct(request: HttpRequest, journey_id: UUID, entry_id: UUID) -> HttpResponse:
    """The same form, filled with a check that was wrong; saving writes a new one in its place."""
    actor = actor_of(request)
    journey = writable(actor, journey_id)
    old = entry_of(journey, entry_id)
    if request.method == "GET":
        start = {**initial_of(old.answers), "at": old.at, "note": old.note, "version": journey.version}
        return form_page(request, journey, CheckForm(initial=start), old=old)
    form = CheckForm(request.POST, request.FILES)
    if request.POST.get("do") == "grade" or not form.is_valid():
        return form_page(request, journey, form, old=old, status=200 if form.is_valid() else 422)
    return saved(request, journey, form, old=old)


def entry_of(journey: Journey, entry_id: UUID) -> MonitoringEntry:
    rows = MonitoringEntry.objects.select_related("retraction", "corrected_by", "corrects", "sample")
    row = rows.filter(journey=journey, pk=entry_id).first()
    if row is None:
        raise Http404
    return row


def saved(request: HttpRequest, journey: Journey, form: CheckForm, *, old: MonitoringEntry | None = None) -> HttpResponse:
    actor, said = actor_of(request), None
    try:
        made = take(actor, journey, form, old)
    except Refused as refusal:
        form.refuse(refusal)
        return form_page(request, journey, form, old=old, status=409)
    except Stale as stale:
        said = Said("Not saved yet", stale.sentence, Tone.YOU)
        renewed = CheckForm({**request.POST.dict(), "version": str(stale.version)}, request.FILES)
        return form_page(request, journey, renewed, old=old, said=said, status=409)
    messages.success(request, "Saved. Both sides are told today." if made.tells else "Saved.")
    return HttpResponseRedirect(reverse("monitoring:course", args=[journey.pk]))


def take(actor: Actor, journey: Journey, form: CheckForm, old: MonitoringEntry | None) -> verbs.Made:
    values: dict[str, Any] = {"answers": form.answers, "note": form.cleaned_data["note"], "at": form.cleaned_data["at"]}
    values["sample"] = sample_of(actor, journey, form.cleaned_data["sample"])
    if old is None:
        return verbs.record_check(actor, journey.pk, key=form.cleaned_data["key"], **values)
    return verbs.correct_check(actor, journey.pk, old.pk, version=form.cleaned_data["version"] or 0, **values)


def sample_of(actor: Actor, journey: Journey, file: UploadedFile[Any] | None) -> UUID | None:
    """A document of the patient, taken in as every other one."""
    if file is None:
        return None
    made = usable(upload(actor, journey.patient_id, file=file, kind=DocumentKind.OTHER, title="Handwriting sample"))
    return made.pk


@require_POST
@at_work(Permission.VIEW)
def grades(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The panel beside the form alone, for the script that asks while somebody types. Saves nothing."""
    journey = writable(actor_of(request), journey_id)
    form = CheckForm(request.POST)
    return render(request, "monitoring/_grades.html", panel(journey, form))


def panel(journey: Journey, form: CheckForm, old: MonitoringEntry | None = None) -> dict[str, Any]:
    """What the panel shows: the grades so far, those of the check before, whether saving tells somebody."""
    now: Grades | None = form.grades
    before = MonitoringEntry.objects.filter(journey=journey).standing().first()
    return {"grades": now, "before": before, "tells": now is not None and now.worst >= TELL_FROM, "old": old}


def form_page(
    request: HttpRequest,
    journey: Journey,
    form: CheckForm,
    *,
    old: MonitoringEntry | None = None,
    said: Said | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "journey": journey,
        "form": form,
        "said": said,
        "banner": over(actor, patient_of(actor, journey.patient_id)),
        "panel": panel(journey, form, old),
        "old": old,
    }
    return render(request, "monitoring/check.html", context, status=status)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def entry(request: HttpRequest, journey_id: UUID, entry_id: UUID) -> HttpResponse:
    """One check in full: answers, each grade with its rule and citation. The center takes it back here."""
    actor = actor_of(request)
    journey = found(actor, journey_id)
    row = entry_of(journey, entry_id)
    form = RetractForm(request.POST if request.method == "POST" else None, initial={"version": journey.version})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.retract_check(actor, journey_id, entry_id, **form.cleaned_data)
            return HttpResponseRedirect(reverse("monitoring:course", args=[journey_id]))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except Stale as stale:
            form = RetractForm({**request.POST.dict(), "version": stale.version})
            form.add_error(None, stale.sentence)
    elif request.method == "POST":
        require(actor, Permission.RECORD, journey)
    return entry_page(request, journey, row, form)


def entry_page(request: HttpRequest, journey: Journey, row: MonitoringEntry, form: RetractForm) -> HttpResponse:
    actor = actor_of(request)
    shown = screen.row_of(row)
    context = {
        "journey": journey,
        "row": shown,
        "answers": [(question.label, words) for question, words in spoken(row.answers)],
        "grades": list(row.grades.values()),
        "form": form,
        "banner": over(actor, patient_of(actor, journey.patient_id)),
        "may_change": shown.standing and journey.is_running and is_writer(actor, journey),
    }
    return render(request, "monitoring/entry.html", context, status=422 if form.errors else 200)


def is_writer(actor: Actor, journey: Journey) -> bool:
    return journey.side_of(actor) == Side.RECEIVER and may(actor, Permission.RECORD, journey)
