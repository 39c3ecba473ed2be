"""Bad neighbours: a row that no server takes, rows that this program cannot read, a server that never answers one message, and one
that answers a byte a second. Everybody else's mail is late by less than five seconds.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from carecoord.accounts.models import User
from carecoord.notifications.models import Notification
from faults import rows
from faults.processes import SEND, beat, celery, ended, poller, ticking, until
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


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink, eye = (FULL if full else SHORT), Sink(), Eye(stage)
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        crew(stage, stack, stage.sender(mail=server.url), size)
        good, bad = rows.person("robin@good.example"), enemies()
        rows.write([rows.mail(good, key="warm-0")])
        until(lambda: eye.count("sent") > 0, seconds=120)
        calm = lateness(stage, eye, good, "calm", size, [])
        late = {name: lateness(stage, eye, good, name, size, among) for name, among in bad.items()}
    return report(calm, late)


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


def lateness(stage: Stage, eye: Eye, good: User, name: str, size: Size, bad: list[Notification]) -> float:
    """Rows that fall due one after the other, with the bad one ahead of them; by how many seconds the latest was late."""
    start, gap, mark = timezone.now(), timedelta(seconds=size.seconds / size.rows), name.replace(" ", "-")
    rows.write(rows.mail(good, key=f"{mark}-{number}", due_at=start + number * gap) for number in range(size.rows))
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
    return [rows.mail(one.recipient, kind=one.kind, due_at=at, is_urgent=True, key=f"bad-{uuid4()}") for at in instants]


def report(calm: float, late: dict[str, float]) -> Shown:
    words = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in late.items())
    made = Shown(f"latest neighbour without trouble {calm:.1f} s; beside {words}", {"calm": round(calm, 2), **late})
    for name, seconds in late.items():
        made.want(seconds - calm < LONGEST, f"{seconds - calm:.1f} s of delay beside {name}")
    return made
