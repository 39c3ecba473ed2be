"""A failure as normal flow: opened with a coded reason, it does what its protocol says; resolved in one of the ways listed there."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import Kind
from referrals.models import Journey, JourneyBranch, JourneyStep
from referrals.pathway import acts, change, ending, follow, journeys, road, whom
from referrals.pathway.acts import Scene
from referrals.pathway.protocol import Act, Branch, Owner, Way
from referrals.pathway.road import Road
from referrals.pathway.states import JourneyState, StepState


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
    check_open(rule, row, reason_code)
    branch = made(actor, journey, rule, row, reason_code, text)
    scene = Scene(actor, current, branch, row, current.fixes, days, protocol)
    acts.play(scene, rule.acts)
    kind = Kind.BRANCH_OPENED_URGENT if rule.is_urgent else Kind.BRANCH_OPENED
    finish(scene, "open_branch", {"branch": code}, reason_code, kind)
    return branch


def rule_of(current: Road, code: str) -> Branch:
    rule = next((branch for branch in current.protocol.branches if branch.code == code), None)
    if rule is None:
        raise Refused("This protocol has no such branch.", field="code", code="unknown_branch")
    return rule


def step_of(current: Road, step: UUID | None) -> JourneyStep | None:
    if step is None:
        return None
    row = next((row for row in current.steps if row.pk == step), None)
    if row is None:
        raise JourneyStep.DoesNotExist
    return row


def check_open(rule: Branch, row: JourneyStep | None, reason_code: str) -> None:
    if rule.code == follow.DEATH:
        raise Refused("Record the death in the patient's record; every plan ends with it at once.", code="record_death")
    if reason_code not in dict(rule.reasons):
        raise Refused("Choose a reason from the list.", field="reason_code", code="reason_needed")
    if rule.from_steps and (row is None or row.code not in rule.from_steps):
        raise Refused("Say at which step this happened.", field="step", code="step_needed")


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
    branch.resolved_at, branch.resolved_by_id, branch.resolution = timezone.now(), actor.user_id, way
    branch.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    scene = Scene(actor, current, branch, None, current.fixes, days, protocol)
    let_go(scene, rule)
    acts.play(scene, chosen.acts)
    finish(scene, "resolve_branch", {"branch": branch.code, "way": way}, way, Kind.BRANCH_OPENED)
    return branch


def way_of(rule: Branch, code: str) -> Way:
    way = next((one for one in rule.choices if one.code == code), None)
    if way is None:
        raise Refused("Choose how it was resolved.", field="way", code="way_needed")
    return way


def let_go(scene: Scene, rule: Branch) -> None:
    """Held steps go on and the clock runs again, unless another open branch still says otherwise."""
    open_codes = JourneyBranch.objects.filter(journey=scene.road.journey, resolved_at__isnull=True).values_list("code", flat=True)
    others = {act.act for code in open_codes for act in rule_of(scene.road, code).acts}
    if Act.HOLD_STEP not in others:
        for row in scene.road.live:
            if row.is_held:
                row.is_held = False
                scene.road.touch(row)
    if Act.PAUSE not in others and scene.road.journey.state == JourneyState.PAUSED:
        scene.road.journey.state = JourneyState.ACTIVE
        scene.columns.add("state")
    finish_tasks(scene, rule)


def finish_tasks(scene: Scene, rule: Branch) -> None:
    """Tasks of the branch that nobody did are skipped: it is resolved."""
    codes = {act.value for act in rule.acts if act.act is Act.OPEN_TASK}
    for row in scene.road.steps:
        if row.code in codes and row.is_open:
            row.state, row.reason_code, row.settled_at = StepState.SKIPPED, "branch_resolved", timezone.now()
            scene.road.touch(row)


def finish(scene: Scene, verb: str, detail: dict[str, str], reason: str, kind: Kind) -> None:
    """One event for all of it; then the end of the journey, where that is what the branch says."""
    current = scene.road
    note = journeys.Note(reason_code=reason, detail=detail, step=scene.step, fields=tuple(sorted(scene.columns)))
    done = change.keep(scene.actor, current, verb, note, fixes=scene.fixes, locks=scene.voided)
    whom.tell(current.journey, kind, (scene.told - whom.AT_HOME) | {Owner.CTC}, done.event)
    if scene.told & whom.AT_HOME and not scene.ends:
        whom.tell_home(current.journey, Kind.ROAD_NEWS, done.event)
    change.tell_moved(current, done)
    if scene.ends:
        ending.stop(scene.actor, current.journey, scene.ends, branch=scene.branch.code)
