"""Messages that reached nobody, for those who look after the patient: refused for good, come back, or not sent because mail to that
address comes back. Whom it was for, why, and what can be done. Nobody has to guess that a mail never came.

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
from carecoord.notifications.models import RETURNED, Notification
from carecoord.notifications.permissions import Permission
from carecoord.notifications.states import Channel, Outcome, State
from carecoord.ui.parts import Button
from carecoord.ui.pieces import Empty

SHOWN, LOOK_BACK = 50, timedelta(days=90)
NOTHING = Empty("Every message was taken", "One that a provider refuses for good, or that comes back, comes to this list by itself.")
TOLD = "told_otherwise"
UNREACHED = Q(state=State.FAILED) | RETURNED
WHY = {
    "WorkerLost": "Sending it broke off again and again",
    "SMTPRecipientsRefused": "The mail server does not know this address",
    "SMTPDataError": "The mail server refused the message",
    "SMTPNotSupportedError": "The mail server cannot write to this address",
    "address_bounced": "Not sent: mail to this address comes back",
    "address_complained": "Not sent: our mail was marked as unwanted there",
}
CAME_BACK = "Came back: this address cannot be reached"


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


def unreached(actor: Actor) -> QuerySet[Notification]:
    """Messages to those who work here, and to patients and caregivers whose record is open here, that nobody was told otherwise."""
    here = Q(organization_id=actor.place_id) | Q(organization_id=None)
    rows = Notification.objects.filter(here, UNREACHED, patient_id__isnull=False, created_at__gt=timezone.now() - LOOK_BACK)
    return rows.exclude(last_error_class=TOLD)


def failed(actor: Actor) -> QuerySet[Notification]:
    """What can be tried again: the others would come back again."""
    return unreached(actor).filter(state=State.FAILED)


def rows(actor: Actor) -> tuple[Row, ...]:
    """The newest first. Two statements; whoever is named is put down as seen."""
    found = list(unreached(actor).select_related("recipient").order_by("-created_at")[:SHOWN])
    labels = subjects.told(actor, {row.about for row in found if row.about})
    trail.saw(actor, {row.patient_id for row in found if row.patient_id})
    return tuple(row_of(row, labels.get(row.about, "") if row.about else "") for row in found)


def row_of(row: Notification, about: str) -> Row:
    href = links.target(row.form, row.about) if about else ""
    return Row(row.pk, row.form.title, row.recipient.name, str(Channel(row.channel).label), why(row), about, href, row.due_at, buttons(row))


def why(row: Notification) -> str:
    if row.outcome == Outcome.BOUNCED:
        return CAME_BACK
    return WHY.get(row.last_error_class.split(" ")[0], "It was tried many times and never taken")


def buttons(row: Notification) -> tuple[Button, ...]:
    words = (("again", "Try again", "quiet"), ("told", "Told another way", "bare"))
    return tuple(
        Button(label, reverse("notices:undelivered_act", args=[row.pk, verb]), kind=kind, post=True)
        for verb, label, kind in words
        if verb == "told" or row.state == State.FAILED
    )


def again(actor: Actor, notice_id: UUID) -> None:
    """Due now, as if it had not been tried; raises Notification.DoesNotExist for what has not failed."""
    row = failed(actor).select_for_update(of=("self",)).get(pk=notice_id)
    require(actor, Permission.UNDELIVERED)
    Notification.objects.filter(pk=row.pk).update(state=State.DUE, attempts=0, try_at=timezone.now())
    trail.record(actor, "notices.again", about=row, patients=[row.patient_id] if row.patient_id else [])
    nudge.after_commit()


def told(actor: Actor, notice_id: UUID) -> None:
    """Somebody called, or said it: off the list. What came back stays sent. Raises Notification.DoesNotExist for what is not on it."""
    row = unreached(actor).select_for_update(of=("self",)).get(pk=notice_id)
    require(actor, Permission.UNDELIVERED)
    state = State.SENT if row.state == State.SENT else State.CANCELLED
    Notification.objects.filter(pk=row.pk).update(state=state, last_error_class=TOLD)
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
