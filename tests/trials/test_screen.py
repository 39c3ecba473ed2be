"""The pre-screen both ways: who fits and why, what is not known, whose criteria are used, who may ask, what the log keeps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import Grant, Scope, Source
from carecoord.audit.models import Event
from patients.models import Diagnosis, Patient, PerformanceStatus
from referrals.models import Trial, TrialCriteria
from referrals.trials import rounds, rules, screening
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.trials.papers import study
from tests.trials.test_lists import kept, named
from tests.truth import truth

pytestmark = pytest.mark.django_db
ECOG: list[dict[str, Any]] = [{"code": "ecog", "fact": "ecog", "compare": "<=", "value": 1}]


@pytest.fixture
def denise(cast: Cast) -> Patient:
    """With a diagnosis and nothing else."""
    with truth():
        Grant.objects.create(
            patient_id=cast.denise.pk, organization=cast.organizations["cedar"], scope=Scope.CUSTODY, source=Source.CUSTODY
        )
        Diagnosis.objects.create(patient=cast.denise, icd10="C90.02", display="Multiple myeloma")
    return cast.denise


def written(cast: Cast, criteria: list[dict[str, Any]], *, state: str = "approved") -> None:
    """What a center wrote of a trial."""
    who = {"drafted_by": cast.users["bo"], "approved_by": cast.users["chen"], "approved_at": timezone.now()}
    with truth():
        TrialCriteria.objects.create(
            trial=Trial.objects.get(), center=cast.organizations["lakeside"], number=1, criteria=criteria, source="Protocol 3",
            effective_on=date(2026, 1, 1), state=state, **who,
        )  # fmt: skip  # one row


def ecog(patient: Patient, value: int) -> None:
    with truth():
        PerformanceStatus.objects.create(patient=patient, ecog=value, assessed_on=timezone.localdate())


def asked(cast: Cast, who: str, patient: Patient) -> dict[str, Any]:
    (found,) = window(cast, who).get(f"/api/v1/patients/{patient.pk}/trials/").json()
    return dict(found)


def aged(patient: Patient, years: int) -> None:
    today = timezone.localdate()
    with truth():
        Patient.objects.filter(pk=patient.pk).update(birth_on=today.replace(year=today.year - years) - timedelta(days=1))


@pytest.mark.parametrize(("years", "fits"), [(17, False), (18, True), (75, True), (76, False)])
def test_both_ends_of_an_age_are_inside(cast: Cast, denise: Patient, years: int, fits: bool) -> None:
    kept(study())
    aged(denise, years)
    assert asked(cast, "rae", denise)["words"] == ("Age, sex and disease fit" if fits else "Outside trial range")


def test_what_a_center_wrote_is_used_and_what_is_missing_is_named(cast: Cast, denise: Patient) -> None:
    kept(study())
    written(cast, ECOG)
    found = asked(cast, "rae", denise)
    assert (found["words"], found["is_written"], found["rests_on"]) == ("Not known yet", True, "Lakeside, version 1: Protocol 3")
    ecog(denise, 1)
    assert asked(cast, "rae", denise)["words"] == "Within trial range"
    line = next(one for one in asked(cast, "rae", denise)["lines"] if one["rule"].startswith("ECOG"))
    assert (line["state"], line["value"]) == ("met", "1")


def test_outside_is_said_with_the_value_and_what_would_change_it(cast: Cast, denise: Patient) -> None:
    kept(study())
    written(cast, ECOG)
    ecog(denise, 2)
    text = window(cast, "rae").get(f"/patients/{denise.pk}/trials/").content.decode()
    assert "ECOG performance status: 1 or less wanted, 2 found" in text
    assert "Outside trial range" in text
    assert "ineligible" not in text.lower()


def test_a_draft_is_not_used(cast: Cast, denise: Patient) -> None:
    kept(study())
    written(cast, ECOG, state="draft")
    assert not asked(cast, "rae", denise)["is_written"]


def test_a_center_limit_stands_in_the_place_of_the_registry_limit(cast: Cast, denise: Patient) -> None:
    kept(study())
    aged(denise, 80)
    written(cast, [{"code": "older", "fact": "age", "compare": "<=", "value": 85, "unit": "years"}])
    assert asked(cast, "rae", denise)["words"] == "Within trial range"


def test_women_only(cast: Cast, denise: Patient) -> None:
    kept(study(eligibilityModule={"sex": "MALE"}))
    assert asked(cast, "rae", denise)["words"] == "Outside trial range"
    kept(study(eligibilityModule={"sex": "FEMALE"}))
    assert asked(cast, "rae", denise)["words"] == "Age, sex and disease fit"


def test_who_may_not_open_the_chart_gets_nothing(cast: Cast, denise: Patient) -> None:
    kept(study())
    for who in ("bo", "cy", "dee"):
        assert window(cast, who).get(f"/patients/{denise.pk}/trials/").status_code == 404
        assert window(cast, who).get(f"/api/v1/patients/{denise.pk}/trials/").status_code == 404


def test_many_trials_take_as_many_statements_as_one(cast: Cast, denise: Patient) -> None:
    kept(study())
    with acting(cast.actor("rae")) as actor, statements() as few:
        screening.for_patient(actor, denise.pk)
    kept(*(named(f"NCT000001{n:02}", f"Trial {n}") for n in range(30)))
    with acting(cast.actor("rae")) as actor, statements() as many:
        assert len(screening.for_patient(actor, denise.pk) or []) == 31
    assert len(many) == len(few)


def crowd(cast: Cast, count: int) -> None:
    """Others of Cedar Valley, with myeloma."""
    cedar = cast.organizations["cedar"]
    with truth():
        for n in range(count):
            row = Patient.objects.create(custodian=cedar, given_name="One", family_name=f"Of{n:02}", birth_on=date(1956, 1, 1), sex="male")
            Grant.objects.create(patient_id=row.pk, organization=cedar, scope=Scope.CUSTODY, source=Source.CUSTODY)
            Diagnosis.objects.create(patient=row, icd10="C90.00", display="Myeloma")


def test_everybody_in_portions_with_a_bounded_number_of_statements(cast: Cast, denise: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(study())
    written(cast, ECOG)
    crowd(cast, 7)
    monkeypatch.setattr(rounds, "PORTION", 4)
    with acting(cast.actor("rae")) as actor:
        (mine,) = rules.rules_of(actor, Trial.objects.all())
        ids = rounds.people(actor)
        with statements() as sent:
            done = [(tally.done, tally.total) for tally in rounds.walk(actor, mine, ids)]
    assert done == [(4, 8), (8, 8)]
    assert len(sent) <= 2 * 8


def test_the_page_tells_how_far_it_is_and_then_who_was_found(cast: Cast, denise: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(study())
    written(cast, ECOG)
    ecog(denise, 0)
    crowd(cast, 3)
    monkeypatch.setattr(rounds, "PORTION", 2)
    client = window(cast, "rae")
    assert "What is compared" in client.get("/trials/NCT01234567/patients/").content.decode()
    answer = client.post("/trials/NCT01234567/patients/")
    parts = [part.decode() for part in answer.streaming_content]  # type: ignore[attr-defined]  # streamed
    text = "".join(parts)
    steps = [text.index(f"{n} of 4 patients compared") for n in (0, 2, 4)]
    assert steps == sorted(steps)
    assert text.index("OKAFOR, Denise") > steps[-1]
    assert "Not known: ECOG performance status" in text
    assert text.rstrip().endswith("</html>")
    with truth():
        row = Event.objects.filter(action="trials.screen_all").get()
        assert len(row.patient_ids) == 4


def test_nobody_of_another_house_is_compared(cast: Cast, denise: Patient) -> None:
    kept(study())
    found = window(cast, "cy").post("/api/v1/trials/NCT01234567/patients/").json()
    assert (found["total"], found["near"], found["best"]) == (0, [], [])
    ours = window(cast, "rae").post("/api/v1/trials/NCT01234567/patients/").json()
    assert [one["patient_id"] for one in ours["best"]] == [str(denise.pk)]
