"""HTTP of dates and of the plan as a whole: look before a date moves, apply it, follow another protocol, end, chain-of-identity id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.access.web import at_work
from carecoord.ui.dates import staff_day
from carecoord.ui.pieces import Said
from referrals.models import Collection
from referrals.pathway import desk, reader
from referrals.pathway.forms.base import RoadForm
from referrals.pathway.forms.plans import ChainForm, EndForm, LookForm, MoveForm, ProtocolForm, RenewForm
from referrals.pathway.pages import dates as page
from referrals.pathway.pages.frame import frame
from referrals.pathway.permissions import Permission
from referrals.pathway.protocol import Confidence
from referrals.pathway.road import Road
from referrals.states import Side


def at_center(actor: Actor, current: Road, permission: Permission) -> None:
    """The center plans; the practice reads."""
    require(actor, permission, current.journey)
    if current.journey.side_of(actor) != Side.RECEIVER:
        raise NotAllowed("The center does this.")


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def dates(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """GET with a date shows what would follow; POST does it. Both sides may look, the center moves."""
    actor, current = desk.opened(request, journey_id)
    asked = {"confidence": str(Confidence.PLANNED), **request.GET.dict()}
    look = LookForm(asked if "on" in asked else None, road=current, initial={"code": asked.get("code", "")})

    def show(form: RoadForm | None, said: Said | None, status: int) -> HttpResponse:
        asked = LookForm(form.data, road=current) if form else look
        return render(request, "pathway/dates.html", looked(actor, current, asked, form, said), status=status)

    if request.method == "GET":
        return show(None, None, 200)
    at_center(actor, current, Permission.PLAN)
    form = MoveForm(request.POST, actor=actor, road=current)
    return desk.run(request, form, show, reverse("pathway:journey", args=[journey_id]))


def looked(actor: Actor, current: Road, look: LookForm, form: RoadForm | None, said: Said | None) -> dict[str, Any]:
    """The preview of what was asked, or what is wrong with it."""
    shown = None
    if look.is_bound and look.is_valid():
        try:
            shown = page.build(actor, current, look.cleaned_data)
        except Refused as refusal:
            if form is None:
                look.add_error(refusal.field if refusal.field in look.fields else None, refusal.sentence)
    initial = {name: look.cleaned_data[name] for name in ("code", "on", "confidence")} if shown else {}
    apply = form or (MoveForm(actor=actor, road=current, initial=initial) if shown else None)
    may_move = current.journey.is_running and current.journey.side_of(actor) == Side.RECEIVER
    return {"frame": frame(actor, current), "look": look, "page": shown, "form": apply, "said": said, "may_move": may_move}


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def protocol(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Follow another version or product; with GET and a protocol: what would change."""
    actor, current = desk.opened(request, journey_id)
    at_center(actor, current, Permission.PLAN)
    sent = request.POST if request.method == "POST" else None
    chosen = request.POST.get("protocol") or request.GET.get("protocol", "")
    form = ProtocolForm(sent, actor=actor, road=current, initial={"protocol": chosen})

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        diff = page.other_protocol(actor, journey_id, chosen)
        context = {"frame": frame(actor, current), "form": form, "said": said, "diff": diff, "chosen": chosen}
        return render(request, "pathway/switch.html", context, status=status)

    if request.method == "GET":
        return show(form, None, 200)
    return desk.run(request, form, show, reverse("pathway:journey", args=[journey_id]))


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def end(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """Complete the plan or end it early."""
    actor, current = desk.opened(request, journey_id)
    require(actor, Permission.END, current.journey)
    left = sum(row.is_open for row in current.live)
    hint = (
        f"{left} open steps are cancelled, and both sides are told. A death is recorded in the patient's record; every plan ends with it."
    )
    return plain(request, actor, current, EndForm, "End the plan", hint)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def renew(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """By the practice: the center goes on reading for a year."""
    actor, current = desk.opened(request, journey_id)
    require(actor, Permission.RENEW, current.journey)
    found, center = reader.of(current.journey), current.journey.center.short_name
    if found is None:
        hint = f"{center} reads this plan without an end until it hands the patient over."
    else:
        can = "could see" if found.is_over else "can see"
        hint = f"{center} {can} this plan until {staff_day(found.until)}. Renewing adds a year; the plan itself runs for fifteen."
    return plain(request, actor, current, RenewForm, "Renew the center's view", hint)


@require_http_methods(["GET", "POST"])
@at_work(Permission.VIEW)
def chain(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """The id that ties patient and cells: stored once, read ever after."""
    actor, current = desk.opened(request, journey_id)
    at_center(actor, current, Permission.WORK)
    rows = list(Collection.objects.filter(journey=current.journey).select_related("stored_by").order_by("-attempt"))
    hint = "Copy it letter for letter from its issuer. It is stored once for this collection and never edited."
    is_stored = bool(rows and rows[0].chain_id)
    return plain(request, actor, current, ChainForm, "Chain-of-identity id", hint, stored=rows, is_closed=is_stored)


def plain(request: HttpRequest, actor: Actor, current: Road, kind: type[RoadForm], heading: str, hint: str, **more: Any) -> HttpResponse:
    """A form of a few fields on a page of its own."""
    form = kind(*((request.POST,) if request.method == "POST" else ()), actor=actor, road=current)
    back = reverse("pathway:journey", args=[current.journey.pk])

    def show(form: RoadForm, said: Said | None, status: int) -> HttpResponse:
        context = {"frame": frame(actor, current), "form": form, "said": said, "heading": heading, "hint": hint, "back": back, **more}
        return render(request, "pathway/act.html", context, status=status)

    return show(form, None, 200) if request.method == "GET" else desk.run(request, form, show, back)
