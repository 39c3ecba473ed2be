"""What time alone changes: grants that begin or end by the clock leave or join `vis`, the lower wall's copy.

The upper wall compares instants and is exact; this sweep keeps the lower one at most one beat behind.
"""

from __future__ import annotations

from django.db import connection

from carecoord.access.actor import Actor, acting

AT_ONCE = 500  # patients in one transaction, so that no lock is held long


def sweep_vis() -> int:
    """Compute `vis` again for every grant whose time has come; returns how many patients were looked at."""
    done = 0
    while True:
        with acting(Actor(job="access.sweep_vis")), connection.cursor() as cursor:
            cursor.execute("select access.sweep_vis(%s)", [AT_ONCE])
            found = int(cursor.fetchone()[0])
        done += found
        if found < AT_ONCE:
            return done
