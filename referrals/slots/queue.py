"""The order of the queue and its words: a score anybody can add up, exceptions with their reason, why each row stands where it does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from carecoord.access.actor import Actor
from referrals.models import Measure, QueueCriterion, QueueEntry, QueueEvent, Tier

WEEK = 7


@dataclass(frozen=True, slots=True)
class Part:
    """What one criterion brings."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place among everybody who waits for the same, also among those whom the reader may not see."""

    number: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers bring for good, and what each week adds."""

    counted: tuple[dict[str, Any], ...]
    points: int
    week_points: int
    week_most: int | None


def score(criteria: Iterable[QueueCriterion], values: Mapping[str, bool]) -> Score:
    """Add up the criteria in force. Weeks are left to the reader's clock, so that nobody has to score again every Monday."""
    rows = list(criteria)
    met = [one for one in rows if one.measure == Measure.ASKED and values.get(one.code)]
    weekly = next((one for one in rows if one.measure == Measure.WEEKS), None)
    return Score(
        counted=tuple({"code": one.code, "words": one.words, "points": one.points} for one in met),
        points=sum(one.points for one in met),
        week_points=weekly.points if weekly else 0,
        week_most=weekly.most if weekly else None,
    )


def weeks(entry: QueueEntry, now: datetime) -> int:
    return max(0, (now - entry.entered_at).days // WEEK)


def waiting_points(entry: QueueEntry, now: datetime) -> int:
    brought = entry.week_points * weeks(entry, now)
    return brought if entry.week_most is None else min(brought, entry.week_most)


def total(entry: QueueEntry, now: datetime) -> int:
    return entry.points + waiting_points(entry, now)


def parts(entry: QueueEntry, now: datetime) -> tuple[Part, ...]:
    """Each thing that counts, with its points; they add up to `total`."""
    asked = [Part(one["words"], one["points"]) for one in entry.counted]
    brought, number = waiting_points(entry, now), weeks(entry, now)
    if brought:
        most = ", the most that weeks bring" if brought == entry.week_most else ""
        asked.append(Part(f"{number} week{'s' if number != 1 else ''} in the queue{most}", brought))
    return tuple(asked)


def why(entry: QueueEntry, now: datetime, exception: QueueEvent | None) -> str:
    """Why somebody stands here, in one sentence or two."""
    points = total(entry, now)
    by_points = f"{points} point{'s' if points != 1 else ''}"
    if entry.tier == Tier.BY_POINTS or exception is None:
        found = parts(entry, now)
        told = "; ".join(f"{one.words} ({one.points})" for one in found)
        return f"{by_points}: {told}." if found else f"{by_points}: no criterion is met. Stands by the day of entry."
    where = "In front of everybody ordered by points" if entry.tier == Tier.FRONT else "Behind everybody ordered by points"
    return f"{where}: {exception.actor_name} decided so. “{exception.reason}” By the criteria it would be {by_points}."


def in_order(entries: Iterable[QueueEntry], now: datetime) -> list[QueueEntry]:
    """The same order as `access.queue_places`."""
    return sorted(entries, key=lambda one: (one.tier, -total(one, now), one.entered_at, str(one.pk)))


def places(ids: Collection[UUID]) -> dict[UUID, Place]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, place, waiting from access.queue_places(%s::uuid[])", [[str(one) for one in ids]])
        return {row[0]: Place(int(row[1]), int(row[2])) for row in cursor.fetchall()}


def exceptions(entries: Sequence[QueueEntry]) -> dict[UUID, QueueEvent]:
    """The newest exception of each entry that has one."""
    ids = [one.pk for one in entries if one.tier != Tier.BY_POINTS]
    rows = QueueEvent.objects.filter(entry_id__in=ids, verb="override").order_by("entry_id", "-at").distinct("entry_id") if ids else []
    return {row.entry_id: row for row in rows}


def note(actor: Actor, entry: QueueEntry, verb: str, *, reason: str = "") -> QueueEvent:
    return QueueEvent.objects.create(
        entry=entry,
        journey_id=entry.journey_id,
        verb=verb,
        actor_id=actor.user_id,
        actor_name=actor.name or actor.job,
        tier=entry.tier,
        points=entry.points,
        reason=reason,
    )
