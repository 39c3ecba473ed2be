"""From a due row to a message taken by a provider: lease, look again, send outside any transaction, mark by the lease's token.

Promise: at least once; at most one extra copy for each crash, with the same Message-ID; never after its expiry. A process sends one
message of a channel at a time (one that hangs goes on beside the others, see `courier`), so a kill can double only what is on its way.
Any number of processes may work at once.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from functools import cache
from uuid import UUID, uuid4

from django.urls import reverse

from carecoord.notifications import answers, checks, lanes, leases, pace, tally
from carecoord.notifications.answers import Answer
from carecoord.notifications.channels import registry
from carecoord.notifications.checks import Candidate
from carecoord.notifications.courier import Courier, Errand, late
from carecoord.notifications.states import Channel
from carecoord.notifications.stopping import stopping

__all__ = ["deliver", "stopping"]

SMALLEST, BATCH = 5, 100  # rows of one claim
TURN = 2.0  # seconds; then the rest of a claim is given back, so that what has become urgent meanwhile comes first
FRESH = 0.5  # seconds for which an answer of the checks counts


def deliver(*, seconds: float = 20.0) -> int:
    """Send what is due, for at most about `seconds`; returns how many were taken. A channel this process is sending by is left out."""
    until = time.monotonic() + seconds
    return lanes.beside_each_other(leases.channels_due(registry.names()), lambda channel: Round(channel).run(until))


class Round:
    """One run of claims through one channel, with one connection as long as nothing hangs."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.make = registry.sender(channel)
        self.in_batches = getattr(self.make, "knows_repeats", False)
        self.courier: Courier | None = None
        self.gone: dict[UUID, str] = {}  # taken and not yet recorded
        self.size = BATCH
        self.taken = 0
        self.is_away = False

    @property
    def is_over(self) -> bool:
        return self.is_away or stopping.is_set() or late.is_full(self.channel)

    def run(self, until: float) -> int:
        warm()
        with leases.standing():
            try:
                while not self.is_over and time.monotonic() < until and self.turn(until):
                    pass
            finally:
                if self.courier:
                    self.courier.leave()
                tally.write(self.channel)
        return self.taken

    def turn(self, until: float) -> int:
        """One claim and what comes of it; returns how many rows it touched."""
        token, granted, before = uuid4(), pace.take(self.channel, self.size, until), self.taken
        found = leases.claim(token, channel=self.channel, limit=granted) if granted else 0
        is_through = not found
        try:
            is_through = is_through or self.batch(token)
        finally:
            if not is_through:
                leases.give_back(token)
            pace.give_back(self.channel, granted - (self.taken - before))
        self.size = min(BATCH, 2 * self.size) if is_through else max(SMALLEST, self.taken - before)
        return found

    def batch(self, token: UUID) -> bool:
        """Send the rows of one lease, asking the checks again whenever their answer is older than FRESH; True if none is left."""
        began = looked = time.monotonic()
        waiting = deque(look(token, is_fresh=True))
        try:
            while waiting and not self.is_over and time.monotonic() - began < TURN:
                if time.monotonic() - looked < FRESH:
                    self.one(waiting.popleft(), token)
                else:
                    self.record(token)
                    waiting, looked = deque(look(token)), time.monotonic()
        finally:
            self.record(token)
        return not waiting

    def one(self, row: Candidate, token: UUID) -> None:
        self.courier = self.courier or Courier(self.make)
        errand = self.courier.take(row.letter)
        if errand.over.is_set():
            self.answer(row, token, errand)
        else:
            self.leave_alone(row, token, errand, self.courier)

    def leave_alone(self, row: Candidate, token: UUID, errand: Errand, courier: Courier) -> None:
        """It hangs: its courier stays with it and puts down what becomes of it; the next message gets another courier."""
        own = leases.set_aside(row.id, token)
        late.add(errand, self.channel, courier)
        self.courier = None
        courier.leave()
        if not errand.waits_no_longer(lambda errand: self.late_answer(row, own, errand)):
            self.late_answer(row, own, errand)

    def late_answer(self, row: Candidate, token: UUID, errand: Errand) -> None:
        try:
            self.answer(row, token, errand)
            self.record(token)
        finally:
            late.remove(errand)

    def answer(self, row: Candidate, token: UUID, errand: Errand) -> None:
        """One bad row harms itself alone, whatever its sending threw."""
        answer = answers.mark(row, token, errand.fault) if errand.fault else Answer.TAKEN
        tally.count(self.channel, row.kind, answer)
        self.is_away = self.is_away or answer is Answer.AWAY
        if answer is not Answer.TAKEN:
            return
        self.taken += 1
        if self.in_batches:
            self.gone[row.id] = errand.provider_id
        else:
            leases.sent(row.id, token, provider_id=errand.provider_id)

    def record(self, token: UUID) -> None:
        """What was taken, together, where the provider knows a message that comes again."""
        gone, self.gone = self.gone, {}
        leases.sent_together(token, gone)


@cache
def warm() -> None:
    """The first link that a process writes loads every page of the house; no message should seem to hang for that."""
    reverse("notices:list")


def look(token: UUID, *, is_fresh: bool = False) -> Sequence[Candidate]:
    """Extend the lease unless it is fresh, stop what may no longer go out, put off what may go out later, return the rest."""
    with leases.working():
        if not is_fresh:
            leases.hold(token)
        rows = checks.candidates(token)
        verdict = checks.judged(rows)
        leases.stop(token, verdict.stopped)
        leases.postpone(token, verdict.later)
    return [row for row in rows if verdict.lets_go(row)]
