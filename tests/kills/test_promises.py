"""Every promise of `script/faults` in its short form, with real processes; `script/faults --full` is the long form."""

from __future__ import annotations

import sys

import pytest

from faults.promises import PROMISES
from faults.stage import Stage

pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("name", PROMISES)
def test_held(name: str, stage: Stage) -> None:
    shown = PROMISES[name].show(stage, full=False)
    sys.stdout.write(f"{name}: {shown.figure}\n")  # for the reader of a run with -s or -rP
    assert shown.faults == []
