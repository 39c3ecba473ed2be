"""Celery wrappers: no arguments, one call. Delete Celery and nothing is lost; the poller does the same."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="notifications.sweep", ignore_result=True)
def sweep_now() -> None: ...
