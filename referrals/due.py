"""Who is due now: what hangs on the ladders of the loop. Asked by every sweep as carecoord_worker; level-triggered: nothing is forgotten.

Which rows are late is the question `ReferralQuerySet.overdue` answers, here and on every page. The due instant is in the rope, so a step
that gets a new date reminds again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from carecoord.notifications import climbing, rungs
from carecoord.notifications.climbing import Hanging, Staff
from carecoord.notifications.ladders import Due
from referrals.ladders import OF_STAGE, WAITED_FOR, WAITING
from referrals.models import Referral
from referrals.states import Side, Stage

LOOK_BACK = timedelta(days=60)  # what is older was told long ago
COLUMNS = ("id", "patient_id", "stage", "ball", "due_at", "from_org_id", "to_org_id", "from_owner_id", "to_owner_id")
Row = dict[str, Any]


def overdue_steps(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, of every open referral whose step is due."""
    found = list(Referral.objects.on_ladders(now).filter(due_at__gt=now - LOOK_BACK).order_by("due_at").values(*COLUMNS))
    staff = Staff.at({row[side] for row in found for side in ("from_org_id", "to_org_id")})
    for row in found:
        for one in hanging(row, staff, now):
            yield from climbing.climb(one, now)


def hanging(row: Row, staff: Staff, now: datetime) -> Iterator[Hanging]:
    """What one referral hangs on: the ladder of its stage, and for the practice that waits one of its own."""
    stage, side = Stage(row["stage"]), "from" if row["ball"] == Side.SENDER else "to"
    yield _on(rungs.in_force(OF_STAGE[stage].code, now.date()), row, side, staff, "")
    if stage in WAITED_FOR and side == "to":
        yield _on(rungs.in_force(WAITING.code, now.date()), row, "from", staff, ":waiting")


def _on(ladder: rungs.Ladder, row: Row, side: str, staff: Staff, suffix: str) -> Hanging:
    place = row[f"{side}_org_id"]
    return Hanging(
        ladder=ladder,
        rope=f"step:{row['id']}:{row['stage']}:{row['due_at'].isoformat()}{suffix}",
        start=row["due_at"],
        hours=staff.hours[place],
        people=staff.people(ladder, place, row[f"{side}_owner_id"]),
        place=place,
        about=row["id"],
        patient_id=row["patient_id"],
    )
