"""The statements of lists of journeys: the page on the journey's own columns, then the people.

Room: referrals.pathway. A row whose patient does not come back through the strict wall is dropped. The board has its own (`board`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from carecoord.access.actor import Actor
from referrals.models import Journey, JourneyStep
from referrals.models.journey import JourneyQuerySet
from referrals.pathway.stages import late_of
from referrals.pathway.states import JourneyState
from referrals.worklist.filters import Cursor
from referrals.worklist.query import people_of

SIZE = 20
COLUMNS = (
    *("id", "patient_id", "referral_id", "state", "phase", "phase_since_on", "attempt", "started_at", "next_step", "next_side"),
    *("next_due_at", "version", "practice__short_name", "center__short_name"),
    *(f"protocol__{name}" for name in ("id", "code", "version", "title", "product")),
)
PERSON = ("id", "family_name", "given_name", "birth_on", "sex", "mrn")


@dataclass(frozen=True)
class Filter:
    """Without a state: those that run."""

    phase: str = ""
    state: str = ""
    is_late: bool = False
    after: Cursor | None = None


@dataclass(frozen=True)
class Page:
    rows: list[dict[str, Any]]
    people: dict[UUID, dict[str, Any]]
    next: Cursor | None


def narrowed(actor: Actor, chosen: Filter, at: datetime) -> JourneyQuerySet:
    rows = Journey.objects.of_place(actor)
    rows = rows.filter(state=JourneyState(chosen.state)) if chosen.state else rows.filter(ended_at__isnull=True)
    if chosen.phase:
        rows = rows.filter(phase=chosen.phase)
    overdue = JourneyStep.objects.overdue(at).filter(journey_id=OuterRef("pk"))
    return rows.filter(Exists(overdue)) if chosen.is_late else rows


def page(actor: Actor, chosen: Filter, *, size: int = SIZE) -> Page:
    """The newest first, by keyset; two statements."""
    now = timezone.now()
    found = narrowed(actor, chosen, now)
    if mark := chosen.after:
        older = Q(started_at__lt=mark.at) | Q(started_at=mark.at, id__lt=mark.id)
        found = found.filter(older, started_at__lte=mark.at)
    rows = list(found.order_by("-started_at", "-id").values(*COLUMNS)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    people = people_of(actor, {row["patient_id"] for row in rows})
    shown = list(shaped(rows, people, late_of(row["id"] for row in rows)))
    return Page(shown, people, Cursor(rows[-1]["started_at"], rows[-1]["id"]) if more else None)


def shaped(rows: Iterable[dict[str, Any]], people: dict[UUID, dict[str, Any]], late: Collection[UUID]) -> Iterable[dict[str, Any]]:
    for row in rows:
        person = people.get(row["patient_id"])
        if person is None:
            continue
        yield row | {
            "patient": {name: person[name] for name in PERSON},
            "practice": row["practice__short_name"],
            "center": row["center__short_name"],
            "protocol": {name: row[f"protocol__{name}"] for name in ("id", "code", "version", "title", "product")},
            "is_late": row["id"] in late,
        }
