"""Celery's wake-up calls for this app: one line each, ids in, one call."""

from celery import shared_task

from carecoord.access import due


@shared_task
def sweep_vis() -> None:
    due.sweep_vis()
