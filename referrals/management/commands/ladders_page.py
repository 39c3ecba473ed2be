"""`manage.py ladders_page [--write]`: print or write docs/ladders.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from referrals.ladders_page import text


class Command(BaseCommand):
    help = "Print the page of ladders, or write it to docs/ladders.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/ladders.md instead of printing")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if not write:
            self.stdout.write(text())
            return
        (settings.BASE_DIR / "docs" / "ladders.md").write_text(text())
        self.stdout.write("Wrote docs/ladders.md.")
