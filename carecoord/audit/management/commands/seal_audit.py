"""Seal the rows of the log that wait, and write an anchor: for a machine without Celery."""

from typing import Any

from django.core.management.base import BaseCommand

from carecoord.access.owner import as_owner
from carecoord.audit import chain


class Command(BaseCommand):
    help = "Seal the rows of the audit log that wait, and write an anchor."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            sealed = chain.seal()
            written = chain.anchor(at_least=0)
        self.stdout.write(f"{sealed:,} rows sealed; {'an anchor was written' if written else 'no anchor was needed'}.")
