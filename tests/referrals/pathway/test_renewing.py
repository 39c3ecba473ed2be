"""The center's view in follow-up: a year at a time, renewed by the practice with a reason; who may not, when not, who is reminded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.models import Grant, Scope
from carecoord.audit.models import Event as AuditEvent
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals import sharing
from referrals.models import Anchor, Journey, JourneyEvent, Referral
from referrals.pathway import reader
from referrals.states import Stage
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db
WHY = "Late effects are looked after at the center."


def home(cast: Cast, *, days: int) -> Journey:
    """Handed over; the center's year ends in so many days (or ended so many days ago)."""
    journey = trip.started(cast, stage=Stage.IN_WORKUP)
    with truth():
        sharing.keep_follow_up(Referral.objects.get(pk=journey.referral_id))
        Grant.objects.filter(scope=Scope.FOLLOW_UP).update(ends_at=timezone.now() + timedelta(days=days))
        Anchor.objects.filter(journey=journey, code="HOME").update(confidence="actual")
    return journey


def grants(journey: Journey) -> list[Grant]:
    with truth():
        return list(Grant.objects.filter(patient_id=journey.patient_id, scope=Scope.FOLLOW_UP).order_by("ends_at"))


def test_a_year_more_from_where_it_would_have_ended(cast: Cast) -> None:
    journey = home(cast, days=30)
    trip.do(cast, "rae", "renew_follow_up", journey, reason=WHY)
    (grant,) = grants(journey)
    assert grant.ends_at is not None
    assert abs(grant.ends_at - timezone.now() - timedelta(days=395)) < timedelta(hours=1)
    assert grant.reason == WHY
    with truth():
        event = JourneyEvent.objects.get(journey=journey, verb="renew_follow_up")
        assert event.detail == {"until": grant.ends_at.date().isoformat(), "reason": WHY}
        assert AuditEvent.objects.filter(action="journey.renew_follow_up", patient_ids__contains=[journey.patient_id]).count() == 1
        told = set(Notification.objects.filter(kind=Kind.FOLLOW_UP_RENEWED).values_list("recipient__email", flat=True))
    assert "bo@lakeside.example" in told


def test_what_has_ended_stays_ended_and_another_follows(cast: Cast) -> None:
    journey = home(cast, days=-3)
    with acting(cast.actor("bo")) as bo:
        assert not Journey.objects.visible_to(bo).filter(pk=journey.pk).exists()
    trip.do(cast, "ana", "renew_follow_up", journey, reason=WHY)
    old, new = grants(journey)
    assert old.ends_at
    assert new.ends_at
    assert old.ends_at < timezone.now() < new.ends_at < timezone.now() + timedelta(days=366)
    assert (new.source, new.about) == ("follow_up", journey.referral_id)
    with acting(cast.actor("bo")) as bo:
        assert Journey.objects.visible_to(bo).filter(pk=journey.pk).exists()


def test_not_too_early_not_twice_not_without_a_reason(cast: Cast) -> None:
    journey = home(cast, days=80)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "rae", "renew_follow_up", journey, reason=" ")
    assert refused.value.field == "reason"
    version = trip.now(journey).version
    trip.do(cast, "rae", "renew_follow_up", journey, reason=WHY)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "rae", "renew_follow_up", journey, reason=WHY)
    assert refused.value.code == "too_early"
    with pytest.raises(Stale):
        desk_renews(cast, journey, version)


def desk_renews(cast: Cast, journey: Journey, version: int) -> None:
    from referrals.pathway import verbs

    with acting(cast.actor("ana")) as ana:
        verbs.renew_follow_up(ana, journey.pk, version=version, reason=WHY)


def test_before_the_hand_over_there_is_nothing_to_renew(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "rae", "renew_follow_up", journey, reason=WHY)
    assert refused.value.code == "not_in_follow_up"


@pytest.mark.parametrize(
    ("who", "error"), [("bo", NotAllowed), ("chen", NotAllowed), ("cy", Journey.DoesNotExist), ("pat", Journey.DoesNotExist)]
)
def test_who_may_not(cast: Cast, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        trip.do(cast, who, "renew_follow_up", home(cast, days=30), reason=WHY)


def due(now: datetime) -> list[tuple[int, Kind, int | None]]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return sorted((one.rung, one.kind, one.organization_id) for one in reader.ends(now))


def test_both_sides_are_reminded_and_the_practice_once_it_is_over(cast: Cast) -> None:
    journey, now = home(cast, days=70), timezone.now()
    cedar, lakeside = journey.practice_id, journey.center_id
    assert due(now) == []
    ends = Kind.FOLLOW_UP_ENDS
    assert due(now + timedelta(days=11)) == [(1, ends, cedar), (1, ends, lakeside)]
    assert due(now + timedelta(days=60))[2:] == [(2, ends, cedar), (2, ends, lakeside)]
    assert due(now + timedelta(days=71))[4:] == [(3, Kind.FOLLOW_UP_ENDED, cedar)]
    with truth():
        Grant.objects.filter(scope=Scope.FOLLOW_UP).update(ends_at=now + timedelta(days=435))
    assert due(now + timedelta(days=71)) == []


def test_the_page_says_until_when_and_the_practice_renews_there(cast: Cast) -> None:
    journey = home(cast, days=30)
    rae, bo, at = desk.window(cast, "rae"), desk.window(cast, "bo"), f"/journeys/{journey.pk}/"
    assert "can see this plan until" in bo.get(at).content.decode()
    assert f"{at}renew/" not in bo.get(at).content.decode()
    assert f"{at}renew/" in rae.get(at).content.decode()
    assert rae.post(f"{at}renew/", {"version": trip.now(journey).version, "reason": WHY}).status_code == 302
    assert f"{at}renew/" not in rae.get(at).content.decode()
    told = bo.get(f"/api/v1/journeys/{journey.pk}/").json()
    assert datetime.fromisoformat(told["center_until"]) > timezone.now() + timedelta(days=390)
