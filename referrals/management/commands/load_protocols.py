"""`manage.py load_protocols`: read, check and keep the protocol files. Runs with every start; the same files twice change nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from carecoord.access.actor import acting
from carecoord.access.owner import as_owner
from referrals.pathway import loading, reading
from referrals.pathway.protocol import Protocol


class Undo(Exception):
    """Ends a dry run without its writes."""


class Command(BaseCommand):
    help = "Check the protocol files and keep new versions. A version that was loaded never changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only check the files; no database is touched.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be loaded, and change nothing.")
        parser.add_argument("--from", dest="folder", type=Path, default=reading.FOLDER, help="Folder with the YAML files.")

    def handle(self, *args: Any, folder: Path, check: bool, dry_run: bool, **options: Any) -> None:
        try:
            protocols = loading.checked(folder)
            if check:
                self.tell_checked(protocols)
                return
            with as_owner():
                self.load(protocols, dry_run)
        except reading.BadProtocol as bad:
            raise CommandError("\n".join(bad.faults)) from bad
        except Undo:
            self.stdout.write("Dry run: nothing was changed.")

    def tell_checked(self, protocols: list[Protocol]) -> None:
        for one in protocols:
            rules = sum(len(step.due) for step in one.steps)
            self.stdout.write(f"{one.code} v{one.version}: {len(one.steps)} steps, {rules} rules, {len(one.gates)} gates: good")

    def load(self, protocols: list[Protocol], dry_run: bool) -> None:
        with transaction.atomic(), acting(loading.JOB) as actor:
            for loaded in loading.load(actor, protocols):
                self.stdout.write(f"{loaded.row.code} v{loaded.row.version}: {'new' if loaded.is_new else 'unchanged'}")
            if dry_run:
                raise Undo
