"""The shape of a protocol: what a file of `protocols/` says, compiled. Frozen values; knows no row and no Django.

Room: referrals.pathway. How a file is read and checked is `reading` and `checks`; what a patient's own dates are is `plan`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from referrals.pathway.failure import Branch, BranchAct, Closing, Way
from referrals.pathway.kinds import Act, Confidence, Direction, FieldKind, Grade, Owner, Roll, Site, Test, Unit

__all__ = [
    "Act",
    "Anchor",
    "Branch",
    "BranchAct",
    "Closing",
    "Confidence",
    "Direction",
    "DueRule",
    "Field",
    "FieldKind",
    "Flag",
    "Gate",
    "Grade",
    "Need",
    "Offset",
    "Owner",
    "Protocol",
    "Reminder",
    "Repeat",
    "Roll",
    "Site",
    "Source",
    "Step",
    "Test",
    "Unit",
    "Washout",
    "Way",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A citation that rules point to. `year` of publication or label revision."""

    code: str
    title: str
    grade: Grade
    year: int = 0


@dataclass(frozen=True, slots=True)
class Offset:
    """So many units before or after an anchor. `OPENED` as anchor is the day the step came into being (tasks of a branch)."""

    anchor: str
    offset: int = 0
    unit: Unit = Unit.DAY
    direction: Direction = Direction.ON


@dataclass(frozen=True, slots=True)
class Repeat:
    """Again every `every` units, the last not after `until`; `stop_on` are answers ("field=value") that end the series."""

    every: int
    unit: Unit
    until: Offset
    stop_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a step is due. A step with several rules is due once by each (`series` counts them from 0).

    `minus` and `plus` open the window around the due day, in days. `not_after` caps the due day. `minimum` is the smallest offset a
    center may set (a label's limit); None: a center may not change it.
    """

    at: Offset
    minus: int = 0
    plus: int = 0
    roll: Roll = Roll.KEEP
    repeat: Repeat | None = None
    not_after: Offset | None = None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rung: so many units before (negative), on or after the due day, to roles of `Owner` or `owner`."""

    days: int
    unit: Unit
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One answer a step records. `choices` are (value, label) pairs; `unit` is fixed, never typed."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    is_required: bool = False
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """An answer that opens a failure branch, or only raises a flag at the center when `branch` is empty.

    `value` is the answer itself, or a bound on a number: ">=4", "<500" (see `answers.meets`).
    """

    field: str
    value: str
    branch: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the pathway. `number` is its place in the table of steps; branch tasks have 0.

    `after`: codes that must be done or skipped first; `needs_gate`: a gate that must be signed first; `sets`: the anchor that becomes
    actual when the step is done; `per_attempt`: repeated when cells are collected again; `for_patient`: shown on the patient's road.
    `open_on`: answers with which it is not done, such as a treatment put off; they are recorded, and it stays open with the date it sets.
    """

    code: str
    title: str
    phase: str
    owner: Owner
    site: Site
    due: tuple[DueRule, ...]
    remind: tuple[Reminder, ...]  # empty only where the file says `none`
    source: str
    number: int = 0
    plain: str = ""
    with_: tuple[Owner, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    flags: tuple[Flag, ...] = ()
    after: tuple[str, ...] = ()
    needs_gate: str = ""
    sets: str = ""
    evidence: tuple[str, ...] = ()  # kinds that must be attached: document:<kind>, result:<code>, sign_off
    branches: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    per_attempt: bool = False
    for_patient: bool = False
    two_people: bool = False
    is_advice: bool = False  # recommended; never blocks what comes after
    concerns: tuple[Owner, ...] = ()  # told when its date moves, besides the owner
    also: tuple[str, ...] = ()  # further sources
    note: str = ""  # where sources differ, or how the rule is meant; shown with the source
    plain_es: str = ""
    open_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date the road hangs on. `follows` is its plan while nobody has set it; anchors that follow a moved one move with it.

    `minimum`: the least offset a center may set for its plan, as of a rule; None: a center may not change it.
    """

    code: str
    label: str
    lane: Site
    plain: str = ""
    plain_es: str = ""
    follows: Offset | None = None
    roll: Roll = Roll.KEEP
    per_attempt: bool = False
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One item of a gate. `step` names the step (or anchor, or gate) it looks at."""

    label: str
    test: Test
    step: str = ""
    field: str = ""
    value: str = ""
    waiver: bool = False  # may be met by a written waiver recorded in the step's answer `waiver`
    or_field: str = ""  # of AT_LEAST: met as well when this number is at least `or_value`
    or_value: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A signed decision before an anchor. `signers`: roles that each sign once."""

    code: str
    title: str
    before: str
    signers: tuple[Owner, ...]
    needs: tuple[Need, ...]
    source: str
    meaning: str = ""
    per_attempt: bool = False


@dataclass(frozen=True, slots=True)
class Washout:
    """So many days between the last dose of a class of drugs and the collection of cells. `days` None: never, ask the center."""

    drug_class: str  # as in `patients.clinical`
    label: str
    days: int | None
    source: str
    drugs: tuple[str, ...] = ()  # only these, by ingredient, and before the rule of the whole class
    note: str = ""
    minimum: int | None = None  # as of a rule
    clinical: str = ""  # the row of the washout tool's table that this one stands for, and is never shorter than


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of one protocol, an overlay already laid over its core."""

    code: str
    version: int
    title: str
    therapy: str
    disease: str
    product: str
    effective_on: date
    sources: tuple[Source, ...]
    phases: tuple[tuple[str, str], ...]  # (code, words), in the order of the road
    anchors: tuple[Anchor, ...]
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...]
    branches: tuple[Branch, ...]
    ends: tuple[tuple[str, str], ...] = ()  # how a journey may end: (code, words)
    washouts: tuple[Washout, ...] = ()

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    def anchor(self, code: str) -> Anchor:
        return next(anchor for anchor in self.anchors if anchor.code == code)

    def gate(self, code: str) -> Gate:
        return next(gate for gate in self.gates if gate.code == code)

    def branch(self, code: str) -> Branch:
        return next(branch for branch in self.branches if branch.code == code)

    def source(self, code: str) -> Source | None:
        return next((source for source in self.sources if source.code == code), None)
