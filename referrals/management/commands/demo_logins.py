"""`manage.py demo_logins [--json]`: one login for each member of the demonstration's cast."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from referrals.demo.houses import ADMINISTRATOR, CAST, ORGANIZATIONS, PERSONS, STAFF
from referrals.management.commands.seed_demo import LOGINS

WORDS = {"pat": "Patient", "sam": "Caregiver"}


class Command(BaseCommand):
    help = "Print the logins of the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of {name, role, organization, email, password}")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.ENV.var) / LOGINS
        if not path.exists():
            raise CommandError("There is no demonstration here; `manage.py seed_demo` makes one in an empty database.")
        rows = logins(json.loads(path.read_text())["password"])
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        for row in rows:
            self.stdout.write("{name:<18} {role:<20} {organization:<30} {email:<32} {password}".format(**row))


def logins(password: str) -> list[dict[str, str]]:
    names = {key: name for key, _, name, *_ in ORGANIZATIONS}
    found = {key: (name, str(role.label), names[home], email) for key, home, role, name, _, email, _ in STAFF}
    found |= {key: (name, WORDS.get(key, "Patient"), "", email) for key, name, email, _ in PERSONS}
    key, name, email = ADMINISTRATOR
    found[key] = (name, "Administrator", "", email)
    heads = ("name", "role", "organization", "email")
    return [{**dict(zip(heads, map(str, found[one]), strict=True)), "password": password} for one in CAST]
