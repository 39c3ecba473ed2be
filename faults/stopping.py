"""SIGTERM in the middle of sending: no new claim, the message in hand is finished, every lease given back, gone within 25 s."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

from faults import rows
from faults.processes import Process, celery, ended, poller, ticking, until
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage

LONGEST = 25.0
# Seconds of the mail server for one message: longer than a courier is waited for, so that some are on their way beside the tasks.
SLOW, SLOWER = (2.1, 2.5), (2.0, 4.0)
GRACE = 0.3  # seconds for the signal to arrive; a claim begun before it may end within it
# Who holds which row: a message that hangs gets a token of its own, and that is no claim.
CLAIMS = "select id::text, lease_holder from notifications_notification where state = 'leased'"


def show(stage: Stage, *, full: bool) -> Shown:
    """A worker of processes, a worker of threads and a poller, each asked to end while it speaks to the mail server."""
    sink, eye = Sink(delay=SLOWER if full else SLOW), Eye(stage)
    rows.fill(rows.person("robin@stop.example"), 300)
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        env = stage.sender(mail=server.url)
        senders = stack.enter_context(ended([]))
        senders += [celery(env, stage.log("forks")), celery(env, stage.log("threads"), pool="threads")]
        senders.append(poller(env, stage.log("poller"), "--pause=0.1"))
        with ticking(stage.broker):
            until(lambda: talking(sink) >= len(senders), seconds=120)
            took, fresh = end(eye, senders)
        left = eye.count("leased")
        cut = [name for name in sink.copies if name not in sent(eye)]
    return report(took, fresh, left, cut, [one.child.returncode for one in senders])


def talking(sink: Sink) -> int:
    """From how many connections mail has come."""
    return len({one.port for one in sink.received})


def sent(eye: Eye) -> set[str]:
    return {rows.name(key) for (key,) in eye.rows("select id from notifications_notification where state = 'sent'")}


def end(eye: Eye, senders: list[Process]) -> tuple[float, set[tuple[Any, ...]]]:
    """Seconds until the last was gone, and the claims (row, holder) that appeared after they were asked to end."""
    began = time.monotonic()
    for one in senders:
        one.child.terminate()
    time.sleep(GRACE)
    known, fresh = set(eye.rows(CLAIMS)), set[tuple[Any, ...]]()
    while any(one.child.poll() is None for one in senders) and time.monotonic() - began < 2 * LONGEST:
        fresh |= set(eye.rows(CLAIMS)) - known
        time.sleep(0.02)
    return time.monotonic() - began, fresh


def report(took: float, fresh: set[tuple[Any, ...]], left: int, cut: list[str], codes: list[Any]) -> Shown:
    made = Shown(
        f"SIGTERM to a worker of processes, one of threads and a poller in mid-send: gone after {took:.1f} s, "
        f"{len(fresh)} new claims, {len(cut)} messages cut off, {left} leases left",
        {"seconds": round(took, 1), "new_claims": len(fresh), "cut_off": len(cut), "leases_left": left},
    )
    made.want(took <= LONGEST and None not in codes, f"not gone after {took:.0f} s")
    made.want(not fresh, f"{len(fresh)} new claims after SIGTERM")
    made.want(not cut, f"{len(cut)} messages were taken and not marked")
    made.want(not left, f"{left} leases were not given back")
    return made
