"""`manage.py up`. The work is in `carecoord.engines.house`; manage.py goes there directly, because the supervisor needs no Django."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from carecoord.engines import house


class Command(BaseCommand):
    help = "Start carecoord in this terminal: engines, migrations, demo data on first start, web, worker and beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        house.arguments(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        sys.exit(house.main(["--no-demo"] if options["demo"] is False else []))
