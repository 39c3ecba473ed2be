"""The stage of each test that breaks something: the test's own database, a broker of its own, a folder. What is played is in `faults`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carecoord.engines.valkey import Valkey
from faults.sink import Server, Sink
from faults.stage import Stage
from tests.cast import Cast


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    valkey = Valkey(tmp_path / "valkey").start()
    yield valkey
    valkey.stop()


@pytest.fixture
def stage(transactional_db: None, broker: Valkey, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, broker)
    yield made
    made.close()


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    """Committed, so that other processes see them."""
    return cast


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def mail(sink: Sink) -> Iterator[Server]:
    server = Server(sink)
    server.start()
    yield server
    server.stop()
