"""Which rows a notice becomes: by what each person chose, and what reaches those who care for a patient."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import PersonalGrant, PersonalSource, ProxyScope
from carecoord.notifications import Channel, Kind, ladders, post
from carecoord.notifications.caregivers import OPENS, opens
from carecoord.notifications.kinds import KINDS, SAFETY, Audience, Topic, topics_for
from carecoord.notifications.ladders import Due
from carecoord.notifications.models import Choice, Habits, Notification
from carecoord.notifications.wishes import SAFETY_CHANNEL, When, default, offered
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals.desk import statements
from tests.truth import truth

pytestmark = pytest.mark.django_db


def choose(user: Any, topic: Topic, **by: When) -> None:
    with truth():
        for channel, when in by.items():
            Choice.objects.update_or_create(user=user, topic=topic, channel=channel, defaults={"when": when})


def keep(user: Any, **values: Any) -> None:
    with truth():
        Habits.objects.update_or_create(user=user, defaults=values)


def rows(user: Any, **narrower: Any) -> dict[str, Notification]:
    with truth():
        return {row.channel: row for row in Notification.objects.filter(recipient=user, **narrower)}


def tell(cast: Cast, kind: Kind, *who: str, **values: Any) -> None:
    with acting(cast.actor("rae")):
        post(kind, to=[cast.users[one] for one in who], key=f"{kind}:1", **values)


def test_the_center_always_and_mail_by_default(cast: Cast) -> None:
    tell(cast, Kind.REFERRAL_SENT, "bo")
    assert set(rows(cast.bo)) == {"inapp", "email"}


def test_what_is_switched_off_has_no_row_and_what_is_on_has_one(cast: Cast) -> None:
    choose(cast.bo, Topic.LOOP, email=When.OFF, sms=When.NOW)
    tell(cast, Kind.REFERRAL_SENT, "bo", "chen")
    assert set(rows(cast.bo)) == {"inapp", "sms"}
    assert set(rows(cast.users["chen"])) == {"inapp", "email"}


def test_safety_comes_by_mail_whatever_is_stored_and_by_a_second_way_if_wished(cast: Cast) -> None:
    choose(cast.bo, Topic.URGENT, email=When.OFF, push=When.NOW)
    tell(cast, Kind.TRIAGE_LATE, "bo")
    found = rows(cast.bo)
    assert set(found) == {"inapp", "email", "push"}
    assert found["email"].try_at <= timezone.now()


def test_a_topic_in_a_summary_waits_for_it_while_the_center_has_it_now(cast: Cast) -> None:
    choose(cast.bo, Topic.LOOP, email=When.DAILY)
    tell(cast, Kind.REFERRAL_SENT, "bo")
    found = rows(cast.bo)
    assert found["inapp"].due_at <= timezone.now()
    assert timezone.now() < found["email"].try_at <= timezone.now() + timedelta(days=1)
    assert (found["email"].due_at, found["email"].last_error_class) == (found["email"].try_at, "digest")


def test_mail_of_somebody_away_waits_until_they_are_back(cast: Cast) -> None:
    today = timezone.localdate()
    keep(cast.bo, away_from_on=today - timedelta(days=1), away_until_on=today + timedelta(days=3))
    tell(cast, Kind.TRIAGE_LATE, "bo")
    found = rows(cast.bo)
    assert timezone.localdate(found["email"].try_at) == today + timedelta(days=4)
    assert found["inapp"].due_at <= timezone.now()


def test_exactly_these_channels_whatever_was_chosen(cast: Cast) -> None:
    choose(cast.bo, Topic.LOOP, email=When.OFF)
    tell(cast, Kind.REFERRAL_SENT, "bo", channels=[Channel.EMAIL])
    assert set(rows(cast.bo)) == {"email"}


def test_one_statement_more_for_any_number_of_recipients(cast: Cast) -> None:
    keep(cast.bo, is_quiet=True)
    choose(cast.bo, Topic.NEWS, email=When.DAILY)
    counts = []
    for people in (["bo"], list(cast.users)):
        with acting(cast.actor("rae")), statements() as sent:
            post(Kind.ROAD_NEWS, to=[cast.users[one] for one in people], key=f"{len(people)}", patient_id=cast.denise.pk)
        counts.append(len([sql for sql in sent if not sql.startswith("/* context")]))
    assert counts == [2, 2]


def test_a_ladder_asks_what_people_wish_once_for_all_it_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(cast.bo, Topic.REMINDERS, sms=When.NOW)
    found = [Due(f"rope{n}", 1, Kind.TRIAGE_DUE, [cast.bo.pk, cast.users["nan"].pk], timezone.now()) for n in range(20)]
    monkeypatch.setattr(ladders, "SOURCES", {"test": lambda now: found})
    with as_worker_role(), statements() as sent:
        assert ladders.tell() == 20
    assert len([sql for sql in sent if "from notifications_choice" in sql]) == 1
    with truth():
        assert Notification.objects.filter(recipient=cast.bo, channel=Channel.SMS).count() == 20
        assert not Notification.objects.filter(recipient=cast.users["nan"], channel=Channel.SMS).exists()


# What each scope opens, written out once more than in the code: whoever changes one is asked by the other.
REACHED = {
    ProxyScope.EDUCATION: {Topic.READING},
    ProxyScope.LOGISTICS: {Topic.NEWS, Topic.VISITS, Topic.REMINDERS},
    ProxyScope.MESSAGES: {Topic.MESSAGES},
    ProxyScope.FULL: {Topic.NEWS, Topic.READING, Topic.MESSAGES, Topic.REMINDERS, Topic.VISITS, Topic.ACCESS},
}
SAMPLES = {form.topic: kind for kind, form in KINDS.items() if form.audience is Audience.PERSON}


@pytest.mark.parametrize("scope", ProxyScope)
@pytest.mark.parametrize("topic", topics_for(Audience.PERSON))
def test_each_scope_and_topic(cast: Cast, scope: ProxyScope, topic: Topic) -> None:
    with truth():
        PersonalGrant.objects.filter(user=cast.sam).update(scopes=[scope])
    tell(cast, SAMPLES[topic], "pat", "sam", patient_id=cast.denise.pk)
    assert rows(cast.pat)
    assert bool(rows(cast.sam)) is (topic in REACHED[scope])


def test_two_scopes_open_both_and_no_scope_nothing() -> None:
    assert set(OPENS) == set(ProxyScope)
    assert opens(Topic.READING, PersonalSource.PROXY, "education,messages")
    assert opens(Topic.MESSAGES, PersonalSource.PROXY, "education,messages")
    assert not opens(Topic.VISITS, PersonalSource.PROXY, "education,messages")
    assert not any(opens(topic, PersonalSource.PROXY, "") for topic in Topic)
    assert all(opens(topic, PersonalSource.SELF, "") for topic in Topic)


class TestData:
    def test_what_is_urgent_is_safety(self) -> None:
        assert {kind for kind, form in KINDS.items() if form.is_urgent and not form.is_safety} == set()

    def test_safety_is_on_by_default_and_offers_no_other_choice_there(self) -> None:
        for audience in Audience:
            for topic in SAFETY:
                assert default(audience, topic, SAFETY_CHANNEL) is When.NOW
                assert offered(topic, SAFETY_CHANNEL) == ()
                assert When.NOW in offered(topic, Channel.SMS)

    def test_every_default_can_be_chosen_again(self) -> None:
        for audience in Audience:
            for topic in set(topics_for(audience)) - SAFETY:
                for channel in (Channel.EMAIL, Channel.SMS, Channel.PUSH):
                    assert default(audience, topic, channel) in offered(topic, channel)
