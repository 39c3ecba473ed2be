"""The queue as values: one row a patient with place, points and the reason in words; gaps where the reader may not see who stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.ui.parts import Side
from carecoord.ui.pieces import Tab, TimelineItem
from referrals.models import EntryState, QueueCriterion, QueueEntry, QueueEvent, Tier
from referrals.slots import queue
from referrals.slots.query import names_of
from referrals.slots.states import ResourceKind

MOST = 300


@dataclass(frozen=True, slots=True)
class Row:
    """`name` empty: somebody whose record the reader may not open; `last` when it stands for several places."""

    place: int
    name: str = ""
    href: str = ""
    points: int = 0
    since: datetime | None = None
    why: str = ""
    exception: str = ""
    is_old: bool = False
    last: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A queue for one thing: a kind of resource, and the product where that matters."""

    words: str
    rows: tuple[Row, ...]
    waiting: int


def tabs(chosen: ResourceKind) -> tuple[Tab, ...]:
    return tuple(Tab(str(kind.label), f"?kind={kind.value}", current=kind == chosen) for kind in ResourceKind)


def lines(actor: Actor, kind: ResourceKind, names: dict[UUID, str], entries: list[QueueEntry], now: datetime) -> tuple[Line, ...]:
    """One line a product, each in its order."""
    told, places = queue.exceptions(entries), queue.places([one.pk for one in entries])
    newest = newest_criterion(actor)
    out = []
    for product in sorted({one.product for one in entries}):
        mine = [one for one in queue.in_order((e for e in entries if e.product == product), now) if one.pk in places]
        found = [row(one, places[one.pk], names[one.patient_id], told.get(one.pk), now, newest) for one in mine if one.patient_id in names]
        waiting = places[mine[0].pk].waiting if mine else 0
        out.append(Line(product or str(kind.label), tuple(with_gaps(found, waiting)), waiting))
    return tuple(out)


def longest(actor: Actor) -> ResourceKind:
    """What most people wait for: the page opens there."""
    rows = QueueEntry.objects.filter(center_id=actor.place_id, state=EntryState.WAITING).values_list("kind")
    most = rows.annotate(waiting=Count("pk")).order_by("-waiting", "kind").first()
    return ResourceKind(most[0]) if most else ResourceKind.MANUFACTURING


def entries_of(actor: Actor, kind: ResourceKind) -> list[QueueEntry]:
    rows = QueueEntry.objects.filter(center_id=actor.place_id, kind=kind, state=EntryState.WAITING)
    return list(rows[:MOST])


def people(actor: Actor, entries: list[QueueEntry]) -> dict[UUID, str]:
    return names_of(actor, {one.patient_id for one in entries})


def newest_criterion(actor: Actor) -> datetime | None:
    """When a criterion last came into force or was retired: what was scored earlier says so."""
    rows = QueueCriterion.objects.filter(center_id=actor.place_id, approved_at__isnull=False).order_by("-approved_at")
    return rows.values_list("approved_at", flat=True).first()


def row(entry: QueueEntry, place: queue.Place, name: str, event: QueueEvent | None, now: datetime, newest: datetime | None) -> Row:
    return Row(
        place=place.number,
        name=name,
        href=reverse("slots:entry", args=[entry.pk]),
        points=queue.total(entry, now),
        since=entry.entered_at,
        why=queue.why(entry, now, event),
        exception=Tier(entry.tier).label if entry.tier != Tier.BY_POINTS else "",
        is_old=bool(newest and newest > entry.scored_at),
    )


def with_gaps(rows: list[Row], waiting: int) -> list[Row]:
    """Places of people the reader may not see are told, so that no number lies."""
    out: list[Row] = []
    expected = 1
    for one in sorted(rows, key=lambda one: one.place):
        if one.place > expected:
            out.append(Row(expected, last=one.place - 1))
        out.append(one)
        expected = one.place + 1
    if expected <= waiting:
        out.append(Row(expected, last=waiting))
    return out


VERBS = {
    "enter": "Entered the queue",
    "answer": "Criteria answered",
    "override": "Exception",
    "placed": "Got a slot",
    "leave": "Left the queue",
}


def history(entry: QueueEntry) -> tuple[TimelineItem, ...]:
    return tuple(told(event) for event in QueueEvent.objects.filter(entry=entry).order_by("-at")[:100])


def told(event: QueueEvent) -> TimelineItem:
    what = f": {Tier(event.tier).label.lower()}" if event.verb == "override" else ""
    reason = f". “{event.reason}”" if event.reason else ""
    return TimelineItem(
        f"{VERBS.get(event.verb, event.verb)}{what}", f"by {event.actor_name}, {event.points} points{reason}", side=Side.CENTER, at=event.at
    )
