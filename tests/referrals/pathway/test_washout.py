"""From drug list and last doses to stop dates and the earliest apheresis, naming the limiting drug."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecoord.access.actor import acting
from patients.models import DrugClass, Medication
from referrals.pathway.washout import against, of_patient
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.referrals.pathway.protocols import shipped
from tests.truth import truth

PROTOCOL = shipped(trip.CILTA)
LAST = date(2026, 11, 2)


def test_the_longest_wait_limits_and_is_named() -> None:
    found = against(PROTOCOL, [("lenalidomide", "imid", LAST), ("daratumumab", "anti_cd38", LAST), ("dexamethasone", "steroid", LAST)])
    assert (found.earliest, found.limiting) == (LAST + timedelta(days=21), ("daratumumab",))
    assert found.lines[0].name == "daratumumab"


def test_an_ingredient_comes_before_its_class() -> None:
    bendamustine = against(PROTOCOL, [("Bendamustine", "alkylator", LAST)])
    other = against(PROTOCOL, [("melphalan", "alkylator", LAST)])
    assert bendamustine.earliest
    assert other.earliest == LAST + timedelta(days=14)
    assert bendamustine.earliest > other.earliest


def test_a_drug_without_a_rule_of_its_own_waits_as_every_systemic_therapy() -> None:
    assert against(PROTOCOL, [("new drug", "other", LAST)]).earliest == LAST + timedelta(days=14)


def test_what_is_still_given_leaves_the_day_open() -> None:
    found = against(PROTOCOL, [("lenalidomide", "imid", None)])
    assert (found.earliest, found.open) == (None, ("lenalidomide",))
    assert found.lines[0].stop_by(date(2026, 12, 14)) == date(2026, 11, 30)


@given(days=st.lists(st.integers(0, 400), min_size=1, max_size=6))
def test_never_before_any_single_drug_allows(days: list[int]) -> None:
    groups = ["imid", "anti_cd38", "steroid", "proteasome_inhibitor", "xpo1", "other"]
    taken = [(f"drug {n}", groups[n], LAST - timedelta(days=day)) for n, day in enumerate(days)]
    whole = against(PROTOCOL, taken).earliest
    singles = [against(PROTOCOL, [one]).earliest for one in taken]
    assert whole == max(day for day in singles if day)


@pytest.mark.django_db
def test_from_the_record_and_the_newest_dose_counts(cast: Cast) -> None:
    today = trip.soon(0)
    with truth():
        for ago, name in ((40, "Daratumumab"), (3, "daratumumab"), (1, "dexamethasone")):
            group = DrugClass.ANTI_CD38 if ago > 1 and name != "dexamethasone" else DrugClass.STEROID
            Medication.objects.create(patient=cast.denise, name=name, drug_class=group, last_dose_on=today - timedelta(days=ago))
    with acting(cast.actor("ana")):
        found = of_patient(cast.denise.pk, PROTOCOL)
    assert found.earliest == today + timedelta(days=18)
    assert found.limiting == ("daratumumab",)


@pytest.mark.django_db
def test_a_broken_washout_puts_the_collection_off(cast: Cast) -> None:
    """F13: the recorded dose makes the planned day too early; the plan moves to the first day that is not."""
    journey = trip.started(cast)
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=trip.soon(5))
    with truth():
        Medication.objects.create(patient=cast.denise, name="daratumumab", drug_class=DrugClass.ANTI_CD38, last_dose_on=trip.soon(0))
    row = trip.step(journey, "stop_drugs")
    trip.do(cast, "ana", "open_branch", journey, code="F13", reason_code=PROTOCOL.branch("F13").reasons[0][0], step=row.pk)
    assert trip.days(journey)["APH"] >= trip.soon(21)


@pytest.mark.django_db
def test_the_step_that_plans_it_shows_and_fills_it_in(cast: Cast) -> None:
    journey = trip.started(cast)
    with truth():
        Medication.objects.create(patient=cast.denise, name="daratumumab", drug_class=DrugClass.ANTI_CD38, last_dose_on=trip.soon(-1))
    trip.reach(journey, "washout_plan")
    row = trip.step(journey, "washout_plan")
    page = desk.window(cast, "chen").get(f"/journeys/{journey.pk}/steps/{row.pk}/").content.decode()
    assert "limited by daratumumab" in page
    told = desk.window(cast, "bo").get(f"/api/v1/journeys/{journey.pk}/washout/").json()
    assert (told["earliest"], told["limiting"]) == (trip.soon(20).isoformat(), ["daratumumab"])
    assert told["drugs"][0]["days"] == 21
