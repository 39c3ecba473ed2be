"""Is anything due that nobody sends? For /readyz: a page that answers while reminders rot is not ready."""

from __future__ import annotations

from carecoord.engines.readiness import FINE, Finding, State
from carecoord.notifications import operators

SLOW, STUCK = 120, 900  # seconds that the oldest due notice may wait


def probe() -> Finding:
    """Degraded when late, down when so late that somebody must look."""
    now = operators.counters()
    if now.oldest_age > STUCK:
        return Finding(
            State.DOWN, f"A notice has waited {now.oldest_age} s to be sent; look at `manage.py outbox`, worker and mail server."
        )
    if now.oldest_age > SLOW:
        return Finding(State.DEGRADED, f"The oldest due notice has waited {now.oldest_age} s.")
    if now.failed:
        return Finding(State.DEGRADED, f"{now.failed} notices could not be sent; `manage.py outbox --list` names them.")
    return FINE
