"""Many workers, beats and pollers over the same due rows: each goes out once."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass

from faults import rows
from faults.processes import SEND, beat, celery, ended, poller, ticking, until
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage


@dataclass(frozen=True)
class Size:
    rows: int
    workers: int
    beats: int
    pollers: int
    is_real_time: bool


SHORT, FULL = Size(300, 2, 3, 2, is_real_time=False), Size(10_000, 4, 3, 2, is_real_time=True)


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink, eye = (FULL if full else SHORT), Sink(), Eye(stage)
    wanted = rows.fill(rows.person("robin@many.example"), size.rows)
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        crew(stage, stack, stage.sender(mail=server.url), size)
        until(lambda: len(sink.copies) > 0, seconds=120)
        began = time.monotonic()
        until(lambda: seen(stage, eye, size) >= size.rows, seconds=900)
        took = time.monotonic() - began
        until(lambda: eye.count("leased", "due", "retry") == 0, seconds=60)
    lost = len(set(wanted) - set(sink.copies))
    made = Shown(
        f"{size.workers} workers, {size.beats} beats, {size.pollers} pollers over {size.rows:,} due rows: "
        f"{sink.extra} duplicates, {lost} lost, {size.rows / max(took, 0.001):.0f} a second",
        {"rows": size.rows, "duplicates": sink.extra, "lost": lost, "seconds": round(took, 1)},
    )
    made.want(not sink.extra, f"{sink.extra} duplicates")
    made.want(not lost, f"{lost} lost")
    return made


def crew(stage: Stage, stack: ExitStack, env: dict[str, str], size: Size) -> None:
    """Beats tick every 15 s, so in the short form calls in fast motion stand in for them."""
    processes = stack.enter_context(ended([]))
    processes += [celery(env, stage.log(f"worker-{n}"), concurrency=2 if size.is_real_time else 1) for n in range(size.workers)]
    processes += [poller(env, stage.log(f"poller-{n}"), "--pause=0.3") for n in range(size.pollers)]
    if size.is_real_time:
        processes += [beat(env, stage.log(f"beat-{n}")) for n in range(size.beats)]
        stack.enter_context(ticking(stage.broker, 0.5, task=SEND))
    else:
        for _ in range(size.beats):
            stack.enter_context(ticking(stage.broker))


def seen(stage: Stage, eye: Eye, size: Size) -> int:
    sent = eye.count("sent")
    stage.tell(f"{sent:,} of {size.rows:,} sent")
    return sent
