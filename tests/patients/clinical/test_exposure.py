"""Triple-class and penta-drug over all lines, and refractoriness from dates. Sets as in Gandhi 2019; 60 days as in Rajkumar 2011."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from patients.clinical.drugs import DrugClass
from patients.clinical.exposure import Given, Set, over_all, recognized, standing
from patients.clinical.refractory import Response, by_dates

PI, IMID, CD38 = DrugClass.PROTEASOME_INHIBITOR, DrugClass.IMMUNOMODULATORY, DrugClass.ANTI_CD38
LAST = date(2026, 3, 1)
TRIPLE = ("Velcade", "lenalidomide", "Sarclisa")
PENTA = ("bortezomib", "carfilzomib", "lenalidomide", "pomalidomide", "daratumumab")


def told(*names: str, failed: bool | None = None) -> list[tuple[str, bool | None]]:
    return [(name, failed) for name in names]


@pytest.mark.parametrize(
    ("names", "triple", "penta"),
    [(TRIPLE, True, False), (("Velcade", "lenalidomide", "Empliciti"), False, False), (("Velcade", "iberdomide", "Sarclisa"), False, False),
     (PENTA, True, True), ((*PENTA[:4], "elotuzumab"), False, False), (("bortezomib", "Velcade", *PENTA[2:]), True, False),
     (("bortezomib", "carfilzomib", "lenalidomide", "Revlimid", "daratumumab"), True, False), (("dexamethasone",), False, False),
     ((*PENTA, "isatuximab", "dexamethasone"), True, True), ((), False, False), (("tea",), False, False)],
)  # fmt: skip  # a table: one row a line
def test_exposed(names: tuple[str, ...], triple: bool | None, penta: bool | None) -> None:
    assert standing(told(*names), Set.TRIPLE_CLASS, is_whole=True).exposed is triple
    assert standing(told(*names), Set.PENTA_DRUG, is_whole=True).exposed is penta


@pytest.mark.parametrize(
    ("failed", "triple", "penta"),
    [([True, True, True, True, True], True, True), ([True, None, True, True, True], True, None),
     ([True, False, True, True, True], True, False), ([None, None, True, True, True], None, None),
     ([False, False, True, True, True], False, False), ([True, True, True, True, None], None, None),
     ([True, True, True, True, False], False, False), ([False, True, False, True, True], True, False)],
)  # fmt: skip  # a table: one row a line
def test_refractory(failed: list[bool | None], triple: bool | None, penta: bool | None) -> None:
    drugs = list(zip(PENTA, failed, strict=True))
    assert standing(drugs, Set.TRIPLE_CLASS, is_whole=True).refractory is triple
    assert standing(drugs, Set.PENTA_DRUG, is_whole=True).refractory is penta


def test_what_is_not_in_a_list_that_is_not_whole_may_have_been_given() -> None:
    few = standing(told("Velcade", failed=True), Set.TRIPLE_CLASS, is_whole=False)
    assert (few.exposed, few.refractory) == (None, None)
    enough = standing(told(*TRIPLE, failed=True), Set.TRIPLE_CLASS, is_whole=False)
    assert (enough.exposed, enough.refractory) == (True, True)
    none_failed = standing(told(*TRIPLE, failed=False), Set.TRIPLE_CLASS, is_whole=False)
    assert (none_failed.exposed, none_failed.refractory) == (True, None)
    assert standing(told("Velcade", failed=True), Set.TRIPLE_CLASS, is_whole=True).refractory is False
    assert standing([], Set.TRIPLE_CLASS, is_whole=False).exposed is None


def test_what_counts_and_what_is_lacking() -> None:
    found = standing(told("Velcade", "dexamethasone", "Revlimid"), Set.PENTA_DRUG, is_whole=True)
    assert found.drugs == ("bortezomib", "lenalidomide")
    assert found.lacking == {PI: 1, IMID: 1, CD38: 1}
    assert standing(told("dexamethasone"), Set.PENTA_DRUG, is_whole=True).lacking == {PI: 2, IMID: 2, CD38: 1}
    assert standing(told(*PENTA), Set.PENTA_DRUG, is_whole=True).lacking == {}


def test_one_drug_over_several_lines() -> None:
    lines = [("Revlimid", False), ("tea", True), ("lenalidomide", None), ("Kyprolis", None), ("Lenalidomide 25 MG", True)]
    assert over_all(lines) == (Given("carfilzomib", PI, None), Given("lenalidomide", IMID, True))
    assert over_all(lines[:3]) == (Given("lenalidomide", IMID, None),)
    assert over_all(lines[:1]) == (Given("lenalidomide", IMID, False),)


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [("VELCADE", "bortezomib"), ("Velcade 3.5 mg", "bortezomib"), ("lenalidomide 25 MG Oral Capsule", "lenalidomide"),
     ("Darzalex  Faspro 1800 mg", "daratumumab"), ("belantamab mafodotin-blmf", "belantamab mafodotin"),
     ("belantamab 100 mg", "belantamab mafodotin"), ("carfilzomib/dexamethasone", "dexamethasone"),
     ("pomalidomide (Pomalyst)", "pomalidomide"), ("prevelcade", None), ("tea", None), ("", None)],
)  # fmt: skip  # a table: one row a line
def test_names_as_records_write_them(text: str, ingredient: str | None) -> None:
    found = recognized(text)
    assert (found[0] if found else None) == ingredient


@pytest.mark.parametrize(
    ("response", "days", "refractory"),
    [(Response.PR, 59, True), (Response.PR, 60, True), (Response.PR, 61, False), (Response.PR, 0, True), (Response.PR, -30, True),
     (None, 60, True), (None, 61, None), (Response.SD, 400, True), (Response.PD, None, True), (Response.MR, 61, False),
     (Response.PR, None, None), (None, None, None)],
)  # fmt: skip  # a table: one row a line
def test_refractory_by_dates(response: Response | None, days: int | None, refractory: bool | None) -> None:
    progressed = None if days is None else LAST + timedelta(days=days)
    assert by_dates(best_response=response, last_dose_on=LAST, progressed_on=progressed) is refractory


def test_without_a_last_dose_only_the_response_can_tell() -> None:
    assert by_dates(best_response=Response.PR, last_dose_on=None, progressed_on=LAST) is None
    assert by_dates(best_response=Response.SD, last_dose_on=None, progressed_on=LAST) is True
