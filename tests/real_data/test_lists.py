"""Patient lists that nobody here wrote: duplicates with the truth beside them, column templates, and the big list of naughty strings."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from carecoord.accounts.models import Organization
from carecoord.interop.faults import Fault
from patients.csv_import.keep import import_list
from patients.csv_import.report import ListReport
from patients.importing.actors import importer
from patients.models import Identifier, Patient
from tests.cast import Cast
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


def take(raw: bytes, **options: bool) -> ListReport:
    actor = importer(Organization.objects.get(short_name="Cedar Valley"), job="import_patients")
    return import_list(actor, "list.csv", raw, is_dry=options.get("is_dry", False))


def test_febrl_is_taken_and_its_duplicates_are_flagged(cast: Cast, data: Path) -> None:
    """`rec_id` says who is whose duplicate (rec-81-org, rec-81-dup-0); nothing else may look at it, so it serves as the number only."""
    report = take((data / "csv/febrl/dataset1.csv").read_bytes())
    assert report.totals == {"new": 1000}
    assert sum(any("calendar" in w or "cannot be right" in w for w in row.warnings) for row in report.rows) == 3
    with truth():
        numbers = {str(i.patient_id): i.value.split("-")[1] for i in Identifier.objects.filter(value__startswith="rec-")}
        assert Patient.objects.filter(birth_on__isnull=True).count() == 41 + 3
    flagged = [row for row in report.rows if row.resembles]
    right = sum(numbers[row.record] == numbers[row.resembles] for row in flagged)
    precision, recall = right / len(flagged), right / 500
    assert precision >= 0.99, precision
    assert recall >= 0.9, recall


def test_column_templates_are_taken_or_refused_in_words(cast: Cast, data: Path) -> None:
    fates: dict[str, str] = {}
    for path in sorted((data / "csv/mcode_extraction").glob("*.csv")):
        try:
            fates[path.name] = str(dict(take(path.read_bytes()).totals))
        except Fault as fault:
            fates[path.name] = fault.sentence
    assert fates.pop("patient.csv") == "{'new': 2}"
    assert fates.pop("condition.csv") == "{'refused': 2}"
    assert all(fate.startswith("No column holds a name") for fate in fates.values())


def test_placeholder_dates_are_reported_row_by_row(cast: Cast, data: Path) -> None:
    report = take((data / "csv/mcode_extraction/condition.csv").read_bytes())
    assert [row.warnings for row in report.rows] == [["“YYYY-MM-DD” is not a date."]] * 2


@pytest.mark.parametrize("name", ["survival_mgus.csv", "survival_mgus1.csv", "survival_mgus2.csv"])
def test_a_cohort_without_names_is_no_patient_list(cast: Cast, data: Path, name: str) -> None:
    with pytest.raises(Fault, match="No column holds a name"):
        take((data / "csv" / name).read_bytes())


def test_naughty_strings_are_names_like_any_other(cast: Cast, data: Path) -> None:
    strings = [text for text in json.loads((data / "csv/blns.json").read_text()) if text.strip()]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["\ufeff MRN", " Last Name", "First Name"])
    for index, text in enumerate(strings):
        writer.writerow([f"blns-{index}", text, "Naughty"])
        writer.writerow([])
    report = take(out.getvalue().encode("utf-8"))
    assert report.totals == {"new": len(strings)}
    assert "Naughty" not in json.dumps(report.as_json()["rows"])
    again = take(out.getvalue().encode("utf-8"))
    assert again.totals == {"unchanged": len(strings)}
