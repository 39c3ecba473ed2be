"""HTTP of what a coordinator sets up: resources, hours, a season of free slots with its preview, closed times."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.web import actor_of, at_work
from referrals.models import Resource
from referrals.slots import rules, verbs
from referrals.slots.calendar import zone_of
from referrals.slots.permissions import Permission
from referrals.slots.setting_forms import ChangeForm, CloseForm, HoursForm, PublishForm, ResourceForm
from referrals.slots.states import BookingState, ResourceKind
from referrals.slots.verbs.publish import Published

SHOWN = 60  # rows of a preview in full


@require_http_methods(["GET", "POST"])
@at_work(Permission.MANAGE)
def publish(request: HttpRequest) -> HttpResponse:
    """First what would be published, then the same with one press."""
    actor = actor_of(request)
    form = PublishForm(request.POST or None, actor=actor)
    if request.method == "GET" or not form.is_valid():
        return render(request, "slots/publish.html", {"form": form}, status=422 if request.method == "POST" else 200)
    is_dry = request.POST.get("do") != "publish"
    try:
        done = verbs.publish(actor, [int(one) for one in form.cleaned_data["resources"]], form.spans(), is_dry=is_dry)
    except Refused as refusal:
        form.refuse(refusal)
        return render(request, "slots/publish.html", {"form": form}, status=409)
    if is_dry:
        with timezone.override(zone_of(actor)):
            return render(request, "slots/publish.html", {"form": form, "preview": preview(done)})
    messages.success(request, f"{len(done.new)} slots published.")
    return HttpResponseRedirect(reverse("slots:calendar") + f"?view=month&day={form.cleaned_data['first_on'].isoformat()}")


def preview(done: Published) -> dict[str, Any]:
    """The first rows in full; the rest as a number."""
    count = len(done.new)
    return {"new": done.new[:SHOWN], "more": max(0, count - SHOWN), "count": count, "left": len(done.busy)}


@require_http_methods(["GET", "POST"])
@at_work(Permission.MANAGE)
def close(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = CloseForm(request.POST or None, actor=actor)
    if request.method == "GET" or not form.is_valid():
        return render(request, "slots/close.html", {"form": form}, status=422 if request.method == "POST" else 200)
    try:
        verbs.block(actor, int(form.cleaned_data["resource"]), form.span())
    except Refused as refusal:
        form.refuse(refusal)
        return render(request, "slots/close.html", {"form": form}, status=409)
    messages.success(request, "Closed. Free slots in this time were taken back.")
    return HttpResponseRedirect(reverse("slots:calendar") + f"?day={form.cleaned_data['first_on'].isoformat()}")


@require_http_methods(["GET", "POST"])
@at_work(Permission.MANAGE)
def resources(request: HttpRequest) -> HttpResponse:
    """Chairs, beds and lines of manufacturing slots; how long a slot is kept."""
    actor = actor_of(request)
    form = ResourceForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _resources(request, actor, form=form, status=422 if request.method == "POST" else 200)
    got = form.cleaned_data
    try:
        verbs.add_resource(actor, kind=ResourceKind(got["kind"]), name=got["name"], product=got["product"])
    except Refused as refusal:
        form.refuse(refusal)
        return _resources(request, actor, form=form, status=409)
    messages.success(request, f"Added {got['name']}.")
    return HttpResponseRedirect(reverse("slots:resources"))


def _resources(request: HttpRequest, actor: Actor, *, status: int = 200, **forms: Any) -> HttpResponse:
    kept = rules.hours_of(actor.place_id)
    initial = {"hold_hours": kept[BookingState.HELD], "offer_hours": kept[BookingState.OFFERED]}
    rows = Resource.objects.filter(center_id=actor.place_id).order_by("kind", "name")
    shown = {"rows": rows, "form": ResourceForm(), "hours": HoursForm(initial=initial, auto_id="hours_%s"), **forms}
    return render(request, "slots/resources.html", shown, status=status)


@require_POST
@at_work(Permission.MANAGE)
def hours(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = HoursForm(request.POST, auto_id="hours_%s")
    if not form.is_valid():
        return _resources(request, actor, hours=form, status=422)
    verbs.set_hours(actor, **form.cleaned_data)
    messages.success(request, "Saved. Holds and offers from now on are kept so long.")
    return HttpResponseRedirect(reverse("slots:resources"))


@require_http_methods(["GET", "POST"])
@at_work(Permission.MANAGE)
def resource(request: HttpRequest, resource_id: int) -> HttpResponse:
    """Rename it, or take it out of use."""
    actor = actor_of(request)
    row = Resource.objects.filter(pk=resource_id, center_id=actor.place_id).first()
    if row is None:
        raise Http404
    form = ChangeForm(request.POST or None, initial={"name": row.name, "is_active": row.is_active})
    if request.method == "GET" or not form.is_valid():
        return render(request, "slots/resource.html", {"form": form, "row": row}, status=422 if request.method == "POST" else 200)
    try:
        verbs.change_resource(actor, row.pk, name=form.cleaned_data["name"], is_active=form.cleaned_data["is_active"])
    except Refused as refusal:
        form.refuse(refusal)
        return render(request, "slots/resource.html", {"form": form, "row": row}, status=409)
    messages.success(request, "Saved.")
    return HttpResponseRedirect(reverse("slots:resources"))
