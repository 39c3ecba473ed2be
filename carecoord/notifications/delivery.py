"""From a due row to a message taken by a provider: lease, look again, send outside any transaction, mark by the lease's token.

Promise: at least once; at most one extra copy for each crash, with the same Message-ID; never after its expiry. A process sends one
message of a channel at a time, so a kill can double one of each at most. Any number of processes may work at once.
"""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from carecoord.notifications import checks, lanes, leases
from carecoord.notifications.channels import Refusal, Trouble, Unreachable, registry
from carecoord.notifications.checks import Candidate
from carecoord.notifications.states import Channel
from carecoord.notifications.stopping import Stopping

log = logging.getLogger(__name__)

BATCH = 20
FRESH = 0.5  # seconds for which an answer of the checks counts
LAST_ATTEMPT = 12
FIRST_WAIT, LONGEST_WAIT, LONGEST_WAIT_UNREACHABLE = 30.0, 3600.0, 300.0  # seconds

stopping = Stopping()


def deliver(*, seconds: float = 20.0) -> int:
    """Send what is due, for at most about `seconds`; returns how many were taken. A channel this process is sending by is left out."""
    until = time.monotonic() + seconds
    return lanes.beside_each_other(leases.channels_due(registry.names()), lambda channel: Round(channel).run(until))


class Round:
    """One run of batches through one channel, with one connection."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.taken = 0
        self.unreachable = False

    def run(self, until: float) -> int:
        with registry.sender(self.channel)() as self.sender:
            while not self.is_over and time.monotonic() < until:
                token = uuid4()
                if not leases.claim(token, channel=self.channel, limit=BATCH):
                    break
                try:
                    self.batch(token)
                finally:
                    leases.give_back(token)
        return self.taken

    @property
    def is_over(self) -> bool:
        return stopping.is_set() or self.unreachable

    def batch(self, token: UUID) -> None:
        """Send the rows of one lease, asking the checks again whenever their answer is older than FRESH."""
        waiting = deque(look(token))
        looked = time.monotonic()
        while waiting and not self.is_over:
            if time.monotonic() - looked > FRESH:
                waiting, looked = deque(look(token)), time.monotonic()
                continue
            self.one(waiting.popleft(), token)

    def one(self, row: Candidate, token: UUID) -> None:
        """One bad row harms itself alone, whatever it throws."""
        try:
            provider_id = self.sender.send(row.letter)
        except Refusal as fault:
            leases.fail(row.id, token, fault.code)
        except Unreachable as fault:
            self.unreachable = True
            leases.retry(row.id, token, fault.code, after=wait(row.attempts, LONGEST_WAIT_UNREACHABLE))
        except Exception as fault:
            self.later(row, token, fault)
        else:
            leases.sent(row.id, token, provider_id=provider_id or "")
            self.taken += 1

    def later(self, row: Candidate, token: UUID, fault: Exception) -> None:
        code = getattr(fault, "code", type(fault).__name__)
        ours = not isinstance(fault, Trouble)  # not the provider's answer but a fault of this program: say where
        log.warning("outbox.not_taken id=%s attempt=%s error=%s", row.id, row.attempts + 1, code, exc_info=ours)
        if row.attempts + 1 >= LAST_ATTEMPT:
            leases.fail(row.id, token, str(code))
        else:
            leases.retry(row.id, token, str(code), after=wait(row.attempts, LONGEST_WAIT))


def look(token: UUID) -> Sequence[Candidate]:
    """Extend the lease, stop what may no longer go out, put off what may go out later, return the rest."""
    with leases.working():
        rows = checks.candidates(leases.hold(token))
        verdict = checks.judged(rows)
        leases.stop(token, verdict.stopped)
        leases.postpone(token, verdict.later)
    return [row for row in rows if verdict.lets_go(row)]


def wait(attempts: int, longest: float) -> timedelta:
    """Doubling with jitter, so that many rows that failed together do not come back together."""
    seconds = min(longest, FIRST_WAIT * 2.0 ** min(attempts, 20))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311  # spreads load, guards nothing
