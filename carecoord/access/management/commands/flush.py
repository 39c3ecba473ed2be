"""`flush` as the owner role."""

from typing import Any

from django.core.management.commands import flush

from carecoord.access.owner import as_owner


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with as_owner(options["database"]):
            super().handle(**options)
