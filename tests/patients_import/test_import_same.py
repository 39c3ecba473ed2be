"""Which record a person of a file is: by number, name and birth date; relatives and lookalikes."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from patients.models import (
    Identifier,
    Patient,
)
from tests.cast import Cast
from tests.patients_import import resources as fhir
from tests.patients_import.conftest import Run
from tests.patients_import.whole import MR, WHOLE
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_a_number_of_somebody_else_is_refused(cast: Cast, run: Run) -> None:
    run(WHOLE)
    other = fhir.patient("p2", identifier=[MR], name=[{"family": "Stone"}], birthDate="1990-01-01")
    with pytest.raises(CommandError, match="another name and another date of birth"):
        run(other)


SHARED = {"system": "urn:plan", "value": "F-1"}


def test_relatives_who_share_a_number_keep_two_records(cast: Cast, run: Run) -> None:
    daughter = fhir.patient(
        "p2", identifier=[{**MR, "value": "779"}, SHARED], name=[{"family": "Reyes", "given": ["Ana"]}], birthDate="1990-01-01"
    )
    mother = fhir.patient(identifier=[MR, SHARED])
    run(fhir.bundle(mother, daughter))
    assert "0 new, 0 changed, 2 unchanged" in run(fhir.bundle(mother, daughter))
    assert "1 unchanged" in run(daughter)
    with truth():
        assert set(Patient.objects.filter(family_name="Reyes").values_list("given_name", flat=True)) == {"Maria Luz", "Ana"}


def test_a_relative_with_the_same_record_number_is_refused(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with pytest.raises(CommandError, match="another name and another date of birth"):
        run(fhir.patient("p2", identifier=[MR], name=[{"family": "Reyes", "given": ["Ana"]}], birthDate="1990-01-01"))


def test_a_corrected_name_or_birth_date_is_taken(cast: Cast, run: Run) -> None:
    run(WHOLE)
    assert "1 changed" in run(fhir.patient(identifier=[MR], birthDate="1958-04-03"))
    assert "1 changed" in run(fhir.patient(identifier=[MR], birthDate="1958-04-03", name=[{"family": "Reyes-Lund", "given": ["Maria"]}]))


def test_a_record_is_found_by_its_id_when_numbers_come_later(cast: Cast, run: Run) -> None:
    run(fhir.patient())
    assert "1 unchanged" in run(fhir.patient(identifier=[MR]))


def test_a_typed_record_is_found_by_number_name_and_birth(cast: Cast, run: Run) -> None:
    number = {**MR, "value": "0083317"}
    denise = fhir.patient("d9", identifier=[number], name=[{"family": "Okafor", "given": ["Denise"]}], birthDate="1961-06-02")
    assert "0 new, 0 changed, 1 unchanged" in run(denise)
    stranger = fhir.patient("d8", identifier=[{**number, "system": "urn:y"}], name=[{"family": "Okafor"}], birthDate="1970-01-01")
    assert "1 new" in run(stranger)
    with truth():
        assert Identifier.objects.filter(system="mrn", value="0083317").count() == 1


def test_a_lookalike_of_the_own_organization_is_flagged_and_no_other(cast: Cast, run: Run) -> None:
    run(fhir.patient("h1"), organization="Hillcrest")
    assert "resembles" not in run(fhir.patient("c1"))
    assert "resembles" in run(fhir.patient("c2", name=[{"family": "Reyez", "given": ["Maria Luz"]}]))
