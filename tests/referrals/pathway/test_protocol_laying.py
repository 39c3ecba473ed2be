"""Overlays: more, patched, removed; and what is said when a file does not fit or is not of the right form."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from referrals.pathway import reading

HEAD = """
extends: mm-bcma-core
protocol: {code: mine, version: 1, title: Mine, therapy: CAR-T, disease: multiple myeloma, product: x, effective_on: 2026-01-01}
sources: {product-label: {title: A label, grade: label, year: 2025}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(reading.FOLDER, tmp_path / "protocols"))


def wrong(folder: Path, text: str) -> str:
    (folder / "mine.yaml").write_text(HEAD + text)
    with pytest.raises(reading.BadProtocol) as fault:
        reading.load("mine", folder)
    return str(fault.value)


def test_an_overlay_adds_patches_and_removes(folder: Path) -> None:
    step = "{code: tea, title: Tea, phase: workup, owner: RN@center, due: [{at: APH}], remind: [], source: template}"
    text = f"steps: [{step}]\npatch: {{steps: {{consent: {{title: Papers}}}}}}\nremove: {{steps: [vaccines_before]}}"
    (folder / "mine.yaml").write_text(HEAD + text)
    protocol = reading.load("mine", folder)
    codes = [step.code for step in protocol.steps]
    assert "tea" in codes
    assert "vaccines_before" not in codes
    assert protocol.step("consent").title == "Papers"


def test_a_list_of_an_item_grows_and_shrinks(folder: Path) -> None:
    text = "patch: {steps: {consent: {drop_fields: [teach_back], add_fields: [{name: tea, label: Tea}]}}}"
    (folder / "mine.yaml").write_text(HEAD + text)
    names = [field.name for field in reading.load("mine", folder).step("consent").fields]
    assert "tea" in names
    assert "teach_back" not in names


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("remove: {steps: [tea]}", "mine.yaml: remove, steps: “tea” is not there to be removed."),
        ("patch: {gates: {G9: {title: x}}}", "mine.yaml: patch, gates: “G9” is not there to be patched."),
        ("patch: {steps: {consent: {drop_fields: [tea]}}}", "mine.yaml: patch of “consent”: fields holds no “tea” to drop."),
        ("steps: [{code: consent}]", "mine.yaml: steps: “consent” is there already; patch it instead."),
        ("steps: [{title: Tea}]", "mine.yaml: steps, item 1: “code” is missing."),
        ("stepz: []", "mine.yaml: “stepz” is no part of a protocol file."),
        ("patch: {stepz: {}}", "mine.yaml: “patch: stepz” is no part of a protocol file."),
    ],
)
def test_an_overlay_that_does_not_fit_names_the_place(folder: Path, text: str, says: str) -> None:
    assert wrong(folder, text) == says


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        ("{owner: null}", "step “consent”: “owner” is missing."),
        ("{due: null}", "step “consent”: “due” is missing."),
        ("{remind: null}", "step “consent”: “remind” is missing."),
        ("{ownr: x}", "step “consent”: “ownr” is no known entry."),
        ("{owner: XX@center}", "step “consent”, “owner”: “XX@center” is not a role and a site such as RC@practice."),
        ("{due: [{at: APH+7}]}", "step “consent”, “due” 1 “at”: “APH+7” is not an anchor with an offset such as APH+7d or LD1-2bd."),
        ("{due: [{at: APH, repeat: 7d}]}", "step “consent”, “due” 1: “until” must be given too."),
        ("{due: [{at: APH, roll: up}]}", "step “consent”, “due” 1 “roll”: “up” is none of keep, next, previous."),
        ("{remind: [soon PT]}", "step “consent”, “remind” 1: “soon PT” is not a rung such as “-7d owner PT”."),
        ("{number: many}", "step “consent”, “number”: “many” must be of type integer."),
        ("{plain_es: null}", "step “consent”: “plain_es” must be given too."),
        (
            "{flags: [{when: agreed}]}",
            "step “consent”, “flags” 1 “when”: “agreed” is not a condition such as progression=yes or distress>=4.",
        ),
    ],
)
def test_a_fault_of_form_names_file_item_and_entry(folder: Path, patch: str, says: str) -> None:
    assert wrong(folder, f"patch: {{steps: {{consent: {patch}}}}}") == f"mine.yaml: {says}"


def test_a_file_that_extends_itself(folder: Path) -> None:
    (folder / "a.yaml").write_text("extends: b")
    (folder / "b.yaml").write_text("extends: a")
    with pytest.raises(reading.BadProtocol, match="extends itself"):
        reading.load("a", folder)


def test_a_file_that_is_not_there_or_no_yaml(folder: Path) -> None:
    with pytest.raises(reading.BadProtocol, match=r"nowhere\.yaml: there is no such file\."):
        reading.load("nowhere", folder)
    assert "is not valid YAML" in wrong(folder, "steps: [")
    assert "“code” is written twice" in wrong(folder, "steps: [{code: a, code: b}]")


def test_yes_and_dates_stay_words(folder: Path) -> None:
    (folder / "words.yaml").write_text("a: yes\nb: on\nc: 2025-06-26\nd: true\n")
    assert reading.read("words", folder) == {"a": "yes", "b": "on", "c": "2025-06-26", "d": True}
