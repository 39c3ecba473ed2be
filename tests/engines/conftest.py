"""Folders for engines of a test's own, reachable for the user they run as, and the house started for real."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.houses import Started, first_start


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: pytest's own folders are root's alone and make socket paths long."""
    made = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def lived_in() -> Iterator[Path]:
    """A state folder that has seen its first start (migrated, nothing in it)."""
    made = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    made.chmod(0o755)
    first_start(made / "var")
    yield made / "var"
    shutil.rmtree(made)


@pytest.fixture
def house(lived_in: Path) -> Iterator[Started]:
    """The whole house, up and ready; ended (however the test left it) afterwards."""
    started = Started(lived_in)
    yield started
    started.force_end()
