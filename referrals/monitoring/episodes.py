"""The log of side effects: a person confirms that one began, how bad it got, and that it is over.

Room: referrals.monitoring. What checks suggest is `suggesting`; it never writes by itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from referrals.models import Journey, ToxicityEpisode
from referrals.monitoring import clock
from referrals.monitoring.permissions import Permission
from referrals.monitoring.states import EpisodeKind, EpisodeState
from referrals.pathway.journeys import CENTER, Note, enter, write

WORST = 5
FIELDS = ("state", "onset_on", "peak_grade", "peak_on", "ended_on", "note", "changed_name", "changed_at", "version")


def open_episode(
    actor: Actor,
    journey_id: UUID,
    *,
    kind: str,
    onset_on: date,
    peak_grade: int | None = None,
    peak_on: date | None = None,
    ended_on: date | None = None,
    note: str = "",
) -> ToxicityEpisode:
    """Confirm that a side effect began; one at a time of a kind is under way."""
    journey = enter(actor, journey_id, Permission.CONFIRM, by=CENTER)
    if kind not in EpisodeKind.values:
        raise Refused("Choose what it is.", field="kind")
    if ToxicityEpisode.objects.filter(journey=journey, kind=kind, state=EpisodeState.OPEN).exists():
        raise Refused(f"{EpisodeKind(kind).label} is under way already; change that one.", field="kind", code="already_open")
    row = ToxicityEpisode(journey=journey, kind=kind, confirmed_by_id=actor.user_id, confirmed_name=actor.name)
    settle(journey, row, onset_on=onset_on, peak_grade=peak_grade, peak_on=peak_on, ended_on=ended_on, note=note)
    row.save(force_insert=True)
    write(actor, journey, "open_episode", Note(detail=told(row)))
    return row


def change_episode(
    actor: Actor,
    journey_id: UUID,
    episode_id: UUID,
    *,
    version: int,
    onset_on: date,
    peak_grade: int | None = None,
    peak_on: date | None = None,
    ended_on: date | None = None,
    note: str = "",
) -> ToxicityEpisode:
    """Dates, peak and end as they are now known; without an end it is under way again."""
    journey = enter(actor, journey_id, Permission.CONFIRM, by=CENTER)
    row = locked(journey, episode_id, version)
    other = ToxicityEpisode.objects.filter(journey=journey, kind=row.kind, state=EpisodeState.OPEN).exclude(pk=row.pk)
    if ended_on is None and other.exists():
        raise Refused("A later one of the same kind is under way; this one needs its end.", field="ended_on", code="already_open")
    settle(journey, row, onset_on=onset_on, peak_grade=peak_grade, peak_on=peak_on, ended_on=ended_on, note=note)
    return changed(actor, journey, row, "change_episode")


def withdraw_episode(actor: Actor, journey_id: UUID, episode_id: UUID, *, version: int, note: str) -> ToxicityEpisode:
    """It was no such side effect, or somebody else's: entered in error, with the reason."""
    journey = enter(actor, journey_id, Permission.CONFIRM, by=CENTER)
    row = locked(journey, episode_id, version)
    if not note.strip():
        raise Refused("Say why it was entered in error.", field="note")
    row.state, row.note = EpisodeState.IN_ERROR, note.strip()
    return changed(actor, journey, row, "withdraw_episode")


def locked(journey: Journey, episode_id: UUID, version: int) -> ToxicityEpisode:
    """Under the journey's lock. Raises DoesNotExist when it is no episode of this journey."""
    row = ToxicityEpisode.objects.select_for_update(of=("self",)).get(pk=episode_id, journey=journey)
    if row.version != version:
        raise Stale(row.version, [f"{row.changed_name or row.confirmed_name} changed it."])
    if row.state == EpisodeState.IN_ERROR:
        raise Refused("This was marked as entered in error; confirm it anew if it is right after all.", code="in_error")
    return row


def settle(journey: Journey, row: ToxicityEpisode, **values: Any) -> None:
    """Set what was given, if it makes sense. Raises Refused with the field at fault."""
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    today = clock.local_day(timezone.now(), journey.center.time_zone)
    for name in ("onset_on", "peak_on", "ended_on"):
        on = getattr(row, name)
        if on and on > today:
            raise Refused("That day has not come yet.", field=name)
        if on and on < row.onset_on:
            raise Refused("That is before it began.", field=name)
    if row.peak_grade is not None and not 0 <= row.peak_grade <= WORST:
        raise Refused("Grades go from 0 to 5.", field="peak_grade")
    if row.peak_on and row.ended_on and row.peak_on > row.ended_on:
        raise Refused("The peak is before the end.", field="peak_on")
    row.state = EpisodeState.ENDED if row.ended_on else EpisodeState.OPEN


def changed(actor: Actor, journey: Journey, row: ToxicityEpisode, verb: str) -> ToxicityEpisode:
    row.changed_name, row.changed_at = actor.name or actor.job, timezone.now()
    row.version += 1
    row.save(update_fields=FIELDS)
    write(actor, journey, verb, Note(detail=told(row)))
    return row


def told(row: ToxicityEpisode) -> dict[str, Any]:
    """For the event: which row and which state, no finding."""
    return {"episode": str(row.pk), "state": str(row.state)}
