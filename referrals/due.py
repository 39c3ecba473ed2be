"""Who is due now: the ladders of the loop. Asked by every sweep as carecoord_worker; level-triggered, so nothing late is forgotten.

A ladder has two rungs: at the due instant whoever owns the step is reminded, one working day later everybody who leads there as well.
The due instant is in the rope, so a step that gets a new date reminds again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from carecoord.accounts.models import Membership, Role
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.clock import due_after
from referrals.models import Referral
from referrals.states import DECIDED, Side, Stage

LOOK_BACK = timedelta(days=60)  # older than this a list is the right place, not a message


@dataclass(frozen=True)
class Rungs:
    """Kinds of the two rungs."""

    due: Kind
    late: Kind


LADDERS: dict[Stage, Rungs] = {
    Stage.SUBMITTED: Rungs(Kind.ACKNOWLEDGEMENT_DUE, Kind.ACKNOWLEDGEMENT_LATE),
    Stage.RECEIVED: Rungs(Kind.TRIAGE_DUE, Kind.TRIAGE_LATE),
    Stage.INFO_REQUESTED: Rungs(Kind.MISSING_DUE, Kind.MISSING_LATE),
    Stage.ACCEPTED: Rungs(Kind.STEP_DUE, Kind.STEP_LATE),
    Stage.CONSULT_SCHEDULED: Rungs(Kind.STEP_DUE, Kind.STEP_LATE),
    Stage.CONSULTED: Rungs(Kind.CONSULT_NOTE_DUE, Kind.CONSULT_NOTE_LATE),
    Stage.CANCEL_REQUESTED: Rungs(Kind.STEP_DUE, Kind.STEP_LATE),
    **dict.fromkeys(DECIDED, Rungs(Kind.OUTCOME_DUE, Kind.OUTCOME_LATE)),
}
COLUMNS = (
    "id",
    "patient_id",
    "stage",
    "ball",
    "due_at",
    "from_org_id",
    "to_org_id",
    "from_owner_id",
    "to_owner_id",
)
Team = dict[tuple[int, str], list[int]]


def overdue_steps(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, of every open referral whose step is late."""
    rows = Referral.objects.overdue(now).filter(due_at__gt=now - LOOK_BACK, stage__in=list(LADDERS)).order_by("due_at")
    found = list(rows.values(*COLUMNS))
    team = team_of({row[_place(row)] for row in found})
    for row in found:
        yield from _rungs(row, team, now)


def _rungs(row: dict[str, Any], team: Team, now: datetime) -> Iterator[Due]:
    kinds, place = LADDERS[Stage(row["stage"])], row[_place(row)]
    owner = row["from_owner_id"] if row["ball"] == Side.SENDER else row["to_owner_id"]
    desk = [owner] if owner else team.get((place, "desk"), [])
    rope = f"step:{row['id']}:{row['stage']}:{row['due_at'].isoformat()}"
    yield _due(row, rope, 1, kinds.due, desk, row["due_at"], place)
    late_at = due_after(row["due_at"], 1, "UTC")
    if late_at <= now:
        leads = sorted({*desk, *team.get((place, "leads"), [])})
        yield _due(row, rope, 2, kinds.late, leads, late_at, place)


def _due(row: dict[str, Any], rope: str, rung: int, kind: Kind, to: list[int], at: datetime, place: int) -> Due:
    return Due(
        rope=rope,
        rung=rung,
        kind=kind,
        to=to,
        due_at=at,
        about=row["id"],
        patient_id=row["patient_id"],
        organization_id=place,
    )


def _place(row: dict[str, Any]) -> str:
    return "from_org_id" if row["ball"] == Side.SENDER else "to_org_id"


def team_of(organizations: set[int]) -> Team:
    """Desk (coordinators, nurses) and leads (clinicians) of each organization, in one query."""
    out: Team = defaultdict(list)
    rows = Membership.objects.active().filter(organization_id__in=organizations).order_by()  # the worker reads no name to sort by
    for place, role, user in rows.values_list("organization_id", "role", "user_id"):
        if role in (Role.COORDINATOR, Role.NURSE):
            out[place, "desk"].append(user)
        elif role == Role.CLINICIAN:
            out[place, "leads"].append(user)
    return out
