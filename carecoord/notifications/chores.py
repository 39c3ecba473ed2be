"""Whatever beat would call through the broker, called in this process: for the poller, while the broker is away.

The list is beat's own (`CELERY_BEAT_SCHEDULE`), so a chore that an app adds there is done during an outage too.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
OWN = "carecoord.notifications.tasks.sweep_all"  # the poller sweeps by itself, under its own name


class Chores:
    """When each was last done here."""

    def __init__(self) -> None:
        self.done: dict[str, float] = {}

    def do(self) -> int:
        """Do what its interval says is due; returns how many. A chore that fails is a line in the log, and is due again in time."""
        count = 0
        schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
        for name, entry in schedule.items():
            if entry["task"] != OWN and self.is_due(name, float(entry["schedule"])):
                self.done[name] = time.monotonic()
                count += attempt(entry["task"])
        return count

    def is_due(self, name: str, every: float) -> bool:
        return name not in self.done or time.monotonic() - self.done[name] >= every


def attempt(task: str) -> bool:
    try:
        import_string(task)()
    except Exception:
        log.exception("chore.failed %s", task)
        return False
    return True
