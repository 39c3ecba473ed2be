"""Bytes to resources: what is refused, where, and what is let through."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecoord.interop.bundles import open_file
from carecoord.interop.dates import Precision, choice, read
from carecoord.interop.elements import Element
from carecoord.interop.faults import Fault
from carecoord.interop.outcome import of_fault, outcome
from carecoord.interop.reading import read_json


def bundle(*entries: dict[str, Any], kind: str = "collection") -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": list(entries)}).encode()


def entry(resource: dict[str, Any], full_url: str = "") -> dict[str, Any]:
    return {"fullUrl": full_url, "resource": resource} if full_url else {"resource": resource}


PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Doe"}]}

REFUSED: list[tuple[bytes, str, str]] = [
    (b"", "empty", ""),
    (b"   \n", "empty", ""),
    (b"<Patient/>", "XML", "line 1"),
    (b"[]", "one object", "line 1"),
    (b'{\n "a": 1,\n}', "breaks off", "line 3, column 1"),
    (b'{"a": \xff}', "UTF-8", "line 1, column 7"),
    (b'{"resourceType": "Patient", "active": true, "active": false}', "twice", "Patient.active"),
    (b'{"a": NaN}', "not a JSON number", ""),
    (b'{"a": ' + b"9" * 50 + b"}", "digits", ""),
    (b"[" * 100_000, "nested", ""),
    (b'{"a": ' + b"[" * 70 + b"1" + b"]" * 70 + b"}", "nested", "file.a"),
    (b'{"id": "x"}', "resourceType is missing", "file"),
    (b'{"resourceType": "Unicorn"}', "not a resource type", "file.resourceType"),
    (json.dumps({**PATIENT, "name": []}).encode(), "may not be empty", "Patient.name"),
    (json.dumps({**PATIENT, "name": [{}]}).encode(), "may not be empty", "Patient.name[0]"),
    (json.dumps({**PATIENT, "id": "a b"}).encode(), "An id has", "Patient.id"),
    (json.dumps({**PATIENT, "id": 7}).encode(), "An id should be text", "Patient.id"),
    (json.dumps({**PATIENT, "photo": [{"data": "%%%"}]}).encode(), "base64", "Patient.photo[0].data"),
    (bundle(), "no entries", "Bundle.entry"),
    (bundle(entry(PATIENT, "Patient/p1")), "absolute", "Bundle.entry[0].fullUrl"),
    (bundle(entry(PATIENT), entry({**PATIENT, "gender": "male"})), "say different things", "Bundle.entry[1].resource.id"),
    (bundle(entry(PATIENT, "urn:uuid:1"), entry({**PATIENT, "id": "p2"}, "urn:uuid:1")), "same fullUrl", "Bundle.entry[1].resource"),
    (bundle({"resource": "text"}), "object", "Bundle.entry[0].resource"),
    (bundle({"resource": {"resourceType": "Nope"}}), "not a resource type", "Bundle.entry[0].resource.resourceType"),
]


@pytest.mark.parametrize(("raw", "says", "where"), REFUSED, ids=range(len(REFUSED)))
def test_refused_with_a_sentence_and_a_place(raw: bytes, says: str, where: str) -> None:
    with pytest.raises(Fault) as caught:
        open_file(raw)
    assert says in caught.value.sentence
    assert where in caught.value.where
    assert "\n" not in str(caught.value)
    assert of_fault(caught.value)["issue"][0]["severity"] == "error"


def test_an_outcome_is_never_without_an_issue() -> None:
    assert outcome([])["issue"][0]["severity"] == "information"


def test_a_byte_order_mark_is_fine() -> None:
    assert open_file(b"\xef\xbb\xbf" + json.dumps(PATIENT).encode()).entries[0].id == "p1"
    assert open_file(json.dumps(PATIENT).encode("utf-16")).entries[0].id == "p1"


def test_word_for_word_repeats_are_taken_once() -> None:
    contents = open_file(bundle(entry(PATIENT), entry(PATIENT)))
    assert len(contents.entries) == 1
    assert contents.repeated == {"Patient": 1}


def test_of_two_versions_the_later_stays() -> None:
    old = {**PATIENT, "meta": {"versionId": "2"}}
    new = {**PATIENT, "gender": "female", "meta": {"versionId": "10"}}
    for order in ((old, new), (new, old)):
        kept = open_file(bundle(*map(entry, order))).entries
        assert [e.element.text("gender") for e in kept] == ["female"]


def test_a_bundle_id_may_be_anything_and_bundles_may_nest() -> None:
    inner = {"resourceType": "Bundle", "id": "not_allowed", "entry": [entry(PATIENT)]}
    contents = open_file(bundle(entry(inner), {"request": {"method": "GET", "url": "Patient/1"}}, kind="batch"))
    assert [e.kind for e in contents.entries] == ["Patient"]
    assert contents.without_resource == 1


def test_numbers_stay_decimal() -> None:
    assert str(read_json(b'{"a": 1.10}')["a"]) == "1.10"


@pytest.mark.parametrize(
    ("text", "precision"),
    [("2020", Precision.YEAR), ("2020-02", Precision.MONTH), ("2020-02-29", Precision.DAY), ("2020-02-29T23:59:60Z", Precision.TIME)],
)
def test_dates_keep_their_precision(text: str, precision: Precision) -> None:
    when = read(text, "x")
    assert when.precision == precision
    assert (when.day is None) == (precision < Precision.DAY)


@pytest.mark.parametrize(
    "text", ["2020-2-3", "20200203", "2021-02-29", "0001-01-01", "2020-02-03T25:00:00Z", "soon", "٢٠٢٠", "2020-01-01T10:00:00+99:00"]
)
def test_odd_dates_are_faults(text: str) -> None:
    with pytest.raises(Fault):
        read(text, "x")


def test_a_choice_of_period() -> None:
    start, end = choice(Element({"effectivePeriod": {"start": "2020-01-01", "end": "2020-01-05"}}, "x"), "effective")
    assert (start and start.written, end and end.written) == ("2020-01-01", "2020-01-05")


@given(st.text(max_size=40))
def test_no_text_breaks_the_date_reader(text: str) -> None:
    with suppress(Fault):
        assert read(text, "x").written


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["resourceType", "id", "entry", "resource", "contained", "data", "fullUrl", "meta"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_breaks_the_opener(value: Any) -> None:
    for shape in (value, {"resourceType": "Bundle", "entry": value}, {"resourceType": "Bundle", "entry": [{"resource": value}]}):
        with suppress(Fault):
            assert open_file(json.dumps(shape).encode()).type


@given(st.binary(max_size=60))
def test_no_bytes_break_the_opener(raw: bytes) -> None:
    with suppress(Fault):
        open_file(raw)
