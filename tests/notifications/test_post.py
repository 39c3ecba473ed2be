"""`post`: one row for each recipient and channel, once, in the caller's transaction."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.notifications import Channel, Kind, nudge, post
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str]]:
    with truth():
        return sorted(Notification.objects.values_list("recipient__email", "channel", "state"))


def test_one_row_for_each_recipient_and_channel_in_one_statement(cast: Cast) -> None:
    with (
        acting(cast.actor("rae")),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        post(Kind.REFERRAL_SENT, to=[cast.bo, cast.chen.pk], about=uuid4(), patient_id=cast.denise.pk, key="sent:1")
    assert len([q for q in asked if "insert into" in q["sql"].lower()]) == 1
    assert told() == [
        ("bo@lakeside.example", "email", "due"),
        ("bo@lakeside.example", "inapp", "due"),
        ("chen@lakeside.example", "email", "due"),
        ("chen@lakeside.example", "inapp", "due"),
    ]


def test_the_same_key_is_posted_once(cast: Cast) -> None:
    with acting(cast.actor("rae")):
        for _ in range(3):
            post(Kind.REFERRAL_ASSIGNED, to=cast.bo, about=uuid4(), patient_id=cast.denise.pk, key="assigned:1")
    assert len(told()) == 2


def test_a_rolled_back_act_tells_nobody(cast: Cast) -> None:
    def tell_and_fail() -> None:
        with acting(cast.actor("rae")):
            post(Kind.REFERRAL_SENT, to=cast.bo, about=uuid4(), patient_id=cast.denise.pk, key="sent:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert told() == []


def test_what_is_about_something_names_its_patient(cast: Cast) -> None:
    with pytest.raises(ValueError, match="names its patient"), acting(cast.actor("rae")):
        post(Kind.REFERRAL_SENT, to=cast.bo, about=uuid4(), key="sent:1")


def test_without_anybody_acting_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        post(Kind.REFERRAL_SENT, to=cast.bo, key="sent:1")


def test_no_notice_is_born_sent(cast: Cast) -> None:
    row = Notification(kind=Kind.REFERRAL_SENT, recipient=cast.bo, channel=Channel.EMAIL, key="k", state=State.SENT)
    with pytest.raises(IntegrityError), acting(cast.actor("rae")):
        row.save(force_insert=True)


def test_the_worker_is_nudged_once_after_the_commit(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks() as calls, acting(cast.actor("rae")):  # type: ignore[operator]  # pytest-django's fixture
        post(Kind.REFERRAL_SENT, to=cast.bo, key="a")
        post(Kind.REFERRAL_SENT, to=cast.bo, key="b")
        post(Kind.VISIT_SOON, to=cast.bo, key="c", due_at=timezone.now() + timedelta(days=1))
    assert calls == [nudge.nudge]


@pytest.mark.parametrize(("who", "sees"), [("bo", 2), ("rae", 2), ("ana", 2), ("cy", 0), ("dee", 0), ("ida", 0), ("pat", 0)])
def test_the_recipient_and_those_who_see_the_patient_see_the_row(cast: Cast, who: str, sees: int) -> None:
    with acting(cast.actor("rae")):
        post(Kind.REFERRAL_SENT, to=cast.bo, about=uuid4(), patient_id=cast.denise.pk, key="sent:1")
    with acting(cast.actor(who)):
        assert Notification.objects.count() == sees
    assert Notification.objects.count() == 0
