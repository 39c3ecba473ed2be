"""Failures as normal flow: each code of the protocol from its step, what it does, and how it is resolved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.errors import NotAllowed, Refused
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.models import Collection, Decision, GateVoid, Journey, JourneyBranch, JourneyEvent, JourneyStep
from referrals.pathway.protocol import Act, Branch
from tests.cast import Cast
from tests.referrals.pathway import trip
from tests.referrals.pathway.protocols import shipped
from tests.truth import truth

pytestmark = pytest.mark.django_db
PROTOCOL = shipped(trip.CILTA)
OTHERS = [branch for branch in PROTOCOL.branches if branch.code != "F28"]


def opened(cast: Cast, journey: Journey, code: str, who: str = "chen", **more: object) -> JourneyBranch:
    """The branch from its first step, with its first reason."""
    rule = PROTOCOL.branch(code)
    row = trip.step(journey, rule.from_steps[0]) if rule.from_steps else None
    given = {"reason_code": rule.reasons[0][0], "step": row.pk if row else None, "days": 7, "text": "Summit"} | more
    return trip.do(cast, who, "open_branch", journey, code=code, **given)  # type: ignore[no-any-return]  # by name


@pytest.mark.parametrize("rule", OTHERS, ids=lambda rule: rule.code)
def test_every_branch_opens_does_its_acts_and_is_resolved_in_each_way(cast: Cast, rule: Branch) -> None:
    journey = trip.started(cast)
    branch = opened(cast, journey, rule.code)
    tasks = {act.value for act in rule.acts if act.act is Act.OPEN_TASK}
    with truth():
        assert set(JourneyStep.objects.filter(journey=journey, phase="branch").values_list("code", flat=True)) == tasks
        event = JourneyEvent.objects.filter(journey=journey, verb="open_branch").get()
        assert (event.detail["branch"], event.reason_code) == (rule.code, rule.reasons[0][0])
    for way in rule.choices[:1]:
        trip.do(cast, "chen", "resolve_branch", journey, branch.pk, way=way.code, days=7, protocol=trip.protocol(trip.IDE).pk)
        with truth():
            row = JourneyBranch.objects.get(pk=branch.pk)
            assert row.resolution == way.code
            assert row.resolved_at is not None
            assert not JourneyStep.objects.filter(journey=journey, is_held=True).exists()


@pytest.mark.parametrize(
    ("code", "way"), [(rule.code, way.code) for rule in OTHERS for way in rule.choices[1:]], ids=lambda value: str(value)
)
def test_every_other_way(cast: Cast, code: str, way: str) -> None:
    journey = trip.started(cast)
    branch = opened(cast, journey, code)
    trip.do(cast, "chen", "resolve_branch", journey, branch.pk, way=way, days=7, protocol=trip.protocol(trip.IDE).pk)
    ends = [act.value for act in next(one for one in PROTOCOL.branch(code).choices if one.code == way).acts if act.act is Act.END_JOURNEY]
    after = trip.now(journey)
    assert after.end_code == (ends[0] if ends else "")
    with truth():
        assert after.is_running or not JourneyStep.objects.filter(journey=journey, state__in=("blocked", "ready", "in_progress")).exists()


def test_a_reason_and_a_step_are_needed(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        opened(cast, journey, "F18", reason_code="because")
    assert refused.value.field == "reason_code"
    with pytest.raises(Refused) as refused:
        opened(cast, journey, "F18", step=None)
    assert refused.value.field == "step"


def test_once_at_a_time(cast: Cast) -> None:
    journey = trip.started(cast)
    opened(cast, journey, "F07")
    with pytest.raises(Refused) as refused:
        opened(cast, journey, "F07")
    assert refused.value.code == "branch_open"


def test_either_side_may_say_it_and_strangers_not(cast: Cast) -> None:
    journey = trip.started(cast)
    assert opened(cast, journey, "F07", who="ana").opened_by_id == cast.ana.pk
    for who in ("cy", "dee", "pat"):
        with pytest.raises((Journey.DoesNotExist, NotAllowed)):
            opened(cast, journey, "F12", who=who)


def test_a_held_step_waits(cast: Cast) -> None:
    journey = trip.started(cast)
    branch = opened(cast, journey, "F05")
    row = trip.step(journey, "verify_benefits")
    assert (row.state, row.is_held) == ("blocked", True)
    trip.do(cast, "bo", "resolve_branch", journey, branch.pk, way="approved")
    assert trip.step(journey, "verify_benefits").state == "ready"


def test_an_urgent_one_is_told_at_once(cast: Cast) -> None:
    journey = trip.started(cast)
    urgent = next(rule for rule in OTHERS if rule.is_urgent)
    opened(cast, journey, urgent.code)
    with truth():
        assert Notification.objects.filter(kind=Kind.BRANCH_OPENED_URGENT).exists()


def collected(cast: Cast) -> Journey:
    """Cells were collected and sent; the manufacturer has them."""
    journey = trip.started(cast)
    trip.do(cast, "bo", "store_chain_id", journey, chain_id="X1", issuer="Maker")
    trip.reach(journey, "apheresis")
    row = trip.step(journey, "apheresis")
    for who in ("nan", "chen"):
        trip.on_step(cast, who, "check_identity", row, chain_id="X1")
        trip.reach(journey, "apheresis")
    trip.on_step(cast, "bo", "complete", row, answers=trip.answers("apheresis"))
    return trip.now(journey)


def test_a_failed_manufacture_leads_to_a_linked_second_collection(cast: Cast) -> None:
    journey = collected(cast)
    first = trip.days(journey)["APH"]
    branch = opened(cast, journey, "F18")
    trip.do(cast, "chen", "resolve_branch", journey, branch.pk, way="collect_again")
    after = trip.now(journey)
    assert after.attempt == 2
    with truth():
        again = Collection.objects.get(journey=journey, attempt=2)
        assert (again.chain_id, again.follows_branch) == ("", "F18")
        assert Collection.objects.get(journey=journey, attempt=1).chain_id == "X1"
        second = JourneyStep.objects.get(journey=journey, code="apheresis", attempt=2)
        done = JourneyStep.objects.get(journey=journey, code="apheresis", attempt=1)
        left = JourneyStep.objects.filter(journey=journey, attempt=1, code="manufacturing_status", state__in=("blocked", "ready"))
        assert not left.exists()
    assert done.state == "done"
    assert second.state == "blocked"
    assert "collect_again" in {row.code for row in steps(journey) if row.state == "ready"}
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=first + timedelta(days=28))
    assert trip.days(journey)["D0"] > first + timedelta(days=28)


def steps(journey: Journey) -> list[JourneyStep]:
    with truth():
        return list(JourneyStep.objects.filter(journey=journey))


def test_another_product_keeps_what_was_done(cast: Cast) -> None:
    journey = collected(cast)
    branch = opened(cast, journey, "F18")
    trip.do(cast, "chen", "resolve_branch", journey, branch.pk, way="switch_product", protocol=trip.protocol(trip.IDE).pk)
    after = trip.now(journey)
    assert after.protocol.code == trip.IDE
    assert trip.step(journey, "apheresis").state == "done"


def test_a_lost_authorization_locks_its_gates(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "chen", "sign_gate", journey, gate="G3", decision=Decision.OVERRIDE, reason="For this test.")
    opened(cast, journey, "F11")
    with truth():
        assert GateVoid.objects.get().why == "A failure locked the gate"


def test_a_delay_of_release_moves_what_follows(cast: Cast) -> None:
    journey = trip.started(cast)
    before = trip.days(journey)
    opened(cast, journey, "F20", days=10)
    after = trip.days(journey)
    assert after["REL"] - before["REL"] == timedelta(days=10)
    assert after["D0"] > before["D0"]


def test_a_move_asks_by_how_many_days(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        opened(cast, journey, "F20", days=None)
    assert refused.value.field == "days"
    with truth():
        assert not JourneyBranch.objects.filter(journey=journey).exists()


def test_a_death_is_recorded_in_the_record(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        opened(cast, trip.started(cast), "F28")
    assert refused.value.code == "record_death"


@pytest.mark.parametrize("code", ["F06", "F14"])
def test_the_patients_side_is_told_where_the_branch_says_so(cast: Cast, code: str) -> None:
    journey = trip.started(cast)
    opened(cast, journey, code)
    with truth():
        assert Notification.objects.filter(kind=Kind.ROAD_NEWS, about=journey.pk, recipient=cast.pat, key__contains="journey:").exists()


@pytest.mark.parametrize("code", ["F08", "F30", "F31"])
def test_what_can_happen_anywhere_needs_no_step(code: str) -> None:
    """A patient may say no, move or go to a trial at any time of the road."""
    assert PROTOCOL.branch(code).from_steps == ()


def days_ago(branch: JourneyBranch, days: int) -> None:
    with truth():
        JourneyBranch.objects.filter(pk=branch.pk).update(opened_at=timezone.localtime() - timedelta(days=days))


def call(cast: Cast, journey: Journey, outcome: str) -> None:
    row = trip.step(journey, "call_before_closing")
    trip.on_step(cast, "bo", "complete", row, answers={"outcome": outcome})


def test_an_incomplete_packet_closes_after_thirty_days_and_a_call(cast: Cast) -> None:
    journey = trip.started(cast)
    branch = opened(cast, journey, "F02")
    days_ago(branch, 29)
    with pytest.raises(Refused, match="There is time until"):
        call(cast, journey, "nothing_comes")
    days_ago(branch, 30)
    call(cast, journey, "nothing_comes")
    after = trip.now(journey)
    assert (after.state, after.end_code) == ("ended", "not_treated")
    with truth():
        assert JourneyBranch.objects.get(pk=branch.pk).resolution == "closed"
        verbs = list(JourneyEvent.objects.filter(journey=journey).order_by("at").values_list("verb", flat=True))[-3:]
    assert verbs == ["complete", "resolve_branch", "end"]


def test_items_that_are_coming_keep_it_open(cast: Cast) -> None:
    journey = trip.started(cast)
    branch = opened(cast, journey, "F02")
    days_ago(branch, 40)
    call(cast, journey, "coming")
    assert trip.now(journey).state == "paused"
    assert trip.step(journey, "call_before_closing").is_open
    with truth():
        assert JourneyBranch.objects.get(pk=branch.pk).resolved_at is None


def test_a_transfer_says_where_to(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused, match="which center or trial"):
        opened(cast, journey, "F30", text=" ")
