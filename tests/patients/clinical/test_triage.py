"""Symptoms at home: every listed sign, fever, the worst wins, and silence is never "none"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.triage import ACTION_OF, WORST_FIRST, Action
from tests.patients.clinical.asking import ask, refused, v


@pytest.mark.parametrize(("symptom", "action"), ACTION_OF.items())
def test_each_sign(symptom: str, action: Action) -> None:
    assert ask("symptom_triage", symptoms=[symptom], temperature=36.8) == {"action": action.value}


def test_how_many_signs_are_listed() -> None:
    assert [sum(one is action for one in ACTION_OF.values()) for action in WORST_FIRST] == [7, 19, 5, 0]


@pytest.mark.parametrize(
    ("temperature", "action"),
    [(v(38, "degC"), "call_now"), (v(37.9, "degC"), "none"), (v(100.4, "degF"), "call_now"), (v(100.3, "degF"), "none")],
)
def test_fever_alone(temperature: dict[str, object], action: str) -> None:
    assert ask("symptom_triage", symptoms=[], temperature=temperature) == {"action": action}


def test_the_worst_wins() -> None:
    assert ask("symptom_triage", symptoms=["tired", "chills", "seizure"], temperature=39) == {"action": "emergency_911"}
    assert ask("symptom_triage", symptoms=["gradual_facial_weakness"], temperature=36) == {"action": "call_now"}
    assert ask("symptom_triage", symptoms=["tired"], temperature=38) == {"action": "call_now"}


def test_an_unknown_sign_is_refused_beside_known_ones() -> None:
    assert refused("symptom_triage", symptoms=["seizure", "feels odd"], temperature=36) == ("invalid_choice", "symptoms")
    assert refused("symptom_triage", symptoms=["Seizure"], temperature=36) == ("invalid_choice", "symptoms")


def test_what_is_missing_is_asked_for_only_where_it_could_make_it_worse() -> None:
    assert ask("symptom_triage", symptoms=["seizure"]) == {"action": "emergency_911"}
    assert ask("symptom_triage", symptoms=["chills"]) == {"action": "call_now"}
    assert ask("symptom_triage", temperature=38.5) == {"action": "call_now"}
    assert refused("symptom_triage", symptoms=["tired"]) == ("missing_input", "temperature")
    assert refused("symptom_triage", symptoms=[]) == ("missing_input", "temperature")
    assert refused("symptom_triage", temperature=36.8) == ("missing_input", "symptoms")
    assert refused("symptom_triage") == ("missing_input", "symptoms")
    assert refused("symptom_triage", symptoms=[], temperature=v(98.6)) == ("unsupported_unit", "temperature")


@given(st.lists(st.sampled_from(sorted(ACTION_OF))), st.sampled_from(sorted(ACTION_OF)), st.integers(350, 410))
def test_one_more_sign_is_never_less_urgent(symptoms: list[str], more: str, tenths: int) -> None:
    before = ask("symptom_triage", symptoms=symptoms, temperature=tenths / 10)["action"]
    after = ask("symptom_triage", symptoms=[*symptoms, more], temperature=tenths / 10)["action"]
    assert WORST_FIRST.index(Action(after)) <= WORST_FIRST.index(Action(before))
