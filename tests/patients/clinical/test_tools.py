"""What holds for every tool of the registry: its declaration, its refusals, its answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from patients.clinical.fields import Kind
from patients.clinical.limits import Table
from patients.clinical.refusals import Refusal
from patients.clinical.registry import ALL, TOOLS, run, tool
from patients.clinical.tool import Tool
from patients.clinical.words import SPECIAL
from tests.patients.clinical.asking import entries, refused, v

KEYS = sorted(TOOLS)


@pytest.mark.parametrize("key", KEYS)
def test_each_says_what_it_is(key: str) -> None:
    one = TOOLS[key]
    assert one.name
    assert one.version
    assert len(one.citation) > 20
    assert one.rule.__doc__
    assert "(" in one.rule.__doc__, "its paper, in parentheses"


def test_keys_are_unique() -> None:
    assert len(ALL) == len(TOOLS)


@pytest.mark.parametrize("key", KEYS)
def test_each_input_can_be_drawn(key: str) -> None:
    for name, spec in TOOLS[key].inputs.items():
        assert spec.label, name
        assert (spec.options is not None) == (spec.kind in (Kind.CHOICE, Kind.CHOICES)), name
        assert bool(spec.analyte) == (spec.kind in (Kind.MEASURE, Kind.MEASURES)), name
        assert all(words and "_" not in words for _, words in spec.labelled), name


def test_choices_are_said_in_words() -> None:
    assert dict(TOOLS["crs_grade"].inputs["oxygen"].labelled)["cpap"] == "CPAP"
    assert dict(TOOLS["symptom_triage"].inputs["symptoms"].labelled)["cannot_wake"] == "Cannot wake"
    assert set(SPECIAL) <= {choice for one in ALL for spec in one.inputs.values() for choice in spec.choices}


@pytest.mark.parametrize("key", [key for key in KEYS if any(spec.is_required for spec in TOOLS[key].inputs.values())])
def test_nothing_entered_is_refused(key: str) -> None:
    first = next(name for name, spec in TOOLS[key].inputs.items() if spec.is_required)
    assert refused(key) == ("missing_input", first)


@pytest.mark.parametrize("key", KEYS)
def test_an_input_nobody_declared_is_refused(key: str) -> None:
    assert refused(key, tempreature=38) == ("invalid_choice", "tempreature")


def named(kind: Kind) -> list[tuple[str, str]]:
    return [(key, name) for key in KEYS for name, spec in TOOLS[key].inputs.items() if spec.kind is kind]


@pytest.mark.parametrize(("key", "name"), named(Kind.BOOLEAN))
@pytest.mark.parametrize("value", ["yes", 0, 1, "true", []])
def test_yes_and_no_are_never_guessed(key: str, name: str, value: object) -> None:
    code, field = refused(key, **{name: value})
    assert (code, field) == ("invalid_choice", name) or code == "missing_input"


@pytest.mark.parametrize(("key", "name"), named(Kind.DATE))
@pytest.mark.parametrize("value", ["2026-02-30", "20260101", "2026-W01-1", "1/2/2026", "2026-1-2", 20260101, True, "2026-01-01T10:00"])
def test_only_iso_dates(key: str, name: str, value: object) -> None:
    days = {other: "2026-01-01" for other, spec in TOOLS[key].inputs.items() if spec.kind is Kind.DATE}
    choices = {other: spec.choices[0] for other, spec in TOOLS[key].inputs.items() if spec.kind is Kind.CHOICE}
    assert refused(key, **{**choices, **days, name: value}) == ("invalid_date", name)


@pytest.mark.parametrize(("key", "name"), named(Kind.CHOICE))
@pytest.mark.parametrize("value", ["nothing we know", 7, "NONE", ["none"]])
def test_choices_are_spelled_as_listed(key: str, name: str, value: object) -> None:
    assert refused(key, **{name: value})[0] in ("invalid_choice", "missing_input")


def test_no_tool_of_that_name() -> None:
    assert refused("phrenology") == ("invalid_choice", "tool")
    with pytest.raises(Refusal):
        tool("phrenology")


def test_the_answer_carries_everything() -> None:
    answer = run("ivig_flag", {"igg": v(4, "g/L")})
    assert answer["consider_ivig"] is True
    assert answer.inputs == {"igg": {"value": 4, "unit": "g/L"}}
    assert answer.converted == {"igg": 400}
    assert answer.version == "ivig_flag/1 ivig-limit/2026-11-22"
    assert "Hill" in answer.citation
    assert answer.as_dict()["consider_ivig"] is True


def test_a_value_from_tomorrow_is_refused() -> None:
    entry = {"value": 4, "unit": "g/L", "on": "2026-11-23"}
    with pytest.raises(Refusal, match="after today"):
        run("ivig_flag", {"igg": entry}, today=date(2026, 11, 22))
    assert run("ivig_flag", {"igg": entry}, today=date(2026, 11, 23)).inputs["igg"]["on"] == "2026-11-23"


def test_a_number_without_unit_refuses_one() -> None:
    assert refused("icans_grade", ice=v(7, "points")) == ("unsupported_unit", "ice")


def with_table() -> list[Tool[Any, Any]]:
    return [one for one in ALL if one.table]


@pytest.mark.parametrize("one", with_table(), ids=lambda one: one.key)
def test_limits_are_dated_and_sourced(one: Tool[Any, Any]) -> None:
    table = one.table
    assert isinstance(table, Table)
    for key, limit in table.limits.items():
        assert limit.source, key
        assert limit.unit, key
        assert limit.effective_on <= date(2026, 11, 22), key


def test_a_table_is_edited_row_by_row() -> None:
    table = TOOLS["washout"].table
    assert table is not None
    ours = table.edited({"bispecific": 42}, version="lakeside-1", source="Lakeside, 2026", effective_on=date(2026, 12, 1))
    assert (ours["bispecific"].value, ours["cytotoxic"].value, table["bispecific"].value) == (42, 14, 28)
    with pytest.raises(Refusal):
        table.edited({"homeopathy": 1}, version="x", source="x", effective_on=date(2026, 12, 1))
    assert table.edited({"bispecific": 0}, version="x", source="x", effective_on=date(2026, 12, 1))["bispecific"].value == 0
    with pytest.raises(Refusal):
        table.edited({"bispecific": -1}, version="x", source="x", effective_on=date(2026, 12, 1))


def test_a_table_without_a_row_refuses() -> None:
    empty = Table("washout-days", "empty", {})
    with pytest.raises(Refusal):
        run("washout", entries(drug_class="bispecific", last_dose="2026-01-01", apheresis="2026-03-01"), table=empty)


def test_what_nobody_answered_is_not_among_the_converted_values() -> None:
    answer = run("imwg_refractory", entries(best_response="SD"))
    assert answer.converted == {"best_response": "SD"}
    assert run("icans_grade", entries(ice=9)).converted == {"ice": 9}
