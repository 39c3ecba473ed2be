"""One way through for every change of a journey: lock, guard, write, one event, one audit row, notices. Verbs say what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import Journey, JourneyEvent, JourneyStep
from referrals.pathway.permissions import OF_VERB
from referrals.states import Side

BOTH = frozenset({Side.SENDER, Side.RECEIVER})
CENTER = frozenset({Side.RECEIVER})
PRACTICE = frozenset({Side.SENDER})
HEAVY = ("protocol__content",)  # compiled once a process, see `compiled`
RELATED = ("patient", "practice", "center", "protocol", "referral")


def seen(actor: Actor, journey_id: UUID) -> Journey:
    """The row for a reader; raises DoesNotExist for outsiders, which views turn into 404."""
    return Journey.objects.visible_to(actor).select_related(*RELATED).defer(*HEAVY).get(pk=journey_id)


def lock(actor: Actor, journey_id: UUID) -> Journey:
    """The row, locked until the transaction ends: steps, anchors and gates change only under this lock."""
    rows = Journey.objects.visible_to(actor).select_related(*RELATED).defer(*HEAVY)
    return rows.select_for_update(of=("self",)).get(pk=journey_id)


def begin(actor: Actor, journey_id: UUID, verb: str, *, version: int, by: frozenset[Side] = BOTH) -> Journey:
    """As `enter`, with the permission of a verb of the road."""
    return enter(actor, journey_id, OF_VERB[verb], by=by, version=version)


def enter(actor: Actor, journey_id: UUID, permission: StrEnum, *, by: frozenset[Side], version: int | None = None) -> Journey:
    """Lock the row and check permission, side, version and state, in that order; rooms beside the road bring a permission of their own.

    Without `version` where the verb checks another row's, or only adds one and so cannot overwrite what somebody else wrote.
    """
    journey = lock(actor, journey_id)
    check_permission(actor, journey, permission, by)
    if version is not None:
        check_version(journey, version)
    if not journey.is_running:
        raise Refused("This journey has ended; nothing of it changes any more.", code="journey_ended")
    return journey


def check_permission(actor: Actor, journey: Journey, permission: StrEnum, by: frozenset[Side]) -> None:
    require(actor, permission, journey)
    if journey.side_of(actor) not in by:
        raise NotAllowed("The other side does this.")


def check_version(journey: Journey, version: int) -> None:
    """Refuse a form that was opened before somebody else's change, and say whose."""
    if journey.version == version:
        return
    since = JourneyEvent.objects.filter(journey=journey).order_by("-at")[: max(1, min(journey.version - version, 5))]
    raise Stale(journey.version, [f"{event.actor_name}: {event.verb.replace('_', ' ')}." for event in since])


@dataclass(frozen=True)
class Note:
    """What a verb's event says. `detail` holds codes, dates and staff names; never results."""

    reason_code: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    step: JourneyStep | None = None
    fields: tuple[str, ...] = ()


def write(actor: Actor, journey: Journey, verb: str, note: Note = Note(), *, at: datetime | None = None) -> JourneyEvent:
    """Version, the journey's own changed columns, event and audit row. The row must be locked. Notices are the verb's business."""
    journey.version += 1
    journey.save(update_fields=["version", *note.fields])
    event = JourneyEvent.objects.create(
        journey=journey,
        at=at or timezone.now(),
        verb=verb,
        step=note.step,
        actor_id=actor.user_id,
        actor_name=actor.name or actor.job,
        side=journey.side_of(actor),
        reason_code=note.reason_code,
        detail=note.detail,
    )
    record(actor, f"journey.{verb}", about=journey, patients=[journey.patient_id], fields=note.fields, reason=note.reason_code)
    return event
