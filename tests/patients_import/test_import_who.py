"""Who imports into whose records: importers, members, restricted records."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError

from carecoord.access.actor import acting
from carecoord.access.models import CareTeam, MachineClient, Restriction, RestrictionKind
from carecoord.audit.models import Event
from patients.models import (
    Patient,
    Result,
)
from tests.cast import Cast
from tests.patients_import.conftest import Run
from tests.patients_import.whole import WHOLE, newcomer
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_two_organizations_keep_two_records(cast: Cast, run: Run) -> None:
    run(WHOLE)
    assert "8 new" in run(WHOLE, organization="Hillcrest")
    with truth():
        assert Patient.objects.filter(family_name="Reyes").count() == 2
    with acting(cast.actor("cy")):
        assert Patient.objects.filter(family_name="Reyes").count() == 1
    with acting(cast.actor("bo")):
        assert not Patient.objects.exists()


def test_members_see_what_the_importer_wrote(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with acting(cast.actor("ana")) as ana:
        maria = Patient.objects.chart_of(ana).get(family_name="Reyes")
        assert Result.objects.filter(patient=maria).count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("uma@cedarvalley.example", "does not allow imports"),
        ("bo@lakeside.example", "does not work at"),
        ("nobody@x.example", "Nobody signs in"),
    ],
)
def test_who_may_not(cast: Cast, run: Run, email: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(WHOLE, email=email)


def test_as_a_member_it_is_theirs(cast: Cast, run: Run) -> None:
    run(WHOLE, email="rae@cedarvalley.example")
    with truth():
        assert Event.objects.get(action="patients.import_fhir").user_id == cast.rae.pk
        assert Result.objects.get(patient=newcomer()).recorded_by_id == cast.rae.pk


def test_imports_can_be_switched_off(cast: Cast, run: Run) -> None:
    run(WHOLE)
    MachineClient.objects.filter(client_id__startswith="import-").update(is_active=False)
    with pytest.raises(CommandError, match="switched off"):
        run(WHOLE)


@pytest.mark.parametrize("name", ["Nowhere", "999999"])
def test_an_unknown_organization(cast: Cast, run: Run, name: str) -> None:
    with pytest.raises(CommandError, match="There is no active organization"):
        run(WHOLE, organization=name)


def test_an_organization_by_number(cast: Cast, run: Run) -> None:
    assert "8 new" in run(WHOLE, organization=str(cast.organizations["cedar"].pk))


def restrict(patient: Patient) -> None:
    with truth():
        Restriction.objects.create(patient_id=patient.pk, kind=RestrictionKind.values[0], reason="Works here")


@pytest.mark.parametrize("email", ["", "rae@cedarvalley.example"])
def test_a_restricted_record_is_closed_to_imports_too(cast: Cast, run: Run, email: str) -> None:
    run(WHOLE)
    with truth():
        maria = newcomer()
    restrict(maria)
    with pytest.raises(CommandError, match="closed to the importer"):
        run(WHOLE, email=email)


def test_a_member_of_the_care_team_imports_into_a_restricted_record(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with truth():
        maria = newcomer()
        CareTeam.objects.create(patient_id=maria.pk, organization=cast.organizations["cedar"], user=cast.rae)
    restrict(maria)
    assert "8 unchanged" in run(WHOLE, email="rae@cedarvalley.example")
