"""One way through for every move: lock, guard, write, one event, one audit row, notices. Verbs say what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.kept import ANY_ID, KeptModels, Reader, meaning
from carecoord.access.permissions import may, require
from carecoord.accounts.models import Partnership
from carecoord.audit.trail import record
from referrals import notices
from referrals.clock import due_after, target_days
from referrals.models import Event, Referral, Visibility
from referrals.models.referral import Walls, walls
from referrals.permissions import OF_VERB
from referrals.states import ENDED, MOVE, STAGES, Ladder, Move, Side, Stage, moves_from


def lock(actor: Actor, referral_id: UUID) -> Referral:
    """The row, locked until the transaction ends. Raises DoesNotExist for outsiders, which views turn into 404."""
    return lookup(walls(), Reader.of(actor), is_locked=True).one(meaning(actor, {ANY_ID: referral_id}))


def seen(actor: Actor, referral_id: UUID) -> Referral:
    """The row for a reader; raises DoesNotExist for outsiders."""
    return lookup(walls(), Reader.of(actor), is_locked=False).one(meaning(actor, {ANY_ID: referral_id}))


@lru_cache(maxsize=64)
def lookup(walls: Walls, reader: Reader, *, is_locked: bool) -> KeptModels[Referral]:
    rows = Referral.objects.visible_to(reader.stand_in).filter(pk=ANY_ID).select_related("from_org", "to_org")
    return KeptModels(rows.select_for_update(of=("self",)) if is_locked else rows)


def begin(actor: Actor, referral_id: UUID, verb: str, *, version: int) -> tuple[Referral, Move]:
    """Lock the row and check permission, side, version and stage, in that order."""
    referral, move = lock(actor, referral_id), MOVE[verb]
    check_permission(actor, referral, verb, move.by)
    check_version(referral, version)
    if Stage(referral.stage) not in move.sources:
        raise Refused(f"This cannot be done now: the referral is at “{referral.get_stage_display()}”.", code="wrong_stage")
    if elsewhere := taken_over(referral, verb):
        raise Refused(elsewhere, code="on_the_plan")
    return referral, move


TakesOver = Callable[[Referral, str], str]
TAKERS: list[TakesOver] = []


def on_taken_over(taker: TakesOver) -> TakesOver:
    """Register who does a move in the loop's place; the sentence says where it is done instead, empty where it is done here."""
    if taker not in TAKERS:
        TAKERS.append(taker)
    return taker


def taken_over(referral: Referral, verb: str) -> str:
    return next((sentence for taker in TAKERS if (sentence := taker(referral, verb))), "")


def check_permission(actor: Actor, referral: Referral, verb: str, by: frozenset[Side]) -> None:
    require(actor, OF_VERB[verb], referral)
    if referral.side_of(actor) not in by:
        raise NotAllowed("The other side does this.")


def check_version(referral: Referral, version: int) -> None:
    """Refuse a form that was opened before somebody else's change, and say whose."""
    if referral.version == version:
        return
    since = Event.objects.filter(referral=referral).order_by("-at")[: max(1, min(referral.version - version, 5))]
    raise Stale(referral.version, [f"{event.actor_name}: {event_words(event)}." for event in since])


def event_words(event: Event) -> str:
    return MOVE[event.verb].label.lower() if event.verb in MOVE else event.verb.replace("_", " ")


def check_reason(move: Move, code: str) -> None:
    if move.reasons is not None and code not in move.reasons.values:
        raise Refused("Choose a reason from the list.", field="reason_code", code="reason_needed")


@dataclass(frozen=True)
class Step:
    """What a verb adds to its move."""

    reason_code: str = ""
    detail: dict[str, Any] | None = None
    due_at: datetime | None = None
    fields: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED


def advance(actor: Actor, referral: Referral, move: Move, step: Step = Step()) -> Event:
    """Write the move: stage, ball, clock and version; then event, audit row and notices. The row must be locked."""
    before = Stage(referral.stage)
    at = timezone.now()
    referral.stage, referral.stage_since = move.target, at
    referral.ball = STAGES[move.target].ball
    referral.is_open = move.target not in ENDED and move.target != Stage.DRAFT
    referral.ended_at = at if move.target in ENDED else None
    referral.due_at = step.due_at or due_at(referral, at)
    referral.version += 1
    referral.save(update_fields=["stage", "stage_since", "ball", "is_open", "ended_at", "due_at", "version", *step.fields])
    event = write(actor, referral, move.verb, step, before=before, at=at)
    for follower in FOLLOWERS:
        follower(actor, referral, event)
    return event


