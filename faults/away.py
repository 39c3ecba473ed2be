"""Redis away while reminders fall due and people work: no page fails, reminders go out all the same, at most a minute late.

Half of the reminders stand in the outbox already; the others have no row yet when Redis goes: a ladder must find them while it is away.
"""

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
CLIMBED = """select extract(epoch from n.sent_at - (g.ends_at - interval '14 days')) from notifications_notification n
join access_grant g on g.id = split_part(n.key, ':', 2)::uuid
where n.key like 'follow_up:%:rung2' and n.channel = 'email' and n.state = 'sent'"""
HEARD = "select count(*) from notifications_heartbeat where name = 'beat' and at > %s"


@dataclass(frozen=True)
class Size:
    seconds: float
    reminders: int
    to_receive: int
    plans: int  # each reminds two people while Redis is away, by a ladder alone
    is_real_time: bool

    @property
    def climbs(self) -> int:
        return 2 * self.plans


SHORT, FULL = Size(12.0, 24, 6, 6, is_real_time=False), Size(600.0, 600, 60, 60, is_real_time=True)
AHEAD = timedelta(days=14)  # of the end of the center's access: the rung that is waited for


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
    with as_owner():
        people.plans(visitors.town, [now + AHEAD + timedelta(seconds=size.seconds * (n + 1) / size.plans) for n in range(size.plans)])
    rows.write(rows.mail(to, key=f"away-{n}", due_at=now + n * gap) for n in range(size.reminders))
    began = time.monotonic()
    while time.monotonic() - began < size.seconds or not all_out(eye, size, visitors):
        stage.tell(f"away for {time.monotonic() - began:.0f} s, {eye.one(SENT)} of {size.reminders} reminders out")
        if time.monotonic() - began > size.seconds + 2 * LONGEST:
            break
        time.sleep(0.2)


def all_out(eye: Eye, size: Size, visitors: web.People) -> bool:
    return eye.one(SENT) == size.reminders and len(eye.rows(CLIMBED)) == size.climbs and visitors.visits.moves >= size.to_receive


def return_of(stage: Stage, eye: Eye) -> float:
    """Seconds until beat is heard again through the broker."""
    stage.broker.start()
    since = eye.one("select clock_timestamp()")
    return until(lambda: eye.one(HEARD, since) > 0, seconds=120)


def report(visits: web.Visits, size: Size, eye: Eye, back: float) -> Shown:
    climbed = [float(seconds) for (seconds,) in eye.rows(CLIMBED)]
    late, out = max(float(eye.one(LATE)), *climbed, 0.0), eye.one(SENT)
    told = f"{out} of {size.reminders} reminders out and {len(climbed)} of {size.climbs} that a ladder must find, at most {late:.0f} s late"
    seen = f"{len(visits.seconds)} pages and {visits.moves} moves, {visits.failed} failed (p95 {visits.p95():.0f} ms)"
    numbers = {"reminders": out, "by_ladder": len(climbed), "latest": round(late, 1), "moves": visits.moves, "failed": visits.failed}
    made = Shown(
        f"Redis away for {size.seconds:.0f} s: {told}; {seen}; beat heard again {back:.0f} s after its return",
        {"seconds": size.seconds, "pages": len(visits.seconds), **numbers},
    )
    made.want(out == size.reminders, f"{size.reminders - out} reminders not out")
    made.want(len(climbed) == size.climbs, f"{size.climbs - len(climbed)} reminders were not found by their ladder")
    made.want(late <= LONGEST, f"{late:.0f} s late")
    made.want(not visits.failed, f"pages failed: {dict(visits.statuses)}")
    made.want(not visits.refused, f"pages refused: {dict(visits.statuses)}")
    made.want(visits.moves == size.to_receive, f"{visits.moves} of {size.to_receive} moves were made")
    return made
