"""Which steps of journeys are due now, by the reminder ladder of their protocol. Asked by every sweep as carecoord_worker.

Level-triggered: a rung has come when its instant is behind us and the step is still open. Which steps can be done at all and which are late
is the question `JourneyStepQuerySet` answers, here and on every page. The due day is in the rope: another date reminds again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.accounts.models import Role
from carecoord.notifications import Kind
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.models import JourneyStep, ProtocolVersion
from referrals.pathway import rungs, whom
from referrals.pathway.compiled import compiled
from referrals.pathway.protocol import Owner, Step
from referrals.pathway.tasks import TASKS

LOOK_BACK, LOOK_AHEAD = timedelta(days=60), timedelta(days=61)  # the longest ladders reach sixty days ahead
COLUMNS = {
    **{name: name for name in ("id", "code", "owner_role", "owner_org_id", "assignee_id", "due_on", "due_at", "journey_id", "patient_id")},
    "practice_id": "journey__practice_id",
    "center_id": "journey__center_id",
    "protocol_id": "journey__protocol_id",
    "coordinator_id": "journey__coordinator_id",
    "from_owner_id": "journey__referral__from_owner_id",
    "decider_id": "journey__referral__decider_id",
}
Row = dict[str, Any]


@dataclass
class Desk:
    """Who stands behind roles at the organizations of a sweep, and at home; what each protocol says. Read once."""

    staff: Staff
    homes: dict[Any, list[int]]
    versions: dict[int, str]

    def step(self, row: Row) -> Step | None:
        """Of the protocol, or a task beside it."""
        steps = (*compiled(row["protocol_id"], self.versions[row["protocol_id"]]).steps, *TASKS)
        return next((step for step in steps if step.code == row["code"]), None)

    def ladder(self, row: Row) -> Ladder | None:
        return rungs.ladders_of(row["protocol_id"], self.versions[row["protocol_id"]]).get(row["code"])

    def people(self, row: Row, role: Owner) -> list[int]:
        """The person in charge, else those of the role, else the coordinators. Whoever left is not in charge."""
        named = {Owner.CTC: row["coordinator_id"], Owner.RC: row["from_owner_id"], Owner.CTP: row["decider_id"]}
        place = row["practice_id"] if role in whom.AT_PRACTICE else row["center_id"]
        if (person := named.get(role)) and (place, person) in self.staff.here:
            return [person]
        return whom.pick(self.staff.team, role, practice=row["practice_id"], center=row["center_id"])[1]


def due_steps(now: datetime) -> Iterator[Due]:
    """One `Due` for each rung that has come, to staff and to the patient's side apart: they open different pages."""
    rows = steps_near(now)
    desk = desk_of(rows)
    for row in rows:
        for one in hanging(row, desk):
            yield from climb(one, now)


def steps_near(now: datetime) -> list[Row]:
    rows = JourneyStep.objects.doable().filter(due_at__gt=now - LOOK_BACK, due_at__lt=now + LOOK_AHEAD).order_by("due_at")
    return columns(rows)


def columns(rows: Any) -> list[Row]:
    names = list(COLUMNS)
    return [dict(zip(names, values, strict=True)) for values in rows.values_list(*COLUMNS.values())]


def hanging(row: Row, desk: Desk) -> Iterator[Hanging]:
    """What one step hangs on: its ladder at each organization that it names, and at home."""
    step, ladder = desk.step(row), desk.ladder(row)
    if step is None or ladder is None:
        return
    rope = f"pathway:{row['id']}:{row['due_on'].isoformat()}"
    common: dict[str, Any] = {"start": row["due_at"], "about": row["journey_id"], "patient_id": row["patient_id"]}
    if home := at_home(row, step, ladder, desk):
        yield replace(home, rope=f"{rope}:home")
    for place in (row["practice_id"], row["center_id"]):
        people = words_at(row, place, desk)
        here = replace(ladder, rungs=tuple(rungs.for_words(ladder, people)))
        hours = desk.staff.hours[place]
        yield Hanging(here, f"{rope}:{place}", hours=hours, people=people, place=place, when=Clock(row, step, hours).at_work, **common)


@dataclass(frozen=True)
class Clock:
    """When a rung of one step comes at one site."""

    row: Row
    step: Step
    hours: Any

    def at_work(self, rung: Rung) -> datetime:
        return rungs.at_work(self.row["due_on"], self.step, rung.number, self.hours)

    def at_home(self, rung: Rung) -> datetime:
        return rungs.at_home(self.row["due_on"], self.step, rung.number, self.hours.zone)


def at_home(row: Row, step: Step, ladder: Ladder, desk: Desk) -> Hanging | None:
    kept = tuple(replace(rung, kind=Kind.STEP_SOON) for rung in rungs.for_words(ladder, rungs.HOME_WORDS))
    people = dict.fromkeys(rungs.HOME_WORDS, desk.homes.get(row["patient_id"], []))
    if not kept:
        return None
    hours = desk.staff.hours[row["owner_org_id"]]
    common: dict[str, Any] = {"about": row["journey_id"], "patient_id": row["patient_id"], "when": Clock(row, step, hours).at_home}
    return Hanging(replace(ladder, rungs=kept), "", row["due_at"], hours, people, **common)


def words_at(row: Row, place: int, desk: Desk) -> dict[str, list[int]]:
    """The words of a ladder that mean somebody at this organization, and whom. Whoever the step was given to stands for its owner."""
    is_practice, owner = place == row["practice_id"], Owner(row["owner_role"])
    here = [one for one in Owner if one not in whom.AT_HOME and (one in whom.AT_PRACTICE) is is_practice]
    found = {str(one): desk.people(row, one) for one in here}
    given = row["assignee_id"] if (place, row["assignee_id"]) in desk.staff.here else None
    if owner in here:
        found[str(owner)] = found[Who.OWNER] = [given] if given else found[str(owner)]
    if place == row["owner_org_id"]:
        seeing_to_it = owner if owner in here else (Owner.RC if is_practice else Owner.CTC)
        found[Who.ROLE] = whom.pick(desk.staff.team, seeing_to_it, practice=row["practice_id"], center=row["center_id"])[1]
        found[Who.LEAD] = desk.staff.team.get((place, Role.CLINICIAN), [])
    return found


def desk_of(rows: list[Row]) -> Desk:
    """Four statements, however many steps."""
    homes: dict[Any, list[int]] = defaultdict(list)
    own = PersonalGrant.objects.active().filter(patient_id__in={row["patient_id"] for row in rows})
    for patient, user in own.filter(source__in=(PersonalSource.SELF, PersonalSource.PROXY)).values_list("patient_id", "user_id"):
        homes[patient].append(user)
    versions = ProtocolVersion.objects.filter(pk__in={row["protocol_id"] for row in rows}).values_list("pk", "sha256")
    return Desk(Staff.at({row[side] for row in rows for side in ("practice_id", "center_id")}), homes, dict(versions))
