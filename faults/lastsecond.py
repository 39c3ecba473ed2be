"""In the last second before a message goes out, what it says is no longer so: nothing wrong goes out once the change is committed
before the claim. The changes are the product's own verbs, by people who may do them, through the application's login.

What was looked at before the change may still arrive, rightly; the instant of the last look stands in the lease of the row.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from faults import changes, rows
from faults.changes import Change
from faults.people import town
from faults.processes import celery, ended, poller, ticking, until
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage

OPEN_STATES = ("due", "retry", "leased")


@dataclass
class Round:
    """One message and the change that overtakes it; `changed_at` is an instant of the database, after the commit."""

    name: str
    row: UUID
    address: str
    changed_at: datetime


@dataclass
class Score:
    """By change: rounds, messages that rightly went before, and wrong ones."""

    rounds: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0  # rightly, to the address that was changed to


def show(stage: Stage, *, full: bool) -> Shown:
    count, sink, eye = (100 if full else 5), Sink(), Eye(stage)
    kinds = changes.prepared(town(), count)
    played: list[Round] = []
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        env = stage.sender(mail=server.url)
        stack.enter_context(ended([celery(env, stage.log("worker")), poller(env, stage.log("poller"), "--pause=0.1")]))
        stack.enter_context(ticking(stage.broker, 0.15))
        warm(eye)
        for number in range(count):
            stage.tell(f"round {number + 1} of {count}")
            played += [play(name, ready[number], eye) for name, ready in kinds.items()]
        until(lambda: eye.count(*OPEN_STATES) == 0, seconds=120)
    return report(score(played, sink, eye))


def warm(eye: Eye) -> None:
    """Wait until somebody sends, so that every round is a race."""
    rows.fill(rows.person("robin@warm.example"), 1)
    until(lambda: eye.count("sent") > 0, seconds=120)


def play(name: str, change: Change, eye: Eye) -> Round:
    """A message due within a second, and its change somewhere before that."""
    now, ahead = timezone.now(), random.uniform(0.1, 1.0)  # noqa: S311  # a pace, no secret
    rows.write([change.row(now + timedelta(seconds=ahead))])
    time.sleep(random.uniform(0.0, ahead))  # noqa: S311  # a pace, no secret
    change.act()
    return Round(name, change.key, change.old_address, eye.one("select clock_timestamp()"))


def score(played: list[Round], sink: Sink, eye: Eye) -> Score:
    looks: dict[UUID, datetime | None] = dict(eye.rows("select id, lease_until from notifications_notification where sent_at is not null"))
    went = {(rows.key(one.id), one.to) for one in sink.received}
    made, lease = Score(), timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    for one in played:
        made.rounds[one.name] += 1
        made.elsewhere += any(key == str(one.row) and to != one.address for key, to in went)
        if (str(one.row), one.address) in went:
            looked = looks.get(one.row)
            late = looked is None or looked - lease > one.changed_at
            (made.wrong if late else made.before)[one.name] += 1
    return made


def report(found: Score) -> Shown:
    wrong, before, total = found.wrong.total(), found.before.total(), found.rounds.total()
    names = ", ".join(f"{name} {count}" for name, count in found.rounds.items())
    made = Shown(
        f"{total} changes in the last second ({names}): {wrong} wrong messages; {before} had been claimed before the change",
        {"rounds": total, "wrong": wrong, "claimed_before": before},
    )
    for name, count in found.wrong.items():
        made.want(not count, f"{count} went out after: {name}")
    made.want(before < total, "no change came before its claim, so nothing was shown")
    made.want(found.elsewhere > 0, "nothing came to a new address, so nothing was shown")
    return made
