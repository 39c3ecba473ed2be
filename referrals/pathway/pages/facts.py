"""What an item of a protocol says, as rows of words: read on the protocol's page and compared between versions.

Room: referrals.pathway. English, for staff. Rules in words come from `wording`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referrals.pathway.answers import parted
from referrals.pathway.kinds import Act, Grade, Owner, Site, Test, Unit
from referrals.pathway.protocol import Anchor, Branch, BranchAct, Field, Flag, Gate, Need, Protocol, Step, Washout
from referrals.pathway.wording import ROLES, amount, anchor_words, joined, offset_words, reminder_words, rule_words

SITES: Final = {Site.PRACTICE: "practice", Site.CENTER: "center", Site.MAKER: "manufacturer", Site.HOME: "home"}
GRADES: Final = {
    Grade.LABEL: "label",
    Grade.GUIDELINE: "guideline",
    Grade.STUDY: "study",
    Grade.EXPERT: "expert opinion",
    Grade.DEFAULT: "template default",
}
ACTS: Final = {
    Act.OPEN_TASK: "opens the task “{}”",
    Act.HOLD_STEP: "holds the step it came from",
    Act.SHIFT_ANCHOR: "moves {}",
    Act.RESET_ANCHORS: "plans {} anew",
    Act.LOCK_GATE: "locks gate {}",
    Act.NEW_ATTEMPT: "collects cells again",
    Act.SWITCH_PRODUCT: "goes on with another protocol",
    Act.END_JOURNEY: "ends the journey: {}",
    Act.STOP_PATIENT: "stops every reminder to the patient's side",
    Act.PAUSE: "stops the clock",
    Act.LINK_REFERRAL: "continues in a new referral",
    Act.RECOMPUTE_WASHOUT: "computes the washout again",
    Act.TELL: "tells {}",
}


@dataclass(frozen=True)
class Row:
    """One entry of an item. `lines` is never empty."""

    label: str
    lines: tuple[str, ...]


def rows(*entries: tuple[str, Iterable[str]]) -> tuple[Row, ...]:
    """Entries without words are left out."""
    made = [Row(label, tuple(line for line in lines if line)) for label, lines in entries]
    return tuple(row for row in made if row.lines)


def of_step(step: Step, protocol: Protocol) -> tuple[Row, ...]:
    return rows(
        ("Owner", [owner(step)]),
        ("Due", [rule_words(rule, protocol) for rule in step.due]),
        ("Least a center may set", leasts(step)),
        ("Reminders", [reminder_words(rung) for rung in step.remind] or ["none"]),
        ("Needs", [joined(step.inputs)] if step.inputs else []),
        ("Gives", [joined(step.outputs)] if step.outputs else []),
        ("Waits for", waits(step, protocol)),
        ("Makes actual", [anchor_words(step.sets, protocol)] if step.sets else []),
        ("Answers", [field_words(field) for field in step.fields]),
        ("An answer that acts", [flag_words(flag, step, protocol) for flag in step.flags]),
        ("Stays open with", [condition_words(condition, step) for condition in step.open_on]),
        ("Failures", [f"{code} {protocol.branch(code).title}" for code in step.branches]),
        ("Evidence", [kind.replace("document:", "document: ").replace("_", " ") for kind in step.evidence]),
        ("Asks for", asks(step)),
        ("Patients read", [step.plain, step.plain_es]),
        ("Pages to read", [joined(map(page_words, step.education))] if step.education else []),
        ("Source", sources(protocol, step.source, *step.also)),
        ("Note", [step.note]),
    )


def page_words(slug: str) -> str:
    """ "What is CAR T": a page of the library by its address, since titles are the library's and change."""
    return slug.replace("-", " ").capitalize().replace("car t", "CAR T")


def owner(step: Step) -> str:
    said = f"{ROLES[step.owner]}, {SITES[step.site]}"
    return f"{said}; with {joined(ROLES[one] for one in step.with_)}" if step.with_ else said


def leasts(step: Step) -> list[str]:
    given = [rule for rule in step.due if rule.minimum is not None]
    return list(dict.fromkeys(amount(rule.minimum or 0, rule.at.unit) for rule in given))


def waits(step: Step, protocol: Protocol) -> list[str]:
    before = [protocol.step(code).title for code in step.after]
    return [*before, f"gate {step.needs_gate} {protocol.gate(step.needs_gate).title}"] if step.needs_gate else before


