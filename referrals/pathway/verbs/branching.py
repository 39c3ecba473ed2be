"""A failure as normal flow: opened with a coded reason, it does what its protocol says; resolved in one of the ways listed there."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import Kind
from referrals.models import Journey, JourneyBranch, JourneyStep
from referrals.pathway import acts, follow, journeys, road
from referrals.pathway.acts import Scene
from referrals.pathway.protocol import Branch
from referrals.pathway.resolving import finish, resolve, rule_of, way_of
from referrals.pathway.road import Road


def open_branch(
    actor: Actor,
    journey_id: UUID,
    *,
    version: int,
    code: str,
    reason_code: str,
    text: str = "",
    step: UUID | None = None,
    days: int | None = None,
    protocol: int | None = None,
) -> JourneyBranch:
    """Say what failed. Tasks open, steps wait, dates move, people are told: as the protocol says for this code."""
    journey = journeys.begin(actor, journey_id, "open_branch", version=version)
    current = road.load(journey)
    rule, row = rule_of(current, code), step_of(current, step)
    check_open(rule, row, reason_code, text)
    branch = made(actor, journey, rule, row, reason_code, text)
    scene = Scene(actor, current, branch, row, current.fixes, days, protocol)
    acts.play(scene, rule.acts)
    kind = Kind.BRANCH_OPENED_URGENT if rule.is_urgent else Kind.BRANCH_OPENED
    finish(scene, "open_branch", {"branch": code}, reason_code, kind)
    return branch


def step_of(current: Road, step: UUID | None) -> JourneyStep | None:
    if step is None:
        return None
    row = next((row for row in current.steps if row.pk == step), None)
    if row is None:
        raise JourneyStep.DoesNotExist
    return row


def check_open(rule: Branch, row: JourneyStep | None, reason_code: str, text: str) -> None:
    if rule.code == follow.DEATH:
        raise Refused("Record the death in the patient's record; every plan ends with it at once.", code="record_death")
    if reason_code not in dict(rule.reasons):
        raise Refused("Choose a reason from the list.", field="reason_code", code="reason_needed")
    if rule.from_steps and (row is None or row.code not in rule.from_steps):
        raise Refused("Say at which step this happened.", field="step", code="step_needed")
    if rule.asks and not text.strip():
        raise Refused(f"{rule.asks}.", field="text", code="text_needed")


def made(actor: Actor, journey: Journey, rule: Branch, row: JourneyStep | None, reason: str, text: str) -> JourneyBranch:
    try:
        with transaction.atomic():
            return JourneyBranch.objects.create(
                journey=journey,
                step=row,
                code=rule.code,
                attempt=journey.attempt,
                reason_code=reason,
                text=text.strip()[:1000],
                opened_by_id=actor.user_id,
            )
    except IntegrityError:
        raise Refused(f"“{rule.title}” is open already.", code="branch_open") from None


def resolve_branch(
    actor: Actor,
    journey_id: UUID,
    branch_id: UUID,
    *,
    version: int,
    way: str,
    days: int | None = None,
    protocol: int | None = None,
) -> JourneyBranch:
    """Say how it was resolved; what waited goes on, and what this way brings is done."""
    journey = journeys.begin(actor, journey_id, "resolve_branch", version=version)
    branch = JourneyBranch.objects.select_for_update().get(pk=branch_id, journey=journey)
    if branch.resolved_at is not None:
        raise Refused("This was resolved already.", code="already_resolved")
    current = road.load(journey)
    rule = rule_of(current, branch.code)
    chosen = way_of(rule, way)
    resolve(Scene(actor, current, branch, None, current.fixes, days, protocol), rule, chosen)
    return branch
