"""A broker of its own for each test that kills, and a mail server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carecoord.engines.valkey import Valkey
from tests.kills.sink import Server, Sink


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    valkey = Valkey(tmp_path / "valkey").start()
    yield valkey
    valkey.stop()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def mail(sink: Sink) -> Iterator[Server]:
    server = Server(sink)
    server.start()
    yield server
    server.stop()
