"""Bad neighbours: a row that no server takes, rows that this program cannot read, a server that never answers one message, and one
that answers a byte a second. Everybody else's messages are late by less than five seconds: by mail, by text message, on devices.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from carecoord.accounts.models import User
from carecoord.engines.state import push_key
from carecoord.notifications import Channel
from carecoord.notifications.models import Notification
from faults import people, rows
from faults.processes import SEND, beat, celery, ended, poller, ticking, until
from faults.provider import Manner, providing
from faults.shown import Shown
from faults.sink import DRIPPING, POISON, SILENT, Sink, serving
from faults.stage import Eye, Stage

LONGEST = 5.0
LATE = """select coalesce(extract(epoch from max(coalesce(sent_at, clock_timestamp()) - due_at)), 0)
from notifications_notification where key like %s"""


@dataclass(frozen=True)
class Size:
    rows: int
    seconds: float  # over which they fall due
    again: float  # seconds after which the bad ones come again
    is_real_time: bool


SHORT, FULL = Size(60, 6.0, 60.0, is_real_time=False), Size(1200, 60.0, 10.0, is_real_time=True)
OTHERS = {Channel.SMS: "text message", Channel.PUSH: "notice on a device"}
BAD = {Manner.SILENT: "that is never answered", Manner.DRIPPING: "whose answer drips", Manner.REFUSING: "that is refused"}
TWILIO = "twilio://AC00000000000000000000000000000000:secret@+13195550199"


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink, eye = (FULL if full else SHORT), Sink(), Eye(stage)
    with ExitStack() as stack:
        server, provider = stack.enter_context(serving(sink)), stack.enter_context(providing())
        here: dict[str, Any] = {
            "DJANGO_SETTINGS_MODULE": "faults.posed",
            "FAULTS_PROVIDER": provider.address,
            "SMS_URL": TWILIO,
            "PUSH_KEY": push_key(),
        }
        crew(stage, stack, stage.sender(mail=server.url, **here), size)
        good, bad = rows.person("robin@good.example"), enemies()
        rows.write([rows.mail(good, key="warm-0")])
        until(lambda: eye.count("sent") > 0, seconds=120)
        calm = lateness(stage, eye, good, "calm", size, [])
        late = {name: lateness(stage, eye, good, name, size, among) for name, among in bad.items()}
        late |= elsewhere(stage, eye, size if full else replace(size, rows=30, seconds=3.0), full=full)
        taken = provider.taken.total()
    return report(calm, late, taken)


def elsewhere(stage: Stage, eye: Eye, size: Size, *, full: bool) -> dict[str, float]:
    """By each other way out, among them rows by mail: what hangs there holds up neither. The short form lets one hang for good."""
    late = {}
    for channel, name in OTHERS.items():
        good = people.reached("robin", Manner.GOOD)
        for manner in BAD if full else (Manner.SILENT,):
            bad = rows.mail(people.reached("raven", manner), channel=channel)
            words = f"a {name} {BAD[manner]}"
            late[words] = lateness(stage, eye, good, words, size, [bad], channels=(channel, Channel.EMAIL))
    return late


def crew(stage: Stage, stack: ExitStack, env: dict[str, str], size: Size) -> None:
    processes = stack.enter_context(ended([]))
    processes += [celery(env, stage.log("worker")), poller(env, stage.log("poller"))]
    if size.is_real_time:
        processes.append(beat(env, stage.log("beat")))
        stack.enter_context(ticking(stage.broker, 0.5, task=SEND))
    else:
        stack.enter_context(ticking(stage.broker))


def enemies() -> dict[str, list[Notification]]:
    """Bad rows by what is bad about them; each is urgent, so that it comes first."""
    return {
        "a row that is refused": [rows.mail(rows.person(POISON))],
        "a kind that nobody knows": [rows.mail(rows.person("robin@broken.example"), kind="no.such_kind")],
        "a server that never answers": [rows.mail(rows.person(SILENT))],
        "a server that drips": [rows.mail(rows.person(DRIPPING))],
    }


def lateness(
    stage: Stage,
    eye: Eye,
    good: User,
    name: str,
    size: Size,
    bad: list[Notification],
    *,
    channels: tuple[Channel, ...] = (Channel.EMAIL,),
) -> float:
    """Rows that fall due one after the other, with the bad one ahead of them; by how many seconds the latest was late."""
    start, gap, mark = timezone.now(), timedelta(seconds=size.seconds / size.rows), name.replace(" ", "-")
    ways = [channels[number % len(channels)] for number in range(size.rows)]
    rows.write(rows.mail(good, key=f"{mark}-{n}", channel=way, due_at=start + n * gap) for n, way in enumerate(ways))
    rows.write(again for one in bad for again in copies(one, start, size))
    pattern = f"{mark}-%"
    went = "select count(*) from notifications_notification where key like %s and state = 'sent'"

    def through() -> bool:
        stage.tell(f"{name}: {eye.one(went, pattern)} of {size.rows}, latest {eye.one(LATE, pattern):.1f} s late")
        return bool(eye.one(went, pattern) >= size.rows)

    until(through, seconds=size.seconds + 90)
    return float(eye.one(LATE, pattern))


def copies(one: Notification, start: datetime, size: Size) -> list[Notification]:
    """Once, and again after each so many seconds."""
    instants = [start + timedelta(seconds=size.again * n) for n in range(int(size.seconds // size.again) + 1)]
    same: dict[str, Any] = {"kind": one.kind, "channel": one.channel, "is_urgent": True}
    return [rows.mail(one.recipient, due_at=at, key=f"bad-{uuid4()}", **same) for at in instants]


def report(calm: float, late: dict[str, float], taken: int) -> Shown:
    words = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in late.items())
    made = Shown(f"latest neighbour without trouble {calm:.1f} s; beside {words}", {"calm": round(calm, 2), **late})
    made.want(taken > 0, "no text message and no device was reached, so nothing was shown")
    for name, seconds in late.items():
        made.want(seconds - calm < LONGEST, f"{seconds - calm:.1f} s of delay beside {name}")
    return made
