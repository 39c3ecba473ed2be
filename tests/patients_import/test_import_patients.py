"""`import_patients`: sound rows in, the others reported, lookalikes flagged."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from itertools import islice, permutations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from carecoord.access.actor import acting
from carecoord.audit.models import Event
from patients.models import Change, Diagnosis, Identifier, Patient
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db

LIST = """MRN,Last Name,First Name,DOB,Sex,Phone,ZIP,ICD-10,Date of Diagnosis
101,Reyes,Maria,03/04/1958,F,555-010-1101,52401,C90.00,2021-02-03
102,Stone,Peter,2/30/1949,M,555-010-1102,524011234,C9002,
103,,,01/01/1950,F,,,,
104,Lund,Eva,12/12/1961,Q,1,,,
"""

Take = Callable[..., dict[str, Any]]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import text as a list for Cedar Valley; returns the report."""

    def go(text: str | bytes, **options: Any) -> dict[str, Any]:
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = StringIO()
        call_command(
            "import_patients", str(path), organization=options.pop("organization", "Cedar Valley"), json=True, stdout=out, **options
        )
        report: dict[str, Any] = json.loads(out.getvalue())
        return report

    return go


def test_sound_rows_are_kept_and_the_others_reported(cast: Cast, take: Take) -> None:
    report = take(LIST)
    assert report["totals"] == {"new": 3, "refused": 1}
    told = {row["row"]: [*row["problems"], *row["warnings"]] for row in report["rows"]}
    assert told[1] == []
    assert told[2] == ["“2/30/1949” is not a day of the calendar."]
    assert told[3] == ["The row names nobody."]
    assert told[4] == ["“Q” is not a sex that can be kept; it stays unknown.", "“1” is not a phone number."]
    with truth():
        maria = Patient.objects.get(family_name="Reyes")
        assert (str(maria.birth_on), maria.sex, maria.custodian) == ("1958-03-04", "female", cast.organizations["cedar"])
        assert Identifier.objects.get(patient=maria).value == "101"
        peter = Patient.objects.get(family_name="Stone")
        assert (peter.birth_on, peter.zip_code) == (None, "52401-1234")
        assert {d.icd10: str(d.diagnosed_on) for d in Diagnosis.objects.all()} == {"C90.00": "2021-02-03", "C90.02": "None"}


def test_again_adds_nobody(cast: Cast, take: Take) -> None:
    take(LIST)
    assert take(LIST)["totals"] == {"unchanged": 3, "refused": 1}
    with truth():
        assert Patient.objects.count() == 4
        assert not Change.objects.exists()


def test_a_list_without_numbers_is_found_again_too(cast: Cast, take: Take) -> None:
    text = 'name,dob\n"Reyes, Maria",1958-03-04\n'
    assert take(text)["totals"] == {"new": 1}
    assert take(text)["totals"] == {"unchanged": 1}


def test_a_changed_phone_is_changed_with_a_history(cast: Cast, take: Take) -> None:
    take(LIST)
    assert take(LIST.replace("555-010-1101", "555-010-2202"))["totals"] == {"changed": 1, "unchanged": 2, "refused": 1}
    with truth():
        assert Change.objects.get().values == {"phone": ["555-010-1101", "555-010-2202"]}


def test_a_number_of_somebody_else_refuses_its_row_alone(cast: Cast, take: Take) -> None:
    take(LIST)
    report = take("MRN,Last Name,DOB\n101,Other,1990-01-01\n105,New,1991-01-01\n")
    assert report["totals"] == {"refused": 1, "new": 1}
    assert "another name" in report["rows"][0]["problems"][0]


def test_repeats_and_contradictions_within_the_list(cast: Cast, take: Take) -> None:
    report = take("MRN,Last Name,DOB\n1,Reyes,1958-03-04\n1,Reyes,1958-03-04\n1,Reyes,1958-03-05\n")
    assert [row["outcome"] for row in report["rows"]] == ["new", "repeated", "refused"]


def test_a_lookalike_is_flagged_or_held(cast: Cast, take: Take) -> None:
    alike = "MRN,Last Name,First Name,DOB\n900,Okafor,Denise,1961-06-02\n901,Nobody,Else,1970-01-01\n"
    held = take(alike, hold_lookalikes=True)
    assert [row["outcome"] for row in held["rows"]] == ["held", "new"]
    assert held["rows"][0]["resembles"] == str(cast.denise.pk)
    flagged = take(alike)
    assert [row["outcome"] for row in flagged["rows"]] == ["new", "unchanged"]
    assert flagged["rows"][0]["score"] >= 77
    assert flagged["resembling"] == 1


