"""While somebody waits: a new result that crosses a threshold is told to the center once, and stands on the panel."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from carecoord.access.actor import Actor, acting
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from patients import verbs as record
from patients.models import Result
from referrals.models import Referral
from referrals.selection import verbs
from referrals.selection.basis import basis_of
from referrals.selection.watch import crossings, look_again
from tests.cast import Cast
from tests.referrals import story as loop
from tests.selection import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
PLATELETS = {"code": "plt", "words": "Platelets", "fact": "platelets", "compare": ">=", "value": 50, "unit": "10^9/L"}


@pytest.fixture
def referral(cast: Cast) -> Referral:
    story.own_rules(cast, PLATELETS)
    story.result(cast.denise.pk, "777-3", "80", "10*3/uL", days=9)
    referral = loop.accepted(cast)
    story.run(cast, "chen", verbs.store, referral.pk)
    return referral


def platelets(cast: Cast, value: str) -> None:
    values = {"loinc": "777-3", "name": "Platelets", "unit": "10*3/uL", "value": value, "taken_at": timezone.now()}
    story.run(cast, "rae", record.add_fact, cast.denise.pk, Result, **values)


def told() -> int:
    with truth():
        return Notification.objects.filter(kind=Kind.RECHECK_NEEDED).values("recipient").distinct().count()


@pytest.mark.parametrize(("value", "count"), [("50", 0), ("49.9", 1)])
def test_only_a_crossing_is_told(cast: Cast, referral: Referral, value: str, count: int) -> None:
    platelets(cast, value)
    assert told() == count


def test_it_is_told_once_and_shown_as_long_as_it_is_so(cast: Cast, referral: Referral) -> None:
    platelets(cast, "40")
    platelets(cast, "38")
    with truth():
        rows = Notification.objects.filter(kind=Kind.RECHECK_NEEDED)
        assert len(set(rows.values_list("key", flat=True))) == 1
    with acting(cast.actor("chen")) as chen:
        found = crossings(referral, basis_of(chen, referral).facts)
    assert [(one.before, one.now, one.is_worse) for one in found] == [("80 10⁹/L", "38 10⁹/L", True)]
    story.run(cast, "chen", verbs.store, referral.pk)
    with acting(cast.actor("chen")) as chen:
        assert crossings(referral, basis_of(chen, referral).facts) == []


def test_a_job_that_ends_a_proxy_looks_at_nothing(
    cast: Cast, referral: Referral, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The worker may not read whole referrals, and writes no value of a record."""
    with django_assert_num_queries(0):
        look_again(Actor(job="patients.expire_proxies"), [cast.denise.pk])


def test_nobody_is_told_of_somebody_who_does_not_wait(cast: Cast) -> None:
    story.own_rules(cast, PLATELETS)
    story.result(cast.denise.pk, "777-3", "80", "10*3/uL", days=9)
    referral = loop.received(cast)
    story.run(cast, "rae", verbs.store, referral.pk)
    platelets(cast, "20")
    assert told() == 0
