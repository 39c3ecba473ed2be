"""Starting a journey: it works, who may not, when not, twice, and what was written."""

from __future__ import annotations

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit.models import Event as AuditEvent
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.models import Anchor, AnchorChange, Collection, Journey, JourneyEvent, JourneyStep, Referral
from referrals.pathway import verbs
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_a_plan_is_dated_from_what_the_loop_knows(cast: Cast) -> None:
    journey = trip.started(cast)
    dates = trip.days(journey)
    with truth():
        steps = list(JourneyStep.objects.filter(journey=journey))
    assert journey.protocol.code == trip.CILTA
    assert len(steps) > 150
    assert {"ACC", "CON", "DEC", "APH", "LD1", "D0", "HOME"} <= set(dates)
    assert dates["APH"] < dates["SHIP"] < dates["RCV"] < dates["LD1"] < dates["D0"] < dates["HOME"]
    assert {row.state for row in steps if row.phase == "referral"} == {"done"}
    assert trip.step(journey, "book_consult").state == "ready"
    assert trip.step(journey, "apheresis").state == "blocked"
    yearly = [row for row in steps if row.code == "yearly_follow_up" and row.due_on]
    assert (max(row.due_on for row in yearly if row.due_on) - dates["D0"]).days > 365 * 14


def test_what_was_written(cast: Cast) -> None:
    journey = trip.started(cast)
    with truth():
        events = list(JourneyEvent.objects.filter(journey=journey))
        audited = AuditEvent.objects.filter(action="journey.start").count()
        told = set(Notification.objects.filter(kind=Kind.JOURNEY_STARTED).values_list("recipient__email", flat=True))
        history = AnchorChange.objects.filter(journey=journey).count()
        anchors = Anchor.objects.filter(journey=journey).count()
        assert Collection.objects.get(journey=journey).attempt == 1
    assert [event.verb for event in events] == ["start"]
    assert audited == 1
    assert history == anchors
    assert "rae@cedarvalley.example" in told
    assert "bo@lakeside.example" not in told  # who acts is not told
    assert journey.next_due_at is not None
    assert journey.phase != "referral"


def test_only_the_center_starts_it(cast: Cast) -> None:
    referral, version = desk.at(cast, Stage.ACCEPTED), trip.protocol()
    with pytest.raises(NotAllowed), acting(cast.actor("rae")) as rae:
        verbs.start(rae, referral.pk, protocol=version.pk)
    for who in ("cy", "dee", "pat", "ida"):
        with pytest.raises(Referral.DoesNotExist), acting(cast.actor(who)) as stranger:
            verbs.start(stranger, referral.pk, protocol=version.pk)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.RECEIVED, Stage.DECLINED])
def test_not_before_acceptance(cast: Cast, stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        trip.started(cast, stage=stage)
    assert refused.value.code == "wrong_stage"


def test_once(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused, acting(cast.actor("bo")) as bo:
        verbs.start(bo, journey.referral_id, protocol=journey.protocol_id)
    assert refused.value.code == "already_started"


def test_not_on_a_protocol_that_was_retired(cast: Cast) -> None:
    version = trip.protocol()
    with truth():
        version.retired_on = timezone.localdate()
        version.save(update_fields=["retired_on"])
    with pytest.raises(Refused) as refused:
        trip.started(cast)
    assert refused.value.code == "protocol_needed"


def test_both_walls(cast: Cast) -> None:
    journey = trip.started(cast)
    for who, sees in {"bo": 1, "chen": 1, "rae": 1, "ana": 1, "pat": 1, "cy": 0, "dee": 0, "ida": 0, "uma": 0}.items():
        with acting(cast.actor(who)) as actor:
            assert Journey.objects.visible_to(actor).filter(pk=journey.pk).count() == sees, who
            assert (Journey.objects.filter(pk=journey.pk).count() > 0) == bool(sees), who
            assert (JourneyStep.objects.filter(journey_id=journey.pk).count() > 0) == bool(sees), who
    with acting(cast.actor("pat")):
        assert not JourneyEvent.objects.filter(journey=journey).exists()
