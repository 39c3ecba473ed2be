"""What an administrator does with a notice that could not be sent: try it again, or stop it, with a reason, audited.

Kind, channel, attempts and error class are shown; no recipient, no patient, no organization. The database's functions ask who acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.audit import trail
from carecoord.notifications import nudge
from carecoord.notifications.operators import LISTED, SHORTEST_REASON

LONGEST_REASON = 200


class Act(StrEnum):
    RETRY = "retry"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Troubled:
    """A notice that failed, or that is leased beyond its lease."""

    id: UUID
    kind: str
    channel: str
    state: str
    attempts: int
    error: str
    holder: str
    since_at: datetime


def troubled() -> list[Troubled]:
    with connection.cursor() as cursor:
        cursor.execute("select * from access.outbox_troubled(%s)", [LISTED])
        return [Troubled(*row) for row in cursor.fetchall()]


def do(actor: Actor, act: Act, notice: UUID, *, reason: str) -> None:
    """Raises Refused for a reason too short, and for a notice that is no longer as it was shown."""
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise Refused(f"Say why, in {SHORTEST_REASON} to {LONGEST_REASON} letters; it goes into the audit log.", field="reason")
    with connection.cursor() as cursor:
        cursor.execute("select access.outbox_retry(%s)" if act is Act.RETRY else "select access.outbox_cancel(%s)", [notice])
        if not cursor.fetchone()[0]:
            raise Refused("This notice is no longer waiting for anybody; look at the list again.")
    trail.record(actor, f"outbox.{act.value}", reason=said, object_id=str(notice))
    if act is Act.RETRY:
        nudge.after_commit()
