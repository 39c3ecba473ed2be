"""Who hears of what, besides the two desks: physicians, finance and social work, those at home; and who hears nothing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.accounts.models import Membership, Role, User
from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Habits, Notification
from carecoord.notifications.states import State
from patients import verbs as record
from referrals import unowned, verbs
from referrals.models import Referral, Urgency
from referrals.pathway import hearing, weekly
from referrals.pathway import verbs as road
from referrals.pathway.protocol import Owner
from referrals.states import Stage
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import desk, story
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(cast: Cast) -> dict[str, User]:
    """Lakeside has a financial navigator and a social worker."""
    made = {}
    with truth():
        for name, role in (("fay", Role.FINANCIAL_NAVIGATOR), ("sol", Role.SOCIAL_WORKER)):
            made[name] = cast.users[name] = User.objects.create_user(f"{name}@lakeside.example", name=name.title())
            Membership.objects.create(user=made[name], organization=cast.organizations["lakeside"], role=role)
            cast.homes[name] = "lakeside"
    return made


def heard(cast: Cast, kind: Kind) -> set[str]:
    with truth():
        found = set(Notification.objects.filter(kind=kind, channel=Channel.INAPP).values_list("recipient_id", flat=True))
    return {name for name, user in cast.users.items() if user.pk in found}


def do(cast: Cast, who: str, verb: str, row: Referral, **values: Any) -> None:
    with acting(cast.actor(who)) as actor:
        getattr(verbs, verb)(actor, row.pk, version=row.version, **values)


@pytest.mark.parametrize("is_urgent", [True, False])
def test_an_urgent_referral_reaches_the_physicians_and_another_does_not(cast: Cast, is_urgent: bool) -> None:
    referral = story.draft(cast, urgency=Urgency.URGENT if is_urgent else Urgency.ROUTINE)
    with acting(cast.actor("rae")) as actor:
        verbs.submit(actor, referral.pk, version=referral.version)
    assert heard(cast, Kind.REFERRAL_SENT_URGENT) == ({"bo", "chen", "nan"} if is_urgent else set())
    assert heard(cast, Kind.REFERRAL_SENT) == (set() if is_urgent else {"bo", "nan"})


def test_acceptance_starts_finance_and_social_work(cast: Cast, support: dict[str, User]) -> None:
    do(cast, "chen", "accept", desk.at(cast, Stage.RECEIVED), urgency="routine", consult_by=timezone.localdate() + timedelta(days=9))
    assert heard(cast, Kind.SUPPORT_BEGINS) == {"fay", "sol"}
    assert heard(cast, Kind.ROAD_NEWS) == {"pat", "sam"}


@pytest.mark.parametrize(("reason", "kind"), [("did_not_come", Kind.CONSULT_MISSED), ("center_cancelled", Kind.CONSULT_CHANGED)])
def test_a_visit_that_was_missed_or_called_off(cast: Cast, reason: str, kind: Kind) -> None:
    do(cast, "nan", "miss_consult", desk.at(cast, Stage.CONSULT_SCHEDULED), reason_code=reason)
    assert heard(cast, kind) == {"rae", "bo", "chen"}
    assert not any(heard(cast, other) for other in {Kind.CONSULT_MISSED, Kind.CONSULT_CHANGED} - {kind})


def test_whoever_is_given_referrals_hears_of_each_and_is_mailed_once(cast: Cast) -> None:
    rows = desk.referrals(cast, 3)
    with acting(cast.actor("bo")) as actor:
        verbs.assign_many(actor, [row.pk for row in rows], owner=cast.nan.pk)
    with truth():
        found = Notification.objects.filter(kind=Kind.REFERRAL_ASSIGNED)
        assert set(found.values_list("recipient_id", flat=True)) == {cast.nan.pk}
        assert (found.filter(channel=Channel.INAPP).count(), found.filter(channel=Channel.EMAIL).count()) == (3, 1)
    do(cast, "nan", "assign", again(rows[0]), owner=cast.nan.pk)
    assert heard(cast, Kind.REFERRAL_ASSIGNED) == {"nan"}


def again(row: Referral) -> Referral:
    with truth():
        row.refresh_from_db()
    return row


def test_a_death_is_told_to_both_sides_at_once_and_to_nobody_at_home(cast: Cast, support: dict[str, User]) -> None:
    desk.at(cast, Stage.ACCEPTED)
    with acting(cast.actor("rae")) as actor:
        record.record_death(actor, cast.denise.pk, version=cast.denise.version, died_at=timezone.now() - timedelta(hours=3))
    assert heard(cast, Kind.PERSON_DIED) == {"ana", "bo", "chen", "fay", "sol"}
    assert Kind.PERSON_DIED.form.is_urgent


def visits(cast: Cast, who: str = "pat") -> list[datetime]:
    with truth():
        rows = Notification.objects.filter(kind=Kind.VISIT_SOON, channel=Channel.INAPP, recipient=cast.users[who], state=State.DUE)
        return [row.wall_at for row in rows.order_by("due_at") if row.wall_at]


def test_a_booked_visit_reminds_at_home_seven_two_and_one_days_before(cast: Cast) -> None:
    row = desk.at(cast, Stage.ACCEPTED)
    day = timezone.localdate() + timedelta(days=20)
    at = datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone()) + timedelta(hours=15)
    do(cast, "bo", "book_consult", row, at=at)
    wanted = [datetime.combine(day - timedelta(days=n), time(8)) for n in (7, 2, 1)]
    assert (visits(cast), visits(cast, "sam")) == (wanted, wanted)
    do(cast, "bo", "miss_consult", again(row), reason_code="center_cancelled")
    assert visits(cast) == []
    do(cast, "bo", "book_consult", again(row), at=timezone.now() + timedelta(days=2, hours=20))
    assert len(visits(cast)) in (1, 2)


def test_a_plan_reminds_of_the_visit_in_their_place(cast: Cast) -> None:
    row = desk.at(cast, Stage.ACCEPTED)
    do(cast, "bo", "book_consult", row, at=timezone.now() + timedelta(days=20))
    assert len(visits(cast)) == 3
    with acting(cast.actor("bo")) as actor:
        road.start(actor, row.pk, protocol=trip.protocol(trip.CILTA).pk)
    assert visits(cast) == []


class TestNobodysReferrals:
    NOW = datetime(2026, 11, 24, 17, 0, tzinfo=timezone.get_default_timezone())

    def found(self, now: datetime | None = None) -> list[tuple[int | None, list[int]]]:
        with as_worker_role(), acting(Actor(job="ladders")):
            return [(one.organization_id, list(one.to)) for one in unowned.without_owner(now or self.NOW)]

    def idle(self, row: Referral, **values: Any) -> None:
        with truth():
            Referral.objects.filter(pk=row.pk).update(stage_since=self.NOW - timedelta(days=3), **values)

    def test_who_leads_hears_once_a_day(self, cast: Cast) -> None:
        (row,) = desk.referrals(cast, 1)
        self.idle(row)
        assert self.found() == []
        self.idle(row, to_owner=None)
        assert self.found() == [(cast.organizations["lakeside"].pk, [cast.chen.pk])]
        assert self.found(self.NOW + timedelta(minutes=1)) == []  # it looks every five minutes

    @pytest.mark.parametrize("why", ["left", "account closed", "away without a deputy"])
    def test_an_owner_who_is_gone_is_none(self, cast: Cast, why: str) -> None:
        (row,) = desk.referrals(cast, 1)
        self.idle(row)
        with truth():
            if why == "left":
                past = timezone.now() - timedelta(days=9)
                Membership.objects.filter(user=cast.bo).update(since=past, until=past + timedelta(days=1))
            elif why == "account closed":
                User.objects.filter(pk=cast.bo.pk).update(is_active=False)
            else:
                day = self.NOW.date()
                Habits.objects.create(user=cast.bo, away_from_on=day, away_until_on=day + timedelta(days=3))
        assert self.found() == [(cast.organizations["lakeside"].pk, [cast.chen.pk])]


def test_flags_reach_further_roles_and_home() -> None:
    assert set(hearing.FLAGGED["distress_screen"].roles) == {Owner.SW, Owner.FIN}
    assert hearing.FLAGGED["nerve_check"].home is Kind.TEAM_WILL_CALL
    assert weekly.WEEKLY.rungs[0].kind is Kind.JOURNEY_WEEK
