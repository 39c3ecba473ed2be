"""Folders for engines of a test's own, reachable for the user they run as, and the house started for real."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.houses import Home, Started


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: pytest's own folders are root's alone and make socket paths long."""
    made = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def home() -> Iterator[Home]:
    made = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
    made.chmod(0o755)
    home = Home(made / "var")
    yield home
    home.empty()
    shutil.rmtree(made)


@pytest.fixture
def house(home: Home) -> Started:
    """The whole house, up and ready; a test may end it or leave it to the next."""
    return home.up()
