"""The queues of the broker, named once: where each chore waits, and what every worker takes from. A new queue is a member here.

Without `-Q` a worker takes from all of them (`CELERY_TASK_QUEUES`); a test holds the workers of docker-compose.yml and of the house to it.
"""

from __future__ import annotations

from enum import StrEnum


class Queue(StrEnum):
    """In the order in which a worker with a free hand takes from them."""

    URGENT = "urgent"  # what sends: the tick of the sweep and the nudge after a commit
    DEFAULT = "celery"  # Celery's own name, so that what an older version has put there is still taken
    SLOW = "slow"  # chores that may take minutes; they wait behind everything else


ROUTES = {
    "carecoord.notifications.tasks.*": {"queue": Queue.URGENT.value},
    "patients.tasks.scan_waiting": {"queue": Queue.SLOW.value},
    "patients.tasks.sweep_files": {"queue": Queue.SLOW.value},
    "carecoord.accounts.tasks.clear_expired": {"queue": Queue.SLOW.value},
}
