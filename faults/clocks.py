"""Clocks that jump: wall times around every change of the clocks in five zones. Each message goes out once, at the instant meant.

A time that does not exist moves to the first one that does; a time that comes twice counts the first time. What was meant is computed
here by walking through the minutes, not by the product. The product is shown the time by moving the rows: at each instant they stand to
the database's clock as they would then, and its own loop claims, checks and sends what is due.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import override_settings

from carecoord.access.actor import Actor, acting
from carecoord.access.owner import as_owner
from carecoord.accounts.models import User
from carecoord.notifications import Channel, Kind, delivery, post
from carecoord.notifications.wallclock import WallTime
from carecoord.notifications.worker import as_worker
from faults import rows
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage

ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/Madrid", "Australia/Lord_Howe")
AROUND, MINUTE = timedelta(hours=3), timedelta(minutes=1)
SHIFT = """update notifications_notification set try_at = due_at + (clock_timestamp() - %s)
where state = 'due' and channel = 'email' and key like 'wall %%' and due_at between %s and %s"""
WENT = "select key from notifications_notification where state <> 'due' and channel = 'email' and key like 'wall %'"

Meant = dict[str, datetime]  # by key: the instant at which the message must go
Faces = dict[datetime, datetime]  # by what the clocks show: the first instant at which they do


def show(stage: Stage, *, full: bool) -> Shown:
    """Full: four years of changes (eight in each zone) at every quarter of an hour; short: one year, every hour and a half."""
    years, step = (4, timedelta(minutes=15)) if full else (1, timedelta(minutes=45))
    sink, eye, meant = Sink(), Eye(stage), dict[str, datetime]()
    changes = [(zone, change) for zone in ZONES for change in jumps(zone, 2027, years)]
    for zone, user in people().items():
        meant |= posted(zone, user, [change for name, change in changes if name == zone], step)
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port}
        stack.enter_context(override_settings(**smtp, EMAIL_USE_TLS=False, EMAIL_HOST_USER="", EMAIL_HOST_PASSWORD=""))
        wrong = walk(stage, eye, meant)
    return report(meant, wrong, sink, len(changes))


def people() -> dict[str, User]:
    made = {}
    for number, zone in enumerate(ZONES):
        user = rows.person(f"robin-{number}@zones.example")
        with as_owner():
            User.objects.filter(pk=user.pk).update(time_zone=zone)
        made[zone] = user
    return made


def jumps(zone: str, first: int, years: int) -> list[datetime]:
    """Every instant in these years at which the clocks of the zone are changed, to the minute."""
    found, hour = [], timedelta(hours=1)
    at, end, place = datetime(first, 1, 1, tzinfo=UTC), datetime(first + years, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    while at < end:
        if offset(at, place) != offset(at + hour, place):
            found.append(next(at + n * MINUTE for n in range(1, 61) if offset(at + n * MINUTE, place) != offset(at, place)))
        at += hour
    return found


def offset(at: datetime, place: ZoneInfo) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()


def posted(zone: str, user: User, changes: list[datetime], step: timedelta) -> Meant:
    """One message for each wall time around each change, told by its wall time alone."""
    meant: Meant = {}
    with acting(Actor(user_id=user.pk)):
        for change in changes:
            seen = shown_times(change, ZoneInfo(zone))
            wall = min(seen)
            while wall <= max(seen):
                key = f"wall {zone} {wall.isoformat()}"
                meant[key] = seen.get(wall) or min(at for shown, at in seen.items() if shown > wall)
                post(Kind.TRIAGE_DUE, to=user, key=key, wall=WallTime(wall), channels=[Channel.EMAIL])
                wall += step
    return meant


def shown_times(change: datetime, place: ZoneInfo) -> Faces:
    """What the clocks show around a change, minute by minute: the first instant of each time."""
    found: Faces = {}
    for n in range(int(2 * AROUND / MINUTE) + 1):
        at = change - AROUND + n * MINUTE
        found.setdefault(at.astimezone(place).replace(tzinfo=None), at)
    return found


def walk(stage: Stage, eye: Eye, meant: Meant) -> list[str]:
    """Through all instants in order, and a second before each; returns the keys that went too early or not on time."""
    wrong: set[str] = set()
    instants = sorted(set(meant.values()))
    before, due = set[str](), dict[datetime, set[str]]()
    for key, at in meant.items():
        due.setdefault(at, set()).add(key)
    with as_worker():
        for number, at in enumerate(instants):
            stage.tell(f"{number + 1} of {len(instants)} instants")
            wrong |= at_time(eye, at - timedelta(seconds=1)) ^ before
            before |= due[at]
            wrong |= at_time(eye, at) ^ before
    return sorted(wrong)


def at_time(eye: Eye, at: datetime) -> set[str]:
    """What has gone out by the time that it is `at`."""
    eye.cursor.execute(SHIFT, [at, at - timedelta(days=2), at + timedelta(days=2)])
    delivery.deliver()
    return {key for (key,) in eye.rows(WENT)}


def report(meant: Meant, wrong: list[str], sink: Sink, changes: int) -> Shown:
    missing = len(meant) - len(sink.copies)
    made = Shown(
        f"{len(meant):,} wall times around {changes} changes of the clocks in {len(ZONES)} zones: {len(wrong)} not at the instant meant, "
        f"{sink.extra} twice, {missing} never",
        {"walls": len(meant), "changes": changes, "wrong": len(wrong), "twice": sink.extra, "never": missing},
    )
    made.want(not wrong, f"wrong instant: {', '.join(wrong[:5])}")
    made.want(not sink.extra, f"{sink.extra} twice")
    made.want(not missing, f"{missing} never")
    return made
