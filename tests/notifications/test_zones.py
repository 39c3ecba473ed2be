"""Wall times of notices: the intent is kept, and what is still due moves when the zone it follows changes."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.accounts.models import Organization, User
from carecoord.notifications import Channel, Follows, Kind, WallTime, post
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from carecoord.notifications.wallclock import instant
from tests.cast import Cast
from tests.notifications.stage import now
from tests.truth import truth

pytestmark = pytest.mark.django_db
CHICAGO, DENVER = "America/Chicago", "America/Denver"
EIGHT = (timezone.now().astimezone(ZoneInfo(CHICAGO)) + timedelta(days=30)).replace(hour=8, minute=0, second=0, microsecond=0, tzinfo=None)


def told(cast: Cast, wall: WallTime, *, channel: Channel = Channel.EMAIL) -> Notification:
    with acting(cast.actor("rae")):
        post(Kind.TRIAGE_DUE, to=cast.bo, key=f"wall-{wall.follows}-{channel}", wall=wall, channels=[channel], organization_id=None)
    with truth():
        row = Notification.objects.get(recipient=cast.bo, key=f"wall-{wall.follows}-{channel}")
        Notification.objects.filter(pk=row.pk).update(organization=cast.organizations["lakeside"])
    return row


def test_the_intent_is_kept_beside_the_instant(cast: Cast) -> None:
    row = told(cast, WallTime(EIGHT))
    assert (row.wall_at, row.zone, row.zone_of) == (EIGHT, cast.bo.time_zone, Follows.RECIPIENT)
    assert row.due_at == row.try_at == instant(EIGHT, cast.bo.time_zone)


@pytest.mark.parametrize("follows", [Follows.RECIPIENT, Follows.ORGANIZATION])
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.INAPP])
def test_a_new_zone_moves_what_is_still_due(cast: Cast, follows: Follows, channel: Channel) -> None:
    row = told(cast, WallTime(EIGHT, zone="" if follows is Follows.RECIPIENT else CHICAGO, follows=follows), channel=channel)
    owner: User | Organization = cast.bo if follows is Follows.RECIPIENT else cast.organizations["lakeside"]
    owner.time_zone = DENVER
    with acting(cast.actor("ida")):  # who administers sees no notice, and moves them all the same
        owner.save(update_fields=["time_zone"])
    after = now(row)
    assert (after.wall_at, after.zone) == (EIGHT, DENVER)
    assert after.due_at == after.try_at == instant(EIGHT, DENVER) == row.due_at + timedelta(hours=1)


@pytest.mark.parametrize("state", [State.LEASED, State.SENT, State.CANCELLED, State.RETRY])
def test_what_is_on_its_way_or_over_stays(cast: Cast, state: State) -> None:
    row = told(cast, WallTime(EIGHT))
    with truth():
        Notification.objects.filter(pk=row.pk).update(state=State.LEASED)
        if state is not State.LEASED:
            Notification.objects.filter(pk=row.pk).update(state=state)
    cast.bo.time_zone = DENVER
    with acting(cast.actor("bo")):
        cast.bo.save()
    assert now(row).due_at == row.due_at


def test_what_is_no_wall_time_or_follows_nobody_stays(cast: Cast) -> None:
    fixed = told(cast, WallTime(EIGHT, zone=CHICAGO, follows=Follows.NOBODY))
    with acting(cast.actor("rae")):
        post(Kind.TRIAGE_DUE, to=cast.bo, key="instant", due_at=fixed.due_at)
    cast.bo.time_zone = DENVER
    with acting(cast.actor("bo")):
        cast.bo.save()
    assert now(fixed).due_at == fixed.due_at
    with truth():
        assert {row.due_at for row in Notification.objects.filter(key="instant", channel=Channel.INAPP)} == {fixed.due_at}


def test_what_waits_for_a_persons_hours_is_asked_again(cast: Cast) -> None:
    row = told(cast, WallTime(EIGHT, zone=CHICAGO, follows=Follows.NOBODY))
    with truth():
        Notification.objects.filter(pk=row.pk).update(wall_at=None, zone="", last_error_class="quiet_hours")
    cast.bo.time_zone = DENVER
    with acting(cast.actor("bo")):
        cast.bo.save()
    assert now(row).try_at <= timezone.now()


def test_the_database_takes_no_zone_that_is_not_the_owners_and_no_other_instant(cast: Cast) -> None:
    row = told(cast, WallTime(EIGHT))
    call = "select access.move_wall_times('recipient', %s, %s, %s::timestamp[], %s::timestamptz[], '{}')"
    with acting(cast.actor("cy")), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="not the zone"), transaction.atomic():
            cursor.execute(call, [cast.bo.pk, DENVER, [EIGHT], [row.due_at]])
        cursor.execute(call, [cast.bo.pk, cast.bo.time_zone, [EIGHT], [row.due_at + timedelta(days=3)]])
        assert cursor.fetchone()[0] == 0
    assert now(row).due_at == row.due_at


def test_saving_anything_else_asks_nothing(cast: Cast, django_assert_num_queries: object) -> None:
    with acting(cast.actor("bo")), django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        cast.bo.save(update_fields=["phone"])
