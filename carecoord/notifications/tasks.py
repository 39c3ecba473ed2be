"""Celery wrappers: no arguments, one call. Delete Celery and nothing is lost; the poller does the same."""

from __future__ import annotations

from celery import shared_task

from carecoord.notifications import delivery
from carecoord.notifications.sweep import Caller, sweep


@shared_task(ignore_result=True)
def sweep_all() -> None:
    """The tick of beat."""
    sweep(Caller.BEAT)


@shared_task(ignore_result=True)
def send_now() -> None:
    """The nudge after a commit: only sends, finds nothing new."""
    delivery.deliver()
