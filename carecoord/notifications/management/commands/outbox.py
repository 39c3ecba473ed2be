"""`manage.py outbox`: how deep the outbox is, what is stuck, and the two things an operator may do: try again, cancel with a reason."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from carecoord.notifications import operators
from carecoord.notifications.worker import as_worker


class Command(BaseCommand):
    help = "Show the outbox in numbers; retry what failed; cancel a notice with a reason. No patient is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="numbers as JSON")
        parser.add_argument("--list", action="store_true", help="the failed and stuck notices: id, kind, attempts, error")
        parser.add_argument("--retry", metavar="ID", help="try a failed notice again; `failed` means all of them")
        parser.add_argument("--cancel", metavar="ID", type=UUID, help="stop a notice; needs --reason")
        parser.add_argument("--reason", default="", help="why, for the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_worker():
            if options["cancel"]:
                self.cancel(options["cancel"], options["reason"])
            elif options["retry"]:
                self.retry(options["retry"])
            elif options["list"]:
                self.listing()
            else:
                self.numbers(as_json=options["json"])

    def cancel(self, notice: UUID, reason: str) -> None:
        if len(reason.strip()) < operators.SHORTEST_REASON:
            raise CommandError("Say why with --reason, in ten letters or more; it goes into the audit log.")
        if not operators.cancel(notice, reason=reason.strip()):
            raise CommandError("There is no open or failed notice with this id.")
        self.stdout.write("Stopped.")

    def retry(self, which: str) -> None:
        if which != "failed":
            try:
                UUID(which)
            except ValueError as fault:
                raise CommandError("Give the id of a notice, or the word `failed` for all of them.") from fault
        count = operators.retry(None if which == "failed" else UUID(which))
        self.stdout.write(f"{count} will be tried again within 15 seconds.")

    def listing(self) -> None:
        for row in operators.troubled():
            self.stdout.write(f"{row.pk}  {row.kind:<32} {row.channel:<6} {row.state:<8} attempts={row.attempts} {row.last_error_class}")

    def numbers(self, *, as_json: bool) -> None:
        now = operators.counters()
        if as_json:
            self.stdout.write(json.dumps(now.as_dict()))
            return
        for name, value in now.as_dict().items():
            self.stdout.write(f"{name:<20} {value}")
