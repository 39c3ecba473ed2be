"""A rule in words: the one function for everything that stands beside a due date. Pure; no rows.

Room: referrals.pathway. English: staff read it. Patients read the plain sentence of the step.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from referrals.pathway.kinds import Direction, Owner, Roll, Unit
from referrals.pathway.protocol import DueRule, Offset, Protocol, Reminder, Repeat

ONE: Final = {Unit.DAY: "day", Unit.BUSINESS_DAY: "business day", Unit.WEEK: "week", Unit.MONTH: "month", Unit.YEAR: "year"}
EVERY: Final = {Unit.DAY: "daily", Unit.WEEK: "weekly", Unit.MONTH: "monthly", Unit.YEAR: "yearly"}
OPENED: Final = "the task was opened"
ROLES: Final = {
    Owner.RO: "referring oncologist",
    Owner.RC: "referring coordinator",
    Owner.CTC: "center coordinator",
    Owner.CTP: "center physician",
    Owner.RN: "bedside nurse",
    Owner.FIN: "financial navigator",
    Owner.SW: "social worker",
    Owner.APHU: "apheresis unit",
    Owner.LAB: "cell laboratory",
    Owner.PHA: "pharmacy",
    Owner.MFR: "manufacturer",
    Owner.PT: "patient",
    Owner.CG: "caregiver",
    Owner.DM: "data manager",
}


def rule_words(rule: DueRule, protocol: Protocol) -> str:
    """ "7 days after apheresis; repeats weekly until 7 days before lymphodepletion day 1"."""
    parts = [offset_words(rule.at, protocol)]
    if rule.repeat:
        parts.append(repeat_words(rule.repeat, protocol))
    if rule.not_after:
        parts.append(f"not later than {offset_words(rule.not_after, protocol)}")
    if rule.minus or rule.plus:
        parts.append(window_words(rule))
    if rule.roll != Roll.KEEP:
        parts.append(f"on the {'next' if rule.roll == Roll.NEXT else 'last'} business day")
    return "; ".join(parts)


def offset_words(at: Offset, protocol: Protocol) -> str:
    anchor = anchor_words(at.anchor, protocol)
    if at.direction == Direction.ON or at.offset == 0:
        return f"on the day {anchor}" if anchor == OPENED else f"on the day of {anchor}"
    return f"{amount(at.offset, at.unit)} {at.direction} {anchor}"


def anchor_words(code: str, protocol: Protocol) -> str:
    """ "apheresis", as it reads inside a sentence; codes nobody defines are shown as they are."""
    label = next((anchor.label for anchor in protocol.anchors if anchor.code == code), OPENED if code == "OPENED" else code)
    return inside(label)


def inside(label: str) -> str:
    """A title as it reads inside a sentence; what begins with an abbreviation keeps it."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def amount(number: int, unit: Unit) -> str:
    return f"{number} {ONE[unit]}{'' if number == 1 else 's'}"


def repeat_words(repeat: Repeat, protocol: Protocol) -> str:
    often = f"every {amount(repeat.every, repeat.unit)}"
    if repeat.every == 1 and repeat.unit in EVERY:
        often = EVERY[repeat.unit]
    elif (repeat.every, repeat.unit) == (7, Unit.DAY):
        often = "weekly"
    return f"repeats {often} until {offset_words(repeat.until, protocol).removeprefix('on the day of ')}"


def window_words(rule: DueRule) -> str:
    if rule.minus == rule.plus:
        return f"{amount(rule.plus, Unit.DAY)} either way"
    sides = [f"{amount(rule.minus, Unit.DAY)} before"] if rule.minus else []
    sides += [f"{amount(rule.plus, Unit.DAY)} after"] if rule.plus else []
    return f"up to {' and '.join(sides)}"


def reminder_words(rung: Reminder) -> str:
    """ "7 days before, to the owner and the patient"."""
    when = "on the day" if not rung.days else f"{amount(abs(rung.days), rung.unit)} {'before' if rung.days < 0 else 'after'}"
    return f"{when}, to {joined('the ' + (to if to == 'owner' else ROLES[Owner(to)]) for to in rung.to)}"


def joined(words: Iterable[str]) -> str:
    """ "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
