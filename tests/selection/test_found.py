"""How facts are found in a record, without a database: exposure and refractoriness, multiples of normal, what is computed, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from referrals.selection.found import READERS, Facts
from referrals.selection.keys import KEYS
from referrals.selection.measured import MEASURED, labs_of
from referrals.selection.record import Answered, Condition, Drug, Lab, Line, Record

TODAY = date(2026, 11, 23)
VRD = (Drug("bortezomib", "proteasome_inhibitor", "no"), Drug("Revlimid", "imid", "yes"), Drug("dexamethasone", "steroid", "unknown"))
DKD = (Drug("Darzalex Faspro", "other", "unknown"), Drug("carfilzomib", "proteasome_inhibitor", "unknown"))


def line(number: int, *drugs: Drug, regimen: str = "") -> Line:
    started_on = date(2020 + number, 1, 1)
    return Line(number, started_on, started_on + timedelta(days=200), None, drugs, regimen)


def record(*lines: Line, **more: object) -> Record:
    return Record(today=TODAY, born_on=date(1961, 11, 23), sex="female", lines=list(lines), **more)  # type: ignore[arg-type]  # its fields


def lab(value: str, unit: str = "", high: str | None = None, comparator: str = "") -> Lab:
    return Lab(Decimal(value), unit, TODAY - timedelta(days=3), None, Decimal(high) if high else None, comparator)


def value(found: Record, key: str) -> object:
    fact = Facts(found)[key]
    return None if fact is None else fact.value


def test_every_reader_is_of_a_key_and_an_empty_record_says_nothing() -> None:
    assert set(READERS) <= set(KEYS)
    empty = Facts(Record(today=TODAY))
    assert {key for key in KEYS if empty[key] is not None} == set()


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("prior_lines", 2), ("exposed_pi", True), ("exposed_imid", True), ("exposed_anti_cd38", True), ("exposed_alkylator", False),
        ("prior_bcma", False), ("triple_class_exposed", True), ("penta_drug_exposed", False), ("refractory_lenalidomide", True),
        ("refractory_pi", None), ("refractory_anti_cd38", None), ("refractory_last_line", None), ("triple_class_refractory", None),
    ],
)  # fmt: skip  # a table: one row a line
def test_the_course_of_treatment(key: str, wanted: object) -> None:
    assert value(record(line(1, *VRD), line(2, *DKD)), key) == wanted


def test_no_needs_a_whole_list_of_drugs() -> None:
    """A gap in the lines, a line without drugs or a drug of unknown class: not found is not never given."""
    for lines in ((line(2, *VRD),), (line(1, *VRD), line(2)), (line(1, *VRD, Drug("study drug 12", "other", "unknown")),)):
        assert value(record(*lines), "prior_bcma") is None
        assert value(record(*lines), "exposed_pi") is True
    assert value(record(line(1, *VRD)), "prior_bcma") is False


def test_a_gap_in_the_numbers_counts_as_a_line() -> None:
    assert value(record(line(1, *VRD), line(4, *DKD)), "prior_lines") == 4


@pytest.mark.parametrize(("said", "wanted"), [("yes", True), ("no", False), ("unknown", None)])
def test_refractory_by_brand_or_ingredient(said: str, wanted: bool | None) -> None:
    drug = Drug("Revlimid", "other", said)
    assert value(record(line(1, drug)), "refractory_lenalidomide") is wanted
    assert value(record(line(1, Drug("pomalidomide", "imid", "yes"))), "refractory_lenalidomide") is False


def test_the_letters_of_a_regimen_name_drugs_that_the_list_leaves_out() -> None:
    found = record(line(1, Drug("lenalidomide", "imid", "no"), regimen="D-VRd, then lenalidomide"))
    assert [value(found, key) for key in ("exposed_pi", "exposed_anti_cd38", "triple_class_exposed", "prior_bcma")] == [
        True,
        True,
        True,
        False,
    ]
    assert [value(found, key) for key in ("refractory_lenalidomide", "refractory_pi")] == [False, None]


def test_a_medicine_in_use_is_a_drug_that_was_given() -> None:
    found = record(
        line(1, *VRD), medicines=[Drug("Darzalex 1800 mg", "other", "unknown", None, True), Drug("apixaban", "other", "unknown")]
    )
    assert [value(found, key) for key in ("exposed_anti_cd38", "triple_class_exposed", "refractory_anti_cd38")] == [True, True, None]


def test_penta_drug_counts_ingredients() -> None:
    five = [Drug(name, "other", "unknown") for name in ("Velcade", "Kyprolis", "Revlimid", "Pomalyst", "Sarclisa")]
    assert value(record(line(1, *five)), "penta_drug_exposed") is True
    assert value(record(line(1, *five[:4], Drug("bortezomib", "other", "unknown"))), "penta_drug_exposed") is False


@pytest.mark.parametrize(
    ("labs", "key", "wanted"),
    [
        ({"anc": lab("1.2", "10*3/uL")}, "anc", Decimal(1200)),
        ({"anc": lab("1.2", "furlongs")}, "anc", None),
        ({"crp": lab("35", "mg/L")}, "crp", Decimal("3.5")),
        ({"bilirubin": lab("1.8", "mg/dL", "1.2")}, "bilirubin_x_uln", Decimal("1.5")),
        ({"bilirubin": lab("1.8", "mg/dL")}, "bilirubin_x_uln", None),
        ({"ast": lab("40", "U/L", "40"), "alt": lab("100", "U/L", "40")}, "ast_alt_x_uln", Decimal("2.5")),
        ({"ast": lab("40", "U/L", "40"), "alt": lab("100", "U/L")}, "ast_alt_x_uln", None),
        ({"calcium": lab("9", "mg/dL"), "albumin": lab("3", "g/dL")}, "corrected_calcium", Decimal("9.8")),
        ({"calcium": lab("9", "mg/dL")}, "corrected_calcium", None),
        ({"creatinine": lab("1", "mg/dL"), "weight": lab("72", "kg")}, "crcl", Decimal("63.75")),  # (140 - 65) x 72 / 72 x 0.85
        ({"creatinine": lab("1", "mg/dL")}, "crcl", None),
        ({"crcl": lab("52", "mL/min"), "creatinine": lab("1", "mg/dL"), "weight": lab("72", "kg")}, "crcl", Decimal(52)),
        ({"flc_ratio": lab("24"), "kappa": lab("240", "mg/L"), "lambda": lab("10", "mg/L")}, "involved_flc", Decimal(24)),
        ({"flc_ratio": lab("24"), "kappa": lab("240", "mg/L"), "lambda": lab("10", "mg/L")}, "measurable_one", True),
        ({"serum_m": lab("0.5", "g/dL")}, "measurable_half", True),
        ({"serum_m": lab("0.9", "g/dL")}, "measurable_one", None),
    ],
)
def test_results(labs: dict[str, Lab], key: str, wanted: object) -> None:
    assert value(record(labs=labs), key) == wanted


def test_a_bound_stays_a_bound() -> None:
    fact = Facts(record(labs={"egfr": lab("60", "mL/min/{1.73_m2}", comparator=">")}))["egfr"]
    assert fact is not None
    assert (fact.value, fact.bound) == (60, ">")


@pytest.mark.parametrize(
    ("condition", "key", "wanted"),
    [
        (Condition("Ischemic stroke", "I63.9", TODAY - timedelta(days=183)), "stroke_or_seizure", True),
        (Condition("Ischemic stroke", "I63.9", TODAY - timedelta(days=184)), "stroke_or_seizure", None),
        (Condition("Parkinson's disease", "", None), "parkinsonism", True),
        (Condition("Achievement", "", None), "viral_hepatitis_or_hiv", None),
        (Condition("Pneumonia", "J18.9", TODAY, is_over=True), "active_infection", None),
        (Condition("Plasma cell leukemia", "C90.10", None), "plasma_cell_leukemia", True),
    ],
)
def test_conditions_say_yes_and_never_no(condition: Condition, key: str, wanted: bool | None) -> None:
    assert value(record(conditions=[condition]), key) is wanted


@pytest.mark.parametrize(("found", "wanted"), [(("del(17p)",), True), (("1q gain",), True), (("t(11;14)",), False), (None, None)])
def test_cytogenetics(found: tuple[str, ...] | None, wanted: bool | None) -> None:
    assert value(record(cytogenetics=found), "high_risk_cytogenetics") is wanted


def test_an_answer_fills_what_the_record_does_not_hold_and_the_newer_of_two_counts() -> None:
    told = {"active_infection": Answered("no", TODAY, "Rae Martin"), "lvef_pct": Answered("55", TODAY, "Rae Martin")}
    asked = record(answers=told, conditions=[Condition("Pneumonia", "J18.9", TODAY - timedelta(days=20))], labs={"lvef": lab("40", "%")})
    assert value(asked, "active_infection") is False
    assert value(asked, "lvef_pct") == 55
    older = replace(asked, answers={"lvef_pct": Answered("55", TODAY - timedelta(days=9))})
    assert value(older, "lvef_pct") == 40


def test_what_was_given_stands_whatever_was_answered() -> None:
    given = record(line(1, Drug("teclistamab", "other", "unknown")), answers={"prior_bcma": Answered("no", TODAY)})
    assert value(given, "prior_bcma") is True


class Asked(dict[str, object]):
    """Results that remember which were asked for."""

    def __init__(self, *known: object) -> None:
        super().__init__()
        self.known, self.names = known, set[str]()

    def get(self, key: str, default: object = None) -> object:
        self.names.add(key)
        return self.known[0] if self.known else default

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return bool(self.known)

    def __getitem__(self, key: str) -> object:
        return self.get(key)


@pytest.mark.parametrize("key", sorted(MEASURED))
def test_every_result_that_a_fact_reads_is_fetched_for_it(key: str) -> None:
    """Whether the record holds them all or none."""
    day = date(2026, 1, 1)
    for known in ((), (Lab(Decimal(1), "1", day),), (Lab(Decimal(40), "g/dL", day, Decimal(1), Decimal(2)),)):
        asked = Asked(*known)
        MEASURED[key](Record(today=day, labs=asked))  # type: ignore[arg-type]  # a dict that watches
        assert asked.names <= labs_of([key])
