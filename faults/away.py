"""Redis away while reminders fall due and people work: no page fails, reminders go out all the same, at most a minute late."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from carecoord.access.owner import as_owner
from carecoord.notifications.models import Heartbeat
from carecoord.notifications.sweep import SILENT
from faults import people, rows, web
from faults.processes import beat, celery, ended, poller, ticking, until
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage
from referrals.states import Stage as At

LONGEST = 60.0
LATE = "select coalesce(extract(epoch from max(sent_at - due_at)), 0) from notifications_notification where key like 'away-%'"
SENT = "select count(*) from notifications_notification where key like 'away-%' and state = 'sent'"
HEARD = "select count(*) from notifications_heartbeat where name = 'beat' and at > %s"


@dataclass(frozen=True)
class Size:
    seconds: float
    reminders: int
    to_receive: int
    is_real_time: bool


SHORT, FULL = Size(12.0, 24, 6, is_real_time=False), Size(600.0, 600, 60, is_real_time=True)


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink, eye, town = (FULL if full else SHORT), Sink(), Eye(stage), people.town()
    waiting = [str(row.pk) for row in people.referrals(town, size.to_receive, At.SUBMITTED)]
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        port = stack.enter_context(web.serving(stage, stage.environment(mail=server.url), workers=2 if full else 1))
        crew(stage, stack, stage.sender(mail=server.url), size)
        rows.fill(rows.person("robin@warm.example"), 1)
        until(lambda: eye.count("sent") > 0, seconds=120)
        with web.People(port, town, waiting, pause=0.5 if full else 0.2) as visitors:
            outage(stage, eye, size, visitors)
        back = return_of(stage, eye)
    return report(visitors.visits, size, eye, back)


def crew(stage: Stage, stack: ExitStack, env: dict[str, str], size: Size) -> None:
    processes = stack.enter_context(ended([]))
    processes += [celery(env, stage.log("worker")), poller(env, stage.log("poller"), *(() if size.is_real_time else ("--pause=0.5",)))]
    if size.is_real_time:
        processes.append(beat(env, stage.log("beat")))
    else:
        stack.enter_context(ticking(stage.broker))


def outage(stage: Stage, eye: Eye, size: Size, visitors: web.People) -> None:
    """Redis ends; reminders and moves of the while are all awaited. The short form lets beat be silent for a while already."""
    stage.broker.stop(keep_place=True)
    if not size.is_real_time:
        with as_owner():
            Heartbeat.objects.update(at=timezone.now() - SILENT + timedelta(seconds=3))
    now, gap, to = timezone.now(), timedelta(seconds=size.seconds / size.reminders), rows.person("robin@away.example")
    rows.write(rows.mail(to, key=f"away-{n}", due_at=now + n * gap) for n in range(size.reminders))
    began = time.monotonic()
    while time.monotonic() - began < size.seconds or eye.one(SENT) < size.reminders or visitors.visits.moves < size.to_receive:
        stage.tell(f"away for {time.monotonic() - began:.0f} s, {eye.one(SENT)} of {size.reminders} reminders out")
        if time.monotonic() - began > size.seconds + 2 * LONGEST:
            break
        time.sleep(0.2)


def return_of(stage: Stage, eye: Eye) -> float:
    """Seconds until beat is heard again through the broker."""
    stage.broker.start()
    since = eye.one("select clock_timestamp()")
    return until(lambda: eye.one(HEARD, since) > 0, seconds=120)


def report(visits: web.Visits, size: Size, eye: Eye, back: float) -> Shown:
    late, out = float(eye.one(LATE)), eye.one(SENT)
    pages = len(visits.seconds)
    told = f"{out} of {size.reminders} reminders out, at most {late:.0f} s late"
    seen = f"{pages} pages and {visits.moves} moves, {visits.failed} failed (p95 {visits.p95():.0f} ms)"
    made = Shown(
        f"Redis away for {size.seconds:.0f} s: {told}; {seen}; beat heard again {back:.0f} s after its return",
        {
            "seconds": size.seconds,
            "reminders": out,
            "latest": round(late, 1),
            "pages": pages,
            "moves": visits.moves,
            "failed": visits.failed,
        },
    )
    made.want(out == size.reminders, f"{size.reminders - out} reminders not out")
    made.want(late <= LONGEST, f"{late:.0f} s late")
    made.want(not visits.failed, f"pages failed: {dict(visits.statuses)}")
    made.want(not visits.refused, f"pages refused: {dict(visits.statuses)}")
    made.want(visits.moves == size.to_receive, f"{visits.moves} of {size.to_receive} moves were made")
    return made
