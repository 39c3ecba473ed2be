"""Who was told of one thing, through which channel, and what became of it: for the staff of one side, on their referral or journey.

Room: notifications. Shows the notices to one's own organization and to the patient's side; never whom the other side told among itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from carecoord.access.actor import Actor
from carecoord.notifications.center import after_mark, mark, unmark
from carecoord.notifications.kinds import Audience, Words, kinds_for
from carecoord.notifications.models import Notification
from carecoord.notifications.states import Channel, Outcome, State
from carecoord.ui.parts import Tag, Tone

PAGE = 50
WHY: dict[str, str] = {
    "recipient_inactive": "the account is closed",
    "no_address": "there is no address",
    "left_organization": "no longer works here",
    "access_ended": "access has ended",
    "switched_off": "switched off by the recipient",
    "deceased": "the person has died",
    "in_digest": "it is in a summary",
    "reviewed": "it was reviewed",
    "by_hand": "an operator stopped it",
}


@dataclass(frozen=True)
class Row:
    """One message to one person. `at` is the instant the tag speaks of, if there is one."""

    title: Words
    who: str
    channel: Words
    tag: Tag
    at: datetime | None
    due_at: datetime


@dataclass(frozen=True)
class Told:
    rows: tuple[Row, ...]
    older: str


def page(actor: Actor, about: UUID, *, before: str = "") -> Told:
    """One statement, newest first. The caller has shown that the actor may see what it is about. Raises ValueError for a foreign mark."""
    mine = Q(organization_id=actor.place_id or 0) | Q(organization_id=None, kind__in=kinds_for(Audience.PERSON))
    rows = Notification.objects.filter(mine, about=about).select_related("recipient")
    if before:
        rows = after_mark(rows, *unmark(before))
    found = list(rows.order_by("-due_at", "-id")[: PAGE + 1])
    return Told(tuple(row_of(row) for row in found[:PAGE]), mark(found[PAGE - 1]) if len(found) > PAGE else "")


def row_of(row: Notification) -> Row:
    tag, at = state_of(row)
    return Row(row.form.title, row.recipient.name, Channel(row.channel).label, tag, at, row.due_at)


def state_of(row: Notification) -> tuple[Tag, datetime | None]:
    """In plain words, with the instant they speak of."""
    if row.read_at:
        return Tag("Read", Tone.DONE, "done"), row.read_at
    if row.state in ENDINGS:
        return ENDINGS[State(row.state)](row), None
    if row.channel == Channel.INAPP:
        return Tag("Not read yet", Tone.PLAIN, "bell"), None
    if row.state == State.SENT:
        return sent(row)
    return Tag("Waits to be sent" if row.state != State.RETRY else "Will be tried again", Tone.YOU, "requested"), row.try_at


def sent(row: Notification) -> tuple[Tag, datetime | None]:
    if row.outcome in (Outcome.BOUNCED, Outcome.COMPLAINED):
        return Tag(Outcome(row.outcome).label, Tone.LATE, "late"), row.outcome_at
    if row.outcome == Outcome.DELIVERED:
        return Tag("Delivered", Tone.DONE, "done"), row.outcome_at
    return Tag("Sent", Tone.DONE, "done"), row.sent_at


def stopped(row: Notification) -> Tag:
    why = WHY.get(row.last_error_class, row.last_error_class.replace("_", " "))
    return Tag(f"Stopped: {why}" if why else "Stopped", Tone.PLAIN)


ENDINGS = {
    State.FAILED: lambda row: Tag("Could not be sent", Tone.LATE, "late"),
    State.EXPIRED: lambda row: Tag("Too late to be sent", Tone.PLAIN),
    State.CANCELLED: stopped,
}
