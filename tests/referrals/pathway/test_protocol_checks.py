"""Each check catches its own fault: a good protocol, one thing broken, one sentence that names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from referrals.pathway import checks, circles
from referrals.pathway.kinds import Act, FieldKind, Test
from referrals.pathway.protocol import BranchAct, DueRule, Field, Flag, Need, Offset, Protocol, Reminder, Repeat, Unit, Washout
from tests.referrals.pathway.protocols import shipped

GOOD = shipped("mm-cilta-cel-us")
Break = Callable[[Protocol], Protocol]


def step(code: str, **changes: Any) -> Break:
    def broken(protocol: Protocol) -> Protocol:
        return replace(protocol, steps=tuple(replace(one, **changes) if one.code == code else one for one in protocol.steps))

    return broken


def gate(code: str, **changes: Any) -> Break:
    def broken(protocol: Protocol) -> Protocol:
        return replace(protocol, gates=tuple(replace(one, **changes) if one.code == code else one for one in protocol.gates))

    return broken


def need(**entries: Any) -> Break:
    return gate("G2", needs=(Need(label="It", **entries),))


def branch(code: str, **changes: Any) -> Break:
    def broken(protocol: Protocol) -> Protocol:
        return replace(protocol, branches=tuple(replace(one, **changes) if one.code == code else one for one in protocol.branches))

    return broken


def anchor(code: str, **changes: Any) -> Break:
    def broken(protocol: Protocol) -> Protocol:
        return replace(protocol, anchors=tuple(replace(one, **changes) if one.code == code else one for one in protocol.anchors))

    return broken


def without(code: str) -> Break:
    return lambda protocol: replace(protocol, steps=tuple(one for one in protocol.steps if one.code != code))


def ends(*more: tuple[str, str]) -> Break:
    return lambda protocol: replace(protocol, ends=(*protocol.ends, *more))


def washout(**entries: Any) -> Break:
    made = Washout(**{"drug_class": "tea", "label": "Tea", "days": 3, "source": "template", **entries})
    return lambda protocol: replace(protocol, washouts=(made,))


D0 = Offset("D0")
FAULTS: list[tuple[Break, str]] = [
    (step("consent", due=()), "step “consent” has no due rule."),
    (step("consent", phase="tea"), "step “consent”: there is no phase “tea”."),
    (step("consent", remind=(Reminder(0, Unit.DAY, ()),)), "step “consent”: a reminder goes to nobody."),
    (without("vaccines_before"), "no step has number 17."),
    (step("consent", due=(DueRule(Offset("TEA")),)), "step “consent”: there is no anchor “TEA”."),
    (step("consent", due=(DueRule(Offset("OPENED")),)), "step “consent”: there is no anchor “OPENED”."),
    (step("consent", due=(DueRule(D0, not_after=Offset("TEA")),)), "step “consent”: there is no anchor “TEA”."),
    (step("consent", due=(DueRule(D0, repeat=Repeat(1, Unit.DAY, Offset("TEA"))),)), "step “consent”: there is no anchor “TEA”."),
    (step("stay_near", due=(DueRule(Offset("D0", 13), minimum=14),)), "the rule is shorter (13) than its own minimum (14)."),
    (step("consent", due=(DueRule(Offset("D0", 9), repeat=Repeat(1, Unit.DAY, D0)),)), "the series ends before it begins."),
    (step("consent", sets="TEA"), "step “consent” sets “TEA”, which is no anchor."),
    (step("consent", sets="D0"), "steps “consent” and “infusion” both set “D0”."),
    (step("consent", after=("tea",)), "step “consent”: there is no step “tea”."),
    (step("consent", needs_gate="G9"), "step “consent”: there is no gate “G9”."),
    (step("consent", branches=("F99",)), "step “consent”: there is no branch “F99”."),
    (step("consent", source="tea"), "step “consent”: there is no source “tea”."),
    (step("consent", also=("tea",)), "step “consent”: there is no source “tea”."),
    (step("consent", education=("tea",)), "step “consent”: there is no education topic “tea”."),
    (step("consent", evidence=("document:tea",)), "step “consent”: there is no kind of document “tea”."),
    (step("consent", flags=(Flag("tea", "yes", "F08"),)), "step “consent”: there is no field “tea”."),
    (step("consent", flags=(Flag("agreed", "maybe", "F08"),)), "step “consent”: “agreed” is answered yes or no, never “maybe”."),
    (step("consent", flags=(Flag("registry", "tea", "F08"),)), "step “consent”: “tea” is no choice of “registry”."),
    (step("igg", flags=(Flag("igg", "low", words="Low"),)), "step “igg”: “igg” is a number, never “low”."),
    (
        step("consent", flags=(Flag("agreed", "no", "F12"),)),
        "opens “F12” by an answer, but that branch does not come from it.",
    ),
    (step("consent", flags=(Flag("agreed", "no"),)), "step “consent”: the flag on “agreed” opens nothing and says nothing."),
    (
        step("consult_note", fields=(Field("tea", "Tea", FieldKind.CHOICE),)),
        "“tea”: choices go with a choice, and with nothing else.",
    ),
    (gate("G2", before="TEA"), "gate “G2” stands before “TEA”, which is no anchor."),
    (gate("G2", source="tea"), "gate “G2”: there is no source “tea”."),
    (need(test=Test.STEP_DONE, step="tea"), "gate “G2”, “It”: there is no step “tea”."),
    (need(test=Test.ANSWER, step="consent", field="tea", value="yes"), "gate “G2”, “It”: there is no field “tea”."),
    (need(test=Test.ANSWER, step="consent", field="registry", value="tea"), "gate “G2”, “It”: “tea” is no choice of “registry”."),
    (need(test=Test.VALID_AT, step="consent", field="agreed", value="D0"), "gate “G2”, “It”: step “consent” has no date “agreed”."),
    (need(test=Test.AT_LEAST, step="igg", field="igg", value="1", or_field="tea", or_value="1"), "“It”: there is no field “tea”."),
    (need(test=Test.STEP_DONE, step="consent", value="x"), ""),
    (need(test=Test.TWO_PEOPLE, step="consent"), "gate “G2”, “It”: step “consent” does not ask for two people."),
    (need(test=Test.READ, step="triage"), "gate “G2”, “It”: step “triage” has no pages to read."),
    (need(test=Test.ANCHOR_SET, step="TEA", value="actual"), "gate “G2”, “It”: there is no anchor “TEA”."),
    (need(test=Test.GATE_SIGNED, step="G9"), "gate “G2”, “It”: there is no gate “G9”."),
    (need(test=Test.NO_OPEN_BRANCH, value="F99"), "gate “G2”, “It”: there is no branch “F99”."),
    (need(test=Test.SLOT, value="tea"), "gate “G2”, “It”: “tea” cannot be booked."),
    (branch("F25", from_steps=("tea",)), "branch “F25” comes from “tea”, which is no step."),
    (step("stay_near", branches=(), flags=()), "branch “F23” cannot be reached from any step."),
    (branch("F25", source="tea"), "branch “F25”: there is no source “tea”."),
    (branch("F25", acts=(BranchAct(Act.OPEN_TASK, "tea"),)), "branch “F25”: open_task knows no “tea”."),
    (branch("F25", acts=(BranchAct(Act.OPEN_TASK, "consent"),)), "branch “F25”: open_task knows no “consent”."),
    (branch("F25", acts=(BranchAct(Act.RESET_ANCHORS, "LD1,TEA"),)), "branch “F25”: reset_anchors knows no “TEA”."),
    (branch("F25", acts=(BranchAct(Act.LOCK_GATE, "G9"),)), "branch “F25”: lock_gate knows no “G9”."),
    (branch("F25", acts=(BranchAct(Act.TELL, "RO,XX"),)), "branch “F25”: tell knows no “XX”."),
    (branch("F28", acts=(BranchAct(Act.END_JOURNEY, "tea"),)), "branch “F28”: end_journey knows no “tea”."),
    (branch("F25", acts=()), "no branch opens the task “cytopenia_review”."),
    (branch("F25", choices=()), "branch “F25” can be opened but never resolved."),
    (branch("F28", acts=()), "no failure ends the journey from every step (death must)."),
    (ends(("tea", "Tea")), "no branch leads to the end “tea”."),
    (washout(source="tea"), "washout “tea”: there is no source “tea”."),
    (washout(minimum=4), "washout “tea” is shorter than its own minimum."),
    (step("consult", plain_es=""), "step “consult” is shown to patients without a plain sentence in both languages."),
    (anchor("REF", follows=D0), "goes in a circle."),
    (anchor("ACC", follows=Offset("TEA")), "anchor “ACC” follows “TEA”, which does not exist."),
    (step("heads_up", after=("yearly_follow_up",)), "goes in a circle."),
    (step("consult", needs_gate="G2"), "goes in a circle."),
]


def test_the_protocol_itself_is_good() -> None:
    assert checks.faults(GOOD) == []


@pytest.mark.parametrize(("broken", "says"), FAULTS, ids=[says or "an entry a test does not read is left alone" for _, says in FAULTS])
def test_one_thing_broken_is_one_sentence(broken: Break, says: str) -> None:
    found = checks.faults(broken(GOOD))
    assert not found if not says else any(says in fault for fault in found), found
    assert all(fault.startswith("mm-cilta-cel-us: ") for fault in found)


def test_a_circle_is_told_whole() -> None:
    assert circles.found({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == [["a", "b", "c", "a"]]
    assert circles.found({"a": ["b", "c"], "b": ["c"], "c": []}) == []
