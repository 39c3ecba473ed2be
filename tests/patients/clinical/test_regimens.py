"""Regimens by their letters and by names: what is read, what is refused, what is suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical import drugs, regimens
from patients.clinical.refusals import Refusal
from patients.clinical.spelling import SLIP, alike, perhaps

# Letters as the labels and the trials' reports write them, with their ingredients.
READ = {
    "VRd": "bortezomib lenalidomide dexamethasone",
    "RVD": "bortezomib lenalidomide dexamethasone",
    "D-VRd": "daratumumab bortezomib lenalidomide dexamethasone",
    "DVRd": "daratumumab bortezomib lenalidomide dexamethasone",
    "Dara-VRd": "daratumumab bortezomib lenalidomide dexamethasone",
    "daraKd": "daratumumab carfilzomib dexamethasone",
    "KPd": "carfilzomib pomalidomide dexamethasone",
    "isa-pd": "isatuximab pomalidomide dexamethasone",
    "CyBorD": "cyclophosphamide bortezomib dexamethasone",
    "VCd": "cyclophosphamide bortezomib dexamethasone",
    "VMP": "bortezomib melphalan prednisone",
    "VTD-PACE": "bortezomib dexamethasone thalidomide cisplatin doxorubicin cyclophosphamide etoposide",
    "dcep": "dexamethasone cyclophosphamide etoposide cisplatin",
    "VRd ×6": "bortezomib lenalidomide dexamethasone",
    "VRd x6, then Revlimid 10 mg maintenance": "bortezomib lenalidomide dexamethasone",
    "D-VRd-lite, 4 cycles": "daratumumab bortezomib lenalidomide dexamethasone",
    "Pd + elotuzumab": "pomalidomide dexamethasone elotuzumab",
    "Darzalex Faspro / Pomalyst & Decadron": "daratumumab pomalidomide dexamethasone",
    "Velcade with melphalan followed by Kyprolis": "bortezomib melphalan carfilzomib",
    "daratumumab and hyaluronidase": "daratumumab",
    "  Xpovio ": "selinexor",
    "Blenrep": "belantamab_mafodotin",
    "Abecma": "idecabtagene_vicleucel",
}


@pytest.mark.parametrize("text", READ)
def test_what_is_read(text: str) -> None:
    assert regimens.drugs_in(text) == tuple(name.replace("_", " ") for name in READ[text].split())


@pytest.mark.parametrize(
    ("text", "at_fault", "meant"),
    [("VRx", "VRx", "VRd"), ("lenalidomyde", "lenalidomyde", "lenalidomide"), ("VRd + Revlimd", "Revlimd", "Revlimid"),
     ("dara", "dara", "daratumumab"), ("Pd, dex", "dex", "dexamethasone"), ("bortez", "bortez", "bortezomib")],
)  # fmt: skip  # a table: one row a line
def test_unknown_spellings_are_refused_with_what_they_may_have_meant(text: str, at_fault: str, meant: str) -> None:
    with pytest.raises(Refusal) as refused:
        regimens.drugs_in(text)
    assert (refused.value.code, refused.value.field) == ("unknown_drug", "regimen")
    assert f"“{at_fault}”" in refused.value.detail
    assert meant in refused.value.detail.partition("Perhaps you mean")[2]


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [("qqq", "unknown_drug", "one by one"), ("", "missing_input", "Write the regimen"), (" ×6 ", "missing_input", "Write the regimen"),
     ("VRd + ASCT", "invalid_choice", "autologous transplant"), ("Zometa", "invalid_choice", "keep it as a medication")],
)  # fmt: skip  # a table: one row a line
def test_what_is_no_regimen(text: str, code: str, says: str) -> None:
    with pytest.raises(Refusal, match=says) as refused:
        regimens.drugs_in(text)
    assert (refused.value.code, refused.value.field) == (code, "regimen")


@pytest.mark.parametrize("name", regimens.LETTERS)
def test_every_regimen_is_of_known_ingredients_and_read_whole(name: str) -> None:
    assert all(drugs.named(drug)[0] == drug for drug in regimens.LETTERS[name])
    assert regimens.regimen(name.upper()) == regimens.LETTERS[name] == regimens.drugs_in(name)


def test_letters_alone() -> None:
    assert regimens.regimen("isa kd") == ("isatuximab", "carfilzomib", "dexamethasone")
    with pytest.raises(Refusal, match="one by one") as refused:
        regimens.regimen("XYZW")
    assert refused.value.field == "drug"


def test_letters_of_different_regimens_differ() -> None:
    assert len(regimens.BY_LETTERS) == len(regimens.LETTERS)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = regimens.drugs_in(text)
    except Refusal:
        return
    assert found == tuple(dict.fromkeys(found)) != ()


@given(st.lists(st.sampled_from(sorted(drugs.BY_NAME)), min_size=1, max_size=5))
def test_a_list_of_names_is_read_drug_by_drug_whatever_the_case(names: list[str]) -> None:
    plain = [name for name in names if drugs.BY_NAME[name][1] not in ("bone_agent", "platinum_etoposide") and " and " not in name]
    if plain:
        wanted = tuple(dict.fromkeys(drugs.BY_NAME[name][0] for name in plain))
        assert regimens.drugs_in(" + ".join(plain).upper()) == wanted


def test_suggestions_are_few_and_near() -> None:
    names = {"abcdef": "Abcdef", "abcdxx": "abcdxx", "abc": "abc", "abcd": "abcd", "zzzz": "zzzz"}
    assert alike("abc", names) == ("Abcdef", "abcdxx", "abc")
    assert alike("ab", names) == ("abc", "abcd")
    assert alike("abcdey", {"abcdef": "Abcdef"}) == ("Abcdef",)
    assert alike("abcdey", {"abcdef": "Abcdef"}, close=0.9) == ()
    assert alike("abxxxx", {"abcdef": "Abcdef"}) == ()


def test_a_slip_is_nearer_than_a_suggestion() -> None:
    """New names may be kept beside the list; slips of names on it may not."""
    assert alike("lenalidomid", regimens.NAMES, close=SLIP) == ("lenalidomide",)
    assert alike("sonrotoclax", regimens.NAMES) == ("venetoclax",)
    assert alike("sonrotoclax", regimens.NAMES, close=SLIP) == ()


def test_suggestions_in_words() -> None:
    assert perhaps([]) == ""
    assert perhaps(["a"]) == " Perhaps you mean a."
    assert perhaps(["a", "b"]) == " Perhaps you mean a or b."
    assert perhaps(["a", "b", "c"]) == " Perhaps you mean a, b or c."
