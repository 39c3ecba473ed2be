"""What has climbed to somebody: the rungs of the loop's ladders as one condition on rows, for lists and their counts.

Room: referrals. The sweep asks forwards when each rung of a row comes (`due`); a list asks backwards how late a row must be for a rung to
have come by now. Both count with the same ladders and the same working time, so they name the same rows; a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import monotonic

from django.db.models import Exists, Q

from carecoord.access.actor import Actor
from carecoord.accounts.hours import Hours, Wait, hours_of, latest
from carecoord.accounts.models import Membership
from carecoord.notifications.rungs import Ladder, Who, in_force
from referrals.ladders import OF_STAGE
from referrals.models.referral import ReferralQuerySet
from referrals.states import Side, Stage

KEPT_FOR = 60  # seconds
Marks = dict[Wait, datetime]


def ladders(now: datetime) -> dict[Stage, Ladder]:
    """The ladder of each stage that holds on that day."""
    return {stage: in_force(one.code, now.date()) for stage, one in OF_STAGE.items()}


def escalating(found: dict[Stage, Ladder]) -> Iterator[tuple[Stage, str, Wait]]:
    """(stage, whom, wait) of every rung above the first."""
    for stage, ladder in found.items():
        for rung in ladder.rungs[1:]:
            for word in rung.to:
                yield stage, word, rung.wait


def stand_ins(found: dict[Stage, Ladder]) -> Marks:
    """An instant of long ago for each wait, so that a statement can be kept and asked again later."""
    waits = sorted({wait for _, _, wait in escalating(found)}, key=lambda one: (one.days, one.hours))
    return {wait: datetime(1901, 1, 1, tzinfo=UTC) + timedelta(days=number) for number, wait in enumerate(waits)}


def marks(hours: Hours, now: datetime, found: dict[Stage, Ladder]) -> Marks:
    """For each wait how old the due instant of a row must be."""
    return {wait: latest(hours, now, wait) for wait in stand_ins(found)}


def to(actor: Actor, rows: ReferralQuerySet, found: dict[Stage, Ladder], at: Marks) -> ReferralQuerySet:
    """Rows whose ladder has come to a rung that is for the actor: as owner, by role, or because nobody of the team is there."""
    side, owner = (Side.RECEIVER, "to_owner") if actor.is_center else (Side.SENDER, "from_owner")
    come = {who: _any(found, at, who) for who in Who}
    mine = Q(**{f"{owner}_id": actor.user_id}) & (come[Who.ROLE] | come[Who.LEAD])
    some = next(iter(found.values()))
    if actor.role in some.role:
        mine |= come[Who.ROLE]
    elif actor.role in some.lead:
        team = Membership.objects.active().filter(organization_id=actor.place_id, role__in=some.role)
        mine |= come[Who.LEAD] | (come[Who.ROLE] & Q(~Exists(team)))
    return rows.filter(mine, is_open=True, ball=side)


def _any(found: dict[Stage, Ladder], at: Marks, who: str) -> Q:
    """Stages that share a wait are one comparison."""
    stages: dict[Wait, list[Stage]] = defaultdict(list)
    for stage, word, wait in escalating(found):
        if word == who:
            stages[wait].append(stage)
    each = [Q(stage__in=sorted(some), due_at__lte=at[wait]) for wait, some in stages.items()]
    return Q(*each, _connector=Q.OR) if each else Q(pk__in=[])


def hours_here(place_id: int) -> Hours:
    """Of one organization; asked at most once a minute by each process, since every list counts."""
    return _hours(place_id, int(monotonic() // KEPT_FOR))


@lru_cache(maxsize=256)
def _hours(place_id: int, minute: int) -> Hours:
    return hours_of([place_id])[place_id]
