"""`manage.py settle`: what a start needs of Django, in one process: migrations, protocols and rules, static files, demo data, logins."""

from __future__ import annotations

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from carecoord.engines import checks, statics
from carecoord.engines.passwords import write_private


class Command(BaseCommand):
    help = "Make database and static files ready: migrate, load protocols and rules, collect what changed, add demo data to an empty demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--logins", type=Path, help="write the demo logins to this file (JSON)")

    def handle(self, *_: Any, logins: Path | None, **__: Any) -> None:
        checks.refuse_errors()
        call_command("migrate", interactive=False)
        call_command("load_protocols", verbosity=0, stdout=StringIO())
        call_command("load_rules", verbosity=0, stdout=StringIO())
        self.collect()
        if settings.DEMO:
            self.show_demo(logins)

    def collect(self) -> None:
        now = statics.fingerprint()
        if statics.stale(now):
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            statics.stamp().write_text(now)

    def show_demo(self, logins: Path | None) -> None:
        if not apps.get_model("accounts", "Organization").objects.exists():
            call_command("seed_demo")
        if logins:
            said = StringIO()
            call_command("demo_logins", json=True, stdout=said)
            write_private(logins, said.getvalue())
