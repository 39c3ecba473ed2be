"""`manage.py outbox`: how deep the outbox is, what is stuck, and the two things an operator may do: try again, cancel with a reason."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from carecoord.notifications import operators
from carecoord.notifications.states import State
from carecoord.notifications.worker import as_worker


class Command(BaseCommand):
    help = "Show the outbox in numbers; retry what failed; cancel a notice with a reason. No patient is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="numbers as JSON")
        parser.add_argument("--by-kind", action="store_true", help="numbers by channel, kind and state, and who holds the leases")
        parser.add_argument("--list", action="store_true", help="the failed and stuck notices: id, kind, attempts, error, holder")
        parser.add_argument("--retry", metavar="ID", help="try a failed notice again; `failed` means all of them")
        parser.add_argument("--cancel", metavar="ID", help="stop a notice; needs --reason")
        parser.add_argument("--reason", default="", help="why, for the audit log")
        parser.add_argument("--dry-run", action="store_true", help="with --retry or --cancel: say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_worker():
                self.act(options)
        except (OperationalError, InterfaceError) as fault:
            raise CommandError("The database does not answer; nothing was changed.") from fault

    def act(self, options: dict[str, Any]) -> None:
        if options["cancel"]:
            self.cancel(named(options["cancel"]), options["reason"].strip(), options["dry_run"])
        elif options["retry"]:
            self.retry(options["retry"], options["reason"].strip(), options["dry_run"])
        elif options["dry_run"]:
            raise CommandError("A dry run needs something to do: --retry or --cancel.")
        elif options["list"]:
            self.listing()
        else:
            self.numbers(as_json=options["json"], by_kind=options["by_kind"])

    def cancel(self, notice: UUID, reason: str, is_rehearsal: bool) -> None:
        if len(reason) < operators.SHORTEST_REASON:
            raise CommandError("Say why with --reason, in ten letters or more; it goes into the audit log.")
        if not operators.cancel(notice, reason=reason, is_rehearsal=is_rehearsal):
            raise CommandError("There is no open or failed notice with this id.")
        self.stdout.write("Would be stopped; nothing was changed." if is_rehearsal else "Stopped.")

    def retry(self, which: str, reason: str, is_rehearsal: bool) -> None:
        notice = None if which == "failed" else named(which, "Give the id of a notice, or the word `failed` for all of them.")
        count = operators.retry(notice, reason=reason, is_rehearsal=is_rehearsal)
        if notice and not count:
            raise CommandError("There is no failed notice with this id.")
        rest = "would be tried again; nothing was changed." if is_rehearsal else "will be tried again within 15 seconds."
        self.stdout.write(f"{count} {rest}")

    def listing(self) -> None:
        for row in operators.troubled():
            held = f" held by {row.lease_holder}" if row.state == State.LEASED else ""
            told = f"{row.pk}  {row.kind:<32} {row.channel:<6} {row.state:<8} attempts={row.attempts} {row.last_error_class}{held}"
            self.stdout.write(told)

    def numbers(self, *, as_json: bool, by_kind: bool) -> None:
        now, lines = operators.counters(), operators.lines() if by_kind else []
        if as_json:
            self.stdout.write(json.dumps(now.as_dict() | ({"lines": [asdict(line) for line in lines]} if by_kind else {})))
            return
        for name, value in now.as_dict().items():
            self.stdout.write(f"{name:<20} {value}")
        for line in lines:
            held = f" held by {line.holder}" if line.holder else ""
            self.stdout.write(f"{line.state:<8} {line.channel:<6} {line.kind:<32} {line.count:>7}  oldest {line.oldest_age} s{held}")


def named(text: str, otherwise: str = "This is no id of a notice; `manage.py outbox --list` shows them.") -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise CommandError(otherwise) from fault
