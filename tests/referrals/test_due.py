"""Nothing overdue goes unnoticed: the ladders of the loop, asked as the worker asks them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due, highest
from referrals.due import overdue_steps
from referrals.models import Referral
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def late(cast: Cast, days: int) -> Referral:
    """Sent, and its acknowledgement due so many days ago."""
    referral = story.submitted(cast)
    with truth():
        Referral.objects.filter(pk=referral.pk).update(due_at=timezone.now() - timedelta(days=days))
    return referral


def asked() -> list[Due]:
    with as_worker_role(), acting(Actor(job="sweep")):
        return highest(overdue_steps(timezone.now()))


def test_the_desk_is_reminded_at_the_due_instant(cast: Cast) -> None:
    referral = late(cast, 0)
    (due,) = asked()
    assert (due.kind, due.about) == (Kind.ACKNOWLEDGEMENT_DUE, referral.pk)
    assert set(due.to) == {cast.users["bo"].pk, cast.users["nan"].pk}


def test_a_working_day_later_the_leads_hear_of_it_too(cast: Cast) -> None:
    late(cast, 6)
    (due,) = asked()
    assert due.kind == Kind.ACKNOWLEDGEMENT_LATE
    assert cast.users["chen"].pk in due.to


def test_nothing_is_due_before_its_time_or_after_the_end(cast: Cast) -> None:
    referral = story.submitted(cast)
    assert asked() == []
    late_row = referral.pk
    with truth():
        Referral.objects.filter(pk=late_row).update(due_at=timezone.now() - timedelta(days=1), is_open=False, stage="cancelled")
    assert asked() == []


def test_a_new_date_is_a_new_rope(cast: Cast) -> None:
    referral = late(cast, 0)
    first = asked()[0].key
    with truth():
        Referral.objects.filter(pk=referral.pk).update(due_at=timezone.now() - timedelta(minutes=5))
    assert asked()[0].key != first