def asks(step: Step) -> list[str]:
    said = ["identity checked by two people"] if step.two_people else []
    said += ["done again when cells are collected again"] if step.per_attempt else []
    return [*said, "recommended; nothing waits for it"] if step.is_advice else said


def field_words(field: Field) -> str:
    words = field.label + (f" ({field.unit})" if field.unit else "")
    if field.choices:
        words += ": " + ", ".join(label for _, label in field.choices)
    return words if field.is_required else f"{words}; may be empty"


def flag_words(flag: Flag, step: Step, protocol: Protocol) -> str:
    then = f"opens {flag.branch} {protocol.branch(flag.branch).title}" if flag.branch else flag.words
    return f"{answer_words(flag.field, flag.value, step)} → {then}"


def answer_words(name: str, value: str, step: Step) -> str:
    field = next(field for field in step.fields if field.name == name)
    return f"{field.label} {value}" if value[:1] in "<>" else f"{field.label}: {dict(field.choices).get(value, value)}"


def condition_words(condition: str, step: Step) -> str:
    return answer_words(*parted(condition), step)


def sources(protocol: Protocol, *codes: str) -> list[str]:
    found = [protocol.source(code) for code in codes if code]
    return [f"{one.title}{f', {one.year}' if one.year else ''} ({GRADES[one.grade]})" for one in found if one]


def of_anchor(anchor: Anchor, protocol: Protocol) -> tuple[Row, ...]:
    return rows(
        ("Lane", [SITES[anchor.lane]]),
        ("Planned", [offset_words(anchor.follows, protocol)] if anchor.follows else ["when somebody sets it"]),
        ("Least a center may set", [amount(anchor.minimum, anchor.follows.unit)] if anchor.follows and anchor.minimum is not None else []),
        ("Patients read", [anchor.plain, anchor.plain_es]),
    )


def of_gate(gate: Gate, protocol: Protocol) -> tuple[Row, ...]:
    return rows(
        ("Before", [anchor_words(gate.before, protocol)]),
        ("Signed by", [joined(ROLES[one] for one in gate.signers)]),
        ("Means", [gate.meaning]),
        ("Must be true", [need_words(need) for need in gate.needs]),
        ("Source", sources(protocol, gate.source)),
    )


NUMBERED: Final = {Test.AT_LEAST: "at least {}", Test.FRESH: "not older than {} days"}


def need_words(need: Need) -> str:
    bound = NUMBERED[need.test].format(need.value) if need.test in NUMBERED else ""
    other = f" or {need.or_field.upper()} at least {need.or_value}" if need.or_field else ""
    return f"{need.label} ({bound}{other})" if bound else need.label


def of_branch(branch: Branch, protocol: Protocol) -> tuple[Row, ...]:
    return rows(
        ("Comes from", [protocol.step(code).title for code in branch.from_steps] or ["any step"]),
        ("Reasons", [words for _, words in branch.reasons]),
        ("Then", [act_words(act, protocol) for act in branch.acts]),
        ("Resolved by", [way_words(way.words, way.acts, protocol) for way in branch.choices]),
        ("Urgent", ["yes"] if branch.is_urgent else []),
        ("Source", sources(protocol, branch.source)),
    )


def way_words(words: str, acts: tuple[BranchAct, ...], protocol: Protocol) -> str:
    return f"{words} → {'; '.join(act_words(act, protocol) for act in acts)}" if acts else words


def act_words(act: BranchAct, protocol: Protocol) -> str:
    parts = act.value.split(",") if act.value else []
    if act.act == Act.OPEN_TASK:
        parts = [protocol.step(part).title for part in parts]
    elif act.act in (Act.SHIFT_ANCHOR, Act.RESET_ANCHORS):
        parts = [anchor_words(part, protocol) for part in parts]
    elif act.act == Act.TELL:
        parts = [f"the {ROLES[Owner(part)]}" for part in parts]
    elif act.act == Act.END_JOURNEY:
        parts = [dict(protocol.ends)[part].lower() for part in parts]
    return ACTS[act.act].format(joined(parts) if parts else "")


def of_washout(washout: Washout, protocol: Protocol) -> tuple[Row, ...]:
    return rows(
        ("Days", ["never; ask the center" if washout.days is None else amount(washout.days, Unit.DAY)]),
        ("Least a center may set", [amount(washout.minimum, Unit.DAY)] if washout.minimum else []),
        ("Only", [joined(washout.drugs)] if washout.drugs else []),
        ("Source", sources(protocol, washout.source)),
        ("Note", [washout.note]),
    )
