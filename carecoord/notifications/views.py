"""The in-app center over HTTP. Every act is a POST; following a link from an e-mail changes nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.actor import Actor
from carecoord.notifications import center, choices, filters, links, pages, subjects
from carecoord.notifications.models import Notification


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the one transaction was opened for."""
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


def template(actor: Actor, name: str) -> str:
    return f"notifications/{name}_{choices.audience_of(actor)}.html"


@require_GET
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    actor, before = actor_of(request), request.GET.get("before", "")
    try:
        wanted = filters.read(request.GET, choices.audience_of(actor))
        found = center.page(actor, wanted, before=before)
    except ValueError as fault:
        raise Http404 from fault
    labels = subjects.told(actor, {row.about for row in found.rows if row.about})
    page = pages.build(actor, wanted, found, center.tally(actor), labels, is_first=not before)
    return render(request, template(actor, "notices"), {"page": page})


def mine(request: HttpRequest, notice_id: UUID) -> Notification:
    try:
        return center.find(actor_of(request), notice_id)
    except Notification.DoesNotExist as fault:
        raise Http404 from fault


@require_GET
@login_required
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """What the link of an e-mail leads to: on to the page itself."""
    return follow(request, mine(request, notice_id))


@require_POST
@login_required
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    row = mine(request, notice_id)
    center.read(actor_of(request), row)
    return follow(request, row)


def follow(request: HttpRequest, row: Notification) -> HttpResponse:
    if place := center.elsewhere(actor_of(request), row):
        messages.info(request, _("This notice is about your work at %(place)s. Switch to it to open the page.") % {"place": place})
        return redirect(links.CENTER)
    return redirect(links.target(row.form, row.about))


@require_POST
@login_required
def read(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    center.read(actor_of(request), mine(request, notice_id))
    return redirect(links.CENTER)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    until = instant(request.POST.get("until", ""))
    if until is not None:
        center.read_all(actor_of(request), until=until)
    return redirect(links.CENTER)


def instant(text: str) -> datetime | None:
    """An instant with its zone; anything else is None."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
