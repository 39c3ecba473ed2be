"""A hand-off nobody acknowledged: after two working days the center is alerted, after three somebody there is asked to call.

Room: referrals.handoff. Asked by every sweep as carecoord_worker, which reads ids, state and dates of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from carecoord.accounts.models import Organization
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.clock import due_after
from referrals.due import Team, team_of
from referrals.handoff.states import HandOffState
from referrals.models import HandOff
from referrals.pathway.states import RUNNING

LOOK_BACK: Final = timedelta(days=60)
CALL_AFTER: Final = 1  # working days after the alert
COLUMNS = ("id", "journey_id", "ack_due_at", "journey__patient_id", "journey__center_id", "journey__coordinator_id")


def unacknowledged(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, of every document sent and not acknowledged."""
    late = HandOff.objects.filter(state=HandOffState.SENT, ack_due_at__lte=now, ack_due_at__gt=now - LOOK_BACK)
    rows = list(late.filter(journey__state__in=RUNNING).order_by("ack_due_at").values(*COLUMNS))
    places = {row["journey__center_id"] for row in rows}
    zones = dict(Organization.objects.filter(pk__in=places).order_by().values_list("pk", "time_zone"))
    team = team_of(places)
    for row in rows:
        yield from rungs(row, team, zones[row["journey__center_id"]], now)


def rungs(row: dict[str, Any], team: Team, zone: str, now: datetime) -> Iterator[Due]:
    place, coordinator = row["journey__center_id"], row["journey__coordinator_id"]
    desk = [coordinator] if coordinator else team.get((place, "desk"), [])
    leads = sorted({*desk, *team.get((place, "leads"), [])})
    call_at = due_after(row["ack_due_at"], CALL_AFTER, zone)
    for number, kind, at, to in ((1, Kind.HAND_OFF_UNREAD, row["ack_due_at"], desk), (2, Kind.HAND_OFF_CALL, call_at, leads)):
        if at <= now:
            yield Due(
                rope=f"handoff:{row['id']}",
                rung=number,
                kind=kind,
                to=to,
                due_at=at,
                about=row["journey_id"],
                patient_id=row["journey__patient_id"],
                organization_id=place,
            )
