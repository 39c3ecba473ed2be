"""The statements of the calendar: resources, bookings of a span, who they are for, their names. Four, whatever the number of bookings.

Page first, people second: the bookings carry no patient, and only those of the span are looked up behind the chart's wall. What does not
come back is taken by somebody whom the reader may not see.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from carecoord.access.actor import Actor
from carecoord.access.kept import OneOf
from patients.models import Patient
from patients.models.person import list_name
from referrals.models import Booking, Reservation, Resource
from referrals.slots.states import TAKEN, BookingState, ResourceKind

MOST = 2_000  # bookings of one page; a month of fifty chairs
COLUMNS = ("id", "resource_id", "starts_at", "ends_at", "state", "purpose", "held_until", "version")


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a booking is for, as the reader may see it."""

    journey_id: UUID
    patient_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    resources: tuple[Resource, ...]
    bookings: tuple[dict[str, Any], ...]
    people: dict[UUID, Person]


def span(actor: Actor, start: datetime, end: datetime, *, kind: ResourceKind | None = None, center: int | None = None) -> Found:
    """Everything that stands in a span at the actor's center."""
    resources = [row for row in Resource.objects.filter(center_id=center or actor.place_id) if kind is None or row.kind == kind]
    rows = Booking.objects.filter(center_id=center or actor.place_id).between(start, end).live().order_by("starts_at", "id")
    known = {row.pk for row in resources}
    found = [row for row in rows.values(*COLUMNS)[:MOST] if row["resource_id"] in known]
    used = {row["resource_id"] for row in found}
    shown = tuple(row for row in resources if row.is_active or row.pk in used)
    return Found(shown, tuple(found), people(actor, [row["id"] for row in found if row["state"] in TAKEN]))


def people(actor: Actor, bookings: Sequence[UUID]) -> dict[UUID, Person]:
    """Names by booking, for those whose chart the actor opens: two statements."""
    if not bookings:
        return {}
    rows = list(Reservation.objects.filter(OneOf(F("booking_id"), bookings)).values_list("booking_id", "journey_id", "patient_id"))
    names = names_of(actor, {patient for _, _, patient in rows})
    return {booking: Person(journey, patient, names[patient]) for booking, journey, patient in rows if patient in names}


def names_of(actor: Actor, patients: Collection[UUID]) -> dict[UUID, str]:
    if not patients:
        return {}
    rows = Patient.objects.chart_of(actor).filter(OneOf(F("pk"), list(patients)))
    return {pk: list_name(family, given) for pk, family, given in rows.values_list("pk", "family_name", "given_name")}


def is_free(row: dict[str, Any], now: datetime) -> bool:
    """Published and not taken, or taken by a hold whose time is over."""
    return row["state"] == BookingState.FREE or is_lapsed(row, now)


def is_lapsed(row: dict[str, Any], now: datetime) -> bool:
    return row["state"] in (BookingState.OFFERED, BookingState.HELD) and row["held_until"] is not None and row["held_until"] <= now
