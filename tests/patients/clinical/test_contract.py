"""The keys that pages and callers rely on: what each tool takes, and what it answers; and that no input at all breaks one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.clinical.fields import Kind, Spec
from patients.clinical.refusals import Refusal
from patients.clinical.registry import TOOLS, run

ISS, FISH = "b2m albumin", "ldh ldh_uln del17p t4_14"
COMORBID = (
    "arrhythmia cardiac ibd diabetes_treated cerebrovascular psychiatric_treated infection_ongoing rheumatologic peptic_ulcer_treated "
    "prior_solid_tumor heart_valve chronic_hepatitis cirrhosis dialysis oxygen_dependent bmi lvef_pct bilirubin_x_uln ast_alt_x_uln "
    "creatinine dlco_pct fev1_pct age"
)
ICE = "orientation_year orientation_month orientation_city orientation_hospital naming following_commands writing attention"
ICANS = (
    "ice consciousness seizure deep_focal_motor_weakness cerebral_edema papilledema_or_cn6_or_cushing_triad tremor intracranial_hemorrhage"
)
CRS = "temperature hypotension vasopressors oxygen fever_masked_by_treatment intubated_for_airway_protection_only"
HSCORE = "immunosuppressed temperature organomegaly_count cytopenia_lineages ferritin triglycerides fibrinogen ast hemophagocytosis"
TRIAL = "profile ecog hemoglobin anc platelets marrow_plasma_cell_pct alc crcl ast_alt_x_uln bilirubin_x_uln lvef_pct spo2_pct"
LABEL = "product age prior_lines exposed_pi exposed_imid exposed_anti_cd38 refractory_lenalidomide"
CONTRACT = {
    "iss": (ISS, "stage"),
    "riss": (f"{ISS} {FISH} t14_16", "stage"),
    "r2iss": (f"{ISS} {FISH} gain1q", "points points_min points_max group"),
    "easix": ("ldh creatinine platelets", "value log2 above_4_67"),
    "measix": ("ldh crp platelets", "value"),
    "simplified_easix": ("ldh platelets", "value"),
    "car_hematotox": ("platelets anc hemoglobin crp ferritin", "score group"),
    "hct_ci": (COMORBID, "score group score_with_age"),
    "ecog_from_karnofsky": ("kps", "ecog"),
    "ice_score": (ICE, "score"),
    "crs_grade": (CRS, "grade"),
    "icans_grade": (ICANS, "grade"),
    "icaht_early": ("days_anc_le_500 days_anc_le_100 never_recovered_above_500", "grade"),
    "icaht_late": ("anc_values", "grade"),
    "cockcroft_gault": ("age sex creatinine weight", "value"),
    "ckd_epi_2021": ("age sex creatinine weight", "value"),
    "mycare": ("extramedullary_or_pcl lenalidomide_refractory high_risk_cytogenetics ferritin ferritin_uln", "score group"),
    "imwg_frailty": ("age adl iadl charlson", "score group"),
    "simplified_frailty": ("age charlson ecog", "score group"),
    "fda_label": (LABEL, "result failed missing"),
    "trial_screen": (TRIAL, "result failed missing"),
    "imwg_refractory": ("best_response days_last_dose_to_progression", "refractory"),
    "measurable_disease": ("profile serum_m urine_m involved_flc flc_ratio_abnormal", "measurable"),
    "washout": ("drug_class last_dose apheresis", "ok earliest_apheresis days_short"),
    "restrictions": ("infusion_date label", "no_driving_until stay_near_until"),
    "vaccine_earliest": ("vaccine infusion_date", "earliest needs_clinician_review"),
    "day_post_infusion": ("infusion_date on_date", "day"),
    "serum_m_response": ("baseline nadir current urine_m", "category"),
    "ivig_flag": ("igg", "consider_ivig"),
    "corrected_calcium": ("calcium albumin", "value"),
    "ctcae_v5": ("anc anc_lln platelets hemoglobin hb_lln alc", "grades"),
    "hscore": (HSCORE, "score"),
    "flesch_kincaid": ("words sentences syllables", "value"),
    "flesch_reading_ease": ("words sentences syllables", "value"),
    "smog": ("polysyllables sentences", "value low_confidence"),
    "pemat": ("agree disagree", "percent pass"),
    "distress_thermometer": ("score", "refer"),
    "drug_class": ("drug", "class"),
    "symptom_triage": ("symptoms temperature", "action"),
    "unit_convert": ("analyte quantity", "value unit"),
}


@pytest.mark.parametrize(("key", "inputs"), [(key, inputs) for key, (inputs, _) in CONTRACT.items()])
def test_inputs(key: str, inputs: str) -> None:
    assert set(TOOLS[key].inputs) == set(inputs.split())


def junk() -> st.SearchStrategy[Any]:
    return st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.integers(), max_size=2)


def sensible(spec: Spec) -> st.SearchStrategy[Any]:
    """A value of the right kind, mostly in range."""
    low, high = int(spec.low or 0), int(spec.high if spec.high is not None else 100)
    numbers = st.integers(low, high)
    unit = spec.units[0] if spec.units else None
    options = st.sampled_from(spec.choices or ("x",))
    values: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.MEASURE: numbers,
        Kind.MEASURES: st.lists(numbers, min_size=1, max_size=3),
        Kind.NUMBER: numbers,
        Kind.COUNT: numbers,
        Kind.BOOLEAN: st.booleans(),
        Kind.CHOICE: options,
        Kind.CHOICES: st.lists(options, max_size=2),
        Kind.DATE: st.dates().map(lambda day: day.isoformat()),
        Kind.TEXT: st.sampled_from(["bortezomib", "Abecma", "dara"]),
        Kind.QUANTITY: numbers,
    }
    return st.fixed_dictionaries({"value": values[spec.kind], "unit": st.just(unit or ("mg/dL" if spec.kind is Kind.QUANTITY else None))})


def entered(key: str, *, clean: bool) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: sensible(spec) if clean else sensible(spec) | junk() for name, spec in TOOLS[key].inputs.items()}
    return st.fixed_dictionaries(fields)


def said(key: str, refusal: Refusal) -> None:
    """A sentence, about an input of the tool."""
    assert refusal.detail.endswith(".")
    assert refusal.field in TOOLS[key].inputs


def answered(key: str, entries: dict[str, Any]) -> dict[str, Any] | None:
    """The answer as JSON would carry it, or None where it was refused with a sentence."""
    try:
        answer = run(key, entries)
    except Refusal as refusal:
        said(key, refusal)
        return None
    again: dict[str, Any] = json.loads(json.dumps(answer.as_dict(), allow_nan=False))
    assert all(again[name] == value for name, value in json.loads(json.dumps(answer.result)).items())
    return dict(answer.result)


@pytest.mark.parametrize("key", TOOLS)
@settings(max_examples=15)
@given(data=st.data())
def test_anything_is_answered_or_refused(key: str, data: st.DataObject) -> None:
    answered(key, data.draw(entered(key, clean=False)))


@pytest.mark.parametrize(("key", "results"), [(key, results) for key, (_, results) in CONTRACT.items()])
@settings(max_examples=15)
@given(data=st.data())
def test_result_keys_and_the_same_answer_twice(key: str, results: str, data: st.DataObject) -> None:
    entries = data.draw(entered(key, clean=True))
    found = answered(key, entries)
    assert answered(key, entries) == found
    if found is not None:
        assert set(found) == set(results.split()) or (key == "r2iss" and "group" in found and set(found) < set(results.split()))


MAY_BE_LEFT_OUT = [
    ("crs_grade", "fever_masked_by_treatment"),
    ("crs_grade", "intubated_for_airway_protection_only"),
    ("icans_grade", "ice"),
    ("ctcae_v5", "hb_lln"),
    ("symptom_triage", "temperature"),
    ("serum_m_response", "urine_m"),
    ("measurable_disease", "serum_m"),
    ("measurable_disease", "urine_m"),
    ("measurable_disease", "involved_flc"),
    ("measurable_disease", "flc_ratio_abnormal"),
    ("imwg_refractory", "best_response"),
]


@pytest.mark.parametrize(("key", "left_out"), MAY_BE_LEFT_OUT)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_left_out_could_not_have_mattered(key: str, left_out: str, data: st.DataObject) -> None:
    """An answer without the input is the answer with any value of it, unless the two contradict each other."""
    full = data.draw(entered(key, clean=True))
    without = answered(key, {name: entry for name, entry in full.items() if name != left_out})
    if without is not None:
        assert answered(key, full) in (without, None)


def test_a_fever_is_reason_enough_to_call_before_symptoms_are_known() -> None:
    """The one place where an answer is given although it could get worse: nobody with a fever waits for a form to be filled."""
    assert answered("symptom_triage", {"temperature": {"value": 38.5, "unit": "degC"}}) == {"action": "call_now"}
