"""Waiting for a scarce slot: enter, answer the criteria, put in front or at the back with a reason, leave."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import EntryState, Measure, QueueCriterion, QueueEntry, QueueEvent, Tier
from referrals.slots.bookings import lock_journeys
from referrals.slots.permissions import Permission
from referrals.slots.queue import note, score
from referrals.slots.states import ResourceKind

LEAST_WORDS = 10


def enter(actor: Actor, journey_id: UUID, *, kind: ResourceKind, values: Mapping[str, bool], key: UUID | None = None) -> QueueEntry:
    """Take a place with the answers to the center's criteria. Twice is refused. `key` becomes its id, for callers who ask again."""
    require(actor, Permission.QUEUE)
    journey = lock_journeys(actor, [journey_id])[journey_id]
    if journey.center_id != actor.place_id:
        raise NotAllowed("A queue is for patients of its own center.")
    if QueueEntry.objects.filter(journey=journey, kind=kind, state=EntryState.WAITING).exists():
        raise Refused("This patient waits in this queue already.", code="waits_already")
    product = journey.protocol.product if kind == ResourceKind.MANUFACTURING else ""
    same = {"patient_id": journey.patient_id, "center_id": journey.center_id, "kind": kind, "product": product}
    entry = QueueEntry(id=key or uuid4(), journey=journey, **same)
    put_values(entry, values)
    entry.save(force_insert=True)
    tell(actor, entry, "enter")
    return entry


def put_values(entry: QueueEntry, values: Mapping[str, bool]) -> None:
    """The answers, and the score by the criteria in force today. A criterion nobody answered brings nothing; an unknown one is refused."""
    rows = list(QueueCriterion.objects.in_force(entry.center_id, timezone.localdate()))
    known = {one.code for one in rows if one.measure == Measure.ASKED}
    if strange := sorted(set(values) - known):
        raise Refused(f"“{strange[0]}” is no criterion in force.", code="unknown_criterion")
    found = score(rows, values)
    entry.values, entry.counted = dict(values), list(found.counted)
    entry.points, entry.week_points, entry.week_most = found.points, found.week_points, found.week_most
    entry.scored_at = timezone.now()


def locked(actor: Actor, entry_id: UUID, version: int) -> QueueEntry:
    entry = QueueEntry.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=entry_id)
    if entry.version != version:
        since = QueueEvent.objects.filter(entry=entry).order_by("-at")[: max(1, min(entry.version - version, 5))]
        raise Stale(entry.version, [f"{event.actor_name}: {event.verb}." for event in since])
    if entry.state != EntryState.WAITING:
        raise Refused("This patient does not wait any more.", code="not_waiting")
    return entry


def answer(actor: Actor, entry_id: UUID, *, version: int, values: Mapping[str, bool]) -> QueueEntry:
    """New answers, or the old ones by criteria that have changed."""
    require(actor, Permission.QUEUE)
    entry = locked(actor, entry_id, version)
    put_values(entry, values)
    keep(actor, entry, "answer", "values", "counted", "points", "week_points", "week_most", "scored_at")
    return entry


def override(actor: Actor, entry_id: UUID, *, version: int, tier: Tier, reason: str) -> QueueEntry:
    """An exception to the order, or its end. The reason is shown to everybody who sees the row."""
    require(actor, Permission.OVERRIDE)
    entry = locked(actor, entry_id, version)
    if len(reason.strip()) < LEAST_WORDS:
        raise Refused("Say why in a sentence; both sides read it.", field="reason", code="reason_needed")
    if entry.tier == tier:
        raise Refused("It stands so already.", field="tier", code="no_change")
    entry.tier = tier
    keep(actor, entry, "override", "tier", reason=reason.strip())
    return entry


def leave(actor: Actor, entry_id: UUID, *, version: int, reason: str) -> QueueEntry:
    require(actor, Permission.QUEUE)
    entry = locked(actor, entry_id, version)
    if len(reason.strip()) < LEAST_WORDS:
        raise Refused("Say why in a sentence; both sides read it.", field="reason", code="reason_needed")
    entry.state = EntryState.LEFT
    keep(actor, entry, "leave", "state", reason=reason.strip())
    return entry


def keep(actor: Actor, entry: QueueEntry, verb: str, *fields: str, reason: str = "") -> None:
    entry.version += 1
    entry.save(update_fields=["version", *fields])
    tell(actor, entry, verb, reason=reason)


def tell(actor: Actor, entry: QueueEntry, verb: str, *, reason: str = "") -> None:
    note(actor, entry, verb, reason=reason)
    record(actor, f"queue.{verb}", about=entry, patients=[entry.patient_id])
