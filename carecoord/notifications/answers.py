"""What a provider's answer to one message means for its row: sent, failed for good, or to be tried again, and when."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from carecoord.notifications import leases
from carecoord.notifications.channels import Refusal, Trouble, Unreachable
from carecoord.notifications.checks import Candidate

log = logging.getLogger(__name__)

LAST_ATTEMPT = 12
FIRST_WAIT, LONGEST_WAIT, LONGEST_WAIT_UNREACHABLE = 30.0, 3600.0, 300.0  # seconds


class Answer(StrEnum):
    TAKEN = "sent"
    REFUSED = "failed"
    LATER = "retry"
    AWAY = "away"  # the provider, not the message


def mark(row: Candidate, token: UUID, fault: Exception) -> Answer:
    """Put down why the message was not taken."""
    if isinstance(fault, Refusal):
        leases.fail(row.id, token, fault.code)
        return Answer.REFUSED
    if isinstance(fault, Unreachable):
        leases.retry(row.id, token, fault.code, after=wait(row.attempts, LONGEST_WAIT_UNREACHABLE))
        return Answer.AWAY
    return again(row, token, fault)


def again(row: Candidate, token: UUID, fault: Exception) -> Answer:
    code = str(getattr(fault, "code", type(fault).__name__))
    ours = None if isinstance(fault, Trouble) else fault  # not the provider's answer but a fault of this program: say where
    log.warning("outbox.not_taken id=%s attempt=%s error=%s", row.id, row.attempts + 1, code, exc_info=ours)
    if row.attempts + 1 >= LAST_ATTEMPT:
        leases.fail(row.id, token, code)
        return Answer.REFUSED
    leases.retry(row.id, token, code, after=wait(row.attempts, LONGEST_WAIT))
    return Answer.LATER


def wait(attempts: int, longest: float) -> timedelta:
    """Doubling with jitter, so that many rows that failed together do not come back together."""
    seconds = min(longest, FIRST_WAIT * 2.0 ** min(attempts, 20))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311  # spreads load, guards nothing
