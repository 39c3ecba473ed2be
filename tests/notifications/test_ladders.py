"""Reminders: once for each rung and due instant, the highest rung alone, a new date reminds again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from carecoord.notifications import Channel, Kind, ladders
from carecoord.notifications.ladders import Due
from carecoord.notifications.models import Notification
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.truth import truth

pytestmark = pytest.mark.django_db

STEP = timedelta(days=1)
KINDS = (Kind.TRIAGE_DUE, Kind.TRIAGE_LATE, Kind.TRIAGE_LATE)


class Step:
    """Something due at an instant, with three rungs a day apart: the owner, the role, the lead."""

    def __init__(self, cast: Cast, due_at: datetime) -> None:
        self.id: UUID = uuid4()
        self.cast, self.due_at, self.open = cast, due_at, True
        self.people: list[list[int]] = [[cast.bo.pk], [cast.nan.pk], [cast.chen.pk]]

    def due(self, now: datetime) -> Iterator[Due]:
        for rung, (kind, to) in enumerate(zip(KINDS, self.people, strict=True)):
            at = self.due_at + rung * STEP
            if self.open and at <= now:
                rope = f"triage:{self.id}:{self.due_at.isoformat()}"
                yield Due(rope, rung, kind, to, at, about=self.id, patient_id=self.cast.denise.pk)


@pytest.fixture
def step(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Step:
    step = Step(cast, timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr(ladders, "SOURCES", {})
    ladders.register("triage", step.due)
    return step


def tell() -> int:
    with as_worker_role():
        return ladders.tell()


def told() -> list[tuple[str, str]]:
    with truth():
        rows = Notification.objects.filter(channel=Channel.INAPP).order_by("created_at")
        return list(rows.values_list("recipient__email", "kind"))


def test_a_rung_is_told_once_however_often_it_is_asked(step: Step) -> None:
    assert [tell() for _ in range(4)] == [1, 0, 0, 0]
    assert told() == [("bo@lakeside.example", Kind.TRIAGE_DUE)]


def test_rungs_follow_one_after_the_other(step: Step) -> None:
    tell()
    step.due_at -= STEP  # a day passes: the rope keeps the due instant it had
    rope = step.due_at + STEP
    ladders.SOURCES["triage"] = lambda now: (
        Due(f"triage:{step.id}:{rope.isoformat()}", due.rung, due.kind, due.to, due.due_at, due.about, due.patient_id)
        for due in step.due(now)
    )
    assert tell() == 1
    assert told() == [("bo@lakeside.example", Kind.TRIAGE_DUE), ("nan@lakeside.example", Kind.TRIAGE_LATE)]


def test_after_an_outage_only_the_highest_rung(step: Step) -> None:
    step.due_at -= 5 * STEP
    assert [tell() for _ in range(3)] == [1, 0, 0]
    assert told() == [("chen@lakeside.example", Kind.TRIAGE_LATE)]


def test_a_rung_without_anybody_falls_to_the_one_below(step: Step) -> None:
    step.due_at -= 5 * STEP
    step.people[2] = []
    tell()
    assert told() == [("nan@lakeside.example", Kind.TRIAGE_LATE)]


def test_a_new_date_reminds_again(step: Step) -> None:
    tell()
    step.due_at -= timedelta(minutes=30)
    assert tell() == 1
    assert len(told()) == 2


def test_what_is_done_reminds_nobody(step: Step) -> None:
    step.open = False
    assert tell() == 0


def test_what_was_found_late_is_due_now(step: Step) -> None:
    step.due_at -= 5 * STEP
    tell()
    with truth():
        for row in Notification.objects.all():
            assert timezone.now() - row.due_at < timedelta(minutes=1)
            assert row.is_urgent


def test_a_faulty_source_does_not_stop_the_others(step: Step, caplog: pytest.LogCaptureFixture) -> None:
    def broken(now: datetime) -> Any:
        raise ZeroDivisionError

    ladders.SOURCES = {"broken": broken, **ladders.SOURCES}
    assert tell() == 1
    assert "ladder.failed broken" in caplog.text


def test_many_due_steps_in_few_statements(cast: Cast, step: Step, django_assert_max_num_queries: Any) -> None:
    steps = [Step(cast, step.due_at) for _ in range(1200)]
    ladders.register("triage", lambda now: (due for one in steps for due in one.due(now)))
    with django_assert_max_num_queries(30):
        assert tell() == 1200
    with django_assert_max_num_queries(20):
        assert tell() == 0
