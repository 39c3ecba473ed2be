"""Emergency access that nobody reviews: officers at 72 hours and a day later, then the admins; a review ends it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from carecoord.access import verbs
from carecoord.access.actor import Actor, acting
from carecoord.access.models import BreakGlass, BreakGlassReason
from carecoord.accounts.models import Membership, Role
from carecoord.notifications import Channel, Kind, emergencies, ladders
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.notifications.stage import ago, as_worker_role
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("always_open")]
WHY = "Arrived confused with high fever, family names the center."


@pytest.fixture
def use(cast: Cast) -> BreakGlass:
    with acting(cast.actor("chen")) as chen:
        return verbs.break_glass(chen, cast.denise.pk, code=BreakGlassReason.EMERGENCY, reason=WHY)


def long_ago(use: BreakGlass, hours: float) -> None:
    with truth():
        BreakGlass.objects.filter(pk=use.pk).update(at=ago(hours=hours))


def rungs(now: datetime) -> list[tuple[str, int, set[int]]]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return [(one.kind, one.rung, set(one.to)) for one in emergencies.late_reviews(now)]


def sweep() -> int:
    with as_worker_role():
        return ladders.tell()


def told(*states: State) -> set[tuple[str, str]]:
    with truth():
        kinds = (Kind.BREAK_GLASS_REVIEW_LATE, Kind.BREAK_GLASS_NOT_REVIEWED)
        rows = Notification.objects.filter(kind__in=kinds, state__in=states or list(State))
        return set(rows.values_list("recipient__email", "kind"))


def test_at_72_hours_the_officers_a_day_later_the_admins_too(cast: Cast, use: BreakGlass) -> None:
    pia, uma = {cast.pia.pk}, {cast.users["uma"].pk}
    assert rungs(use.at + timedelta(hours=71, minutes=59)) == []
    late = (Kind.BREAK_GLASS_REVIEW_LATE, 1, pia)
    assert rungs(use.at + timedelta(hours=72)) == [late]
    assert rungs(use.at + timedelta(hours=96)) == [late, (Kind.BREAK_GLASS_REVIEW_LATE, 2, pia), (Kind.BREAK_GLASS_NOT_REVIEWED, 1, uma)]


def test_however_often_it_sweeps_each_is_told_once_a_rung(cast: Cast, use: BreakGlass) -> None:
    long_ago(use, 73)
    assert [sweep(), sweep(), sweep()] == [1, 0, 0]
    assert told() == {("pia@cedarvalley.example", Kind.BREAK_GLASS_REVIEW_LATE)}
    long_ago(use, 97)
    assert [sweep(), sweep()] == [2, 0]
    assert ("uma@cedarvalley.example", Kind.BREAK_GLASS_NOT_REVIEWED) in told()


def test_without_an_officer_the_admins_hear_at_once(cast: Cast, use: BreakGlass) -> None:
    with truth():
        Membership.objects.filter(role=Role.PRIVACY_OFFICER).delete()
    assert [one for one in rungs(use.at + timedelta(hours=72)) if one[2]] == [
        (Kind.BREAK_GLASS_NOT_REVIEWED, 1, {cast.users["uma"].pk}),
    ]


def test_nobody_is_asked_to_review_themselves(cast: Cast, use: BreakGlass) -> None:
    with truth():
        BreakGlass.objects.filter(pk=use.pk).update(user=cast.pia)
    assert all(cast.pia.pk not in to for _, _, to in rungs(use.at + timedelta(hours=97)))


def test_a_review_ends_it_and_stops_what_was_not_read(cast: Cast, use: BreakGlass) -> None:
    long_ago(use, 97)
    sweep()
    with acting(cast.actor("pia")) as pia:
        verbs.review(pia, use.pk, finding="Justified; the team was told.")
    assert rungs(use.at + timedelta(hours=200)) == []
    assert sweep() == 0
    assert told(State.DUE) == set()
    with truth():
        used = Notification.objects.get(kind=Kind.BREAK_GLASS_USED, channel=Channel.INAPP)
    assert used.state == State.CANCELLED


def test_the_worker_reads_when_and_whose_never_why(cast: Cast, use: BreakGlass) -> None:
    with as_worker_role(), acting(Actor(job="ladders")), connection.cursor() as cursor:
        cursor.execute("select id from access_breakglass")
        assert cursor.fetchall() == [(use.pk,)]
        for column in ("reason", "finding", "code"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(f"select {column} from access_breakglass")
    with as_worker_role(), acting(Actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from access_breakglass")
        assert cursor.fetchone() == (0,)
