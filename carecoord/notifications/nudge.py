"""The wake-up call after a commit. It may be lost: the sweep finds every row by itself (at most 15 s later).

A page never waits for the broker: the commit only sets a flag, and one thread of the process publishes, so a dead or silent broker costs
the page nothing. Many commits in a short time are one call.
"""

from __future__ import annotations

import logging
import os
import threading
from functools import cache

from celery import Celery
from django.db import transaction

log = logging.getLogger(__name__)
SEND = "carecoord.notifications.tasks.send_now"
GAP = 0.2  # seconds between two calls of one process
REST = 5.0  # seconds without a call after one that failed


def after_commit() -> None:
    """Wake a worker once this transaction is committed; asking twice is asking once."""
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is nudge for entry in waiting):
        transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Returns at once, whatever the broker does."""
    publisher.wake()


@cache
def caller() -> Celery:
    """Only calls tasks by name; the app that runs them (`carecoord.celery`) stands above this room."""
    app = Celery("carecoord", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    return app


class Publisher:
    """One daemon thread that publishes the call; started on first use, and again in a forked child."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self.pid = 0
        self.lock = threading.Lock()

    def wake(self) -> None:
        self.wanted.set()
        if self.pid != os.getpid():
            with self.lock:
                if self.pid != os.getpid():
                    self.pid = os.getpid()
                    threading.Thread(target=self.run, name="nudge", daemon=True).start()

    def run(self) -> None:
        rest = threading.Event()
        while self.wanted.wait():
            self.wanted.clear()
            rest.wait(GAP if self.publish() else REST)

    def publish(self) -> bool:
        try:
            caller().send_task(SEND, retry=False, expires=30)
        except Exception as fault:  # the broker is away; whatever it is, the sweep or the poller does the work
            log.warning("nudge.lost %s", type(fault).__name__)
            return False
        return True


publisher = Publisher()
