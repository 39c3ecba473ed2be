"""HTTP of calendars: the month for staff and for patients, feeds made and taken back, and the feed itself."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.limits import Limit, take
from carecoord.access.web import actor_of, at_work, for_person
from carecoord.accounts.models import User
from carecoord.audit.trail import record, saw
from carecoord.interop.ics import MEDIA_TYPE
from carecoord.ui.charts.calendar import Month, WeekStart
from referrals.calendars import feed as files
from referrals.calendars import verbs
from referrals.calendars.dates import Day, days
from referrals.models import CalendarFeed, Journey
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.pathway import road
from referrals.pathway.permissions import Permission
from referrals.road import page as persons

FEEDS = 20


@require_GET
@at_work(Permission.VIEW)
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Everything dated on one journey, a month at a time."""
    actor, row = actor_of(request), opened(request, journey_id)
    month = month_of(request)
    found = days(road.load(row), for_person=False)
    shown = context(month, found, row, title="Treatment calendar")
    shown |= {"banner": over(actor, patient_of(actor, row.patient_id)), "journey": row}
    return render(request, "calendars/journey.html", shown)


def opened(request: HttpRequest, journey_id: UUID) -> Journey:
    try:
        row = verbs.opened(actor_of(request), journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor_of(request), [row.patient_id])
    return row


def month_of(request: HttpRequest) -> date:
    """`?month=2026-11`; anything else is this month."""
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        asked = timezone.localdate()
    return asked.replace(day=1) if 2000 <= asked.year <= 2100 else timezone.localdate().replace(day=1)


def context(month: date, found: list[Day], row: Journey, *, title: str, for_patient: bool = False) -> dict[str, Any]:
    last = month.replace(day=months.monthrange(month.year, month.month)[1])
    entries = tuple(day.entry for day in found if month <= day.on <= last)
    start = WeekStart.SUNDAY if for_patient else WeekStart.MONDAY
    feeds = CalendarFeed.objects.filter(journey=row, revoked_at__isnull=True).select_related("user", "organization")
    return {
        "month": Month(month, entries, timezone.localdate(), title, week_start=start, for_patient=for_patient),
        "before": f"{month - timedelta(days=1):%Y-%m}",
        "after": f"{last + timedelta(days=1):%Y-%m}",
        "feeds": feeds.order_by("made_at")[:FEEDS],
    }


@require_GET
@for_person
def mine(request: HttpRequest) -> HttpResponse:
    """The patient's own calendar, in plain words."""
    actor, row = actor_of(request), my_journey(request)
    if row is None:
        return render(request, "calendars/none.html")
    saw(actor, [row.patient_id])
    shown = context(month_of(request), days(road.load(row), for_person=True), row, title=_("Your calendar"), for_patient=True)
    return render(request, "calendars/mine.html", shown | {"who": request.GET.get("for", ""), "me": actor.user_id})


def my_journey(request: HttpRequest) -> Journey | None:
    """The newest journey of the person whose road is shown; None where there is none, or no right to see its dates."""
    actor = actor_of(request)
    if not persons.people_of(actor):
        return None
    patient, grant = persons.chosen(actor, request.GET.get("for", "") or request.POST.get("for", ""))
    if not persons.may_see_road(grant):
        return None
    rows = Journey.objects.visible_to(actor).filter(patient=patient).order_by("ended_at", "-started_at")
    newest = rows.values_list("pk", flat=True).first()
    return verbs.opened(actor, newest) if newest else None


@require_POST
@at_work(Permission.VIEW)
def make(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """For a member of staff; the address is shown once."""
    row = opened(request, journey_id)
    return once(request, verbs.make_feed(actor_of(request), row.pk), "calendars/made.html", reverse("calendars:journey", args=[row.pk]))


@require_POST
@for_person
def make_mine(request: HttpRequest) -> HttpResponse:
    row = my_journey(request)
    if row is None:
        raise Http404
    saw(actor_of(request), [row.patient_id])
    return once(request, verbs.make_feed(actor_of(request), row.pk), "calendars/made_mine.html", reverse("calendars:mine"))


def once(request: HttpRequest, token: str, template: str, back: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("calendars:feed", args=[token]))
    response = render(request, template, {"address": address, "back": back})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """By whoever made it, the patient, or staff of either side."""
    actor = actor_of(request)
    if actor.is_anonymous:
        raise Http404
    try:
        row = verbs.revoke_feed(actor, feed_id)
    except (CalendarFeed.DoesNotExist, Journey.DoesNotExist, NotAllowed):
        raise Http404 from None
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return HttpResponseRedirect("/")
    saw(actor, [row.journey.patient_id])
    messages.success(request, _("Taken back. That calendar gets nothing new from now on."))
    return HttpResponseRedirect(reverse("calendars:mine") if actor.is_person else reverse("calendars:journey", args=[row.journey_id]))


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in: the secret in the address opens what its owner would see, and nothing else."""
    take(actor_of(request), Limit.SEARCHES)
    held = verbs.held(token)
    if held is None:
        raise Http404
    with acting(held.actor) as actor, translation.override(language_of(actor)):
        content = file(request, actor, held)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def language_of(actor: Actor) -> str:
    spoken = User.objects.filter(pk=actor.user_id or 0).values_list("language", flat=True).first()
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def file(request: HttpRequest, actor: Actor, held: verbs.Held) -> bytes:
    """Read as the owner, so the walls of today hold: who lost their access gets nothing."""
    try:
        row = verbs.opened(actor, held.journey_id)
    except (Journey.DoesNotExist, NotAllowed):
        raise Http404 from None
    is_person = actor.place is None
    found = days(road.load(row), for_person=is_person, place=actor.place_id)
    page = reverse("calendars:mine") if is_person else reverse("calendars:journey", args=[row.pk])
    record(actor, "calendar.read", patients=[row.patient_id])
    return files.written(found, timezone.localdate(), request.build_absolute_uri(page))
