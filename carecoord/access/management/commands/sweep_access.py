"""Let grants whose time has come open or close, now: for a machine without Celery."""

from typing import Any

from django.core.management.base import BaseCommand

from carecoord.access import due
from carecoord.access.owner import as_owner


class Command(BaseCommand):
    help = "Let grants whose time has come open or close the lower wall."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            self.stdout.write(f"{due.sweep_vis()} patients looked at.")
