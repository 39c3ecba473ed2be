"""The queue: an order anybody can add up, exceptions with their reason, a place that counts everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from referrals.models import EntryState, Journey, Measure, QueueCriterion, QueueEntry, QueueEvent, Tier
from referrals.slots import queue, verbs
from referrals.slots.states import ResourceKind
from tests.cast import Cast
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
KIND = ResourceKind.MANUFACTURING


@pytest.fixture
def criteria(cast: Cast) -> list[str]:
    """Proposed by Bo, approved by Dr. Chen."""
    made = [
        story.run(cast, "bo", verbs.propose_criterion, words="No bridging works any more", points=5),
        story.run(cast, "bo", verbs.propose_criterion, words="Caregiver and lodging are there", points=2),
        story.run(cast, "bo", verbs.propose_criterion, words="Weeks of waiting", points=1, measure=Measure.WEEKS, most=4),
    ]
    for one in made:
        story.run(cast, "chen", verbs.approve_criterion, one.pk)
    return [one.code for one in made]


def enter(cast: Cast, journey: Journey, *yes: str) -> QueueEntry:
    row: QueueEntry = story.run(cast, "bo", verbs.enter, journey.pk, kind=KIND, values=dict.fromkeys(yes, True))
    return row


def places(cast: Cast, who: str, rows: list[QueueEntry]) -> list[tuple[int, int] | None]:
    with acting(cast.actor(who)):
        found = queue.places([row.pk for row in rows])
    return [(one.number, one.waiting) if (one := found.get(row.pk)) else None for row in rows]


def test_the_order_adds_up(cast: Cast, criteria: list[str]) -> None:
    first, second = enter(cast, story.journey(cast), criteria[1]), enter(cast, story.another(cast), criteria[0], criteria[1])
    assert (first.points, second.points) == (2, 7)
    assert places(cast, "bo", [first, second]) == [(2, 2), (1, 2)]
    now = timezone.now()
    assert queue.why(second, now, None) == "7 points: No bridging works any more (5); Caregiver and lodging are there (2)."
    with truth():
        QueueEntry.objects.filter(pk=first.pk).update(entered_at=now - timedelta(weeks=9))
        first.refresh_from_db()
    assert queue.total(first, now) == 6  # nine weeks bring four points at most
    assert "9 weeks in the queue, the most that weeks bring (4)" in queue.why(first, now, None)
    assert places(cast, "bo", [first, second]) == [(2, 2), (1, 2)]


def test_the_two_orders_are_one(cast: Cast, criteria: list[str]) -> None:
    rows = [enter(cast, story.another(cast, number), *criteria[: number % 3 % 2]) for number in range(6)]
    with truth():
        for number, row in enumerate(rows):
            weeks = timezone.now() - timedelta(weeks=number * 2, hours=1)
            QueueEntry.objects.filter(pk=row.pk).update(entered_at=weeks, tier=number % 4 - 1 if number % 4 < 3 else 0)
        rows = list(QueueEntry.objects.all())
    in_order = queue.in_order(rows, timezone.now())
    found = places(cast, "bo", in_order)
    assert found == [(number, 6) for number in range(1, 7)]


def test_an_exception_says_who_and_why(cast: Cast, criteria: list[str]) -> None:
    first, second = enter(cast, story.journey(cast), criteria[0]), enter(cast, story.another(cast))
    reason = "Her brother can care for her only in December."
    row = story.run(cast, "chen", verbs.override, second.pk, version=1, tier=Tier.FRONT, reason=reason)
    assert places(cast, "bo", [first, second]) == [(2, 2), (1, 2)]
    with acting(cast.actor("bo")):
        told = queue.exceptions([row])
        words = queue.why(row, timezone.now(), told[row.pk])
    assert "Dr. Wei Chen decided so" in words
    assert reason in words
    with truth():
        event = QueueEvent.objects.get(verb="override")
        assert (event.tier, event.reason, event.actor_name) == (Tier.FRONT, reason, "Dr. Wei Chen")


def test_an_exception_needs_a_clinician_and_a_sentence(cast: Cast, criteria: list[str]) -> None:
    row = enter(cast, story.journey(cast))
    with pytest.raises(NotAllowed):
        story.run(cast, "bo", verbs.override, row.pk, version=1, tier=Tier.FRONT, reason="Because I would like it so.")
    with pytest.raises(Refused, match="Say why"):
        story.run(cast, "chen", verbs.override, row.pk, version=1, tier=Tier.FRONT, reason="ok")
    with pytest.raises(Stale):
        story.run(cast, "chen", verbs.override, row.pk, version=4, tier=Tier.FRONT, reason="Because of the trial.")


def test_a_place_counts_those_whom_one_may_not_see(cast: Cast, criteria: list[str]) -> None:
    hidden, mine = enter(cast, story.journey(cast), criteria[0]), enter(cast, story.another(cast))
    story.restrict(cast, hidden.patient_id)
    with acting(cast.actor("bo")):
        assert [row.pk for row in QueueEntry.objects.all()] == [mine.pk]
    assert places(cast, "bo", [mine]) == [(2, 2)]
    assert places(cast, "rae", [mine]) == [(2, 2)]
    assert places(cast, "cy", [mine]) == [None]
    assert places(cast, "dee", [mine]) == [None]


def test_entering_twice_leaving_and_entering_again(cast: Cast, criteria: list[str]) -> None:
    journey = story.journey(cast)
    row = enter(cast, journey)
    with pytest.raises(Refused, match="already"):
        enter(cast, journey)
    with pytest.raises(NotAllowed):
        story.run(cast, "rae", verbs.leave, row.pk, version=1, reason="Went to another center.")
    left = story.run(cast, "bo", verbs.leave, row.pk, version=1, reason="Went to another center.")
    assert left.state == EntryState.LEFT
    with pytest.raises(Refused, match="does not wait"):
        story.run(cast, "bo", verbs.answer, row.pk, version=2, values={})
    assert enter(cast, journey).state == EntryState.WAITING


def test_answers_are_scored_by_the_criteria_in_force(cast: Cast, criteria: list[str]) -> None:
    row = enter(cast, story.journey(cast), criteria[0])
    with truth():
        number = QueueCriterion.objects.get(code=criteria[0])
    story.run(cast, "chen", verbs.retire_criterion, number.pk)
    with pytest.raises(Refused, match="no criterion in force"):
        story.run(cast, "bo", verbs.answer, row.pk, version=1, values={criteria[0]: True})
    again = story.run(cast, "bo", verbs.answer, row.pk, version=1, values={criteria[1]: True})
    assert (again.points, again.version) == (2, 2)


def test_criteria_need_two_people(cast: Cast) -> None:
    row = story.run(cast, "chen", verbs.propose_criterion, words="In a trial", points=3)
    with pytest.raises(NotAllowed, match="Somebody else"):
        story.run(cast, "chen", verbs.approve_criterion, row.pk)
    with pytest.raises(NotAllowed):
        story.run(cast, "bo", verbs.approve_criterion, row.pk)
    with truth():
        assert not QueueCriterion.objects.in_force(cast.organizations["lakeside"].pk, timezone.localdate()).exists()
    with pytest.raises(Refused, match="already"):
        story.run(cast, "bo", verbs.propose_criterion, words="In a trial", points=3)
    with pytest.raises(Refused):
        story.run(cast, "bo", verbs.propose_criterion, words="Too much", points=101)


def test_points_are_never_negative() -> None:
    values: dict[str, Any] = {"entered_at": timezone.now() + timedelta(days=3), "points": 2, "week_points": 1}
    assert queue.total(QueueEntry(**values), timezone.now()) == 2
