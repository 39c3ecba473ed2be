"""The form at the bedside without JavaScript, the course for both sides, and the calls of programs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from carecoord.audit.models import Event as AuditEvent
from patients.models import Document
from referrals.models import MonitoringEntry, ToxicityEpisode
from tests.cast import Cast
from tests.monitoring import stage
from tests.patients.files import PDF
from tests.referrals.desk import statements, window
from tests.truth import truth

pytestmark = pytest.mark.django_db
JSON: dict[str, Any] = {"content_type": "application/json"}
TYPED: dict[str, Any] = {
    "temperature": "38.4",
    "temperature_unit": "degC",
    "hypotension": "no",
    "vasopressors": ["none"],
    "oxygen": "none",
    "orientation_year": "right",
    "orientation_month": "right",
    "orientation_city": "right",
    "orientation_hospital": "right",
    "naming": "3",
    "following_commands": "right",
    "writing": "wrong",
    "attention": "right",
    "consciousness": "awake",
    "seizure": "none",
    "deep_focal_motor_weakness": "no",
    "cerebral_edema": "not_imaged",
    "papilledema_or_cn6_or_cushing_triad": "not_looked",
}


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]  # an HttpResponse


def test_grade_now_shows_the_grades_and_saves_nothing(cast: Cast) -> None:
    journey = stage.journey(cast)
    page = window(cast, "nan").post(f"/journeys/{journey.pk}/monitoring/check/", {**TYPED, "do": "grade"})
    assert page.status_code == 200
    assert "CRS grade 1" in text(page)
    assert "Fever 38.4 °C; no low pressure; no oxygen." in text(page)
    assert "ICANS grade 1" in text(page)
    assert "ICE 9 of 10" in text(page)
    with truth():
        assert not MonitoringEntry.objects.exists()


def test_a_grade_that_lacks_an_answer_names_it(cast: Cast) -> None:
    journey = stage.journey(cast)
    page = window(cast, "nan").post(f"/journeys/{journey.pk}/monitoring/check/", {**TYPED, "oxygen": "", "do": "grade"})
    assert "CRS: not known yet" in text(page)
    assert "Still to answer: Oxygen." in text(page)


def test_saving_with_a_handwriting_sample(cast: Cast) -> None:
    journey = stage.journey(cast)
    sample = SimpleUploadedFile("sentence.pdf", PDF, "application/pdf")
    page = window(cast, "nan").post(f"/journeys/{journey.pk}/monitoring/check/", {**TYPED, "do": "save", "sample": sample})
    assert page.status_code == 302, text(page)
    with truth():
        entry = MonitoringEntry.objects.get()
        assert entry.sample_id == Document.objects.get(patient=cast.denise).pk
    assert (entry.crs, entry.icans, entry.ice) == (1, 1, 9)
    course = window(cast, "rae").get(f"/journeys/{journey.pk}/monitoring/")
    assert "Handwriting sample" in text(course)
    assert "New check" not in text(course)


def test_what_makes_no_sense_stays_typed(cast: Cast) -> None:
    journey = stage.journey(cast)
    page = window(cast, "nan").post(f"/journeys/{journey.pk}/monitoring/check/", {**TYPED, "temperature": "384", "do": "save"})
    assert page.status_code == 422
    assert "lies between" in text(page)
    assert 'value="384"' in text(page)


def test_the_panel_alone_for_the_script(cast: Cast) -> None:
    journey = stage.journey(cast)
    page = window(cast, "nan").post(f"/journeys/{journey.pk}/monitoring/check/grades/", TYPED)
    assert "CRS grade 1" in text(page)
    assert "<html" not in text(page)


def test_the_course_names_missed_days_and_suggestions_and_is_told_to_the_audit(cast: Cast) -> None:
    journey = stage.journey(cast, days=3)
    stage.record(cast, journey, **stage.GRADE_TWO)
    page = text(window(cast, "chen").get(f"/journeys/{journey.pk}/monitoring/"))
    assert page.count("Missed") == 2
    assert "CRS began on" in page
    assert "Look and confirm" in page
    assert "Not confirmed" in text(window(cast, "ana").get(f"/journeys/{journey.pk}/monitoring/"))
    with truth():
        assert AuditEvent.objects.filter(user_id=cast.users["ana"].pk, patient_ids__contains=[cast.denise.pk]).exists()


def test_confirming_what_is_suggested(cast: Cast) -> None:
    journey = stage.journey(cast, days=3)
    stage.record(cast, journey, **stage.GRADE_TWO)
    chen = window(cast, "chen")
    form = text(chen.get(f"/journeys/{journey.pk}/monitoring/episodes/new/?take=0"))
    assert stage.today().isoformat() in form
    sent = {"kind": "crs", "onset_on": stage.today().isoformat(), "peak_grade": "2", "peak_on": stage.today().isoformat()}
    assert chen.post(f"/journeys/{journey.pk}/monitoring/episodes/new/", sent).status_code == 302
    with truth():
        row = ToxicityEpisode.objects.get()
    assert (row.peak_grade, row.confirmed_name) == (2, "Dr. Wei Chen")
    again = chen.post(f"/journeys/{journey.pk}/monitoring/episodes/{row.pk}/", {"do": "withdraw", "version": "1", "note": "An infection."})
    assert again.status_code == 302


def test_one_check_says_rule_and_citation_and_is_corrected_and_taken_back(cast: Cast) -> None:
    journey = stage.journey(cast)
    made = stage.record(cast, journey, **stage.GRADE_TWO).entry
    nan, address = window(cast, "nan"), f"/journeys/{journey.pk}/monitoring/checks/{made.pk}/"
    page = text(nan.get(address))
    assert "crs_grade/1" in page
    assert "Lee DW" in page
    corrected = nan.post(f"{address}correct/", {**TYPED, "version": "2", "do": "save"})
    assert corrected.status_code == 302, text(corrected)
    with truth():
        newest = MonitoringEntry.objects.get(corrects=made)
    taken = nan.post(f"/journeys/{journey.pk}/monitoring/checks/{newest.pk}/", {"version": "3", "reason_code": "twice", "text": ""})
    assert taken.status_code == 302
    assert "no longer counts" in text(window(cast, "rae").get(address))


@pytest.mark.parametrize(("who", "status"), [("rae", 403), ("cy", 404), ("dee", 404), ("pia", 403), ("pat", 404)])
def test_who_gets_no_form(cast: Cast, who: str, status: int) -> None:
    journey = stage.journey(cast)
    assert window(cast, who).get(f"/journeys/{journey.pk}/monitoring/check/").status_code == status


def asked(client: Client, address: str) -> int:
    with statements() as sent:
        assert client.get(address).status_code == 200
    return len(sent)


def test_the_course_asks_the_same_however_many_checks_there_are(cast: Cast) -> None:
    journey = stage.journey(cast, days=3)
    client, address = window(cast, "bo"), f"/journeys/{journey.pk}/monitoring/"
    stage.record(cast, journey)
    asked(client, address)
    few = asked(client, address)
    for _ in range(6):
        stage.record(cast, journey)
    assert asked(client, address) == few
    assert few <= 24


def test_the_same_by_program(cast: Cast) -> None:
    journey = stage.journey(cast)
    nan, base = window(cast, "nan"), f"/api/v1/journeys/{journey.pk}/monitoring/"
    made = nan.post(f"{base}checks/", {"answers": stage.answers(**stage.GRADE_TWO)}, headers={"Idempotency-Key": "one-check"}, **JSON)
    assert made.status_code == 201, made.content
    again = nan.post(f"{base}checks/", {"answers": stage.answers(**stage.GRADE_TWO)}, headers={"Idempotency-Key": "one-check"}, **JSON)
    assert (made.json()["crs"], again.json()["id"]) == (2, made.json()["id"])
    one = f"{base}checks/{made.json()['id']}/"
    assert nan.post(f"{one}correct/", {"answers": stage.answers()}, **JSON).status_code == 428
    corrected = nan.post(f"{one}correct/", {"answers": stage.answers()}, headers={"If-Match": made.headers["ETag"]}, **JSON)
    assert (corrected.status_code, corrected.json()["crs"]) == (201, 0)
    stale = nan.post(f"{base}checks/{corrected.json()['id']}/retract/", {"reason_code": "twice"}, headers={"If-Match": '"1"'}, **JSON)
    assert stale.status_code == 409
    assert [row["standing"] for row in nan.get(f"{base}checks/").json()] == [True, False]
    assert nan.get(one).json()["grades"]["crs"]["version"] == "crs_grade/1"


def test_side_effects_by_program(cast: Cast) -> None:
    journey = stage.journey(cast)
    chen, base = window(cast, "chen"), f"/api/v1/journeys/{journey.pk}/monitoring/episodes/"
    day = stage.today().isoformat()
    made = chen.post(base, {"kind": "icans", "onset_on": day}, **JSON)
    assert made.status_code == 201, made.content
    one = f"{base}{made.json()['id']}/"
    changed = chen.put(one, {"onset_on": day, "peak_grade": 2, "peak_on": day}, headers={"If-Match": '"1"'}, **JSON)
    assert (changed.status_code, changed.json()["peak_grade"]) == (200, 2)
    gone = chen.post(f"{one}withdraw/", {"note": "Sedation."}, headers={"If-Match": '"2"'}, **JSON)
    assert gone.json()["state"] == "in_error"
    assert len(chen.get(base).json()) == 1


def test_a_course_without_any_check_says_what_is_due(cast: Cast) -> None:
    page = text(window(cast, "rae").get(f"/journeys/{stage.journey(cast, days=2).pk}/monitoring/"))
    assert "None yet today" in page
    assert "Missed" in page
