"""`manage.py load_rules`: read, check and keep label and trial rules and the usual center limits. Runs with every start."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from carecoord.access.actor import acting
from carecoord.access.owner import as_owner
from referrals.selection import files, loading


class Command(BaseCommand):
    help = "Check the rule files and keep new versions. A version that was loaded never changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only check the files; no database is touched.")
        parser.add_argument("--from", dest="folder", type=Path, default=files.FOLDER, help="Folder with the YAML files.")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        try:
            found = files.everything(folder)
            if check:
                self.tell(found)
                return
            with as_owner(), transaction.atomic(), acting(loading.JOB) as actor:
                for loaded in loading.load(actor, found):
                    self.stdout.write(f"{loaded.row.key} v{loaded.row.number}: {'new' if loaded.is_new else 'unchanged'}")
        except files.BadRules as bad:
            raise CommandError("\n".join(bad.faults)) from bad

    def tell(self, found: list[files.RuleFile]) -> None:
        for one in found:
            self.stdout.write(f"{one.key} v{one.number}: {one.kind.label.lower()}, {len(one.criteria)} criteria: good")
