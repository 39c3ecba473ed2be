"""The practice's note after a visit: sent once, never changed, and what worries raises a flag at the center the same day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.handoff import visits
from referrals.models import Journey, JourneyFlag, JourneyStep, VisitNote
from tests.cast import Cast
from tests.monitoring import stage
from tests.truth import truth

pytestmark = pytest.mark.django_db
CALM: dict[str, Any] = {
    "temperature": {"value": 36.7, "unit": "degC"},
    "anc": 1500,
    "platelets": 90,
    "nerves": ["none"],
    "symptoms": ["none"],
}


def note(cast: Cast, journey: Journey, *, who: str = "rae", **but: Any) -> VisitNote:
    with acting(cast.actor(who)) as actor:
        return visits.write_visit(actor, journey.pk, visit_on=stage.today(), answers={**CALM, **but})


def test_a_calm_note_tells_the_center_and_raises_nothing(cast: Cast) -> None:
    note(cast, stage.journey(cast, days=30))
    with truth():
        assert not JourneyFlag.objects.exists()
        assert set(Notification.objects.filter(kind=Kind.VISIT_NOTE).values_list("recipient__name", flat=True)) == {
            "Bo Larsen",
            "Dr. Wei Chen",
        }


@pytest.mark.parametrize(
    ("but", "codes"),
    [
        ({"nerves": ["handwriting", "slow"]}, ["nerves"]),
        ({"temperature": {"value": 100.4, "unit": "degF"}}, ["fever"]),
        ({"anc": 499}, ["anc"]),
        ({"anc": 500}, []),
        ({"platelets": 19}, ["platelets"]),
        ({"infection": True, "admission": True}, ["infection", "admission"]),
        ({"symptoms": ["diarrhea", "lump"]}, ["symptoms", "lump"]),
        ({"response": "PD"}, ["progression"]),
        ({"ecog": 3}, ["ecog"]),
    ],
)
def test_what_worries_is_a_flag_at_the_center(cast: Cast, but: dict[str, Any], codes: list[str]) -> None:
    row = note(cast, stage.journey(cast, days=30), **but)
    assert [one["code"] for one in row.concerns] == codes
    with truth():
        assert JourneyFlag.objects.count() == len(codes)
        assert Notification.objects.filter(kind=Kind.VISIT_CONCERN).exists() is bool(codes)
        assert not JourneyStep.objects.exists()


def test_a_correction_is_a_new_note(cast: Cast) -> None:
    journey = stage.journey(cast, days=30)
    old = note(cast, journey, anc=300)
    with acting(cast.actor("rae")) as rae:
        new = visits.correct_visit(rae, journey.pk, old.pk, version=2, visit_on=old.visit_on, answers=CALM)
        with pytest.raises(Refused, match="corrected meanwhile"):
            visits.correct_visit(rae, journey.pk, old.pk, version=3, visit_on=old.visit_on, answers=CALM)
    with truth():
        assert [row.pk for row in VisitNote.objects.standing()] == [new.pk]
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            VisitNote.objects.update(answers={})


def test_sent_twice_is_one(cast: Cast) -> None:
    from uuid import uuid4

    journey, key = stage.journey(cast, days=30), uuid4()
    with acting(cast.actor("rae")) as rae:
        first = visits.write_visit(rae, journey.pk, visit_on=stage.today(), answers=CALM, key=key)
        assert visits.write_visit(rae, journey.pk, visit_on=stage.today(), answers=CALM, key=key).pk == first.pk


@pytest.mark.parametrize("who", ["bo", "chen"])
def test_the_center_reads_only(cast: Cast, who: str) -> None:
    journey = stage.journey(cast, days=30)
    with pytest.raises(NotAllowed):
        note(cast, journey, who=who)
    note(cast, journey)
    with acting(cast.actor(who)) as actor:
        assert VisitNote.objects.visible_to(actor).count() == 1


def test_strangers_meet_nothing(cast: Cast) -> None:
    journey = stage.journey(cast, days=30)
    note(cast, journey)
    for who in ("cy", "dee", "pat", "ida"):
        with acting(cast.actor(who)):
            assert not VisitNote.objects.exists()
    with pytest.raises(Journey.DoesNotExist):
        note(cast, journey, who="cy")


def test_an_empty_note_and_a_visit_to_come_are_refused(cast: Cast) -> None:
    journey = stage.journey(cast, days=30)
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(Refused, match="Nothing is filled in"):
            visits.write_visit(rae, journey.pk, visit_on=stage.today(), answers={})
        with pytest.raises(Refused, match="not before"):
            visits.write_visit(rae, journey.pk, visit_on=stage.today() + timedelta(days=2), answers=CALM)
