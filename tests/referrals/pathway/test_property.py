"""Roads walked at random: whatever is tried, dates, states and histories stay true to the rules, and nothing survives a death."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.ui.due import is_working_day
from patients import verbs as record
from patients.models import Patient
from referrals.models import AnchorChange, Journey, JourneyBranch, JourneyEvent, JourneyStep, Referral
from referrals.pathway.dates import roll_of
from referrals.pathway.due import due_steps
from referrals.pathway.plan import BRANCH
from referrals.pathway.protocol import Roll
from referrals.pathway.states import OPEN, STEP_PAIRS
from referrals.states import Stage
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals.pathway import trip
from tests.referrals.pathway.protocols import shipped
from tests.truth import truth

pytestmark = pytest.mark.django_db
PROTOCOL = shipped(trip.CILTA)
RULES = {step.code: step for step in PROTOCOL.steps}
CODES = [anchor.code for anchor in PROTOCOL.anchors if anchor.follows]
MOVES = st.tuples(st.just("move"), st.sampled_from(CODES), st.integers(-10, 60))
DOES = st.tuples(st.sampled_from(["complete", "skip", "claim"]), st.sampled_from(sorted(RULES)), st.just(0))
FAILS = st.tuples(st.just("branch"), st.sampled_from([branch.code for branch in PROTOCOL.branches]), st.integers(1, 20))
WALK = st.lists(st.one_of(MOVES, DOES, FAILS), min_size=1, max_size=7)


def act(cast: Cast, journey: Journey, what: str, code: str, by: int) -> None:
    if what == "move":
        day = trip.days(journey).get(code)
        if day is not None:
            trip.do(cast, "chen", "move_anchor", journey, code=code, on=day + timedelta(days=by))
    elif what == "branch":
        rule = PROTOCOL.branch(code)
        step = trip.step(journey, rule.from_steps[0]).pk if rule.from_steps else None
        branch = trip.do(cast, "chen", "open_branch", journey, code=code, reason_code=rule.reasons[0][0], step=step, days=by)
        way = rule.choices[by % len(rule.choices)].code
        trip.do(cast, "chen", "resolve_branch", journey, branch.pk, way=way, days=by, protocol=journey.protocol_id)
    else:
        who = "ana" if RULES[code].site == "practice" else "chen"
        given: dict[str, dict[str, object]] = {"complete": {"answers": trip.answers(code)}, "skip": {"reason": "A walk."}, "claim": {}}
        trip.on_step(cast, who, what, trip.step(journey, code), **given[what])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(walk=WALK)
def test_a_random_walk(cast: Cast, walk: list[tuple[str, str, int]]) -> None:
    journey = afresh(cast)
    for what, code, by in walk:
        before = snapshot(journey)
        with suppress(Refused, NotAllowed, IndexError):
            act(cast, journey, what, code, by)
        settled_stay(before, snapshot(journey))
    rules_hold(journey)


def afresh(cast: Cast) -> Journey:
    """A new road; what the example before left is put away."""
    with truth():
        Journey.objects.filter(ended_at__isnull=True).update(state="ended", ended_at=timezone.now())
        Referral.objects.filter(is_open=True).update(stage=Stage.ENTERED_IN_ERROR, is_open=False)
        Patient.objects.filter(pk=cast.denise.pk).update(deceased_at=None)
    return trip.started(cast)


Steps = dict[object, tuple[str, date | None, date | None]]


def snapshot(journey: Journey) -> Steps:
    with truth():
        rows = JourneyStep.objects.filter(journey=journey)
        return {row.pk: (row.state, row.due_on, row.done_on) for row in rows}


def settled_stay(before: Steps, after: Steps) -> None:
    """What was done keeps its day, and every change of state is one of the table."""
    for pk, (state, due_on, done_on) in before.items():
        new = after[pk]
        if state in ("done", "skipped"):
            assert new[1:] == (due_on, done_on)
        if state != new[0]:
            assert (state, new[0]) in STEP_PAIRS or (state, new[0]) in TWO_MOVES


# A step that is taken or opened and then settled, or dropped and revived, within one verb.
TWO_MOVES = {(a, d) for a, b in STEP_PAIRS for c, d in STEP_PAIRS if b == c}


def rules_hold(journey: Journey) -> None:
    with truth():
        row = Journey.objects.get(pk=journey.pk)
        steps = list(JourneyStep.objects.filter(journey=journey))
        events = JourneyEvent.objects.filter(journey=journey).count()
        held = JourneyBranch.objects.filter(journey=journey, resolved_at__isnull=True).count()
        assert AnchorChange.objects.filter(journey=journey, event__isnull=True).count() == 0
    assert row.version == 1 + events
    assert row.is_running or not [step for step in steps if step.state in OPEN]
    assert held or not [step for step in steps if step.is_held]
    for step in steps:
        rule = RULES[step.code].due[step.series] if step.phase != BRANCH else None
        if rule and step.due_on and step.state in OPEN and roll_of(rule) is not Roll.KEEP:
            assert is_working_day(step.due_on), step.code
        assert (step.due_on is None) == (step.due_at is None)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(walk=WALK)
def test_nothing_survives_a_death(cast: Cast, walk: list[tuple[str, str, int]]) -> None:
    journey = afresh(cast)
    for what, code, by in walk:
        with suppress(Refused, NotAllowed, IndexError):
            act(cast, journey, what, code, by)
    with truth():
        version = Patient.objects.get(pk=cast.denise.pk).version
    with acting(cast.actor("ana")) as ana:
        record.record_death(ana, cast.denise.pk, version=version, died_at=timezone.now())
    with truth():
        assert not JourneyStep.objects.filter(journey=journey, state__in=OPEN).exists()
        assert not Journey.objects.get(pk=journey.pk).is_running
    with as_worker_role(), acting(Actor(job="ladders")):
        assert not [one for one in due_steps(timezone.now() + timedelta(days=400)) if one.patient_id == cast.denise.pk]


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    reached = {target for _, target in STEP_PAIRS} | {"blocked", "ready"}
    left = {source for source, _ in STEP_PAIRS}
    assert reached == {"blocked", "ready", "in_progress", "done", "skipped", "failed", "cancelled"}
    assert left == reached
