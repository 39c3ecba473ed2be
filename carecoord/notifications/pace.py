"""How fast a provider wants its messages: a bucket of tokens for each channel that has a rate, one row, shared by every process.

Rates are named in OUTBOX_RATE (`email=20,sms=1`, a second); a channel that is not named there costs no statement here.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection

from carecoord.notifications.states import Channel
from carecoord.notifications.stopping import stopping

LONGEST_PAUSE = 1.0  # seconds

# The bucket holds one second's worth, one token at least. `given` says what this very statement took.
FULL = "least(%(burst)s, b.tokens + greatest(0, extract(epoch from clock_timestamp() - b.at)) * %(rate)s)"
TAKE = f"""
insert into notifications_bucket as b (channel, tokens, given, at)
values (%(channel)s, %(burst)s - least(%(burst)s, %(wanted)s), least(%(burst)s, %(wanted)s), clock_timestamp())
on conflict (channel) do update set given = floor(least({FULL}, %(wanted)s)),
  tokens = {FULL} - floor(least({FULL}, %(wanted)s)), at = clock_timestamp()
returning given
"""  # noqa: S608  # our own text
GIVE_BACK = "update notifications_bucket set tokens = tokens + %s where channel = %s"


def take(channel: Channel, wanted: int, until: float) -> int:
    """How many messages may go now, up to `wanted`: waits for the first token, but not past `until` (monotonic); 0 then."""
    rate = settings.OUTBOX_RATE.get(channel.value, 0.0)
    if not rate:
        return wanted
    while time.monotonic() < until and not stopping.is_set():
        if granted := _take(channel, wanted, rate):
            return granted
        stopping.wait(min(LONGEST_PAUSE, 1 / rate))
    return 0


def _take(channel: Channel, wanted: int, rate: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"channel": channel.value, "wanted": wanted, "rate": rate, "burst": max(1, int(rate))})
        return int(cursor.fetchone()[0])


def give_back(channel: Channel, unused: int) -> None:
    """What was not sent after all."""
    if unused > 0 and settings.OUTBOX_RATE.get(channel.value):
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, [unused, channel.value])
