"""What may be done now: a step is ready when what comes first is settled and its gate is signed; then what boards show of the journey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from referrals.models import Decision, JourneyStep
from referrals.pathway.plan import BRANCH
from referrals.pathway.protocol import Gate, Step
from referrals.pathway.states import OPEN, SETTLED, StepState

if TYPE_CHECKING:
    from referrals.pathway.road import Road

WAITS = frozenset({StepState.BLOCKED, StepState.READY})
PASSING = frozenset({Decision.GO, Decision.OVERRIDE})


def refresh(road: Road) -> Iterator[JourneyStep]:
    """Open what has become ready and close what no longer is; yields each row it changed."""
    passed = {gate.code for gate in road.protocol.gates if is_passed(road, gate)}
    by_code: dict[str, list[JourneyStep]] = {}
    for row in road.live:
        by_code.setdefault(row.code, []).append(row)
    for row in road.live:
        if row.state not in WAITS:
            continue
        state = StepState.READY if is_ready(road, row, by_code, passed) else StepState.BLOCKED
        if row.state != state:
            row.state = state
            yield row


def is_passed(road: Road, gate: Gate) -> bool:
    """Every signer of the gate has said go, for this attempt; an override stands for all of them."""
    attempt = road.journey.attempt if gate.per_attempt else 1
    standing = [one for one in road.signatures if one.gate == gate.code and one.attempt == attempt]
    newest = {one.role: one.decision for one in standing}
    if Decision.OVERRIDE in newest.values():
        return True
    return all(newest.get(str(role)) in PASSING for role in gate.signers)


def is_ready(road: Road, row: JourneyStep, by_code: dict[str, list[JourneyStep]], passed: set[str]) -> bool:
    step = road.rules[row.code]
    if row.is_held or (step.needs_gate and step.needs_gate not in passed):
        return False
    return all(is_behind(road.rules[code], row, by_code.get(code, [])) for code in step.after)


def is_behind(earlier: Step, row: JourneyStep, rows: list[JourneyStep]) -> bool:
    """Every occurrence of the earlier step that is due by then is settled; advice never stands in the way."""
    if earlier.is_advice:
        return True
    due = [one for one in rows if row.due_on is None or one.due_on is None or one.due_on <= row.due_on]
    return all(one.state in SETTLED or one.state == StepState.CANCELLED for one in due)


def summarize(road: Road) -> None:
    """Set on the journey what lists sort by: the phase it is in since when, and the next thing that is due, whose it is and when."""
    journey = road.journey
    phase = phase_of(road)
    if phase != journey.phase:
        journey.phase, journey.phase_since_on = phase, last_milestone(road)
    following = next((row for row in sorted(road.live, key=by_urgency) if row.state in OPEN and row.due_at), None)
    journey.next_due_at = following.due_at if following and journey.is_running else None
    journey.next_step = road.title(following.code)[:120] if following and journey.is_running else ""
    journey.next_side = following.site if following and journey.is_running else ""


def by_urgency(row: JourneyStep) -> tuple[bool, object, bool]:
    """Dated ones first, the earliest on top; of the same day what can be done now."""
    return row.due_at is None, row.due_at or timezone.now(), row.state == StepState.BLOCKED


def phase_of(road: Road) -> str:
    """Where the road stands, by its milestones (steps that set a date): from the furthest one reached, the first phase with one to reach.

    A phase without milestones counts while something of it is left to do.
    """
    order = [code for code, _ in road.protocol.phases if code != BRANCH]
    reached = [order.index(row.phase) for row in milestones(road) if row.state == StepState.DONE and row.phase in order]
    ahead = {row.phase for row in milestones(road) if row.state in OPEN}
    with_milestones = {row.phase for row in milestones(road)}
    left = {row.phase for row in road.live if row.state in OPEN and not road.rules[row.code].is_advice}
    following = order[max(reached, default=0) :]
    return next((phase for phase in following if phase in ahead or (phase not in with_milestones and phase in left)), order[-1])


def milestones(road: Road) -> list[JourneyStep]:
    return [row for row in road.live if road.rules[row.code].sets]


def last_milestone(road: Road) -> date:
    """The day of the newest milestone, which is when its phase ended; today where there is none."""
    return max((row.done_on for row in milestones(road) if row.done_on), default=timezone.localdate())
