"""`revoke_client ID`: stops a machine client and all its tokens now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carecoord.access import machines
from carecoord.access.actor import Actor, acting


class Command(BaseCommand):
    help = "Stop a machine client: refused at its very next call."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client_id")

    def handle(self, *args: Any, client_id: str, **options: Any) -> None:
        try:
            with acting(Actor(job="revoke_client")):
                ended = machines.revoke(client_id)
        except machines.NoSuch as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{client_id} is stopped; {ended} open token(s) ended.")
