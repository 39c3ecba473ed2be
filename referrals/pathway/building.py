"""A protocol's entries, their form already checked, to frozen values.

Room: referrals.pathway. Only how short notations are read ("APH+7d", "RC@practice", "-7d owner PT"); no rule of its own.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from patients.clinical.washout import WASHOUT_DAYS
from referrals.pathway import protocol as shape
from referrals.pathway.answers import parted
from referrals.pathway.kinds import Act, Direction, FieldKind, Grade, Owner, Roll, Site, Test, Unit

Raw = dict[str, Any]
OFFSET: Final = re.compile(r"([A-Z][A-Z0-9]*)(?:([+-])(\d+)([a-z]+))?")
OPENED: Final = "OPENED"


def protocol(raw: Raw) -> shape.Protocol:
    head, branches = raw["protocol"], tuple(sorted(map(branch, raw["branches"]), key=lambda made: made.code))
    steps = in_order(tuple(step(item, branches) for item in raw["steps"]), list(raw["phases"]))
    used = {made.phase for made in steps}
    return shape.Protocol(
        code=head["code"],
        version=head["version"],
        title=head["title"],
        therapy=head["therapy"],
        disease=head["disease"],
        product=head["product"],
        effective_on=date.fromisoformat(head["effective_on"]),
        sources=tuple(source(code, item) for code, item in sorted(raw["sources"].items())),
        phases=tuple((code, words) for code, words in raw["phases"].items() if code in used),
        anchors=tuple(map(anchor, raw["anchors"])),
        steps=steps,
        gates=tuple(sorted(map(gate, raw["gates"]), key=lambda made: made.code)),
        branches=branches,
        ends=tuple(raw["ends"].items()),
        washouts=tuple(map(washout, raw.get("washouts", []))),
    )


def in_order(steps: tuple[shape.Step, ...], phases: list[str]) -> tuple[shape.Step, ...]:
    """By the phases of the road; within one by number, tasks of branches as written. A phase nobody knows is found by the checks."""
    places = {phase: place for place, phase in enumerate(phases)}
    return tuple(sorted(steps, key=lambda made: (places.get(made.phase, len(places)), made.number)))


def offset(text: str) -> shape.Offset:
    """ "APH-14d" is 14 days before apheresis; "D0" the day itself."""
    found = OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}” is not an anchor with an offset such as APH+7d.")
    anchor_code, sign, number, unit = found.groups()
    if not sign or int(number) == 0:
        return shape.Offset(anchor=anchor_code)
    return shape.Offset(anchor_code, int(number), Unit(unit), Direction.BEFORE if sign == "-" else Direction.AFTER)


def maybe_offset(text: str | None) -> shape.Offset | None:
    return offset(text) if text else None


def source(code: str, raw: Raw) -> shape.Source:
    return shape.Source(code=code, title=raw["title"], grade=Grade(raw["grade"]), year=raw.get("year", 0))


def anchor(raw: Raw) -> shape.Anchor:
    return shape.Anchor(
        code=raw["code"],
        label=raw["label"],
        lane=Site(raw["lane"]),
        plain=raw.get("plain", ""),
        plain_es=raw.get("plain_es", ""),
        follows=maybe_offset(raw.get("follows")),
        roll=Roll(raw.get("roll", Roll.KEEP)),
        per_attempt=raw.get("per_attempt", False),
        minimum=raw.get("minimum"),
    )


def rule(raw: Raw) -> shape.DueRule:
    minus, plus = raw.get("window", (0, 0))
    return shape.DueRule(
        at=offset(raw["at"]),
        minus=minus,
        plus=plus,
        roll=Roll(raw.get("roll", Roll.KEEP)),
        repeat=repeat(raw) if "repeat" in raw else None,
        not_after=maybe_offset(raw.get("not_after")),
        minimum=raw.get("minimum"),
    )


def repeat(raw: Raw) -> shape.Repeat:
    every, unit = re.findall(r"\d+|[a-z]+", raw["repeat"])
    return shape.Repeat(int(every), Unit(unit), until=offset(raw["until"]), stop_on=tuple(raw.get("stop_on", ())))


def reminder(text: str) -> shape.Reminder:
    """ "-7d owner PT": seven days before, to the owner and the patient."""
    when, *to = text.split()
    days, unit = re.fullmatch(r"([+-]\d+)([a-z]+)", when).groups()  # type: ignore[union-attr]  # the form was checked
    return shape.Reminder(days=int(days), unit=Unit(unit), to=tuple(to))


def field(raw: Raw) -> shape.Field:
    return shape.Field(
        name=raw["name"],
        label=raw["label"],
        kind=FieldKind(raw.get("kind", FieldKind.TEXT)),
        choices=tuple(raw.get("choices", {}).items()),
        unit=raw.get("unit", ""),
        is_required=raw.get("required", False),
        lowest=raw.get("lowest"),
        highest=raw.get("highest"),
    )


def flag(raw: Raw) -> shape.Flag:
    name, value = parted(raw["when"])
    return shape.Flag(field=name, value=value, branch=raw.get("branch", ""), words=raw.get("words", ""))


def step(raw: Raw, branches: tuple[shape.Branch, ...] = ()) -> shape.Step:
    owner, site = raw["owner"].split("@")
    rest: Raw = {name: tuple(raw.get(name, ())) for name in ("inputs", "outputs", "after", "evidence", "education", "also", "open_on")}
    rest |= {name: raw.get(name, "") for name in ("phase", "source", "plain", "plain_es", "sets", "note")}
    return shape.Step(
        code=raw["code"],
        title=raw["title"],
        owner=Owner(owner),
        site=Site(site),
        due=tuple(map(rule, raw["due"])),
        remind=tuple(map(reminder, raw["remind"])),
        number=raw.get("number", 0),
        fields=tuple(map(field, raw.get("fields", ()))),
        flags=tuple(map(flag, raw.get("flags", ()))),
        needs_gate=raw.get("gate", ""),
        with_=tuple(map(Owner, raw.get("with", ()))),
        concerns=tuple(map(Owner, raw.get("concerns", ()))),
        for_patient="plain" in raw,
        per_attempt=raw.get("per_attempt", False),
        branches=opened_by(raw, branches),
        two_people=raw.get("two_people", False),
        is_advice=raw.get("advice", False),
        **rest,
    )


def opened_by(raw: Raw, branches: tuple[shape.Branch, ...]) -> tuple[str, ...]:
    """Branches a step may open: those it names, and those that name it."""
    named = set(raw.get("branches", ())) | {made.code for made in branches if raw["code"] in made.from_steps}
    return tuple(sorted(named))


def gate(raw: Raw) -> shape.Gate:
    signers, needs = tuple(map(Owner, raw["signers"])), tuple(map(need, raw["needs"]))
    rest = {name: raw[name] for name in ("meaning", "per_attempt") if name in raw}
    return shape.Gate(raw["code"], raw["title"], raw["before"], signers, needs, raw["source"], **rest)


def need(raw: Raw) -> shape.Need:
    rest = {name: raw[name] for name in ("step", "field", "value", "waiver", "or_field", "or_value") if name in raw}
    return shape.Need(label=raw["label"], test=Test(raw["test"]), **rest)


def act(text: str) -> shape.BranchAct:
    name, _, value = text.partition(" ")
    return shape.BranchAct(Act(name), value.strip())


def way(raw: Raw) -> shape.Way:
    return shape.Way(raw["code"], raw["words"], tuple(map(act, raw.get("acts", ()))))


def branch(raw: Raw) -> shape.Branch:
    return shape.Branch(
        code=raw["code"],
        title=raw["title"],
        reasons=tuple(raw["reasons"].items()),
        acts=tuple(map(act, raw["acts"])),
        from_steps=tuple(raw.get("from", ())),
        choices=tuple(map(way, raw.get("choices", ()))),
        is_urgent=raw.get("urgent", False),
        source=raw.get("source", ""),
        asks=raw.get("asks", ""),
        closes=shape.Closing(**raw["closes"]) if "closes" in raw else None,
    )


def washout(raw: Raw) -> shape.Washout:
    """The least that a center may set is the file's, else what the washout tool's own table says for its class."""
    rest = {name: raw[name] for name in ("note", "minimum", "clinical") if name in raw}
    if raw.get("clinical") in WASHOUT_DAYS.limits and "minimum" not in raw:
        rest["minimum"] = WASHOUT_DAYS[raw["clinical"]].value
    return shape.Washout(raw["code"], raw["label"], raw["days"], raw["source"], tuple(raw.get("drugs", ())), **rest)
