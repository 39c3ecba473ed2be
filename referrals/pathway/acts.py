"""What a failure branch does, one primitive each: a table from `Act` to a function. Branches themselves are data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import cancel
from carecoord.notifications.kinds import Audience
from referrals.models import Collection, GateSignature, JourneyBranch, JourneyStep
from referrals.pathway import plan, road, settling, washout
from referrals.pathway.dates import OPENED, rolled
from referrals.pathway.plan import Fix, Fixes, Planned
from referrals.pathway.protocol import Act, BranchAct, Confidence, Owner, Roll
from referrals.pathway.road import Road
from referrals.pathway.states import OPEN, JourneyState, StepState
from referrals.pathway.versions import version_for


@dataclass
class Scene:
    """A branch being opened or resolved: what its acts read and change. `fixes` are the dates after it."""

    actor: Actor
    road: Road
    branch: JourneyBranch
    step: JourneyStep | None
    fixes: Fixes
    days: int | None = None
    protocol: int | None = None
    told: set[Owner] = field(default_factory=set)
    voided: list[GateSignature] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    ends: str = ""


def play(scene: Scene, acts: Iterable[BranchAct]) -> None:
    for one in acts:
        ACTS[one.act](scene, one.value)


def open_task(scene: Scene, code: str) -> None:
    """A task of its own, due from today."""
    rule = scene.road.rules[code]
    earlier = [row for row in scene.road.steps if row.code == code]
    attempt = scene.road.attempt_of(code)
    days = {OPENED: timezone.localdate()}
    planned = next(plan.of_step(rule, days, attempt=attempt), Planned(code, attempt, 0, 1))
    one = Planned(code, attempt, 0, len(earlier) + 1, planned.due_on, planned.from_on, planned.until_on)
    row = road.row_of(scene.road, one)
    row.state = StepState.READY
    road.add(scene.road, [row])


def hold_step(scene: Scene, value: str) -> None:
    """The step it came from, or the named ones, wait until the branch is resolved."""
    codes = set(value.split(",")) if value else {scene.step.code} if scene.step else set()
    for row in scene.road.live:
        if row.code in codes and row.state in OPEN and not row.is_held:
            row.is_held, row.state, row.assignee_id = True, StepState.BLOCKED, None
            scene.road.touch(row)


def shift_anchor(scene: Scene, code: str) -> None:
    """By as many days as were asked for; what has happened or has no date stays."""
    if not scene.days:
        raise Refused("Say by how many days it moves.", field="days", code="days_needed")
    old = scene.fixes.get(code)
    if old is not None and old.confidence is not Confidence.ACTUAL:
        scene.fixes = plan.moved(scene.road.protocol, scene.fixes, code, Fix(old.on + timedelta(days=scene.days)))


def reset_anchors(scene: Scene, value: str) -> None:
    """Back to what the protocol plans for them, or to no date; what follows them and has not happened is planned anew as well."""
    protocol = scene.road.protocol
    codes = plan.followers(protocol, scene.fixes, set(value.split(",")))
    scene.fixes = plan.projected(protocol, {code: fix for code, fix in scene.fixes.items() if code not in codes})


def lock_gate(scene: Scene, code: str) -> None:
    attempt = scene.road.attempt_of_gate(code)
    scene.voided += [one for one in scene.road.signatures if one.gate == code and one.attempt == attempt]


def new_attempt(scene: Scene, value: str) -> None:
    """Cells are collected again: open steps of this attempt end, its dates begin anew, the next attempt is planned."""
    for row in scene.road.live:
        if scene.road.rules[row.code].per_attempt and (row.state in OPEN or row.state == StepState.FAILED):
            settling.settle(row, StepState.CANCELLED, scene.actor, reason=f"attempt_{scene.road.journey.attempt}_ended")
            scene.road.touch(row)
    journey = scene.road.journey
    journey.attempt += 1
    scene.columns.add("attempt")
    Collection.objects.create(journey=journey, attempt=journey.attempt, follows_branch=scene.branch.code)
    again = [anchor.code for anchor in scene.road.protocol.anchors if anchor.per_attempt]
    reset_anchors(scene, ",".join(again))


def switch_product(scene: Scene, value: str) -> None:
    """Go on under another protocol; what was done stays."""
    if scene.protocol is None:
        raise Refused("Choose the protocol to go on with.", field="protocol", code="protocol_needed")
    scene.road.follow(version_for(scene.protocol))
    scene.columns.add("protocol")
    scene.fixes = plan.projected(scene.road.protocol, scene.fixes)


def end_journey(scene: Scene, code: str) -> None:
    scene.ends = code


def stop_patient(scene: Scene, value: str) -> None:
    """Nothing more goes to the patient's side about this."""
    cancel(patient_id=scene.road.journey.patient_id, audience=Audience.PERSON, reason=f"branch_{scene.branch.code}")


def pause(scene: Scene, value: str) -> None:
    scene.road.journey.state = JourneyState.PAUSED
    scene.columns.add("state")


def tell(scene: Scene, value: str) -> None:
    scene.told |= {Owner(role) for role in value.split(",") if role}


def recompute_washout(scene: Scene, value: str) -> None:
    """No collection before the drug list allows it: a planned one that would be too early is put off to the first day that is not."""
    journey, old = scene.road.journey, scene.fixes.get("APH")
    earliest = washout.of_patient(journey.patient_id, scene.road.protocol).earliest
    if old is not None and earliest is not None and old.confidence is not Confidence.ACTUAL and old.on < earliest:
        scene.fixes = plan.moved(scene.road.protocol, scene.fixes, "APH", Fix(rolled(earliest, Roll.NEXT)))


def noted(scene: Scene, value: str) -> None:
    """A person does it: the page of the branch says so and links there."""


ACTS: dict[Act, Callable[[Scene, str], None]] = {
    Act.OPEN_TASK: open_task,
    Act.HOLD_STEP: hold_step,
    Act.SHIFT_ANCHOR: shift_anchor,
    Act.RESET_ANCHORS: reset_anchors,
    Act.LOCK_GATE: lock_gate,
    Act.NEW_ATTEMPT: new_attempt,
    Act.SWITCH_PRODUCT: switch_product,
    Act.END_JOURNEY: end_journey,
    Act.STOP_PATIENT: stop_patient,
    Act.PAUSE: pause,
    Act.LINK_REFERRAL: noted,
    Act.RECOMPUTE_WASHOUT: recompute_washout,
    Act.TELL: tell,
}
