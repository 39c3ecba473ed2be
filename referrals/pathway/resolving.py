"""How a failure is resolved, whoever says so: by a way somebody chose, or by the answer to the task that closes it.

Room: referrals.pathway. Called by the verbs `resolve_branch` and `complete`, with the journey locked.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import Kind
from carecoord.ui.dates import staff_day
from referrals.models import JourneyBranch, JourneyStep
from referrals.pathway import acts, answers, change, ending, journeys, road, whom
from referrals.pathway.acts import Scene
from referrals.pathway.protocol import Act, Branch, Owner, Way
from referrals.pathway.road import Road
from referrals.pathway.states import JourneyState, StepState


def resolve(scene: Scene, rule: Branch, way: Way) -> None:
    """What waited goes on, and what this way brings is done."""
    branch = scene.branch
    branch.resolved_at, branch.resolved_by_id, branch.resolution = timezone.now(), scene.actor.user_id, way.code
    branch.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    let_go(scene, rule)
    acts.play(scene, way.acts)
    finish(scene, "resolve_branch", {"branch": branch.code, "way": way.code}, way.code, Kind.BRANCH_OPENED)


def rule_of(current: Road, code: str) -> Branch:
    rule = next((branch for branch in current.protocol.branches if branch.code == code), None)
    if rule is None:
        raise Refused("This protocol has no such branch.", field="code", code="unknown_branch")
    return rule


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


def closed_by(current: Road, row: JourneyStep) -> JourneyBranch | None:
    """The open failure that this answered task closes. Too early is refused: the other side has the days the protocol gives it."""
    for rule in current.protocol.branches:
        if rule.closes and rule.closes.step == row.code and answers.any_meets((rule.closes.when,), row.answers):
            found = JourneyBranch.objects.filter(journey=current.journey, code=rule.code, resolved_at__isnull=True).first()
            if found:
                check_days(found, rule.closes.days)
            return found
    return None


def check_days(branch: JourneyBranch, days: int) -> None:
    first = timezone.localdate(branch.opened_at) + timedelta(days=days)
    if timezone.localdate() < first:
        raise Refused(f"There is time until {staff_day(first)}; it can be closed from that day on.", code="too_early")


def close(actor: Actor, current: Road, branch: JourneyBranch) -> None:
    """After the task is written: the rest follows as if somebody had chosen the way."""
    again = road.load(current.journey)
    rule = rule_of(again, branch.code)
    resolve(Scene(actor, again, branch, None, again.fixes), rule, way_of(rule, rule.closes.way if rule.closes else ""))
