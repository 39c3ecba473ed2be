"""Files of trials into records: every shape, and the place of every fault in one sentence. No database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from carecoord.interop.faults import Fault
from referrals.trials.diseases import is_of_myeloma
from referrals.trials.reading import words
from referrals.trials.reading.files import records
from referrals.trials.reading.places import Place
from referrals.trials.states import OnlySex, Source, TrialStatus
from tests.trials.papers import put, raw, study, without

ID, STATUS, WHO = "identificationModule", "statusModule", "eligibilityModule"
PLACES = "contactsLocationsModule"


def test_a_study_of_the_registry() -> None:
    (found,) = records(raw(study()), "one.json")
    assert (found.nct_id, found.title, found.acronym) == ("NCT01234567", "Cells for myeloma", "CELLS")
    assert (found.status, found.phases, found.only_sex) == (TrialStatus.RECRUITING, ("Phase 1", "Phase 2"), OnlySex.ALL)
    assert (found.ages.least, found.ages.most, found.enrollment) == (Decimal(18), Decimal(75), 60)
    assert found.interventions == ("Biological: Cells",)
    assert [(one.zip_code, one.status, one.latitude) for one in found.sites or ()] == [
        ("60611", TrialStatus.RECRUITING, None),
        ("80045", TrialStatus.COMPLETED, 39.73),
    ]


def test_a_search_a_bundle_and_what_is_not_told() -> None:
    assert [one.nct_id for one in records(raw({"studies": [study(), study("NCT00000002")], "totalCount": 2}), "s.json")] == [
        "NCT01234567",
        "NCT00000002",
    ]
    (trimmed,) = records(raw(without(PLACES)), "t.json")
    assert trimmed.sites is None
    (nowhere,) = records(raw(put([], PLACES, "locations")), "n.json")
    assert nowhere.sites == ()
    numbers = [{"value": "x"}, {"value": "NCT00000003"}]
    resource = {"resourceType": "ResearchStudy", "status": "active", "title": "T", "identifier": numbers}
    entries = [{"resource": {"resourceType": "Patient"}}, {"resource": resource}]
    (fhir,) = records(raw({"resourceType": "Bundle", "entry": entries}), "b.json")
    assert (fhir.nct_id, fhir.source, fhir.status) == ("NCT00000003", Source.FHIR, TrialStatus.RECRUITING)


def test_a_table() -> None:
    heads = "nctid,status,phase,diseases,drugs,why_stop,criteria"
    text = heads + '\nNCT00000004,"active, not recruiting",phase 1/phase 2,"[\'myeloma\']",[],,"Age:\n 18"\n'
    (found,) = records(text.encode(), "t.csv")
    assert (found.status, found.phases, found.conditions) == (TrialStatus.ACTIVE_NOT_RECRUITING, ("Phase 1", "Phase 2"), ("myeloma",))
    assert found.eligibility == "Age:\n 18"


MAIN, WHEN, AGE = "identificationModule", "statusModule", "eligibilityModule"
# What is wrong, the sentence, its place; a place of a study is written without `protocolSection.`
BAD: list[tuple[Any, str, str]] = [
    (without(ID, "nctId"), "There is no NCT number", f"{MAIN}.nctId"),
    (put("NCT12", ID, "nctId"), "“NCT12” is no NCT number: NCT and eight digits", f"{MAIN}.nctId"),
    (put(7, ID, "briefTitle"), "This should be text", f"{MAIN}.briefTitle"),
    (without(ID, "briefTitle"), "There is no title", f"{MAIN}.briefTitle"),
    (without(STATUS, "overallStatus"), "There is no status", f"{WHEN}.overallStatus"),
    (put("OPENISH", STATUS, "overallStatus"), "“OPENISH” is no status that the registry uses", f"{WHEN}.overallStatus"),
    (put("2025-13", STATUS, "startDateStruct", "date"), "“2025-13” is no date", f"{WHEN}.startDateStruct.date"),
    (put("2025-02-30", STATUS, "startDateStruct", "date"), "“2025-02-30” is no date", f"{WHEN}.startDateStruct.date"),
    (put("grown up", WHO, "minimumAge"), "“grown up” is no age such as 18 Years", f"{AGE}.minimumAge"),
    (put("17 Years", WHO, "maximumAge"), "The oldest age is below the youngest", f"{AGE}.maximumAge"),
    (put("X", WHO, "sex"), "“x” is no sex that the registry uses", f"{AGE}.sex"),
    (put({}, PLACES, "locations"), "This should be a list", f"{PLACES}.locations"),
    (put(["here"], PLACES, "locations"), "This should be an object in braces", f"{PLACES}.locations[0]"),
    (put([{"geoPoint": {"lat": 95}}], PLACES, "locations"), "This should be degrees from -90 to 90", f"{PLACES}.locations[0].geoPoint.lat"),
    (put(True, "designModule", "enrollmentInfo", "count"), "This should be a whole number", "designModule.enrollmentInfo.count"),
]
ELSEWHERE: list[tuple[Any, str]] = [
    ({"studies": [study(), {}]}, "There is no NCT number (at studies[1].protocolSection.identificationModule.nctId)."),
    ({"studies": []}, "There is no trial in this file."),
    ({"resourceType": "ResearchStudy", "status": "active"}, "There is no NCT number among the identifiers (at identifier)."),
    ({"total": 1, "data": [{"nct_id": "NCT00000001", "brief_title": "x"}]}, "There is no status (at data[0].current_trial_status)."),
    ({"results": [{"trialId": "1"}]}, "“1” is no NCT number: NCT and eight digits (at results[0].trialId)."),
]


@pytest.mark.parametrize(("value", "sentence"), [*((v, f"{s} (at protocolSection.{at}).") for v, s, at in BAD), *ELSEWHERE])
def test_a_fault_is_one_sentence_with_its_place(value: Any, sentence: str) -> None:
    with pytest.raises(Fault) as refused:
        records(raw(value), "bad.json")
    assert str(refused.value) == sentence


TEXTS: list[tuple[bytes, str, str]] = [
    (b"", "a.json", "The file is empty."),
    (b"[]", "a.json", "A file of trials holds one object in braces (at line 1, column 1)."),
    (b"<study/>", "a.json", "This is XML; only trials in JSON can be read (at line 1, column 1)."),
    (b'{"studies": [', "a.json", "The JSON breaks off: expecting value (at line 1, column 14)."),
    (b"\xff\xfe\x00", "a.csv", "The text is not UTF-8 (at line 1, column 3)."),
    (b"openapi: 3.0.3", "a.yaml", "This describes an interface and holds no trial (at line 1, column 1)."),
    (b"nctid,status\n", "a.csv", "The table has no column criteria (at line 1, column 1)."),
    (b"nctid,status,criteria\n", "a.csv", "There is no trial in this file."),
    (b"nctid,status,criteria\nNCT00000001,,x\n", "a.csv", "There is no status (at row 2, status)."),
    (b"nctid,status,criteria,diseases\nNCT00000001,completed,x,['a\n", "a.csv", "This list breaks off (at row 2, diseases)."),
    (b'nctid,status,criteria\nNCT00000001,completed,"x', "a.csv", "The table breaks off: unexpected end of data (at after row 1)."),
]


@pytest.mark.parametrize(("text", "name", "sentence"), TEXTS)
def test_what_is_no_record_is_refused(text: bytes, name: str, sentence: str) -> None:
    with pytest.raises(Fault) as refused:
        records(text, name)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "years"),
    [("18 Years", "18"), ("1 Year", "1"), ("6 Months", "0.5"), ("N/A", None), ("", None), ("26 Weeks", "0.498"), ("1 Day", "0.003")],
)
def test_ages_in_years(text: str, years: str | None) -> None:
    assert words.years(Place(text)) == (None if years is None else Decimal(years))


@pytest.mark.parametrize(
    ("told", "phases"),
    [
        (["PHASE2", "PHASE3"], ("Phase 2", "Phase 3")),
        (["EARLY_PHASE1"], ("Early phase 1",)),
        (["NA"], ()),
        (["III"], ("Phase 3",)),
        (["phase 1/phase 2"], ("Phase 1", "Phase 2")),
        ([""], ()),
    ],
)
def test_phases_as_the_registry_writes_them(told: list[str], phases: tuple[str, ...]) -> None:
    assert words.phases(told) == phases


def test_myeloma_is_known_by_its_words() -> None:
    assert is_of_myeloma(["Relapsed Multiple MYELOMA"])
    assert is_of_myeloma(["Plasma Cell Leukemia"])
    assert is_of_myeloma(["Hematologic Malignancies"])
    assert not is_of_myeloma(["Breast Cancer", "Melanoma"])
