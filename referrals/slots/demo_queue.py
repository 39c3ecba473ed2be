"""Criteria and a queue for the demonstration. Runs as the owner; the order follows from the criteria like anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.text import slugify

from carecoord.accounts.models import Membership, Organization, Role, User
from referrals.models import Anchor, Journey, Measure, QueueCriterion, QueueEntry, QueueEvent, Tier
from referrals.pathway.protocol import Confidence
from referrals.slots.queue import score
from referrals.slots.states import ResourceKind

CRITERIA: Final = (
    ("No bridging works any more", 5, Measure.ASKED),
    ("Would lose the chance of treatment by waiting", 4, Measure.ASKED),
    ("Caregiver and lodging are settled", 2, Measure.ASKED),
    ("Coverage is settled", 2, Measure.ASKED),
    ("Weeks of waiting", 1, Measure.WEEKS),
)
MOST_OF_WEEKS, IN_FORCE, LONGEST = 8, 60, 5
EXCEPTION: Final = "Her brother can stay with her in the first half of December only; the committee agreed on Friday."


def fill_queue(center: Organization, journeys: Sequence[Journey]) -> int:
    """Those without a manufacturing slot wait for one; one of them stands in front, by a clinician's decision. Returns how many wait."""
    proposer, approver = colleague(center, Role.COORDINATOR), colleague(center, Role.CLINICIAN)
    if proposer is None or approver is None:
        return 0
    criteria = [criterion(center, proposer, approver, *one) for one in CRITERIA]
    sure = (Confidence.CONFIRMED, Confidence.ACTUAL)
    dated = set(Anchor.objects.filter(journey__in=journeys, code="SLOT", confidence__in=sure).values_list("journey_id", flat=True))
    waiting = [one for one in journeys if one.pk not in dated][:LONGEST]
    entries = [entry(journey, number, criteria, proposer) for number, journey in enumerate(waiting)]
    if len(entries) > 1:
        except_for(entries[-1], approver)
    return len(entries)


def colleague(center: Organization, role: Role) -> User | None:
    found = Membership.objects.active().filter(organization=center, role=role).select_related("user").first()
    return found.user if found else None


def criterion(center: Organization, proposer: User, approver: User, words: str, points: int, measure: Measure) -> QueueCriterion:
    at = timezone.now() - timedelta(days=IN_FORCE)
    most = MOST_OF_WEEKS if measure == Measure.WEEKS else None
    dates = {"proposed_at": at, "approved_at": at, "effective_on": at.date()}
    who = {"proposed_by": proposer, "approved_by": approver}
    values = {"words": words, "points": points, "measure": measure, "most": most}
    return QueueCriterion.objects.create(center=center, code=slugify(words)[:40].strip("-"), **values, **dates, **who)


def entry(journey: Journey, number: int, criteria: Sequence[QueueCriterion], who: User) -> QueueEntry:
    """Who came earlier meets fewer criteria, so that the order is worth a look."""
    asked = [one.code for one in criteria if one.measure == Measure.ASKED]
    values = {code: place % 4 <= number % 4 for place, code in enumerate(reversed(asked))}
    found, at = score(criteria, values), timezone.now() - timedelta(days=40 - number * 9)
    product = journey.protocol.product
    row = QueueEntry.objects.create(
        journey=journey,
        patient_id=journey.patient_id,
        center_id=journey.center_id,
        kind=ResourceKind.MANUFACTURING,
        product=product,
        entered_at=at,
        scored_at=at,
        values=values,
        counted=list(found.counted),
        points=found.points,
        week_points=found.week_points,
        week_most=found.week_most,
    )
    QueueEvent.objects.create(entry=row, journey=journey, at=at, verb="enter", actor=who, actor_name=who.name, points=row.points)
    return row


def except_for(row: QueueEntry, who: User) -> None:
    row.tier, row.version = Tier.FRONT, row.version + 1
    row.save(update_fields=["tier", "version"])
    told = {"verb": "override", "actor": who, "actor_name": who.name, "tier": row.tier, "points": row.points, "reason": EXCEPTION}
    QueueEvent.objects.create(entry=row, journey_id=row.journey_id, at=timezone.now() - timedelta(days=2), **told)
