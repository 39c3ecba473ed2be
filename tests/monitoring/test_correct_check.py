"""A wrong check is corrected by a new row or taken back; both stay to be read and count for nothing any more."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from referrals.models import JourneyEvent, MonitoringEntry, MonitoringRetraction
from referrals.monitoring import verbs
from referrals.monitoring.states import RetractReason
from tests.cast import Cast
from tests.monitoring import stage
from tests.truth import truth

pytestmark = pytest.mark.django_db


def standing(cast: Cast) -> list[MonitoringEntry]:
    with truth():
        return list(MonitoringEntry.objects.standing())


def test_a_correction_is_a_new_row_in_the_place_of_the_old(cast: Cast) -> None:
    journey = stage.journey(cast)
    old = stage.record(cast, journey, **stage.GRADE_TWO).entry
    with acting(cast.actor("nan")) as nan:
        made = verbs.correct_check(nan, journey.pk, old.pk, version=2, answers=stage.answers(), note="Read the wrong monitor.")
    assert [row.pk for row in standing(cast)] == [made.entry.pk]
    assert (made.entry.at, made.entry.crs, made.entry.corrects_id) == (old.at, 0, old.pk)
    with truth():
        assert MonitoringEntry.objects.get(pk=old.pk).crs == 2
        assert JourneyEvent.objects.filter(journey=journey, verb="correct_check").count() == 1


def test_taking_back_needs_a_reason_and_stays_readable(cast: Cast) -> None:
    journey = stage.journey(cast)
    old = stage.record(cast, journey).entry
    with acting(cast.actor("nan")) as nan:
        with pytest.raises(Refused, match="why it was wrong"):
            verbs.retract_check(nan, journey.pk, old.pk, version=2, reason_code="because")
        with pytest.raises(Refused, match="in your words"):
            verbs.retract_check(nan, journey.pk, old.pk, version=2, reason_code=RetractReason.OTHER)
        verbs.retract_check(nan, journey.pk, old.pk, version=2, reason_code=RetractReason.WRONG_PATIENT)
    assert standing(cast) == []
    with truth():
        assert MonitoringRetraction.objects.get().by_name == "Nan Ellis"
        assert JourneyEvent.objects.get(journey=journey, verb="retract_check").reason_code == "wrong_patient"


def test_once_only(cast: Cast) -> None:
    journey = stage.journey(cast)
    old = stage.record(cast, journey).entry
    with acting(cast.actor("nan")) as nan:
        verbs.correct_check(nan, journey.pk, old.pk, version=2, answers=stage.answers())
        with pytest.raises(Refused, match="corrected or taken back"):
            verbs.correct_check(nan, journey.pk, old.pk, version=3, answers=stage.answers())
        with pytest.raises(Refused, match="corrected or taken back"):
            verbs.retract_check(nan, journey.pk, old.pk, version=3, reason_code=RetractReason.TWICE)


def test_whoever_saw_an_older_journey_is_told_who_wrote_since(cast: Cast) -> None:
    journey = stage.journey(cast)
    old = stage.record(cast, journey).entry
    stage.record(cast, journey, who="chen")
    with acting(cast.actor("nan")) as nan, pytest.raises(Stale) as stale:
        verbs.correct_check(nan, journey.pk, old.pk, version=2, answers=stage.answers())
    assert stale.value.changes == ["Dr. Wei Chen: record check."]


def test_the_database_takes_one_correction_of_a_check(cast: Cast) -> None:
    journey = stage.journey(cast)
    old = stage.record(cast, journey).entry
    values = {"journey": journey, "at": old.at, "day_on": old.day_on, "day": old.day, "by_name": "Nan", "corrects": old}
    with truth():
        MonitoringEntry.objects.create(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            MonitoringEntry.objects.create(**values)


@pytest.mark.parametrize("who", ["ana", "rae"])
def test_the_practice_may_not(cast: Cast, who: str) -> None:
    journey = stage.journey(cast)
    old = stage.record(cast, journey).entry
    with acting(cast.actor(who)) as actor, pytest.raises(NotAllowed):
        verbs.retract_check(actor, journey.pk, old.pk, version=2, reason_code=RetractReason.TWICE)
