"""Until when the center reads a patient's road in follow-up, and when the practice may renew that: for the verb, the page and the ladder.

Room: referrals.pathway. The grants themselves are written in `referrals.sharing`, as every other; docs/adr/0009 says why year by year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from carecoord.access.models import Grant, Scope
from carecoord.notifications import Kind
from carecoord.notifications.climbing import team_of
from carecoord.notifications.ladders import Due
from referrals import sharing
from referrals.models import Journey
from referrals.pathway import whom
from referrals.pathway.protocol import Owner
from referrals.pathway.states import RUNNING

RENEWABLE: Final = timedelta(days=90)  # before it ends
RUNGS: Final = ((1, timedelta(days=60)), (2, timedelta(days=14)), (3, timedelta(0)))
ENDED: Final = 3  # the rung at the end itself: the practice alone can still open the road
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
    near = {key: grant for key, grant in latest.items() if grant.ends_at and grant.ends_at - RUNGS[0][1] <= now}
    running = Journey.objects.filter(state__in=RUNNING, patient_id__in={patient for patient, _ in near}).order_by("pk")
    rows = [row for row in running.values(*COLUMNS) if (row["patient_id"], row["center_id"]) in near]
    team = team_of({row[side] for row in rows for side in ("practice_id", "center_id")})
    for row in rows:
        yield from rungs(row, near[row["patient_id"], row["center_id"]], team, now)


def rungs(row: dict[str, Any], grant: Grant, team: dict[tuple[int, str], list[int]], now: datetime) -> Iterator[Due]:
    assert grant.ends_at is not None
    for number, before in RUNGS:
        if grant.ends_at - before > now:
            continue
        for role, named in ((Owner.RC, row["referral__from_owner_id"]), (Owner.CTC, row["coordinator_id"])):
            if number == ENDED and role is Owner.CTC:
                continue
            place, others = whom.pick(team, role, practice=row["practice_id"], center=row["center_id"])
            yield Due(
                rope=f"follow_up:{grant.pk}:{grant.ends_at.date()}:{place}",
                rung=number,
                kind=Kind.FOLLOW_UP_ENDED if number == ENDED else Kind.FOLLOW_UP_ENDS,
                to=[named] if named else others,
                due_at=grant.ends_at - before,
                about=row["id"],
                patient_id=row["patient_id"],
                organization_id=place,
            )
