"""Which steps of journeys are due now, by the reminder ladder of their protocol. Asked by every sweep as carecoord_worker.

Level-triggered: a rung has come when its instant is behind us and the step is still open. The due day is in the rope, so a step that gets
another date reminds again; only the highest rung that has come is told, so that an outage ends in one message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.models import JourneyStep, ProtocolVersion
from referrals.models.steps import ACTIONABLE
from referrals.pathway import whom
from referrals.pathway.compiled import compiled
from referrals.pathway.dates import shift
from referrals.pathway.protocol import Owner, Reminder
from referrals.pathway.states import JourneyState

LOOK_BACK, LOOK_AHEAD = timedelta(days=60), timedelta(days=61)  # the longest ladders reach sixty days ahead
MORNING = time(8, 0)
COLUMNS = {
    **{name: name for name in ("id", "code", "owner_role", "owner_org_id", "assignee_id", "due_on", "due_at", "journey_id", "patient_id")},
    "practice_id": "journey__practice_id",
    "center_id": "journey__center_id",
    "protocol_id": "journey__protocol_id",
    "coordinator_id": "journey__coordinator_id",
    "from_owner_id": "journey__referral__from_owner_id",
    "decider_id": "journey__referral__decider_id",
    "zone": "owner_org__time_zone",
}
Row = dict[str, Any]


@dataclass
class Desk:
    """Who stands behind roles at the organizations of a sweep, and at home; read once."""

    members: dict[tuple[int, str], list[int]]
    homes: dict[Any, list[int]]

    def people(self, row: Row, role: Owner) -> list[int]:
        """The person in charge, else those of the role, else the coordinators."""
        named = {Owner.CTC: row["coordinator_id"], Owner.RC: row["from_owner_id"], Owner.CTP: row["decider_id"]}
        if person := named.get(role):
            return [person]
        return whom.pick(self.members, role, practice=row["practice_id"], center=row["center_id"])[1]


def due_steps(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, to staff and to the patient's side apart: they open different pages."""
    rows = steps_near(now)
    desk = desk_of(rows)
    ladders = ladders_of({row["protocol_id"] for row in rows})
    for row in rows:
        for number, reminder in enumerate(ladders[row["protocol_id"]].get(row["code"], ()), 1):
            at = rung_at(row["due_on"], reminder, row["zone"])
            if at <= now:
                yield from tell(row, number, reminder, at, desk)


def steps_near(now: datetime) -> list[Row]:
    rows = JourneyStep.objects.filter(ACTIONABLE, due_at__gt=now - LOOK_BACK, due_at__lt=now + LOOK_AHEAD)
    rows = rows.filter(journey__state=JourneyState.ACTIVE).order_by("due_at")
    names = list(COLUMNS)
    return [dict(zip(names, values, strict=True)) for values in rows.values_list(*COLUMNS.values())]


def ladders_of(protocols: set[int]) -> dict[int, dict[str, tuple[Reminder, ...]]]:
    versions = ProtocolVersion.objects.filter(pk__in=protocols).values_list("pk", "sha256")
    return {pk: {step.code: step.remind for step in compiled(pk, sha256).steps} for pk, sha256 in versions}


def rung_at(due_on: date, reminder: Reminder, zone: str) -> datetime:
    """Eight in the morning where the step is done."""
    return datetime.combine(shift(due_on, reminder.days, reminder.unit), MORNING, tzinfo=ZoneInfo(zone))


def tell(row: Row, number: int, reminder: Reminder, at: datetime, desk: Desk) -> Iterator[Due]:
    roles = [Owner(row["owner_role"]) if role == "owner" else Owner(role) for role in reminder.to]
    rope = f"pathway:{row['id']}:{row['due_on'].isoformat()}"
    common: dict[str, Any] = {"rung": number, "due_at": at, "about": row["journey_id"], "patient_id": row["patient_id"]}
    if any(role in whom.AT_HOME for role in roles):
        yield Due(rope=f"{rope}:home", kind=Kind.STEP_SOON, to=desk.homes.get(row["patient_id"], []), **common)
    kind = Kind.PATHWAY_STEP_LATE if reminder.days > 0 else Kind.PATHWAY_STEP_DUE
    for place in (row["practice_id"], row["center_id"]):
        if people := staff(row, roles, desk, place):
            yield Due(rope=f"{rope}:{place}", kind=kind, to=people, organization_id=place, **common)


def staff(row: Row, roles: list[Owner], desk: Desk, place: int) -> list[int]:
    """Of one organization; whoever the step was given to stands for its owner."""
    found: set[int] = set()
    for role in roles:
        is_here = place == (row["practice_id"] if role in whom.AT_PRACTICE else row["center_id"])
        if role in whom.AT_HOME or not is_here:
            continue
        is_given = role == row["owner_role"] and row["assignee_id"]
        found.update([row["assignee_id"]] if is_given else desk.people(row, role))
    return sorted(found)


def desk_of(rows: list[Row]) -> Desk:
    """Two statements, however many steps."""
    members = whom.team_of({row[side] for row in rows for side in ("practice_id", "center_id")})
    homes: dict[Any, list[int]] = defaultdict(list)
    own = PersonalGrant.objects.active().filter(patient_id__in={row["patient_id"] for row in rows})
    for patient, user in own.filter(source__in=(PersonalSource.SELF, PersonalSource.PROXY)).values_list("patient_id", "user_id"):
        homes[patient].append(user)
    return Desk(members, homes)
