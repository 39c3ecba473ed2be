"""HTTP of slots: the calendar, one slot with its history and acts, the form of each verb, the slots of one journey."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import may, require
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.dates import zone_word
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from referrals.models import Booking, BookingEvent, Journey
from referrals.pathway import journeys
from referrals.pathway.permissions import Permission as OfTheRoad
from referrals.slots import calendar as pages
from referrals.slots import page, query, span
from referrals.slots.forms import FORMS, Accept, SlotForm
from referrals.slots.permissions import Permission
from referrals.slots.states import BookingState


@require_GET
@at_work(Permission.VIEW)
def calendar(request: HttpRequest) -> HttpResponse:
    """A day, week or month of the center's chairs, beds and manufacturing slots."""
    actor = actor_of(request)
    zone = pages.zone_of(actor)
    try:
        shown = span.parse(request.GET, str(zone))
    except span.BadAddress as fault:
        return HttpResponseBadRequest(str(fault))
    with timezone.override(zone):
        found = query.span(actor, *shown.bounds(str(zone)), kind=shown.kind)
        saw(actor, {person.patient_id for person in found.people.values()})
        return render(request, "slots/calendar.html", _screen(actor, shown, found))


def _screen(actor: Actor, shown: span.Shown, found: query.Found) -> dict[str, Any]:
    now = timezone.now()
    return {
        "shown": shown,
        "calendar": pages.calendar(actor, shown, found, now),
        "views": pages.views(shown),
        "kinds": pages.kinds(shown),
        "counts": pages.counts(found, now),
        "before": shown.href(day=shown.step(-1)),
        "after": shown.href(day=shown.step(1)),
        "today": shown.href(day=now.astimezone(pages.zone_of(actor)).date()),
        "has_resources": bool(found.resources),
        "may_manage": may(actor, Permission.MANAGE),
        "may_queue": may(actor, Permission.QUEUE),
        "zone_words": zone_word(pages.zone_of(actor)),
    }


def found_booking(actor: Actor, booking_id: UUID) -> Booking:
    """The slot for a reader; 404 for outsiders."""
    try:
        return Booking.objects.visible_to(actor).select_related("resource", "center").get(pk=booking_id)
    except Booking.DoesNotExist:
        raise Http404 from None


@require_GET
@at_work(OfTheRoad.VIEW)
def booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """One slot: who has it, what can be done, what happened."""
    actor = actor_of(request)
    row = found_booking(actor, booking_id)
    person = query.people(actor, [row.pk]).get(row.pk)
    saw(actor, [person.patient_id] if person else [])
    with timezone.override(row.center.time_zone):
        events = BookingEvent.objects.filter(booking=row).order_by("-at")[:50]
        context = {"booking": row, "page": page.booking(actor, row, person, list(events))}
        return render(request, "slots/booking.html", context)


@require_http_methods(["GET", "POST"])
@at_work(OfTheRoad.VIEW)
def do(request: HttpRequest, booking_id: UUID, verb: str) -> HttpResponse:
    """The form of one verb. A refusal or a stale version keeps what was typed."""
    actor = actor_of(request)
    if verb not in FORMS:
        raise Http404
    row = found_booking(actor, booking_id)
    person = query.people(actor, [row.pk]).get(row.pk)
    saw(actor, [person.patient_id] if person else [])
    kind, chosen = form_of(actor, row, person, verb, request.GET.get("for", ""))
    with timezone.override(row.center.time_zone):
        if request.method == "GET":
            return _form_page(request, kind(actor=actor, booking=row, chosen=chosen), person)
        form = kind(request.POST, actor=actor, booking=row, chosen=chosen)
        return _run(request, form, person) if form.is_valid() else _form_page(request, form, person, status=422)


def form_of(actor: Actor, row: Booking, person: query.Person | None, verb: str, asked: str) -> tuple[type[SlotForm], str]:
    """On an offered slot, holding it is saying yes; a practice has no other form than that and its no."""
    if verb == "hold" and row.state == BookingState.OFFERED and person and not row.is_lapsed(timezone.now()):
        if not may(actor, Permission.BOOK):
            require(actor, Permission.ANSWER)
        return Accept, str(person.journey_id)
    if not (verb == "release" and row.state == BookingState.OFFERED and may(actor, Permission.ANSWER)):
        require(actor, Permission.BOOK)
    return FORMS[verb], asked


def _run(request: HttpRequest, form: SlotForm, person: query.Person | None) -> HttpResponse:
    try:
        done = form.run()
    except Refused as refusal:
        form.refuse(refusal)
        return _form_page(request, form, person, status=409)
    except Stale as stale:
        said = Said("Not done yet", stale.sentence, Tone.YOU)
        data = {**form.data.dict(), "version": str(stale.version)} if isinstance(form.data, QueryDict) else form.data
        again = type(form)(data, actor=form.actor, booking=form.booking, chosen=form.chosen)
        return _form_page(request, again, person, said=said, status=409)
    messages.success(request, f"Done: {form.button.lower()}.")
    return HttpResponseRedirect(page.after(form.verb, form.booking, done))


def _form_page(
    request: HttpRequest, form: SlotForm, person: query.Person | None, *, said: Said | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "said": said, "booking": form.booking, "facts": page.facts(form.booking, person)}
    return render(request, "slots/do.html", context, status=status)


@require_GET
@at_work(OfTheRoad.VIEW)
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Every slot of one journey, for both sides; the practice answers offers here."""
    actor = actor_of(request)
    try:
        found = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [found.patient_id])
    with timezone.override(found.center.time_zone):
        return render(request, "slots/journey.html", {"journey": found, "page": page.journey(actor, found)})
