"""Rows of the outbox by the ten thousand, put as they were before or poured in beside others; past the triggers, as the superuser."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from psycopg2.sql import SQL, Composable, Identifier

if TYPE_CHECKING:
    from faults.ground import Ground
    from faults.stage import Stage

RENEW = """update notifications_notification set state = 'due', lease_token = null, lease_until = null, sent_at = null, attempts = 0,
last_error_class = '', try_at = due_at"""
# Most of an old outbox is sent, a third stands in the in-app center, some is not due for days, some was stopped.
OTHERS = {
    "id": "gen_random_uuid()",
    "key": "'other-' || n",
    "channel": "case when n % 3 = 0 then 'inapp' else 'email' end",
    "state": "case when n % 3 = 0 or n % 10 = 1 then 'due' when n % 10 = 2 then 'cancelled' else 'sent' end",
    "due_at": "now() + case when n % 10 = 1 then interval '1 day' else interval '-90 days' end + n * interval '1 second' * 0.01",
    "try_at": "now() + case when n % 10 = 1 then interval '1 day' else interval '-90 days' end + n * interval '1 second' * 0.01",
    "sent_at": "case when n % 3 = 0 or n % 10 in (1, 2) then null else now() - interval '89 days' end",
    "is_urgent": "n % 7 = 0",
}


INSERT = """insert into notifications_notification ({names}) select {values}
from (select * from notifications_notification limit 1) one cross join generate_series(1, {count}) n"""


def past_triggers(ground: Ground, stage: Stage, *statements: Composable | str) -> None:
    with closing(ground.pg.as_superuser(stage.database)) as link, link.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def renew(ground: Ground, stage: Stage) -> None:
    """Every row due as at first, on a table without the traces of the last round."""
    past_triggers(ground, stage, RENEW, "vacuum full analyze notifications_notification")


def flood(ground: Ground, stage: Stage, count: int) -> None:
    """So many other rows, each a copy of one that is there in what is not named in OTHERS."""
    from carecoord.notifications.models import Notification

    columns = [str(field.column) for field in Notification._meta.concrete_fields]
    parts = {
        "names": SQL(", ").join(map(Identifier, columns)),
        "values": SQL(", ").join(SQL(OTHERS[name]) if name in OTHERS else SQL("one.{}").format(Identifier(name)) for name in columns),
        "count": SQL(str(count)),
    }
    insert = SQL(INSERT).format(**parts)
    past_triggers(ground, stage, insert, "vacuum analyze notifications_notification")
