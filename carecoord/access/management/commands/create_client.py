"""`create_client NAME --organization=… --scope=…`: a machine client for the API; prints its id and its secret once."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carecoord.access import machines
from carecoord.access.actor import Actor, acting
from carecoord.accounts.machines import SCOPES


class Command(BaseCommand):
    help = "Make a machine client that calls the API for one organization. The secret is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="What the audit log calls it: Cedar Valley EHR.")
        parser.add_argument("--organization", required=True, help="Name, short name or number.")
        parser.add_argument(
            "--scope", action="append", required=True, dest="scopes", help=f"One of {', '.join(SCOPES)}; may be given again."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object, for scripts.")

    def handle(self, *args: Any, name: str, organization: str, scopes: list[str], **options: Any) -> None:
        asked = [part for scope in scopes for part in scope.replace(",", " ").split()]
        try:
            with acting(Actor(job="create_client")):
                row, secret = machines.create(name, organization=machines.organization_called(organization), scopes=asked)
        except machines.NoSuch as fault:
            raise CommandError(str(fault)) from fault
        made = {"client_id": row.client_id, "client_secret": secret, "organization": str(row.organization), "scope": " ".join(row.scopes)}
        self.stdout.write(json.dumps(made) if options["json"] else "\n".join(f"{key}: {value}" for key, value in made.items()))
