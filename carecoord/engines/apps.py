"""Engines as a Django app: it has commands, checks and views, and no models."""

from __future__ import annotations

from celery import signals
from django.apps import AppConfig


class EnginesConfig(AppConfig):
    name = "carecoord.engines"

    def ready(self) -> None:
        from carecoord.engines import checks

        signals.worker_init.connect(checks.refuse_errors)
        signals.beat_init.connect(checks.refuse_errors)
