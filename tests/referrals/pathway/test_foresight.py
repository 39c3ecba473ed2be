"""Looking before a date moves: what would move, who would hear of it, what would no longer hold; and that nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from referrals.models import Anchor, AnchorChange, Journey, JourneyEvent, JourneyStep
from referrals.pathway import consequences, foresight, journeys, road
from referrals.pathway.consequences import Follow, What
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence
from tests.cast import Cast
from tests.referrals.desk import statements
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def look(cast: Cast, journey: Journey, code: str, days: int, *, confidence: Confidence = Confidence.PLANNED) -> foresight.Preview:
    with acting(cast.actor("bo")) as bo:
        current = road.load(journeys.seen(bo, journey.pk))
        fix = Fix(current.fixes[code].on + timedelta(days=days), confidence)
        return foresight.of_move(bo, current, code, fix)


def test_what_moves_and_by_how_much(cast: Cast) -> None:
    journey = trip.started(cast)
    before = trip.days(journey)
    seen = look(cast, journey, "REL", 7)
    dates = {shift.code: shift for shift in seen.shifts if shift.is_anchor}
    assert {"REL", "RCV", "LD1", "D0", "HOME"} <= set(dates)
    assert "APH" not in dates
    assert dates["REL"].days == 7
    assert dates["REL"].old == before["REL"]
    assert seen.count > 100
    assert len(seen.shifts) < 120  # occurrences that move alike are one row
    assert {row.code for row in seen.shifts if not row.is_anchor} == seen.changes.codes


def test_it_is_what_the_verb_then_does(cast: Cast) -> None:
    journey = trip.started(cast)
    seen = look(cast, journey, "APH", 14)
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=seen.fixes["APH"].on)
    assert trip.days(journey) == {code: fix.on for code, fix in seen.fixes.items()}
    with truth():
        for one in seen.changes.moved[:10]:
            row = JourneyStep.objects.get(journey=journey, code=one.code, attempt=one.attempt, series=one.series, occurrence=one.occurrence)
            assert row.due_on == one.due_on


def test_people_are_named_and_the_reader_is_not(cast: Cast) -> None:
    seen = look(cast, trip.started(cast), "D0", 7)
    assert "Rae Martin" in seen.told
    assert "Bo Larsen" not in seen.told
    assert {"Denise Okafor", "Sam Okafor"} <= set(seen.told)


def test_a_confirmed_date_that_moves_is_said(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "bo", "move_anchor", journey, code="D0", on=trip.days(journey)["D0"], confidence=Confidence.CONFIRMED)
    seen = look(cast, journey, "LD1", 7)
    row = next(shift for shift in seen.shifts if shift.code == "D0")
    assert [one.what for one in row.follows] == [What.CONFIRMATION]
    assert not row.follows[0].is_unsafe


def test_an_approval_that_ends_before_the_infusion(cast: Cast) -> None:
    journey = trip.started(cast)
    on = trip.days(journey)["D0"]
    with truth():
        step = trip.step(journey, "prior_authorization")
        JourneyStep.objects.filter(pk=step.pk).update(
            state="done", done_on=on - timedelta(days=60), answers={"outcome": "approved", "valid_until": str(on + timedelta(days=3))}
        )
    seen = look(cast, journey, "RCV", 14)
    unsafe = [one for one in seen.unsafe if one.what is What.GATE_ITEM]
    assert any("ends" in one.words for one in unsafe)
    assert all(one.gate for one in unsafe)


def test_days_that_are_over_already(cast: Cast) -> None:
    journey = trip.started(cast)
    with acting(cast.actor("bo")) as bo:
        current = road.load(journeys.seen(bo, journey.pk))
        seen = foresight.of_move(bo, current, "APH", Fix(trip.soon(1)))
    assert any(one.what is What.PAST for one in seen.follows)


def test_refused_as_the_verb_refuses(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        look(cast, journey, "D0", 0)
    assert refused.value.code == "same_date"
    with pytest.raises(Refused) as refused:
        look(cast, journey, "ACC", 3)
    assert refused.value.code == "anchor_actual"


def test_nothing_is_written(cast: Cast) -> None:
    journey = trip.started(cast)
    before = counts(journey)
    look(cast, journey, "REL", 7)
    assert counts(journey) == before


def counts(journey: Journey) -> tuple[object, ...]:
    with truth():
        events, changes = JourneyEvent.objects.filter(journey=journey).count(), AnchorChange.objects.filter(journey=journey).count()
        steps = JourneyStep.objects.filter(journey=journey).order_by("pk").values_list("pk", "due_on", "state", "version")
        return events, changes, list(steps), list(Anchor.objects.filter(journey=journey).order_by("code").values_list("code", "on"))


def test_other_rooms_say_what_is_theirs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Follow(What.BOOKING, "Bed 4W is booked to 21-Dec-2026", "D0")
    monkeypatch.setattr(consequences, "OTHERS", [lambda current, fixes: [said]])
    seen = look(cast, trip.started(cast), "LD1", 7)
    assert said in next(shift for shift in seen.shifts if shift.code == "D0").follows


def test_as_many_statements_for_a_long_road_as_for_a_short_one(cast: Cast) -> None:
    journey = trip.started(cast)
    look(cast, journey, "REL", 7)  # compiles the protocol
    with statements() as long:
        look(cast, journey, "REL", 7)
    with truth():
        JourneyStep.objects.filter(journey=journey, phase="follow_up", occurrence__gt=1).update(state="cancelled", reason_code="other")
    with statements() as short:
        look(cast, journey, "REL", 7)
    assert len(long) == len(short)
    assert len(long) <= 25
