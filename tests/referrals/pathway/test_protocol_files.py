"""The shipped files: they load, say what the table of steps says, and come back from JSON as they went."""

from __future__ import annotations

import json

import pytest

from patients.clinical import reading as level
from referrals.pathway import checks, plain, reading
from referrals.pathway.kinds import Direction, Grade, Unit
from referrals.pathway.protocol import Protocol
from tests.referrals.pathway.protocols import shipped

NAMES = reading.names()
MYELOMA = ("mm-cilta-cel-us", "mm-ide-cel-us")


@pytest.fixture(params=NAMES)
def protocol(request: pytest.FixtureRequest) -> Protocol:
    return shipped(request.param)


def test_cores_are_no_protocols() -> None:
    assert set(MYELOMA) <= set(NAMES)
    assert not {"cart-core", "mm-bcma-core"} & set(NAMES)


def test_every_check_passes(protocol: Protocol) -> None:
    assert checks.faults(protocol) == []


def test_a_protocol_comes_back_from_json_as_it_went(protocol: Protocol) -> None:
    stored = json.loads(json.dumps(plain.as_plain(protocol)))
    assert plain.from_plain(stored) == protocol
    assert plain.digest(plain.from_plain(stored)) == plain.digest(protocol)


def test_the_file_is_named_as_the_protocol(protocol: Protocol) -> None:
    assert protocol.code in NAMES


@pytest.mark.parametrize("name", MYELOMA)
def test_myeloma_has_all_steps_gates_and_failures(name: str) -> None:
    protocol = shipped(name)
    assert {step.number for step in protocol.steps if step.number} == set(range(1, 48))
    assert [gate.code for gate in protocol.gates] == [f"G{number}" for number in range(1, 8)]
    assert [branch.code for branch in protocol.branches] == [f"F{number:02}" for number in range(1, 32)]


@pytest.mark.parametrize(("step", "least"), [("stay_near", 14), ("no_driving", 14), ("irradiated_blood_alert", 90), ("bridging_stop", 7)])
def test_what_a_label_or_guideline_asks_is_a_minimum(step: str, least: int) -> None:
    found = shipped("mm-cilta-cel-us").step(step)
    assert max(rule.minimum or 0 for rule in found.due) == least


def test_products_differ_only_where_their_labels_do() -> None:
    cilta, ide = map(reading.load, MYELOMA)
    assert cilta.anchor("D0").follows != ide.anchor("D0").follows
    assert cilta.step("stay_near") == ide.step("stay_near")
    assert cilta.source("product-label") != ide.source("product-label")


def test_where_sources_differ_the_item_says_so_and_stays_a_draft() -> None:
    protocol = shipped("mm-cilta-cel-us")
    assert "differ" in protocol.step("pjp_review").note
    assert "differ" in protocol.step("igg").note
    drafts = [washout for washout in protocol.washouts if (source := protocol.source(washout.source)) and source.grade == Grade.DEFAULT]
    assert drafts


def test_no_source_speaks_in_the_shorthand_of_notes(protocol: Protocol) -> None:
    titles = [source.title for source in protocol.sources]
    assert not [title for title in titles if "cart_domain" in title or (title[:1] == "S" and title[1:2].isdigit())]


def test_patients_read_short_words(protocol: Protocol) -> None:
    sentences = [step.plain for step in protocol.steps if step.for_patient]
    assert {words for words in sentences if level.flesch_kincaid(words) > 6} == set()
    spanish = [step.plain_es for step in protocol.steps if step.for_patient]
    assert {words for words in spanish if level.fernandez_huerta(words) < 70} == set()


def test_a_rule_is_read_as_it_is_written() -> None:
    rule = shipped("mm-cilta-cel-us").step("bridging_update").due[0]
    assert (rule.at.anchor, rule.at.offset, rule.at.unit, rule.at.direction) == ("APH", 7, Unit.DAY, Direction.AFTER)
    assert rule.repeat is not None
    assert (rule.repeat.every, rule.repeat.until.anchor, rule.repeat.until.direction) == (7, "LD1", Direction.BEFORE)
    assert (rule.minus, rule.plus, rule.minimum) == (2, 1, 3)


def test_a_bispecific_is_a_file_like_any_other() -> None:
    protocol = shipped("teclistamab-mm-us")
    anchors = [anchor.code for anchor in protocol.anchors]
    assert {"D0", "SU2", "TD1"} <= set(anchors)
    assert not {"APH", "SHIP", "REL", "LD1"} & set(anchors)
    assert [rule.minimum for rule in protocol.step("observation").due] == [2, 2, 2]
    assert "apheresis" not in dict(protocol.phases)
    assert not [step.code for step in protocol.steps if "cells" in step.plain.lower()]


def test_a_lymphoma_product_brings_its_own_washouts_and_response() -> None:
    protocol = shipped("axi-cel-lbcl-us")
    assert protocol.disease == "large B-cell lymphoma"
    assert "cd20_bispecific" in {washout.drug_class for washout in protocol.washouts}
    assert protocol.step("response").fields[0].label == "Response (Lugano)"
    assert not [step.code for step in protocol.steps if "myeloma" in (step.title + step.note).lower()]
