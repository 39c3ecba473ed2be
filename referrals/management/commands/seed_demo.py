"""`manage.py seed_demo`: the demonstration, the same on every machine. Refuses a database that has organizations already."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from carecoord.access.owner import as_owner
from carecoord.accounts.models import Organization
from referrals.demo import build, houses, protocols
from referrals.demo.tales import TALES

LOGINS = "demo.json"
SMALL = 300  # up to here every patient is dressed with packet, thread and documents
DRESSED = 60  # of a larger number


class Command(BaseCommand):
    help = "Fill an empty database with a synthetic demonstration: 6 practices, 3 centers, patients, referrals in every stage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patients", type=int, default=60, help="how many patients (default 60); thousands are written in bulk")

    def handle(self, *args: Any, patients: int, **options: Any) -> None:
        if patients < 1:
            raise CommandError("Ask for at least one patient.")
        if Organization.objects.exists():
            raise CommandError("This database has organizations already; a demonstration needs an empty one.")
        call_command("load_protocols", stdout=StringIO())
        with as_owner():
            made = houses.build()
            dressed = patients if patients <= SMALL else DRESSED
            self.bar = Bar(self.stdout, patients + len(TALES))
            build.small(made, dressed, self.bar.step)
            build.travelling(made, self.bar.step)
            if patients > dressed:
                build.large(made, patients - dressed, self.bar.step)
            with connection.cursor() as cursor:
                cursor.execute("analyze")
        protocols.settle(made)
        editor, reviewer = made.users["nan"].email, made.users["chen"].email
        call_command("load_education", submitted_by=editor, approved_by=reviewer, stdout=StringIO())
        keep_logins(made)
        self.stdout.write(f"\nMade {len(made.organizations)} organizations and {self.bar.done} patients.")


def keep_logins(made: houses.Houses) -> None:
    """Who may sign in, for `demo_logins`; readable by the owner of the state folder only."""
    path = Path(settings.ENV.var) / LOGINS
    path.write_text(json.dumps({"password": made.password}))
    path.chmod(0o600)


class Bar:
    """A progress line that rewrites itself on a terminal and stays quiet elsewhere."""

    def __init__(self, out: Any, total: int) -> None:
        self.out, self.total, self.done = out, total, 0

    def step(self, count: int) -> None:
        self.done += count
        if self.out.isatty():
            width = int(30 * min(self.done, self.total) / self.total)
            self.out.write(f"\r[{'#' * width}{'.' * (30 - width)}] {self.done} patients", ending="")
