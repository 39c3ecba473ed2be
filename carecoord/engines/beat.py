"""The scheduler of beat: in memory, because every entry is an interval and the work stands in the database; it shows a pulse."""

from __future__ import annotations

from typing import Any

from celery.beat import Scheduler
from django.conf import settings

from carecoord.engines.healthy import PULSE, SLOWEST


class Pulsing(Scheduler):
    """Touches a file in the state folder at each tick, for the health check of its container."""

    max_interval = SLOWEST

    def tick(self, *args: Any, **kwargs: Any) -> float:
        (settings.ENV.var / PULSE).touch()
        pause: float = super().tick(*args, **kwargs)
        return min(pause, SLOWEST)
