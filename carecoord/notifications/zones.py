"""Somebody changed their zone, or an organization its own: what is still due moves with it, in the same transaction.

What is leased or sent stays, and so does what the center already shows. The rows are reached through two functions of the database, because
whoever administers an organization sees none of them.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_save, pre_save

from carecoord.accounts.models import Organization, User
from carecoord.notifications import nudge
from carecoord.notifications.timing import HOLDS
from carecoord.notifications.wallclock import Follows, instant

OWNERS: dict[type[Model], Follows] = {User: Follows.RECIPIENT, Organization: Follows.ORGANIZATION}


def move(follows: Follows, owner: int, zone: str) -> int:
    """Give every wall time that follows this owner its instant in the new zone; returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("select access.wall_times(%s, %s)", [follows.value, owner])
        walls = [wall for (wall,) in cursor.fetchall()]
        moved = [instant(wall, zone) for wall in walls]
        cursor.execute(
            "select access.move_wall_times(%s, %s, %s, %s::timestamp[], %s::timestamptz[], %s)",
            [follows.value, owner, zone, walls, moved, list(HOLDS)],
        )
        count = int(cursor.fetchone()[0])
    if count:
        nudge.after_commit()
    return count


def before(sender: type[Model], instance: Any, update_fields: Any = None, **_: Any) -> None:
    """Remember the zone that is left."""
    concerns = instance.pk is not None and (update_fields is None or "time_zone" in update_fields)
    instance.zone_left = sender._default_manager.filter(pk=instance.pk).values_list("time_zone", flat=True).first() if concerns else None


def after(sender: type[Model], instance: Any, **_: Any) -> None:
    left = getattr(instance, "zone_left", None)
    if left is not None and left != instance.time_zone:
        move(OWNERS[sender], instance.pk, instance.time_zone)


def listen() -> None:
    for owner in OWNERS:
        pre_save.connect(before, sender=owner, dispatch_uid=f"zones.before.{owner.__name__}")
        post_save.connect(after, sender=owner, dispatch_uid=f"zones.after.{owner.__name__}")
