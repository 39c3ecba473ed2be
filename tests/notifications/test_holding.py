"""At the moment of sending: quiet hours, summaries, days away; and who gets what while somebody is away."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from carecoord.access.models import PersonalGrant, ProxyScope
from carecoord.accounts.models import Membership, Role, User
from carecoord.notifications import Channel, Kind, checks, delivery, holding, ladders, leases
from carecoord.notifications.kinds import Topic
from carecoord.notifications.models import Choice, Habits, Notification
from carecoord.notifications.states import State
from carecoord.notifications.wishes import When
from tests.cast import Cast
from tests.notifications.stage import ago, as_worker_role, notice, now
from tests.referrals.desk import statements
from tests.truth import truth

pytestmark = pytest.mark.django_db
ALL_DAY = {"is_quiet": True, "quiet_from": time(0), "quiet_until": time(23, 59, 59)}


def deliver() -> int:
    with as_worker_role():
        return delivery.deliver()


def sweep() -> None:
    with as_worker_role():
        ladders.tell()


def keep(user: User, **values: Any) -> None:
    with truth():
        Habits.objects.update_or_create(user=user, defaults=values)


def choose(user: User, topic: Topic, when: When) -> None:
    with truth():
        Choice.objects.create(user=user, topic=topic, channel=Channel.EMAIL, when=when)


def away(user: User, *, deputy: User | None = None, days: int = 5) -> None:
    today = timezone.localdate()
    keep(user, away_from_on=today - timedelta(days=2), away_until_on=today + timedelta(days=days), deputy=deputy)


def given(user: User) -> list[Notification]:
    with truth():
        return list(Notification.objects.filter(recipient=user, key__startswith="deputy:").order_by("channel"))


class TestQuietHours:
    def test_what_is_not_urgent_waits_until_they_end_and_counts_no_attempt(self, cast: Cast) -> None:
        keep(cast.pat, **ALL_DAY)
        row = notice(cast.pat, kind=Kind.VISIT_BOOKED)
        assert deliver() == 0
        assert (now(row).state, now(row).last_error_class, now(row).attempts) == (State.DUE, "quiet_hours", 0)
        assert now(row).try_at > timezone.now()

    def test_what_is_urgent_goes(self, cast: Cast) -> None:
        keep(cast.pat, **ALL_DAY)
        notice(cast.pat, kind=Kind.VISIT_CHANGED)
        assert deliver() == 1


class TestSummary:
    yesterday = staticmethod(lambda: {"created_at": ago(days=1, minutes=5), "kind": Kind.NOTE_WRITTEN})

    def test_many_become_one_that_says_how_many_and_no_more(self, cast: Cast) -> None:
        rows = [notice(cast.bo, **self.yesterday()) for _ in range(3)]
        for _ in range(2):
            notice(cast.bo, channel=Channel.INAPP)
        assert deliver() == 1
        assert {(now(row).state, now(row).last_error_class) for row in rows} == {(State.CANCELLED, "in_digest")}
        [message] = mail.outbox
        assert message.subject == "carecoord: Your summary"
        assert "You have 2 unread notices in carecoord." in message.body
        with truth():
            digest = Notification.objects.get(kind=Kind.DIGEST)
        assert (digest.state, digest.channel) == (State.SENT, Channel.EMAIL)
        assert digest.key == f"digest:{cast.bo.pk}:{timezone.localdate(timezone=ZoneInfo(cast.bo.time_zone))}"

    def test_nothing_unread_sends_nothing(self, cast: Cast) -> None:
        row = notice(cast.bo, **self.yesterday())
        notice(cast.bo, channel=Channel.INAPP, read_at=ago(minutes=1))
        assert deliver() == 0
        with truth():
            digest = Notification.objects.get(kind=Kind.DIGEST)
        assert (digest.state, digest.last_error_class) == (State.CANCELLED, "nothing_unread")
        assert now(row).last_error_class == "in_digest"

    def test_it_comes_once_a_day(self, cast: Cast) -> None:
        notice(cast.bo, channel=Channel.INAPP)
        notice(cast.bo, **self.yesterday())
        assert deliver() == 1
        late = notice(cast.bo, **self.yesterday())
        assert deliver() == 0
        assert (now(late).state, now(late).last_error_class) == (State.DUE, "digest")
        assert now(late).try_at > timezone.now()

    def test_before_its_hour_it_waits(self, cast: Cast) -> None:
        row = notice(cast.bo, kind=Kind.NOTE_WRITTEN)
        assert deliver() == 0
        assert (now(row).state, now(row).last_error_class) == (State.DUE, "digest")

    def test_urgent_and_safety_never_wait_for_it(self, cast: Cast) -> None:
        for topic in (Topic.REMINDERS, Topic.URGENT):
            choose(cast.bo, topic, When.WEEKLY)
        notice(cast.bo, kind=Kind.TRIAGE_DUE)
        notice(cast.bo, kind=Kind.TRIAGE_LATE, is_urgent=True)
        assert deliver() == 2

    def test_who_wants_it_right_away_gets_it_right_away(self, cast: Cast) -> None:
        choose(cast.bo, Topic.THREAD, When.NOW)
        notice(cast.bo, **self.yesterday())
        assert deliver() == 1
        assert "summary" not in mail.outbox[0].subject


class TestScope:
    def test_a_scope_taken_back_stops_what_was_posted_before(self, cast: Cast) -> None:
        row = notice(cast.sam, kind=Kind.MESSAGE_RECEIVED, patient_id=cast.denise.pk)
        with truth():
            PersonalGrant.objects.filter(user=cast.sam).update(scopes=[ProxyScope.EDUCATION])
        assert deliver() == 0
        assert (now(row).state, now(row).last_error_class) == (State.CANCELLED, "out_of_scope")


class TestAway:
    def test_mail_waits_and_the_deputy_gets_it_once(self, cast: Cast) -> None:
        nan = cast.users["nan"]
        away(cast.bo, deputy=nan)
        mailed = notice(cast.bo, kind=Kind.TRIAGE_LATE, key="late", is_urgent=True, organization=cast.organizations["lakeside"])
        shown = notice(cast.bo, kind=Kind.TRIAGE_LATE, key="late", is_urgent=True, channel=Channel.INAPP, organization=mailed.organization)
        for _ in range(3):
            sweep()
        rows = given(nan)
        assert [(row.channel, row.key, row.kind, row.is_urgent) for row in rows] == [
            ("email", f"deputy:{shown.pk}", Kind.TRIAGE_LATE, True),
            ("inapp", f"deputy:{shown.pk}", Kind.TRIAGE_LATE, True),
        ]
        assert deliver() == 1
        assert [message.to for message in mail.outbox] == [[nan.email]]
        assert (now(mailed).state, now(mailed).last_error_class) == (State.DUE, "away")
        assert now(shown).read_at is None

    def test_what_comes_due_while_away_is_given_and_what_was_there_before_is_not(self, cast: Cast) -> None:
        nan, lakeside = cast.users["nan"], cast.organizations["lakeside"]
        away(cast.bo, deputy=nan)
        due = notice(cast.bo, channel=Channel.INAPP, organization=lakeside, created_at=ago(days=30))
        notice(cast.bo, channel=Channel.INAPP, organization=lakeside, due_at=ago(days=9))
        notice(cast.bo, channel=Channel.INAPP, organization=lakeside, due_at=timezone.now() + timedelta(hours=1))
        sweep()
        assert {row.key for row in given(nan)} == {f"deputy:{due.pk}"}

    @pytest.mark.parametrize("why", ["left", "inactive", "away too", "nobody named"])
    def test_without_a_deputy_the_desk_gets_it(self, cast: Cast, why: str) -> None:
        lakeside, nan = cast.organizations["lakeside"], cast.users["nan"]
        with truth():
            desk = User.objects.create_user("kim@lakeside.example", None, name="Kim Cole")
            Membership.objects.create(user=desk, organization=lakeside, role=Role.COORDINATOR)
        away(cast.bo, deputy=None if why == "nobody named" else nan)
        notice(cast.bo, channel=Channel.INAPP, organization=lakeside)
        if why != "nobody named":
            with truth():
                Membership.objects.filter(user=nan).update(since=ago(days=9), until=ago(seconds=1) if why == "left" else None)
                User.objects.filter(pk=nan.pk).update(is_active=why != "inactive")
        if why == "away too":
            away(nan, deputy=cast.bo)
        sweep()
        assert given(desk)
        assert not given(nan)

    def test_a_deputy_who_leaves_afterwards_leaves_it_to_the_desk(self, cast: Cast) -> None:
        lakeside, nan = cast.organizations["lakeside"], cast.users["nan"]
        with truth():
            desk = User.objects.create_user("kim@lakeside.example", None, name="Kim Cole")
            Membership.objects.create(user=desk, organization=lakeside, role=Role.COORDINATOR)
        away(cast.bo, deputy=nan)
        notice(cast.bo, channel=Channel.INAPP, organization=lakeside)
        sweep()
        assert given(nan)
        assert not given(desk)
        with truth():
            Membership.objects.filter(user=nan).update(since=ago(days=9), until=ago(seconds=1))
        sweep()
        assert given(desk)

    def test_two_who_stand_in_for_each_other_do_not_play_ball(self, cast: Cast) -> None:
        nan = cast.users["nan"]
        away(cast.bo, deputy=nan)
        away(nan, deputy=cast.bo)
        notice(cast.bo, channel=Channel.INAPP, organization=cast.organizations["lakeside"])
        for _ in range(3):
            sweep()
        with truth():
            assert not Notification.objects.filter(key__startswith="deputy:").exists()

    def test_where_nobody_can_stand_in_the_mail_goes_out(self, cast: Cast) -> None:
        away(cast.bo)
        lakeside = cast.organizations["lakeside"]
        notice(cast.bo, kind=Kind.TRIAGE_LATE, key="k", channel=Channel.INAPP, organization=lakeside)
        mailed = notice(cast.bo, kind=Kind.TRIAGE_LATE, key="k", organization=lakeside)
        assert deliver() == 0
        sweep()
        assert deliver() == 1
        assert now(mailed).state == State.SENT

    def test_back_again_the_many_become_one(self, cast: Cast) -> None:
        today = timezone.localdate()
        keep(cast.bo, away_from_on=today - timedelta(days=9), away_until_on=today - timedelta(days=2))
        waited = [notice(cast.bo, kind=Kind.REFERRAL_SENT, created_at=ago(days=5), last_error_class="away") for _ in range(3)]
        late = notice(cast.bo, kind=Kind.TRIAGE_LATE, created_at=ago(days=5), is_urgent=True)
        notice(cast.bo, channel=Channel.INAPP)
        assert deliver() == 2
        assert {now(row).last_error_class for row in waited} == {"in_digest"}
        assert now(late).state == State.SENT


def test_the_check_asks_one_statement_for_a_batch(cast: Cast) -> None:
    for _ in range(10):
        notice(cast.bo)
        notice(cast.pat, kind=Kind.VISIT_BOOKED, patient_id=cast.denise.pk)
    with as_worker_role():
        leases.claim(token := uuid4(), channel=Channel.EMAIL, limit=50)
        with leases.working():
            rows = checks.candidates(token)
            assert len(rows) == 20
            with statements() as sent:
                assert holding.held(rows) == {}
    assert len(sent) == 1
