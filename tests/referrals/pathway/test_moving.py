"""Moving an anchor: what moves, what stays, who is told, what is written, and what may not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.models import AnchorChange, Journey, JourneyEvent, JourneyStep
from referrals.pathway import verbs
from referrals.pathway.protocol import Confidence
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def dues(journey: Journey) -> dict[tuple[str, int, int], object]:
    with truth():
        return {(row.code, row.series, row.occurrence): row.due_on for row in JourneyStep.objects.filter(journey=journey)}


def test_a_week_later_moves_what_hangs_on_it(cast: Cast) -> None:
    journey = trip.started(cast)
    before, old = trip.days(journey), dues(journey)
    trip.do(cast, "bo", "move_anchor", journey, code="LD1", on=before["LD1"] + timedelta(days=7), reason="Bed closed.")
    after, new = trip.days(journey), dues(journey)
    assert after["LD1"] - before["LD1"] == timedelta(days=7)
    assert after["D0"] - before["D0"] == timedelta(days=7)
    assert {code for code in before if before[code] != after[code]} <= {"LD1", "D0", "DISCH", "HOME", "CLOSE"}
    assert old["verify_benefits", 0, 1] == new["verify_benefits", 0, 1]
    assert old["lymphodepletion_day_1", 0, 1] != new["lymphodepletion_day_1", 0, 1]


def test_what_was_written(cast: Cast) -> None:
    journey = trip.started(cast)
    day = trip.days(journey)["APH"]
    trip.do(
        cast, "bo", "move_anchor", journey, code="APH", on=day + timedelta(days=7), confidence=Confidence.CONFIRMED, source="Maker's portal"
    )
    with truth():
        event = JourneyEvent.objects.filter(journey=journey, verb="move_anchor").get()
        change = AnchorChange.objects.get(event=event, code="APH")
        others = set(AnchorChange.objects.filter(event=event).values_list("code", flat=True))
        assert Journey.objects.get(pk=journey.pk).version == journey.version + 1
    assert (change.old_on, change.new_on) == (day, day + timedelta(days=7))
    assert (change.old_confidence, change.new_confidence) == ("planned", "confirmed")
    assert {"SHIP", "REL", "RCV", "LD1", "D0"} <= others
    assert event.detail["from"] == day.isoformat()
    assert event.detail["moved"] > 50


def test_only_those_concerned_are_told(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "chen", "move_anchor", journey, code="AUTH", on=trip.days(journey)["AUTH"] + timedelta(days=2))
    with truth():
        told = set(Notification.objects.filter(kind=Kind.JOURNEY_MOVED).values_list("recipient__email", flat=True))
    assert "chen@lakeside.example" not in told
    assert "cy@hillcrest.example" not in told
    assert told <= {"bo@lakeside.example", "rae@cedarvalley.example", "ana@cedarvalley.example", "nan@lakeside.example"}


def test_done_steps_never_move(cast: Cast) -> None:
    journey = trip.started(cast)
    row = trip.step(journey, "book_consult")
    trip.on_step(cast, "bo", "complete", row, answers=trip.answers("book_consult"))
    trip.do(cast, "bo", "move_anchor", journey, code="CON", on=trip.days(journey)["CON"] + timedelta(days=10))
    assert trip.step(journey, "book_consult").due_on == row.due_on


def test_the_center_moves_dates(cast: Cast) -> None:
    journey = trip.started(cast)
    for who in ("rae", "ana"):
        with pytest.raises(NotAllowed):
            trip.do(cast, who, "move_anchor", journey, code="APH", on=trip.soon(60))
    for who in ("cy", "dee", "pat"):
        with pytest.raises((Journey.DoesNotExist, NotAllowed)):
            trip.do(cast, who, "move_anchor", journey, code="APH", on=trip.soon(60))


@pytest.mark.parametrize(
    ("code", "days", "confidence", "why"),
    [
        ("APH", -1, Confidence.PLANNED, "date_past"),
        ("APH", 10, Confidence.ACTUAL, "set_by_step"),
        ("ACC", 10, Confidence.PLANNED, "anchor_actual"),
        ("MOON", 10, Confidence.PLANNED, "unknown_anchor"),
    ],
)
def test_what_may_not_be(cast: Cast, code: str, days: int, confidence: Confidence, why: str) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "bo", "move_anchor", journey, code=code, on=trip.soon(days), confidence=confidence)
    assert refused.value.code == why


def test_twice_is_refused_and_stale_says_whose(cast: Cast) -> None:
    journey = trip.started(cast)
    day = trip.soon(45)
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=day)
    with pytest.raises(Refused) as refused:
        trip.do(cast, "bo", "move_anchor", journey, code="APH", on=day)
    assert refused.value.code == "same_date"
    with pytest.raises(Stale) as stale, acting(cast.actor("chen")) as chen:
        verbs.move_anchor(chen, journey.pk, version=journey.version, code="APH", on=trip.soon(50))
    assert "Bo Larsen" in stale.value.sentence


def test_replanning_asks_the_same_number_of_statements_however_long_the_road(cast: Cast) -> None:
    """All steps and fifteen years: the count of statements is that of a road of a few steps."""
    journey = trip.started(cast)
    counts = []
    for code, by in (("LD1", 3), ("DEC", 21)):
        with desk.statements() as sent:
            trip.do(cast, "bo", "move_anchor", journey, code=code, on=trip.days(journey)[code] + timedelta(days=by))
        counts.append(len([sql for sql in sent if "referrals_" in sql]))
    assert max(counts) <= 20
    assert abs(counts[0] - counts[1]) <= 1


def test_completing_the_step_of_an_anchor_makes_it_actual(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "prior_authorization")
    trip.on_step(cast, "bo", "complete", trip.step(journey, "prior_authorization"), answers=trip.answers("prior_authorization"))
    with truth():
        anchor = journey.anchors.get(code="AUTH")
    assert (anchor.on, anchor.confidence) == (timezone.localdate(), "actual")
