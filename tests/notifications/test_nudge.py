"""The wake-up call: never in the way of a page, whatever the broker does."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.utils.module_loading import import_string

from carecoord.notifications import nudge


def test_waking_returns_at_once_while_the_broker_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, calls = threading.Event(), []
    publisher = nudge.Publisher()

    def hang() -> bool:
        calls.append(1)
        return hanging.wait(10)

    monkeypatch.setattr(publisher, "publish", hang)
    began = time.monotonic()
    for _ in range(1000):
        publisher.wake()
    assert time.monotonic() - began < 0.5
    hanging.set()
    deadline = time.monotonic() + 5
    while len(calls) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(calls) <= 3  # a thousand commits are a call or two


def test_a_dead_broker_is_a_line_in_the_log(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/valkey.sock"
    nudge.caller.cache_clear()
    try:
        assert nudge.Publisher().publish() is False
    finally:
        nudge.caller.cache_clear()
    assert "nudge.lost" in caplog.text


def test_the_call_names_a_task_that_is_there() -> None:
    assert import_string(nudge.SEND).name == nudge.SEND


def test_a_living_broker_gets_the_call() -> None:
    nudge.caller.cache_clear()
    assert nudge.Publisher().publish() is True
