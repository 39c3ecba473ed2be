"""The statements of the huddle: a fixed number, each capped, then the people in one. Page first, people second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from carecoord.access.actor import Actor
from carecoord.accounts.models import Membership
from referrals.clock import day_end
from referrals.handoff.states import HandOffState
from referrals.models import Appointment, AppointmentState, HandOff, Journey, JourneyStep, Referral, Reservation
from referrals.slots.states import BookingState
from referrals.states import Side
from referrals.worklist.query import people_of

MOST = 40  # of each list: two sheets of paper; the worklist has the rest
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """Rows of each list; `referrals` and `steps` are late or due today, the earliest first."""

    referrals: Rows
    steps: Rows
    consults: Rows
    slots: Rows
    hand_offs: Rows
    away: Rows
    people: dict[UUID, dict[str, Any]]


def ask(actor: Actor, now: datetime) -> Found:
    end = day_end(now, actor.place.time_zone if actor.place else "UTC")
    referrals, steps = referrals_of(actor, now, end), steps_of(actor, now, end)
    consults, slots, hand_offs = consults_of(actor, end), slots_of(actor, end), hand_offs_of(actor)
    everybody = {row["patient_id"] for rows in (referrals, steps, consults, slots, hand_offs) for row in rows}
    return Found(referrals, steps, consults, slots, hand_offs, away_of(actor, now), people_of(actor, everybody))


def referrals_of(actor: Actor, now: datetime, end: datetime) -> Rows:
    side, owner = (Side.RECEIVER, "to_owner__name") if actor.is_center else (Side.SENDER, "from_owner__name")
    mine = Referral.objects.of_place(actor).filter(ball=side)
    rows = (mine.overdue(now) | mine.due_today(now, end)).order_by("due_at", "id")
    return first(rows.values("id", "patient_id", "stage", "due_at", owner_name=F(owner)))


def steps_of(actor: Actor, now: datetime, end: datetime) -> Rows:
    every = JourneyStep.objects.filter(owner_org_id=actor.place_id)
    rows = (every.overdue(now) | every.due_today(now, end)).order_by("due_at", "id")
    columns = ("id", "journey_id", "patient_id", "code", "due_at", "owner_role", "journey__protocol_id", "journey__protocol__sha256")
    return first(rows.values(*columns, owner_name=F("assignee__name")))


def consults_of(actor: Actor, end: datetime) -> Rows:
    """Booked for the local day that ends at `end`."""
    mine = Referral.objects.of_place(actor)
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED, at__gte=end - timedelta(days=1), at__lt=end, referral__in=mine)
    named = {"patient_id": F("referral__patient_id"), "owner_name": F("clinician__name")}
    return first(rows.order_by("at").values("referral_id", "at", "is_telehealth", **named))


def slots_of(actor: Actor, end: datetime) -> Rows:
    """Chairs, beds and manufacturing slots that begin on the local day: who arrives."""
    live = (BookingState.HELD, BookingState.CONFIRMED)
    rows = Reservation.objects.filter(
        journey__in=Journey.objects.of_place(actor).running(),
        booking__state__in=live,
        booking__starts_at__gte=end - timedelta(days=1),
        booking__starts_at__lt=end,
    )
    columns = ("journey_id", "patient_id", "booking__starts_at", "booking__purpose", "booking__state")
    return first(rows.order_by("booking__starts_at").values(*columns))


def hand_offs_of(actor: Actor) -> Rows:
    """Sent and not acknowledged, by either side."""
    rows = HandOff.objects.filter(state=HandOffState.SENT, journey__in=Journey.objects.of_place(actor).running()).order_by("ack_due_at")
    return first(rows.values("journey_id", "sent_at", "ack_due_at", patient_id=F("journey__patient_id")))


def away_of(actor: Actor, now: datetime) -> Rows:
    """Colleagues who are away today, until when, and who stands in for them."""
    day = now.astimezone(day_end(now, actor.place.time_zone if actor.place else "UTC").tzinfo).date()
    here = Membership.objects.active().filter(organization_id=actor.place_id)
    away = here.filter(user__habits__away_from_on__lte=day, user__habits__away_until_on__gte=day).order_by("user__name")
    named = {"name": F("user__name"), "away_until": F("user__habits__away_until_on"), "deputy": F("user__habits__deputy__name")}
    return first(away.values(**named))


def first(rows: Any) -> Rows:
    return list(rows[:MOST])


def split(rows: Rows, now: datetime) -> Iterator[Rows]:
    """What is late, then what is due today."""
    yield [row for row in rows if row["due_at"] <= now]
    yield [row for row in rows if row["due_at"] > now]
