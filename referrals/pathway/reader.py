"""Until when the center reads a patient's road in follow-up, and when the practice may renew that: for the verb, the page and the ladder.

Room: referrals.pathway. The grants themselves are written in `referrals.sharing`, as every other; docs/adr/0009 says why year by year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from carecoord.access.models import Grant, Scope
from carecoord.notifications import Kind, rungs
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung
from referrals import sharing
from referrals.models import Journey
from referrals.pathway import whom
from referrals.pathway.protocol import Owner
from referrals.pathway.states import RUNNING

RENEWABLE: Final = timedelta(days=90)  # before it ends
BEFORE: Final = {1: timedelta(days=60), 2: timedelta(days=14), 3: timedelta(0)}  # by rung; the last is the end itself
PRACTICE, CENTER = str(Owner.RC), str(Owner.CTC)
ENDS: Final = Ladder(
    code="pathway.follow_up",
    title="The center's view of a plan in follow-up, which ends unless the practice renews it",
    starts="the end of the center's access",
    rungs=(
        Rung(1, (PRACTICE, CENTER), Kind.FOLLOW_UP_ENDS, says="60 days before"),
        Rung(2, (PRACTICE, CENTER), Kind.FOLLOW_UP_ENDS, says="14 days before"),
        Rung(3, (PRACTICE,), Kind.FOLLOW_UP_ENDED, says="at its end, when the practice alone can still open the plan"),
    ),
    since_on=date(2026, 11, 23),
    role=(),
    lead=(),
    owner_hears=False,
    any_hour=True,
)
LOOK_BACK: Final = timedelta(days=60)
COLUMNS: Final = ("id", "patient_id", "practice_id", "center_id", "coordinator_id", "referral__from_owner_id")


@dataclass(frozen=True)
class Reader:
    """The center's access in follow-up: its end, whether that has come, and whether it may be renewed now."""

    until: datetime
    is_over: bool
    is_renewable: bool


def of(journey: Journey) -> Reader | None:
    """None before the hand-over: the center reads without an end then. One statement."""
    grant = sharing.follow_up_of(journey)
    if grant is None or grant.ends_at is None:
        return None
    now = timezone.now()
    return Reader(grant.ends_at, grant.ends_at <= now, journey.is_running and grant.ends_at <= now + RENEWABLE)


def ends(now: datetime) -> Iterator[Due]:
    """One `Due` a side for each rung that has come, of every running journey whose center stops reading soon, or has stopped."""
    grants = Grant.objects.filter(scope=Scope.FOLLOW_UP, ends_at__gt=now - LOOK_BACK)
    latest: dict[tuple[Any, int], Grant] = {}
    for grant in grants.order_by("ends_at"):
        latest[grant.patient_id, grant.organization_id] = grant
    near = {key: grant for key, grant in latest.items() if grant.ends_at and grant.ends_at - BEFORE[1] <= now}
    running = Journey.objects.filter(state__in=RUNNING, patient_id__in={patient for patient, _ in near}).order_by("pk")
    rows = [row for row in running.values(*COLUMNS) if (row["patient_id"], row["center_id"]) in near]
    staff = Staff.at({row[side] for row in rows for side in ("practice_id", "center_id")})
    for row in rows:
        for role in (Owner.RC, Owner.CTC):
            yield from climb(hanging(row, near[row["patient_id"], row["center_id"]], role, staff, now), now)


def hanging(row: dict[str, Any], grant: Grant, role: Owner, staff: Staff, now: datetime) -> Hanging:
    """Of one side: its rungs alone, for whoever looks after the patient there, else those of the role."""
    assert grant.ends_at is not None
    end, ladder = grant.ends_at, rungs.in_force(ENDS.code, now.date())
    place, others = whom.pick(staff.team, role, practice=row["practice_id"], center=row["center_id"])
    named = row["referral__from_owner_id"] if role is Owner.RC else row["coordinator_id"]
    return Hanging(
        ladder=replace(ladder, rungs=tuple(rung for rung in ladder.rungs if str(role) in rung.to)),
        rope=f"follow_up:{grant.pk}:{end.date()}:{place}",
        start=end,
        hours=staff.hours[place],
        people={str(role): [named] if (place, named) in staff.here else others},
        place=place,
        about=row["id"],
        patient_id=row["patient_id"],
        when=lambda rung: end - BEFORE[rung.number],
    )
