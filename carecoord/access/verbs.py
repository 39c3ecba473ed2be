"""Verbs of access: restrict and lift, care team, emergency access and its review. Each writes its audit row in the same transaction.

Grants of the loop are written by the verbs of `referrals`; personal grants by those of `patients`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from carecoord.access import people, signals
from carecoord.access import transaction as request_transaction
from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import BreakGlass, BreakGlassReason, CareTeam, ClockNow, Restriction, RestrictionKind
from carecoord.access.permissions import require
from carecoord.access.rules import Permission
from carecoord.accounts.models import Membership

LONG_ENOUGH = 20  # characters of a reason for emergency access
MANY = 3  # uses in thirty days; more are flagged to the reviewers
REVIEW_WITHIN = timedelta(hours=72)


def restrict(actor: Actor, patient_id: UUID, *, kind: RestrictionKind, reason: str) -> Restriction:
    """Close a record to all but its care team, the patient and emergency access; by the custodian's privacy officer."""
    require(actor, Permission.RESTRICT)
    if not reason.strip():
        raise Refused("Write why this record is restricted.", field="reason")
    _mine_to_guard(actor, patient_id)
    row = Restriction(patient_id=patient_id, kind=kind, reason=reason.strip(), placed_by_id=actor.user_id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("This record already has that restriction.", field="kind") from None
    _record(actor, "access.restrict", row)
    return row


def lift(actor: Actor, restriction_id: UUID) -> Restriction:
    """End a restriction: everybody with a grant sees the record again at once."""
    require(actor, Permission.RESTRICT)
    row = Restriction.objects.select_for_update().get(pk=restriction_id)
    if row.lifted_at is not None:
        raise Refused("This restriction was already lifted.")
    Restriction.objects.filter(pk=row.pk).update(lifted_at=ClockNow(), lifted_by_id=actor.user_id)
    _record(actor, "access.lift_restriction", row)
    return row


def join_team(actor: Actor, patient_id: UUID, *, user_id: int) -> CareTeam:
    """Put a colleague of the acting organization on the patient's care team."""
    require(actor, Permission.CARE_TEAM)
    if not Membership.objects.active().filter(user_id=user_id, organization_id=actor.place_id).exists():
        raise Refused("Choose somebody who works here now.", field="user_id")
    _visible(actor, patient_id)
    row = CareTeam(patient_id=patient_id, organization_id=actor.place_id, user_id=user_id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("They are already on the care team.", field="user_id") from None
    _record(actor, "access.join_team", row)
    return row


def leave_team(actor: Actor, place_id: UUID) -> CareTeam:
    """Take somebody off the care team; what they wrote keeps their name."""
    require(actor, Permission.CARE_TEAM)
    row = CareTeam.objects.select_for_update().get(pk=place_id, organization_id=actor.place_id)
    if row.until is not None:
        raise Refused("They have already left the care team.")
    CareTeam.objects.filter(pk=row.pk).update(until=ClockNow())
    _record(actor, "access.leave_team", row)
    return row


@dataclass(frozen=True, slots=True)
class Match:
    """A record that an emergency lookup found: its id, and whose it is. Nothing more is shown before the glass is broken."""

    patient_id: UUID
    custodian_id: int


def find_in_emergency(actor: Actor, *, family_name: str, given_name: str, birth_on: date) -> list[Match]:
    """Exact names and birth date among partner organizations; ten an hour, each in the log with what it found."""
    require(actor, Permission.BREAK_GLASS)
    key = people.registry.search_key(family_name=family_name, given_name=given_name)
    with connection.cursor() as cursor:
        cursor.execute("select patient_id, custodian_id, is_over from access.emergency_lookup(%s, %s)", [key, birth_on])
        rows = cursor.fetchall()
    if any(is_over for _, _, is_over in rows):
        raise Refused("You have searched ten times this hour. Call the organization that keeps the record.", code="too_many")
    found = [Match(patient_id, custodian_id) for patient_id, custodian_id, _ in rows]
    request_transaction.witness.did(actor, "access.emergency_lookup", patients=[match.patient_id for match in found])
    return found


def break_glass(actor: Actor, patient_id: UUID, *, code: BreakGlassReason, reason: str) -> BreakGlass:
    """Open a record to read for four hours. The database checks role and partnership; officers and the patient are told.

    Raises `BreakGlass.DoesNotExist` where there is no such record within reach.
    """
    require(actor, Permission.BREAK_GLASS)
    if len(reason.strip()) < LONG_ENOUGH:
        raise Refused(f"Write what happened, in {LONG_ENOUGH} characters or more: the reviewer reads it.", field="reason")
    with connection.cursor() as cursor:
        cursor.execute("select access.break_glass(%s, %s, %s)", [patient_id, code, reason.strip()[:500]])
        opened = cursor.fetchone()[0]
    if opened is None:
        raise BreakGlass.DoesNotExist
    row = BreakGlass.objects.select_related("grant").get(pk=opened)
    _record(actor, "access.break_glass", row)
    signals.glass_broken.send(sender=BreakGlass, row=row, actor=actor, flagged=is_flagged(row))
    return row


def is_flagged(row: BreakGlass) -> bool:
    """More than three uses in the thirty days up to this one."""
    since = row.at - timedelta(days=30)
    return BreakGlass.objects.filter(user_id=row.user_id, at__gt=since, at__lte=row.at).count() > MANY


def review(actor: Actor, break_glass_id: UUID, *, finding: str) -> BreakGlass:
    """The custodian's privacy officer says what they found; once, and never about themselves."""
    require(actor, Permission.REVIEW_BREAK_GLASS)
    if not finding.strip():
        raise Refused("Write what you found.", field="finding")
    row = BreakGlass.objects.filter(custodian_id=actor.place_id).get(pk=break_glass_id)
    if row.user_id == actor.user_id:
        raise NotAllowed("Nobody reviews their own emergency access.")
    if row.reviewed_at is not None:
        raise Refused("This use was already reviewed.")
    changed = BreakGlass.objects.filter(pk=row.pk, reviewed_at__isnull=True)
    if not changed.update(reviewed_at=timezone.now(), reviewed_by_id=actor.user_id, finding=finding.strip()[:500]):
        raise Refused("This use was reviewed a moment ago.")
    _record(actor, "access.review_break_glass", row)
    signals.glass_reviewed.send(sender=BreakGlass, row=row, actor=actor)
    return row


def _visible(actor: Actor, patient_id: UUID) -> people.Header:
    header = people.registry.headers(actor, [patient_id]).get(patient_id)
    if header is None:
        raise CareTeam.DoesNotExist
    return header


def _mine_to_guard(actor: Actor, patient_id: UUID) -> None:
    if _visible(actor, patient_id).custodian_id != actor.place_id:
        raise NotAllowed("The organization that keeps the record restricts it.")


def _record(actor: Actor, action: str, row: Restriction | CareTeam | BreakGlass) -> None:
    reason = getattr(row, "reason", "")
    request_transaction.witness.did(actor, action, about=row, patients=[row.patient_id], reason=reason)
