"""What a meeting reads: its cases in order, journeys that wait for a decision, what is outstanding; each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from carecoord.access.actor import Actor
from referrals.models import Journey, JourneyStep, Meeting, MeetingAction, MeetingCase
from referrals.pathway.states import OPEN, StepState
from referrals.states import Stage
from referrals.worklist.query import people_of

DECIDES = "selection_meeting"  # the step that the decision completes
PHASE = "consult"  # where it stands on the road; an index has the center's journeys by phase
MEETINGS = 30
MOST = 100
AWAITING = (Stage.CONSULTED, Stage.WAITLISTED)
TAKEN = (StepState.READY, StepState.IN_PROGRESS)
Rows = list[dict[str, Any]]
People = dict[UUID, dict[str, Any]]


def meetings(actor: Actor) -> list[Any]:
    """Of the center, the latest first, with how many cases and how many of them are decided."""
    standing = Q(cases__dropped_at__isnull=True)
    counted = Meeting.objects.filter(center_id=actor.place_id).annotate(
        total=Count("cases", filter=standing), decided=Count("cases", filter=standing & ~Q(cases__decision=""))
    )
    return list(counted.order_by("-on", "kind")[:MEETINGS])


def found(actor: Actor, meeting_id: UUID) -> Meeting:
    """Raises DoesNotExist for other centers."""
    return Meeting.objects.get(pk=meeting_id, center_id=actor.place_id)


def cases(meeting: Meeting) -> QuerySet[MeetingCase]:
    """In the order of the agenda; cases of records that closed to us are left out by the wall."""
    rows = MeetingCase.objects.filter(meeting=meeting, dropped_at__isnull=True)
    return (
        rows.select_related("journey", "journey__practice", "journey__protocol").defer("journey__protocol__content").order_by("place", "id")
    )


def waiting(actor: Actor, meeting: Meeting) -> Rows:
    """Journeys of this center that wait for the decision and are not on the agenda."""
    ready = JourneyStep.objects.filter(journey=OuterRef("pk"), code=DECIDES, state__in=TAKEN)
    there = MeetingCase.objects.filter(journey=OuterRef("pk"), meeting=meeting, dropped_at__isnull=True)
    rows = Journey.objects.of_place(actor).filter(phase=PHASE, ended_at__isnull=True)
    rows = rows.filter(Exists(ready) | Q(referral__stage__in=AWAITING)).exclude(Exists(there))
    names = {"practice_name": F("practice__short_name"), "product": F("protocol__product")}
    shown: Any = rows.order_by("phase_since_on", "id").values("id", "patient_id", "phase_since_on", **names)[:MOST]
    return list(shown)


@dataclass(frozen=True)
class Asked:
    """One action: its words, the meeting's day, and the step where it is done."""

    id: UUID
    words: str
    asked_on: date
    patient_id: UUID
    journey_id: UUID
    step: JourneyStep
    is_open: bool


def outstanding(actor: Actor) -> list[Asked]:
    """Open actions of every meeting of this center, by meeting date."""
    rows = actions().filter(case__meeting__center_id=actor.place_id, step__state__in=OPEN)
    return asked(rows.order_by("asked_on", "step__due_on", "id")[:MOST])


def of_case(case: MeetingCase) -> list[Asked]:
    return asked(actions().filter(case=case).order_by("asked_at")[:MOST])


def actions() -> QuerySet[MeetingAction]:
    return MeetingAction.objects.select_related("step", "step__assignee", "step__owner_org")


def asked(rows: Iterable[MeetingAction]) -> list[Asked]:
    return [Asked(row.pk, row.words, row.asked_on, row.step.patient_id, row.journey_id, row.step, row.step.is_open) for row in rows]


def people(actor: Actor, ids: Iterable[UUID]) -> People:
    """Names through the strict wall; a row whose person does not come back is not shown."""
    return people_of(actor, set(ids))