Follower = Callable[[Actor, Referral, Event], None]
FOLLOWERS: list[Follower] = []


def on_move(follower: Follower) -> Follower:
    """Register what else a move brings, in its transaction; the road keeps step with the loop by it."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)
    return follower


def touch(actor: Actor, referral: Referral, verb: str, step: Step = Step()) -> Event:
    """Write a change that is no move (an assignment, an outcome sent): version, event, audit row, notices."""
    referral.version += 1
    referral.save(update_fields=["version", *step.fields])
    return write(actor, referral, verb, step, before=None, at=timezone.now())


def write(actor: Actor, referral: Referral, verb: str, step: Step, *, before: Stage | None, at: datetime) -> Event:
    event = Event.objects.create(
        referral=referral,
        at=at,
        verb=verb,
        actor_id=actor.user_id,
        actor_name=actor.name or actor.job,
        organization_id=actor.place.id if actor.place else None,
        side=referral.side_of(actor),
        from_stage=before or "",
        to_stage=referral.stage if before else "",
        reason_code=step.reason_code,
        detail=step.detail or {},
        visibility=step.visibility,
    )
    record(actor, f"referral.{verb}", about=referral, patients=[referral.patient_id], fields=step.fields, reason=step.reason_code)
    notices.tell(referral, event)
    return event


def due_at(referral: Referral, start: datetime) -> datetime | None:
    """When whoever holds the ball must have acted: 17:00 at their site, by the partnership's service level."""
    facts = STAGES[Stage(referral.stage)]
    if facts.ladder is None or referral.to_org is None:
        return None
    days = target_days(facts.ladder, is_urgent=referral.is_urgent, partnership=partnership_of(referral))
    zone = (referral.from_org if facts.ball == Side.SENDER else referral.to_org).time_zone
    return due_after(start, days, zone)


def partnership_of(referral: Referral) -> Partnership | None:
    return Partnership.objects.filter(practice_id=referral.from_org_id, center_id=referral.to_org_id, until_on__isnull=True).first()


@dataclass(frozen=True)
class Act:
    """One thing the actor may do now, or what stands in its way."""

    verb: str
    label: str
    target: str
    may: bool
    obstacle: str = ""
    needs: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


def acts(actor: Actor, referral: Referral, *, is_settled: bool | None = None) -> list[Act]:
    """Every move from this stage: what I may do now, and what stands in the way of the rest.

    `is_settled` is what `outcome_settled` would say, from a page that has read the newest outcome already.
    """
    return [_act(actor, referral, move, is_settled) for move in moves_from(Stage(referral.stage))]


def _act(actor: Actor, referral: Referral, move: Move, is_settled: bool | None) -> Act:
    reasons: Iterable[tuple[str, Any]] = move.reasons.choices if move.reasons else ()
    obstacle = _obstacle(actor, referral, move, is_settled)
    return Act(
        verb=move.verb,
        label=move.label,
        target=str(move.target),
        may=not obstacle,
        obstacle=obstacle,
        needs=move.needs,
        reasons=tuple((code, str(label)) for code, label in reasons),
    )


def _obstacle(actor: Actor, referral: Referral, move: Move, is_settled: bool | None) -> str:
    if referral.side_of(actor) not in move.by:
        side = next(iter(move.by))
        organization = referral.from_org if side == Side.SENDER else referral.to_org
        return f"{organization.short_name} does this." if organization else "The other side does this."
    if not may(actor, OF_VERB[move.verb], referral):
        return "Your role does not allow this."
    if move.verb == "close" and not (outcome_settled(referral) if is_settled is None else is_settled):
        return "The outcome must be sent and acknowledged first, or closed with a coded exception."
    return taken_over(referral, move.verb)


def outcome_settled(referral: Referral) -> bool:
    """The newest outcome was acknowledged, or carries a coded exception."""
    newest = referral.outcomes.order_by("-sent_at").values("acknowledged_at", "exception").first()
    return settles(newest)


def settles(outcome: Mapping[str, Any] | None) -> bool:
    """Whether this outcome, the newest, lets the referral be closed."""
    return outcome is not None and bool(outcome["acknowledged_at"] or outcome["exception"])


def acknowledge_days(referral: Referral) -> int:
    """Working days the practice has to acknowledge an outcome."""
    return target_days(Ladder.ACKNOWLEDGE_OUTCOME, is_urgent=referral.is_urgent, partnership=partnership_of(referral))
