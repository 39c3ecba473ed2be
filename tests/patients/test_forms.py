"""What is typed on the record's pages: registered, added, corrected, marked; a stale form loses nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import (
    Allergy,
    Patient,
)
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.pages import url
from tests.patients.rows import audited, fresh, history
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_registering_warns_then_registers(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    typed = {
        "family_name": "Okafor",
        "given_name": "Denise",
        "birth_on": "1961-06-02",
        "sex": "female",
        "language": "en",
        "key": str(uuid4()),
    }
    warned = rae.post(reverse("patients:register"), typed)
    assert "already registered here" in warned.content.decode()
    assert len(audited("patient.register")) == 0
    assert audited("patient.compare")[0].patient_ids == [cast.denise.pk]
    done = rae.post(reverse("patients:register"), {**typed, "is_warned": "yes", "confirmed_not_duplicate": "on"})
    assert done.status_code == 302
    assert "okafor" not in done["Location"].lower()
    assert len(audited("patient.register")) == 1


def test_a_stale_form_keeps_the_typed_text_and_says_who(cast: Cast) -> None:
    rae, ana = client_of(cast, "rae"), client_of(cast, "ana")
    typed = {"family_name": "Okafor", "given_name": "Denise", "sex": "female", "language": "en", "mrn": "0083317", "version": "1"}
    assert rae.post(url("edit", cast), {**typed, "phone": "555-0001"}).status_code == 302
    late = ana.post(url("edit", cast), {**typed, "phone": "555-0002"})
    text = late.content.decode()
    assert late.status_code == 409
    assert "Rae Martin changed this at" in text
    assert 'value="555-0002"' in text
    assert 'name="version" value="2"' in text
    again = ana.post(url("edit", cast), {**typed, "phone": "555-0002", "version": "2"})
    assert again.status_code == 302
    assert fresh(cast.denise).phone == "555-0002"


FORMS: list[tuple[str, dict[str, str]]] = [
    (
        "diagnoses",
        {
            "display": "Multiple myeloma",
            "icd10": "C90.00",
            "cytogenetics": "1q gain,t(4;14)",
            "is_extramedullary": "unknown",
            "is_measurable": "yes",
        },
    ),
    ("results", {"name": "Hemoglobin", "value": "9.4", "taken_at": "2026-11-01T08:30"}),
    ("performance", {"ecog": "1", "assessed_on": "2026-11-01"}),
    ("comorbidities", {"name": "Atrial fibrillation"}),
    ("medications", {"name": "Apixaban", "drug_class": "other", "is_active": "on"}),
    ("allergies", {"substance": "Sulfa drugs"}),
    ("coverage", {"payer": "Example Health"}),
    (
        "lines",
        {
            "number": "1",
            "regimen": "VRd",
            "started_on": "2019-05-20",
            "drugs-TOTAL_FORMS": "2",
            "drugs-INITIAL_FORMS": "0",
            "drugs-0-name": "Lenalidomide",
            "drugs-0-drug_class": "imid",
            "drugs-0-refractory": "yes",
            "drugs-1-name": "",
            "drugs-1-drug_class": "other",
            "drugs-1-refractory": "unknown",
        },
    ),
]


@pytest.mark.parametrize(("kind", "typed"), FORMS, ids=[kind for kind, _ in FORMS])
def test_every_kind_is_added_corrected_and_marked_through_its_pages(cast: Cast, kind: str, typed: dict[str, str]) -> None:
    from patients.forms import KINDS

    rae, model = client_of(cast, "rae"), KINDS[kind].model
    assert rae.get(url("add_fact", cast, kind=kind)).status_code == 200
    assert rae.post(url("add_fact", cast, kind=kind), {}).status_code == 200
    added = rae.post(url("add_fact", cast, kind=kind), {**typed, "key": str(uuid4())})
    assert added.status_code == 302, added.context["form"].errors
    with truth():
        row = model._default_manager.get()
    one = url("correct_fact", cast, kind=kind, fact_id=row.pk)
    assert rae.get(one).status_code == 200
    text_field = next(name for name in typed if name in ("display", "name", "payer", "substance", "regimen", "ecog"))
    drawn = {"drugs-INITIAL_FORMS": "1"} if kind == "lines" else {}
    corrected = rae.post(one, {**typed, **drawn, text_field: "2", "version": "1"})
    assert corrected.status_code == 302, corrected.context["form"].errors
    assert fresh(row).version == 2
    assert text_field in history(row.pk)[-1].values
    assert "flag" not in history(row.pk)[-1].values
    marked = rae.post(url("mark_fact", cast, kind=kind, fact_id=row.pk), {"error-version": "2", "error-reason": "Another patient"})
    assert marked.status_code == 302
    assert fresh(row).is_entered_in_error
    assert rae.get(one).status_code == 404
    assert client_of(cast, "cy").get(url("add_fact", cast, kind=kind)).status_code == 404


def test_a_fact_of_another_patient_is_not_found_under_this_one(cast: Cast) -> None:
    with truth():
        other = Patient.objects.create(custodian=cast.organizations["cedar"], given_name="A", family_name="B")
        row = Allergy.objects.create(patient=other, substance="Latex")
    assert client_of(cast, "rae").get(url("correct_fact", cast, kind="allergies", fact_id=row.pk)).status_code == 404
    assert client_of(cast, "rae").get(url("add_fact", cast, kind="passwords")).status_code == 404
