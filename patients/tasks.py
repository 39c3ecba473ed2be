"""Celery wrappers: a wake-up call each, one verb each. Without Celery the same happens at the next call.

Room: patients. Nothing is decided here.
"""

from __future__ import annotations

from celery import shared_task

from carecoord.access.actor import Actor, acting
from patients import shelf, verbs


@shared_task
def expire_proxies() -> int:
    with acting(Actor(job="patients.expire_proxies")) as actor:
        return verbs.expire_proxies(actor)


@shared_task
def scan_waiting() -> int:
    with acting(Actor(job="patients.scan_waiting")) as actor:
        return verbs.scan_waiting(actor)


@shared_task
def sweep_files() -> int:
    with acting(Actor(job="patients.sweep_files")):
        return shelf.sweep()
