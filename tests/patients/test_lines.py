"""add_line and correct_line: drugs with refractory yes, no or unknown."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from patients import verbs
from patients.models import LineDrug, Patient, Refractory, TherapyLine
from patients.verbs import DrugGiven
from tests.cast import Cast
from tests.patients.rows import audited, history
from tests.truth import truth

pytestmark = pytest.mark.django_db
START = datetime.date(2019, 5, 20)
LEN = DrugGiven("Lenalidomide", "imid", refractory=Refractory.YES)
BORT = DrugGiven("Bortezomib", "proteasome_inhibitor")


def add(cast: Cast, number: int = 1, **more: object) -> TherapyLine:
    with acting(cast.actor("ana")) as ana:
        return verbs.add_line(ana, cast.denise.pk, number=number, regimen="VRd", started_on=START, drugs=(LEN, BORT), **more)  # type: ignore[arg-type]  # values of several types


def drugs(line: TherapyLine) -> dict[str, str]:
    with truth():
        return dict(LineDrug.objects.filter(line=line, is_entered_in_error=False).values_list("name", "refractory"))


def test_a_line_keeps_its_drugs(cast: Cast) -> None:
    line = add(cast)
    assert drugs(line) == {"Lenalidomide": "yes", "Bortezomib": "unknown"}
    assert history(line.pk)[0].values["drugs"][1] == "Lenalidomide (refractory: yes); Bortezomib (refractory: unknown)"
    assert len(audited("therapyline.added")) == 1


def test_a_correction_replaces_the_drugs_and_keeps_the_old_ones_readable(cast: Cast) -> None:
    line = add(cast)
    with acting(cast.actor("ana")) as ana:
        refractory_too = DrugGiven("Bortezomib", "proteasome_inhibitor", refractory=Refractory.NO)
        line = verbs.correct_line(ana, line.pk, version=1, regimen="VRd ×6", drugs=(LEN, refractory_too))
    assert drugs(line) == {"Lenalidomide": "yes", "Bortezomib": "no"}
    assert set(history(line.pk)[1].values) == {"regimen", "drugs"}
    with truth():
        assert LineDrug.objects.filter(line=line, is_entered_in_error=True).count() == 1


def test_marking_a_line_takes_its_drugs_along_and_frees_its_number(cast: Cast) -> None:
    line = add(cast)
    with acting(cast.actor("ana")) as ana:
        verbs.mark_entered_in_error(ana, TherapyLine, line.pk, version=1, reason="Was a clinical note")
    assert drugs(line) == {}
    add(cast)


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    line = add(cast)
    with pytest.raises(Refused, match="Line 1 is already there"):
        add(cast)
    with pytest.raises(Refused, match="stops before it starts"):
        add(cast, 2, stopped_on=datetime.date(2019, 1, 1))
    with acting(cast.actor("ana")) as ana:
        with pytest.raises(Refused, match="stands twice"):
            verbs.correct_line(ana, line.pk, version=1, drugs=(LEN, DrugGiven("lenalidomide")))
        with pytest.raises(Refused, match="last dose"):
            verbs.correct_line(ana, line.pk, version=1, drugs=(DrugGiven("Daratumumab", last_dose_on=datetime.date(2018, 1, 1)),))
        with pytest.raises(Refused):
            verbs.correct_line(ana, line.pk, version=1, drugs=(DrugGiven("Daratumumab", refractory="perhaps"),))


def test_who_may_not(cast: Cast) -> None:
    line = add(cast)
    with acting(cast.actor("pia")) as pia, pytest.raises(NotAllowed):
        verbs.correct_line(pia, line.pk, version=1, regimen="x")
    with acting(cast.actor("cy")) as cy:
        with pytest.raises(TherapyLine.DoesNotExist):
            verbs.correct_line(cy, line.pk, version=1, regimen="x")
        with pytest.raises(Patient.DoesNotExist):
            verbs.add_line(cy, cast.denise.pk, number=9, regimen="x", started_on=START)


def test_twice(cast: Cast) -> None:
    key = uuid4()
    assert add(cast, key=key).pk == add(cast, key=key).pk
    with acting(cast.actor("ana")) as ana:
        verbs.correct_line(ana, key, version=1, regimen="VRd ×4")
        with pytest.raises(Stale):
            verbs.correct_line(ana, key, version=1, regimen="VRd ×8")
