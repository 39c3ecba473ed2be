"""How many messages went which way, by channel and kind: counted in the process, written down at the end of each round. For metrics only;
a crash loses the counts of one round, never a message.
"""

from __future__ import annotations

import threading
from collections import Counter

from django.db import connection

from carecoord.notifications.answers import Answer
from carecoord.notifications.kinds import Kind
from carecoord.notifications.states import Channel

WRITE = """
insert into notifications_tally as t (channel, kind, answer, count)
select * from unnest(%(channels)s::text[], %(kinds)s::text[], %(answers)s::text[], %(counts)s::bigint[])
on conflict (channel, kind, answer) do update set count = t.count + excluded.count
"""
Line = tuple[str, str, str]

counts: Counter[Line] = Counter()
lock = threading.Lock()


def count(channel: Channel, kind: Kind, answer: Answer) -> None:
    with lock:
        counts[channel.value, kind.value, answer.value] += 1


def write(channel: Channel) -> None:
    """Add what this process has counted for one channel, in one statement; in order, so that no two writers lock each other out."""
    with lock:
        mine = sorted((line, counts.pop(line)) for line in list(counts) if line[0] == channel.value)
    if mine:
        columns = list(zip(*(line for line, _ in mine), strict=True))
        values = dict(zip(("channels", "kinds", "answers"), map(list, columns), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(WRITE, {**values, "counts": [number for _, number in mine]})
