"""What beat would have called is done without a broker, each at its own interval."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from carecoord.notifications import chores

CALLED: list[str] = []


def one() -> None:
    CALLED.append("one")


def broken() -> None:
    CALLED.append("broken")
    raise ZeroDivisionError


def test_every_task_of_beat_can_be_called_here() -> None:
    """By its path: a task with a name of its own could not be found."""
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    for entry in schedule.values():
        assert import_string(entry["task"]).name == entry["task"]
        assert float(entry["schedule"]) > 0


def test_each_at_its_interval_and_a_broken_one_stops_nobody(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = "tests.notifications.test_chores"
    settings.CELERY_BEAT_SCHEDULE = {
        "broken": {"task": f"{here}.broken", "schedule": 10},
        "one": {"task": f"{here}.one", "schedule": 10},
        "own": {"task": chores.OWN, "schedule": 10},
    }
    CALLED.clear()
    mine, clock = chores.Chores(), time.monotonic()
    monkeypatch.setattr("carecoord.notifications.chores.time.monotonic", lambda: clock)
    assert [mine.do(), mine.do()] == [1, 0]
    clock += 11
    mine.do()
    assert CALLED == ["broken", "one", "broken", "one"]
