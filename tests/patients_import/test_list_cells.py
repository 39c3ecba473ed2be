"""Cells, headers and tables of patient lists, without a database."""

from __future__ import annotations

import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecoord.interop.faults import Fault
from patients.csv_import import values
from patients.csv_import.headers import find_columns
from patients.csv_import.report import harmless
from patients.csv_import.tables import read_table
from patients.csv_import.values import Odd, Order

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1958-03-04", (1958, 3, 4)),
        ("1958/3/4", (1958, 3, 4)),
        ("19580304", (1958, 3, 4)),
        ("03/04/1958", (1958, 3, 4)),
        ("3-4-58", (1958, 3, 4)),
        ("31.12.1958", (1958, 12, 31)),
        ("12/31/1958", (1958, 12, 31)),
        ("04-Mar-1958", (1958, 3, 4)),
        ("4 march 1958", (1958, 3, 4)),
        ("Mar 4, 1958", (1958, 3, 4)),
        ("March 4th, 1958", (1958, 3, 4)),
        ("04MAR1958", (1958, 3, 4)),
        ("1958-03-04T00:00:00Z", (1958, 3, 4)),
        ("03/04/1958 12:00 AM", (1958, 3, 4)),
        ("1/2/26", (2026, 1, 2)),
        ("1/2/27", (1927, 1, 2)),
    ],
)
def test_dates_in_many_styles(cell: str, day: tuple[int, int, int]) -> None:
    assert values.day(cell, Order.MONTH_FIRST, TODAY) == datetime.date(*day)


@pytest.mark.parametrize(
    "cell", ["19450231", "1945-13-01", "YYYY-MM-DD", "soon", "12", "1/2", "2/2/958", "2031-01-01", "1066-10-14", "٤/٣/١٩٥٨"]
)
def test_odd_dates_say_so(cell: str) -> None:
    with pytest.raises(Odd) as caught:
        values.day(cell, Order.MONTH_FIRST, TODAY)
    assert cell in caught.value.sentence


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "NULL", "-", "unknown"])
def test_absent_is_none(cell: str) -> None:
    assert values.day(cell, Order.MONTH_FIRST, TODAY) is None


def test_a_column_is_read_in_one_order() -> None:
    assert values.order_of(["03/04/1958", "25/12/1960"]) is Order.DAY_FIRST
    assert values.day("03/04/1958", Order.DAY_FIRST, TODAY) == datetime.date(1958, 4, 3)
    mixed = values.order_of(["25/12/1960", "12/25/1960"])
    assert mixed is Order.MIXED
    assert values.day("12/25/1960", mixed, TODAY) == datetime.date(1960, 12, 25)
    with pytest.raises(Odd, match="two ways"):
        values.day("03/04/1958", mixed, TODAY)


def test_other_cells() -> None:
    assert [values.sex(cell) for cell in ("F", "male", "Mujer", "")] == ["female", "male", "female", ""]
    assert [values.yes(cell) for cell in ("Y", "no", "")] == [True, False, None]
    assert [values.language(cell) for cell in ("Spanish", "es_MX", "")] == ["es", "es-MX", ""]
    assert values.split_name("OKAFOR, Denise A") == ("Denise A", "OKAFOR")
    assert values.split_name("Denise A Okafor") == ("Denise A", "Okafor")
    assert [values.icd10(cell) for cell in ("C9000", "c90.02", "I10")] == ["C90.00", "C90.02", "I10"]


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (values.sex, "banana"),
        (values.yes, "perhaps"),
        (values.email, "a b@c"),
        (values.phone, "12"),
        (values.icd10, "myeloma"),
        (values.language, "Klingon!"),
    ],
)
def test_cells_that_cannot_be_read(read: object, cell: str) -> None:
    with pytest.raises(Odd):
        read(cell)  # type: ignore[operator]  # each is a function of one cell


@given(st.text(max_size=30))
def test_no_cell_breaks_a_reader(cell: str) -> None:
    for read in (values.sex, values.yes, values.email, values.phone, values.icd10, values.language, values.split_name):
        with suppress(Odd):
            read(cell)
    for order in Order:
        with suppress(Odd):
            values.day(cell, order, TODAY)


def test_a_table_with_everything_wrong_with_it() -> None:
    raw = '\ufeff MRN ; Last Name;"First\nName";DOB\n\n;;;\n1;Reyes;Maria\n  \n2;Núñez;Ana;1958-03-04;extra\n'.encode()
    table = read_table(raw)
    assert table.columns == ["MRN", "Last Name", "First\nName", "DOB"]
    assert [(row.number, row.line, row.cells["Last Name"], row.cells["DOB"]) for row in table.rows] == [
        (1, 5, "Reyes", ""),
        (2, 7, "Núñez", "1958-03-04"),
    ]
    assert [bool(row.remark) for row in table.rows] == [False, True]


def test_windows_and_utf16_encodings() -> None:
    text = "last name,first name\nNúñez,Ana\n"
    assert read_table(text.encode("utf-16")).rows[0].cells["last name"] == "Núñez"
    table = read_table(text.encode("cp1252"))
    assert table.rows[0].cells["last name"] == "Núñez"
    assert "Windows-1252" in table.remarks[0]


@pytest.mark.parametrize(
    ("raw", "says"), [(b"", "empty"), (b"\n\n", "empty"), (b"name,dob\n", "no rows"), (b"a,A,a\n1,2,3\n", "Two columns")]
)
def test_no_table(raw: bytes, says: str) -> None:
    with pytest.raises(Fault, match=says):
        read_table(raw)


@given(st.binary(max_size=120))
def test_no_bytes_break_the_table_reader(raw: bytes) -> None:
    with suppress(Fault):
        find_columns(read_table(raw).columns, {})


def test_columns_by_alias_and_by_order_of_the_operator() -> None:
    columns = ["rec_id", "given_name", "surname", "street_number", "address_1", "D.O.B.", "Chart #"]
    found = find_columns(columns, {})
    assert (found["mrn"], found["family_name"], found["birth_on"]) == (["rec_id"], ["surname"], ["D.O.B."])
    assert found["address"] == ["street_number", "address_1"]
    told = find_columns(columns, {"chart #": "mrn", "rec_id": ""})
    assert told["mrn"] == ["Chart #"]


@pytest.mark.parametrize(
    ("columns", "told", "says"),
    [
        (["age", "hgb"], {}, "No column holds a name"),
        (["mrn", "sex"], {}, "No column holds a name"),
        (["name"], {"nom": "family_name"}, "There is no column"),
        (["name"], {"name": "surname"}, "is not a field"),
    ],
)
def test_columns_that_make_no_patient(columns: list[str], told: dict[str, str], says: str) -> None:
    with pytest.raises(Fault, match=says):
        find_columns(columns, told)


def test_a_report_runs_nothing_in_a_spreadsheet() -> None:
    assert [harmless(cell) for cell in ("=1+1", "@x", "-2", "fine")] == ["'=1+1", "'@x", "'-2", "fine"]
