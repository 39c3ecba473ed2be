"""A protocol small enough to hold in one's head, for arithmetic. The shipped ones have tests of their own."""

from __future__ import annotations

from datetime import date

from referrals.pathway.protocol import (
    Anchor,
    Direction,
    DueRule,
    Offset,
    Owner,
    Protocol,
    Repeat,
    Roll,
    Site,
    Step,
    Unit,
)

AFTER, BEFORE, ON = Direction.AFTER, Direction.BEFORE, Direction.ON


def rule(anchor: str, offset: int = 0, unit: Unit = Unit.DAY, direction: Direction = ON, **more: object) -> DueRule:
    return DueRule(Offset(anchor, offset, unit, direction), **more)  # type: ignore[arg-type]  # named as DueRule names them


def step(code: str, *due: DueRule, **more: object) -> Step:
    given = {"title": code, "phase": "all", "owner": Owner.CTC, "site": Site.CENTER, "remind": (), "source": ""} | more
    return Step(code=code, due=due, **given)  # type: ignore[arg-type]  # as above


WEEKLY = Repeat(7, Unit.DAY, Offset("LD1", 0, Unit.DAY, ON))
MONTHLY = Repeat(1, Unit.MONTH, Offset("D0", 12, Unit.MONTH, AFTER))
YEARLY = Repeat(1, Unit.YEAR, Offset("D0", 15, Unit.YEAR, AFTER))

SMALL = Protocol(
    code="small",
    version=1,
    title="Small",
    therapy="car_t",
    disease="none",
    product="",
    effective_on=date(2026, 1, 1),
    sources=(),
    phases=(("all", "All"),),
    anchors=(
        Anchor("DEC", "Decision", Site.CENTER),
        Anchor("APH", "Apheresis", Site.CENTER, follows=Offset("DEC", 4, Unit.WEEK, AFTER), roll=Roll.NEXT, per_attempt=True),
        Anchor("RCV", "Cells back", Site.CENTER, follows=Offset("APH", 35, Unit.DAY, AFTER), roll=Roll.NEXT, per_attempt=True),
        Anchor("LD1", "Chemotherapy", Site.CENTER, follows=Offset("RCV", 9, Unit.DAY, AFTER), per_attempt=True),
        Anchor("D0", "Infusion", Site.CENTER, follows=Offset("LD1", 5, Unit.DAY, AFTER), per_attempt=True),
    ),
    steps=(
        step("decide", rule("DEC"), sets="DEC"),
        step("work_up", rule("APH", 3, Unit.BUSINESS_DAY, BEFORE), after=("decide",)),
        step("collect", rule("APH"), after=("work_up",), sets="APH", per_attempt=True),
        step("bridging", rule("APH", 7, Unit.DAY, AFTER, repeat=WEEKLY), after=("collect",), per_attempt=True),
        step("call_payer", rule("DEC", 2, Unit.BUSINESS_DAY, AFTER)),
        step("infuse", rule("D0"), sets="D0", per_attempt=True),
        step("igg", rule("D0", 1, Unit.MONTH, AFTER, repeat=MONTHLY, roll=Roll.NEXT), per_attempt=True),
        step("yearly", rule("D0", 1, Unit.YEAR, AFTER, repeat=YEARLY, minus=60, plus=60, roll=Roll.NEXT), per_attempt=True),
        step("letter", rule("D0", 2, Unit.BUSINESS_DAY, AFTER, not_after=Offset("D0", 3, Unit.DAY, AFTER)), per_attempt=True),
    ),
    gates=(),
    branches=(),
)
