"""`manage.py poll_outbox`: sends without any broker whenever nothing has come through the broker for a while. Run one beside the worker."""

from __future__ import annotations

import logging
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from carecoord.notifications.chores import Chores
from carecoord.notifications.courier import late
from carecoord.notifications.delivery import stopping
from carecoord.notifications.sweep import Caller, beat_is_silent, sweep
from carecoord.notifications.worker import as_worker

log = logging.getLogger(__name__)
PAUSE = 5.0


class Command(BaseCommand):
    help = "Send due notices while the broker is away; idle while it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one sweep now, whether the broker is there or not")
        parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two looks (default %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_worker():
            if options["once"]:
                self.stdout.write(str(sweep(Caller.POLLER)))
                return
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopping.set())
            try:
                self.poll(options["pause"])
            finally:
                late.finish()  # what is on its way beside us is put down before we go

    def poll(self, pause: float) -> None:
        """Until asked to stop; a database that is away is asked again, never a reason to end."""
        on_duty, chores = False, Chores()
        while not stopping.wait(pause):
            try:
                needed = beat_is_silent()
                if needed != on_duty:
                    log.warning("poller.on_duty" if needed else "poller.off_duty")
                    on_duty = needed
                if needed:
                    sweep(Caller.POLLER)
                    chores.do()
            except (DatabaseError, InterfaceError) as fault:
                log.warning("poller.database_away %s", type(fault).__name__)
                connection.close()
