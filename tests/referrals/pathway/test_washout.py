"""From drug list and last doses to stop dates and the earliest apheresis, naming the limiting drug."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecoord.access.actor import acting
from patients.clinical import drugs as known_drugs
from patients.clinical.registry import run
from patients.clinical.washout import WASHOUT_DAYS, Dose, earliest_apheresis
from patients.fhir.drugs import drug_class
from patients.models import DrugClass, Medication
from referrals.pathway.protocol import Protocol
from referrals.pathway.washout import against, of_patient, table_of
from tests.cast import Cast
from tests.patients.clinical.asking import entries
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


MYELOMA = [shipped(name) for name in (trip.CILTA, trip.IDE)]
DRUGS = [(name, kind) for kind, names in known_drugs.INGREDIENTS.items() for name in names]
ALONE = {"bendamustine"}  # a rule of its own, longer than that of its class


@pytest.mark.parametrize("protocol", MYELOMA, ids=lambda protocol: protocol.code)
@pytest.mark.parametrize(("name", "kind"), DRUGS)
def test_tool_and_protocol_agree_drug_by_drug(protocol: Protocol, name: str, kind: known_drugs.DrugClass) -> None:
    """With the protocol's table the tool gives the road's day for every drug it knows; with its own it is never later."""
    row = known_drugs.washout_class(name)
    if row is None:
        assert kind in (known_drugs.DrugClass.BONE_AGENT, known_drugs.DrugClass.CART_BCMA)
        return
    line = against(protocol, [(name, drug_class(name), LAST)])
    given = {"drug_class": row, "last_dose": LAST.isoformat(), "apheresis": (LAST + timedelta(days=400)).isoformat()}
    ours = run("washout", entries(**given), table=table_of(protocol)).result["earliest_apheresis"]
    least = run("washout", entries(**given)).result["earliest_apheresis"]
    assert line.earliest
    assert line.limiting == (name,)
    assert line.earliest.isoformat() == ours or (name in ALONE and line.earliest.isoformat() > ours)
    assert least <= ours


@pytest.mark.parametrize("protocol", MYELOMA, ids=lambda protocol: protocol.code)
def test_no_center_may_wait_less_than_the_tool_says_but_where_the_file_names_a_least(protocol: Protocol) -> None:
    for rule in protocol.washouts:
        if rule.clinical and rule.drug_class != "steroid":
            assert (rule.minimum or 0) >= WASHOUT_DAYS[rule.clinical].value
            assert rule.days is not None
            assert rule.days >= (rule.minimum or 0)


def test_the_same_list_is_limited_by_the_same_drug() -> None:
    """A whole list, by the tool's own arithmetic on the protocol's table, and by the road."""
    table, taken = table_of(PROTOCOL), [("bortezomib", 3), ("daratumumab", 9), ("teclistamab", 14), ("dexamethasone", 1)]
    doses = [Dose(name, LAST - timedelta(days=ago), table[str(known_drugs.washout_class(name))].value) for name, ago in taken]
    road = against(PROTOCOL, [(name, drug_class(name), LAST - timedelta(days=ago)) for name, ago in taken])
    tool = earliest_apheresis(doses)
    assert (road.earliest, road.limiting) == (tool.on, tuple(dose.name for dose in tool.limiting))
    assert road.limiting == ("teclistamab",)


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


@pytest.mark.django_db
def test_a_medicine_that_is_none_against_the_disease_keeps_nothing_open(cast: Cast) -> None:
    """An anticoagulant in use has no washout; it is named apart, so that a person sees that it was not counted."""
    with truth():
        for name in ("apixaban", "zoledronic acid"):
            Medication.objects.create(patient=cast.denise, name=name, is_active=True)
        Medication.objects.create(patient=cast.denise, name="cevostamab", is_active=False, last_dose_on=trip.soon(-2))
    with acting(cast.actor("ana")):
        found = of_patient(cast.denise.pk, PROTOCOL)
    assert (found.open, found.uncounted) == ((), ("apixaban", "zoledronic acid"))
    assert (found.earliest, found.limiting) == (trip.soon(26), ("cevostamab",))