def test_no_hint_of_a_lookalike_elsewhere(cast: Cast, take: Take) -> None:
    report = take("Last Name,First Name,DOB\nOkafor,Denise,1961-06-02\n", organization="Hillcrest")
    assert report["resembling"] == 0
    with acting(cast.actor("cy")):
        assert Patient.objects.count() == 1


def test_a_dry_run_writes_nothing(cast: Cast, take: Take) -> None:
    assert take(LIST, dry_run=True)["totals"] == {"new": 3, "refused": 1}
    with truth():
        assert Patient.objects.count() == 1
        assert not Event.objects.exists()


def test_columns_as_the_operator_says(cast: Cast, take: Take) -> None:
    report = take("a=b,naam\n7,Reyes\n", map=["a=b=mrn", "naam=family_name"])
    assert report["mapping"] == {"mrn": ["a=b"], "family_name": ["naam"]}


def test_diagnoses_by_number_for_patients_who_are_there(cast: Cast, take: Take) -> None:
    report = take("mrn,icd10,dateOfDiagnosis\n0083317,C90.02,YYYY-MM-DD\n999,C90.00,2020-01-01\n")
    assert [row["outcome"] for row in report["rows"]] == ["new", "refused"]
    assert report["rows"][0]["warnings"] == ["“YYYY-MM-DD” is not a date."]
    with truth():
        assert Diagnosis.objects.get(patient=cast.denise).icd10 == "C90.02"


def test_hostile_text_stays_text(cast: Cast, take: Take) -> None:
    names = ["Robert'); DROP TABLE patients_patient;--", "<script>alert(1)</script>", '=HYPERLINK("x")', "Ṫ̈ö̤́o͓̔", "‮evil", "𝒥𝒶𝓃𝑒"]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["MRN", "Last Name"])
    writer.writerows([f"n{index}", name] for index, name in enumerate(names))
    assert take(out.getvalue())["totals"] == {"new": len(names)}
    with truth():
        kept = {i.value: i.patient.family_name for i in Identifier.objects.select_related("patient") if i.value.startswith("n")}
    assert [kept[f"n{index}"] for index in range(len(names))] == names


def test_the_report_as_a_file(cast: Cast, take: Take, tmp_path: Path) -> None:
    take(LIST, report=tmp_path / "rows.csv")
    rows = list(csv.DictReader((tmp_path / "rows.csv").read_text().splitlines()))
    assert [row["outcome"] for row in rows] == ["new", "new", "refused", "new"]
    assert "Reyes" not in (tmp_path / "rows.csv").read_text()


def test_audited_by_the_importers_name(cast: Cast, take: Take) -> None:
    take(LIST)
    with truth():
        event = Event.objects.get(action="patients.import_list")
        assert len(event.patient_ids) == 3
        assert event.reason == "3 new, 1 refused"


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (LIST, {"email": "uma@cedarvalley.example"}, "does not allow"),
        (LIST, {"map": ["nonsense"]}, "Write --map"),
        ("age\n7\n", {}, "No column holds a name"),
        ("mrn,name\n7,\n", {}, "none of the 1 rows"),
        (b"", {}, "empty"),
    ],
)
def test_refusals_are_one_sentence(cast: Cast, take: Take, text: str, options: dict[str, Any], says: str) -> None:
    with pytest.raises(CommandError, match=says) as caught:
        take(text, **options)
    assert "\n" not in str(caught.value)


def test_statements_do_not_grow_with_the_list(cast: Cast, take: Take, django_assert_max_num_queries: Any) -> None:
    """Names and birth dates differ as those of six hundred people do: how alike two of them are is measured elsewhere."""
    names = ("".join(letters) for letters in islice(permutations("aeioklmr", 5), 600))
    rows = (f"{n},{name},{name[::-1]},{date(1950, 1, 1) + timedelta(days=n)}\n" for n, name in enumerate(names))
    text = "MRN,Last Name,First Name,DOB\n" + "".join(rows)
    with django_assert_max_num_queries(30):
        assert take(text)["totals"] == {"new": 600}
