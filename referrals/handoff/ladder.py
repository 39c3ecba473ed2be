"""A hand-off nobody acknowledged: after two working days the center is alerted, after three somebody there is asked to call.

Room: referrals.handoff. Asked by every sweep as carecoord_worker, which reads ids, state and dates of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from carecoord.accounts.hours import Wait
from carecoord.notifications import Kind, rungs
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.handoff.states import HandOffState
from referrals.models import HandOff
from referrals.pathway.states import RUNNING

LOOK_BACK: Final = timedelta(days=60)
UNREAD: Final = Ladder(
    code="handoff.unacknowledged",
    title="A hand-off that the practice has not acknowledged",
    starts="two working days after it was sent",
    rungs=(
        Rung(1, (Who.OWNER,), Kind.HAND_OFF_UNREAD),
        Rung(2, (Who.ROLE,), Kind.HAND_OFF_UNREAD, Wait(hours=4)),
        Rung(3, (Who.LEAD,), Kind.HAND_OFF_CALL, Wait(days=1)),
    ),
    since_on=date(2026, 11, 23),
    source="No published target was found: two working days, and a call after three",
    approval="template default",
)
COLUMNS = ("id", "journey_id", "ack_due_at", "journey__patient_id", "journey__center_id", "journey__coordinator_id")


def unacknowledged(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, of every document sent and not acknowledged."""
    late = HandOff.objects.filter(state=HandOffState.SENT, ack_due_at__lte=now, ack_due_at__gt=now - LOOK_BACK)
    rows = list(late.filter(journey__state__in=RUNNING).order_by("ack_due_at").values(*COLUMNS))
    staff = Staff.at({row["journey__center_id"] for row in rows})
    for row in rows:
        yield from climb(hanging(row, staff, now), now)


def hanging(row: dict[str, Any], staff: Staff, now: datetime) -> Hanging:
    place = row["journey__center_id"]
    ladder = rungs.in_force(UNREAD.code, now.date())
    return Hanging(
        ladder=ladder,
        rope=f"handoff:{row['id']}:{row['ack_due_at'].isoformat()}",
        start=row["ack_due_at"],
        hours=staff.hours[place],
        people=staff.people(ladder, place, row["journey__coordinator_id"]),
        place=place,
        about=row["journey_id"],
        patient_id=row["journey__patient_id"],
    )
