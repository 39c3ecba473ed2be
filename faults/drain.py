"""After an outage: thousands of overdue messages go out, urgent ones first, expired ones not at all, while pages answer as before."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from carecoord.notifications.models import Notification
from faults import people, rows, web
from faults.processes import beat, celery, ended, poller, ticking, until
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage
from referrals.states import Stage as At

LONGEST, SLOWER = 30 * 60.0, 1.5
URGENT_EVERY, EXPIRED_EVERY = 50, 25
OVERTAKEN = """select count(*) from notifications_notification where state = 'sent' and not is_urgent
and sent_at < (select max(sent_at) from notifications_notification where is_urgent)"""


@dataclass(frozen=True)
class Size:
    rows: int
    calm: float  # seconds of pages before anything is sent
    is_real_time: bool


SHORT, FULL = Size(1000, 4.0, is_real_time=False), Size(50_000, 60.0, is_real_time=True)


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink, eye, town = (FULL if full else SHORT), Sink(delay=(0.005, 0.02)), Eye(stage), people.town()
    people.referrals(town, 40, At.SUBMITTED)
    rows.write(overdue(size))
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        port = stack.enter_context(web.serving(stage, stage.environment(mail=server.url), workers=2))
        visitors = stack.enter_context(web.People(port, town, pause=0.05))
        time.sleep(size.calm / 2)
        visitors.visits.seconds.clear()  # the first pages of a process are slow
        time.sleep(size.calm)
        calm = visitors.visits.p95()
        crew(stage, stack, stage.sender(mail=server.url), size)
        until(lambda: len(sink.received) > 0, seconds=120)
        first, began = len(visitors.visits.seconds), time.monotonic()
        until(lambda: left(stage, eye) == 0, seconds=1.5 * LONGEST, every=0.5)
        took = time.monotonic() - began
        during = visitors.visits.p95(first)
    return report(size, sink, eye, took, (calm, during, visitors.visits.failed))


def overdue(size: Size) -> list[Notification]:
    """One in fifty urgent, one in twenty-five too late to be of use."""
    to, hour = rows.person("robin@drain.example"), timedelta(hours=1)
    past = timezone.now() - hour
    made = [rows.mail(to, due_at=past + n * timedelta(milliseconds=20), is_urgent=n % URGENT_EVERY == 1) for n in range(size.rows)]
    for row in made[::EXPIRED_EVERY]:
        row.expires_at = past + hour / 2
    return made


def crew(stage: Stage, stack: ExitStack, env: dict[str, str], size: Size) -> None:
    """What one machine runs: a worker of threads, beat, a poller."""
    processes = stack.enter_context(ended([]))
    processes += [celery(env, stage.log("worker"), concurrency=4, pool="threads"), poller(env, stage.log("poller"))]
    if size.is_real_time:
        processes.append(beat(env, stage.log("beat")))
    else:
        stack.enter_context(ticking(stage.broker))


def left(stage: Stage, eye: Eye) -> int:
    waiting = eye.count("due", "retry", "leased")
    stage.tell(f"{waiting:,} left")
    return waiting


def report(size: Size, sink: Sink, eye: Eye, took: float, pages: tuple[float, float, int]) -> Shown:
    calm, during, failed = pages
    expired = len(range(0, size.rows, EXPIRED_EVERY))
    overtaken, ended_late, sent = eye.one(OVERTAKEN), eye.count("expired"), eye.count("sent")
    order = f"{ended_late} of {expired} expired ones not sent, {overtaken} others before the last urgent one"
    seen = f"pages p95 {calm:.0f} ms calm, {during:.0f} ms meanwhile, {failed} failed"
    made = Shown(
        f"{size.rows:,} overdue rows drained in {took:.0f} s ({sent / max(took, 0.1):.0f} a second): {order}; {seen}",
        {
            "rows": size.rows,
            "seconds": round(took),
            "before_urgent": overtaken,
            "p95_calm": round(calm),
            "p95": round(during),
            "failed": failed,
        },
    )
    made.want(took <= LONGEST, f"{took:.0f} s")
    made.want(
        ended_late == expired and sent + expired == size.rows == len(sink.copies) + expired, "an expired one was sent, or one was lost"
    )
    made.want(overtaken <= size.rows // 100, f"{overtaken} others went before the last urgent one")
    made.want(not failed, f"{failed} pages failed")
    made.want(not size.is_real_time or during <= SLOWER * calm, f"pages took {during / max(calm, 1):.1f} times as long")
    return made
