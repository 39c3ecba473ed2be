"""A check is written down by the center, graded by rule, told the same day from grade 2 on, and taken once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit.models import Event as AuditEvent
from carecoord.notifications import Kind
from carecoord.notifications.kinds import KINDS
from carecoord.notifications.models import Notification
from referrals.models import Journey, JourneyEvent, MonitoringEntry
from referrals.monitoring import verbs
from tests.cast import Cast
from tests.monitoring import stage
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_a_check_is_kept_with_grades_inputs_version_and_citation(cast: Cast) -> None:
    journey = stage.journey(cast, days=3)
    made = stage.record(cast, journey, **stage.FEVER, writing=False)
    with truth():
        row = MonitoringEntry.objects.get(pk=made.entry.pk)
    assert (row.day, row.ice, row.crs, row.icans, row.by_name) == (3, 9, 1, 1, "Nan Ellis")
    assert row.grades["crs"]["version"].startswith("crs_grade/")
    assert "Lee DW" in row.grades["crs"]["citation"]
    assert row.grades["crs"]["inputs"]["temperature"] == {"value": 38.4, "unit": "degC"}


def test_a_blank_is_never_no(cast: Cast) -> None:
    row = stage.record(cast, stage.journey(cast), attention=None, oxygen=None, seizure=None).entry
    assert (row.ice, row.crs, row.icans) == (None, None, None)
    assert "seizure" not in row.answers
    assert set(row.grades) <= {"iec_hs"}


def test_event_audit_and_version_without_any_finding(cast: Cast) -> None:
    journey = stage.journey(cast)
    stage.record(cast, journey, **stage.GRADE_TWO)
    with truth():
        event = JourneyEvent.objects.get(journey=journey)
        assert AuditEvent.objects.filter(action="journey.record_check", patient_ids__contains=[cast.denise.pk]).count() == 1
    assert event.verb == "record_check"
    assert set(event.detail) == {"check", "day"}
    assert stage.fresh(journey).version == 2


@pytest.mark.parametrize(("found", "told"), [(stage.FEVER, False), (stage.GRADE_TWO, True), (stage.GRADE_THREE, True)])
def test_both_sides_are_told_from_grade_two_on_in_the_same_transaction(cast: Cast, found: dict[str, Any], told: bool) -> None:
    stage.record(cast, stage.journey(cast), **found)
    with truth():
        rows = Notification.objects.filter(kind=Kind.CHECK_NEEDS_EYES)
        people = set(rows.values_list("recipient__name", "organization__short_name"))
    expected = {("Dr. Ana Ortiz", "Cedar Valley"), ("Rae Martin", "Cedar Valley"), ("Bo Larsen", "Lakeside"), ("Dr. Wei Chen", "Lakeside")}
    assert people == (expected if told else set())


def test_the_notice_carries_no_clinical_word() -> None:
    title = str(KINDS[Kind.CHECK_NEEDS_EYES].title).lower()
    assert not any(word in title for word in ("crs", "icans", "grade", "fever", "toxic", "neuro", "infusion"))


def test_the_same_grade_tells_once_a_day_and_a_worse_one_again(cast: Cast) -> None:
    journey = stage.journey(cast)
    for found in (stage.GRADE_TWO, stage.GRADE_TWO, stage.GRADE_THREE):
        stage.record(cast, journey, **found)
    with truth():
        keys = set(Notification.objects.filter(kind=Kind.CHECK_NEEDS_EYES).values_list("key", flat=True))
    assert len(keys) == 2


def test_the_same_form_sent_twice_is_one_check(cast: Cast) -> None:
    journey, key = stage.journey(cast), uuid4()
    with acting(cast.actor("nan")) as nan:
        first = verbs.record_check(nan, journey.pk, answers=stage.answers(), key=key)
        again = verbs.record_check(nan, journey.pk, answers=stage.answers(), key=key)
    assert first.entry.pk == again.entry.pk
    assert stage.fresh(journey).version == 2


def test_two_nurses_at_once_are_two_checks(cast: Cast) -> None:
    journey = stage.journey(cast)
    stage.record(cast, journey)
    stage.record(cast, journey, who="chen")
    with truth():
        assert MonitoringEntry.objects.filter(journey=journey).count() == 2


@pytest.mark.parametrize("who", ["ana", "rae"])
def test_the_practice_reads_only(cast: Cast, who: str) -> None:
    journey = stage.journey(cast)
    with pytest.raises(NotAllowed):
        stage.record(cast, journey, who=who)
    stage.record(cast, journey)
    with acting(cast.actor(who)) as actor:
        assert MonitoringEntry.objects.visible_to(actor).count() == 1


@pytest.mark.parametrize("who", ["cy", "dee", "pat", "uma", "ida"])
def test_strangers_and_persons_meet_nothing(cast: Cast, who: str) -> None:
    journey = stage.journey(cast)
    stage.record(cast, journey)
    with acting(cast.actor(who)):
        assert not MonitoringEntry.objects.exists()
    if who in ("cy", "dee", "uma", "ida"):
        with pytest.raises(Journey.DoesNotExist):
            stage.record(cast, journey, who=who)


def test_the_database_alone_keeps_the_practice_from_writing(cast: Cast) -> None:
    journey = stage.journey(cast)
    made = stage.record(cast, journey).entry
    with acting(cast.actor("rae")), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        MonitoringEntry.objects.create(journey=journey, at=made.at, day_on=made.day_on, day=made.day, by_name="Rae")


def test_a_check_is_never_changed_even_by_the_owner(cast: Cast) -> None:
    made = stage.record(cast, stage.journey(cast)).entry
    with truth(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MonitoringEntry.objects.filter(pk=made.pk).update(crs=0)


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"vasopressors": ["none", "dopamine"]}, "cannot both be true"),
        ({"vasopressors": ["dopamine"]}, "low blood pressure must be yes"),
        ({"temperature": {"value": 384, "unit": "degC"}}, "lies between"),
        ({"temperature": {"value": 99, "unit": "degC"}}, "does not fit its unit"),
        ({"temperature": {"value": 38, "unit": "K"}}, "takes degC"),
        ({"systolic": 80, "diastolic": 90}, "below systolic"),
        ({"oxygen": "some"}, "choose one"),
        ({"heart_rate": "fast"}, "write a number"),
        ({"pulse": 80}, "no question called"),
        ({"consciousness": "unarousable"}, "no ICE score above 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(cast: Cast, but: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        stage.record(cast, stage.journey(cast), **but)


def test_not_before_the_day_of_infusion_is_known(cast: Cast) -> None:
    with pytest.raises(Refused, match="infusion is not known"):
        stage.record(cast, stage.journey(cast, days=None))


@pytest.mark.parametrize(("away", "says"), [(timedelta(hours=1), "not before"), (-timedelta(days=300), "look at the date")])
def test_not_in_the_future_and_not_of_another_year(cast: Cast, away: timedelta, says: str) -> None:
    with pytest.raises(Refused, match=says):
        stage.record(cast, stage.journey(cast), at=timezone.now() + away)


def test_not_after_the_journey_has_ended(cast: Cast) -> None:
    journey = stage.journey(cast)
    with truth():
        Journey.objects.filter(pk=journey.pk).update(state="ended", ended_at=timezone.now())
    with pytest.raises(Refused, match="has ended"):
        stage.record(cast, journey)


def test_an_empty_check_is_none(cast: Cast) -> None:
    journey = stage.journey(cast)
    with acting(cast.actor("nan")) as nan, pytest.raises(Refused, match="Nothing is filled in"):
        verbs.record_check(nan, journey.pk, answers={})
