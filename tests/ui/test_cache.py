"""The shared cache with Valkey there, gone, and back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from carecoord.engines.valkey import Valkey
from carecoord.ui import cache as room
from carecoord.ui.cache import FailSoftRedis


def away(tmp_path: Path) -> FailSoftRedis:
    return FailSoftRedis(f"unix://{tmp_path}/nobody.sock", {})


def test_with_redis_it_is_djangos_cache() -> None:
    cache.set("ui:a", {"x": 1}, 30)
    assert cache.get("ui:a") == {"x": 1}
    assert cache.add("ui:a", 2) is False
    assert cache.incr("ui:n", 1) if cache.add("ui:n", 1) else False
    assert cache.get_many(["ui:a", "ui:b"]) == {"ui:a": {"x": 1}}
    cache.delete_many(["ui:a", "ui:n"])
    assert room.is_up()


def test_without_redis_reads_answer_their_default_and_writes_are_dropped(tmp_path: Path) -> None:
    gone = away(tmp_path)
    gone.set("a", 1)
    assert gone.get("a", "default") == "default"
    assert gone.get_many(["a"]) == {}
    assert gone.set_many({"a": 1}) == ["a"]
    assert gone.add("a", 1) is False
    assert gone.touch("a") is False
    assert gone.delete("a") is False
    assert "a" not in gone
    with pytest.raises(ValueError, match="not found"):
        gone.incr("a")
    gone.clear()
    gone.delete_many(["a"])
    assert not gone.is_up()


def test_it_does_not_wait_for_what_is_away_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, told = away(tmp_path), []
    monkeypatch.setattr(room.log, "warning", lambda *words, **facts: told.append((words, facts)))
    started = time.monotonic()
    for _ in range(200):
        gone.get("a")
    assert time.monotonic() - started < 1
    assert [words for words, _ in told] == [("cache_away",)]


@pytest.mark.kills
def test_it_comes_back_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "QUIET_SECONDS", 0.05)
    engine: Any = Valkey(tmp_path / "valkey").start()
    kept = FailSoftRedis(engine.url.replace("redis+socket://", "unix://"), {})
    kept.set("a", 1)
    assert kept.get("a") == 1
    engine.stop(keep_place=True)
    assert kept.get("a") is None
    assert not kept.is_up()
    engine.start()
    try:
        until = time.monotonic() + 5
        while kept.get("a") != 2 and time.monotonic() < until:
            time.sleep(0.1)
            kept.set("a", 2)
        assert kept.get("a") == 2
        assert kept.is_up()
    finally:
        engine.stop()
