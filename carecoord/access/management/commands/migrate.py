"""`migrate` as the owner role: the application's own login cannot change a table."""

from typing import Any

from django.core.management.commands import migrate

from carecoord.access.owner import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner(options["database"]):
            super().handle(*args, **options)
