"""How long proving the audit log takes: fills a log of its own once, then runs `manage.py verify_audit` on it.

script/bench --audit 1000000
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from bench.house import House

BATCH = 10_000


def prove(house: House, rows: int) -> None:
    """Prints rows a second; ends with 1 where a million would take more than a minute."""
    house.run("-m", "bench.audit_log", str(rows))
    worker = replace(house, env={**house.env, "DATABASE_URL": house.env["DATABASE_WORKER_URL"]})
    worker.run("-m", "bench.audit_log", "seal")
    told = json.loads(house.run("manage.py", "verify_audit", "--json").splitlines()[-1])
    a_million = told["seconds"] / told["rows"] * 1_000_000
    sys.stdout.write(
        f"audit log: {told['rows']:,} rows proved in {told['seconds']:.1f} s; a million in {a_million:.1f} s, to reach <= 60\n"
    )
    if not told["sound"] or a_million > 60:
        sys.exit(1)


def fill(rows: int) -> None:
    """Rows as a busy week writes them."""
    from django.db import connection
    from django.utils import timezone

    from carecoord.access.owner import as_owner
    from carecoord.audit.models import Event
    from carecoord.audit.trail import mac

    def event(number: int) -> Event:
        made = Event(at=start + timedelta(milliseconds=600 * number), user_id=number % 40 + 1, organization_id=number % 9 + 1)
        made.role, made.action, made.patient_ids = "coordinator", "read referrals:referral", [uuid4()]
        made.request_id, made.ip, made.outcome = str(uuid4()), "127.0.0.1", "ok"
        made.mac = mac(made)
        return made

    start = timezone.now() - timedelta(days=7)
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from audit_event")
            have = cursor.fetchone()[0]
        for first in range(have, rows, BATCH):
            Event.objects.bulk_create(event(number) for number in range(first, min(first + BATCH, rows)))


def seal() -> None:
    """As the worker does it; no other login may."""
    from carecoord.audit import chain

    chain.seal()


if __name__ == "__main__":
    import django

    django.setup()
    seal() if sys.argv[1] == "seal" else fill(int(sys.argv[1]))
