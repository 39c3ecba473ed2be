"""What the sweep finds late and tells somebody of is what pages call overdue and escalated: compared for random rows, zones and days."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.accounts.models import Organization
from carecoord.notifications.ladders import Due
from referrals import due, escalated
from referrals.ladders import OF_STAGE
from referrals.models import Referral
from referrals.states import OPEN, STAGES, Side, Stage
from referrals.worklist import query
from referrals.worklist.filters import Filter, Tab
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db
ZONES = ("America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu")
WHO = ("ana", "rae", "bo", "chen", "nan")


def scattered(cast: Cast, pick: random.Random, now: datetime) -> None:
    """Forty referrals at any stage, owned by anybody or nobody, due anywhere from three weeks ago to next week."""
    people = {Side.SENDER: [cast.ana, cast.rae, None], Side.RECEIVER: [cast.bo, cast.chen, cast.nan, None]}
    for number in range(40):
        stage = pick.choice(sorted(OPEN))
        (row,) = desk.referrals(cast, 1, stage=stage, first=number)
        at = now + timedelta(minutes=pick.randrange(-21 * 1440, 7 * 1440))
        owners = {"from_owner": pick.choice(people[Side.SENDER]), "to_owner": pick.choice(people[Side.RECEIVER])}
        with truth():
            Referral.objects.filter(pk=row.pk).update(ball=STAGES[stage].ball, due_at=at, **owners)


def swept(now: datetime) -> list[Due]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return [one for one in due.overdue_steps(now) if not one.rope.endswith(":waiting")]


def listed(cast: Cast, who: str, tab: Tab, now: datetime) -> set[Any]:
    with acting(cast.actor(who)) as actor:
        return {row["id"] for row in query.page(actor, Filter(tab=tab), now).rows}


@pytest.mark.parametrize("seed", range(4))
def test_pages_and_sweep_name_the_same_rows(cast: Cast, seed: int) -> None:
    pick = random.Random(seed)
    now = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=pick.randrange(300 * 1440))
    with truth():
        for place in ("cedar", "lakeside"):
            Organization.objects.filter(pk=cast.organizations[place].pk).update(time_zone=pick.choice(ZONES))
    escalated._hours.cache_clear()
    scattered(cast, pick, now)
    found = swept(now)
    with truth():
        stages = dict(Referral.objects.values_list("pk", "stage"))
        late = {pk for pk, at in Referral.objects.values_list("pk", "due_at") if at and at <= now}
    for who in WHO:
        assert listed(cast, who, Tab.OVERDUE, now) == late
        climbed = {one.about for one in found if one.rung > 1 and cast.users[who].pk in one.to}
        assert listed(cast, who, Tab.ESCALATED, now) == climbed, who
    # Whatever is late has a first rung, once the site has opened since; nothing else has one but what begins before it is due.
    told: set[UUID | None] = {one.about for one in found}
    assert {pk for pk in told - late if stages[pk] != Stage.INFO_REQUESTED} == set()  # type: ignore[index]  # every row is about one
    later = {one.about for one in swept(now + timedelta(days=5))}
    assert late <= later


def test_counts_say_what_lists_show(cast: Cast) -> None:
    now = timezone.now()
    scattered(cast, random.Random(9), now)
    for who in WHO:
        with acting(cast.actor(who)) as actor:
            counts = query.counts(actor, now)
        for tab in (Tab.OVERDUE, Tab.TODAY, Tab.ESCALATED):
            assert counts[tab] == len(listed(cast, who, tab, now)), (who, tab)


def test_every_open_stage_hangs_on_a_ladder() -> None:
    assert set(OF_STAGE) == set(OPEN)
