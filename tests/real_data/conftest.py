"""Where the real data is: CARECOORD_SHARED_DATA, or `shared/data` in a folder above the project. Nothing of it is kept here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shared_data() -> Path:
    named = os.environ.get("CARECOORD_SHARED_DATA")
    places = [Path(named)] if named else [parent / "shared" / "data" for parent in ROOT.parents]
    return next((place for place in places if place.is_dir()), Path("shared/data"))


@pytest.fixture
def data() -> Path:
    place = shared_data()
    if not place.is_dir():
        pytest.skip("the real data is not here: put it in ../shared/data, beside the folder of carecoord")
    return place
