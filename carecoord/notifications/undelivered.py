"""Messages that could not be sent, for those who look after the patient: whom it was for, why, and two acts. Nobody has to guess that a
mail never came.

What concerns no patient is the operators' affair (`administering`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.actor import Actor
from carecoord.access.permissions import require
from carecoord.access.web import actor_of, at_work
from carecoord.audit import trail
from carecoord.notifications import links, nudge, subjects
from carecoord.notifications.kinds import Words
from carecoord.notifications.models import Notification
from carecoord.notifications.permissions import Permission
from carecoord.notifications.states import Channel, State
from carecoord.ui.parts import Button
from carecoord.ui.pieces import Empty

SHOWN, LOOK_BACK = 50, timedelta(days=90)
NOTHING = Empty("Every message was taken", "One that a mail or phone provider refuses for good comes to this list by itself.")
TOLD = "told_otherwise"
WHY = {
    "WorkerLost": "Sending it broke off again and again",
    "SMTPRecipientsRefused": "The mail server does not know this address",
    "SMTPDataError": "The mail server refused the message",
    "SMTPNotSupportedError": "The mail server cannot write to this address",
}


@dataclass(frozen=True)
class Row:
    """One message; `about` and `href` may be empty."""

    id: UUID
    title: Words
    to: str
    channel: str
    why: str
    about: str
    href: str
    due_at: datetime
    buttons: tuple[Button, ...]


def failed(actor: Actor) -> QuerySet[Notification]:
    """To those who work here, and to patients and caregivers whose record is open here."""
    here = Q(organization_id=actor.place_id) | Q(organization_id=None)
    return Notification.objects.filter(here, state=State.FAILED, patient_id__isnull=False, created_at__gt=timezone.now() - LOOK_BACK)


def rows(actor: Actor) -> tuple[Row, ...]:
    """The newest first. Two statements; whoever is named is put down as seen."""
    found = list(failed(actor).select_related("recipient").order_by("-created_at")[:SHOWN])
    labels = subjects.told(actor, {row.about for row in found if row.about})
    trail.saw(actor, {row.patient_id for row in found if row.patient_id})
    return tuple(row_of(row, labels.get(row.about, "") if row.about else "") for row in found)


def row_of(row: Notification, about: str) -> Row:
    why = WHY.get(row.last_error_class.split(" ")[0], "It was tried many times and never taken")
    href = links.target(row.form, row.about) if about else ""
    return Row(row.pk, row.form.title, row.recipient.name, str(Channel(row.channel).label), why, about, href, row.due_at, buttons(row))


def buttons(row: Notification) -> tuple[Button, ...]:
    words = (("again", "Try again", "quiet"), ("told", "Told another way", "bare"))
    return tuple(
        Button(label, reverse("notices:undelivered_act", args=[row.pk, verb]), kind=kind, post=True) for verb, label, kind in words
    )


def again(actor: Actor, notice_id: UUID) -> None:
    """Due now, as if it had not been tried; raises Notification.DoesNotExist for what has not failed."""
    row = failed(actor).select_for_update(of=("self",)).get(pk=notice_id)
    require(actor, Permission.UNDELIVERED)
    Notification.objects.filter(pk=row.pk).update(state=State.DUE, attempts=0, try_at=timezone.now())
    trail.record(actor, "notices.again", about=row, patients=[row.patient_id] if row.patient_id else [])
    nudge.after_commit()


def told(actor: Actor, notice_id: UUID) -> None:
    """Somebody called, or said it: off the list. Raises Notification.DoesNotExist for what has not failed."""
    row = failed(actor).select_for_update(of=("self",)).get(pk=notice_id)
    require(actor, Permission.UNDELIVERED)
    Notification.objects.filter(pk=row.pk).update(state=State.CANCELLED, last_error_class=TOLD)
    trail.record(actor, "notices.told", about=row, patients=[row.patient_id] if row.patient_id else [])


VERBS = {"again": (again, "It will be tried again within 15 seconds."), "told": (told, "Taken off the list.")}


@require_GET
@at_work(Permission.UNDELIVERED)
def undelivered(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/undelivered.html", {"undelivered": rows(actor_of(request)), "empty": NOTHING})


@require_POST
@at_work(Permission.UNDELIVERED)
def act(request: HttpRequest, notice_id: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    do, sentence = VERBS[verb]
    try:
        do(actor_of(request), notice_id)
    except Notification.DoesNotExist as fault:
        raise Http404 from fault
    messages.success(request, sentence)
    return redirect("notices:undelivered")
