"""`manage.py matrix_page [--write]`: print or write docs/matrix.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from referrals.matrix.page import text


class Command(BaseCommand):
    help = "Print the matrix of notices, or write it to docs/matrix.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/matrix.md instead of printing")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if not write:
            self.stdout.write(text())
            return
        (settings.BASE_DIR / "docs" / "matrix.md").write_text(text())
        self.stdout.write("Wrote docs/matrix.md.")
